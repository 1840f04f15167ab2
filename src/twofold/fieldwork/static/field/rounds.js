/* A round beyond one client: a home visit with a word when one is back, and a group. */

import * as cards from "./cards.js";
import { after, asking, form, inMinutes, keep, saving } from "./form.js";
import * as frame from "./frame.js";
import { h } from "./h.js";
import * as outbox from "./outbox.js";
import { note, quiet, toast, wide } from "./parts.js";
import * as vault from "./vault.js";
import { hour, t } from "./words.js";

const AGAIN_MS = 5 * 60000;
let saidAt = -AGAIN_MS;

/** A word when the time that was said is over, and again. It comes on a locked phone too, also where that was started anew,
    and says less there: outside the vault stands a time, and nothing else. */
export async function remind() {
  const now = cards.visit();
  const box = vault.box();
  if (cards.loaded() && box.until !== now?.until) await vault.keepBox(Object.assign(box, { until: now?.until }));
  const over = ({ until }) => until < Date.now();
  if (!(now ? over(now) : (await vault.boxes()).some(over)) || performance.now() - saidAt < AGAIN_MS) return;
  saidAt = performance.now();
  navigator.vibrate?.([300, 200, 300]);
  toast(t(now ? "visit_over" : "please_open"), { ms: AGAIN_MS, kind: "stop" });
}

/* What was said of a visit, for the office, and what stands on this phone from then on. */
async function say(thing, next) {
  await keep([thing], { also: [await cards.visiting(next)] });
  saidAt = -AGAIN_MS;
  await remind();
}

function setOut() {
  const { drawn, answers } = asking(form("visit"));
  return [note(t("visit_why")), drawn, saving(async () => {
    const body = answers();
    const id = vault.entryId();
    if (body) await say({ id, kind: form("visit").kind, body }, { id, where: body.where, until: after(body.minutes) });
  }, t("visit_begin"))];
}

export const visit = {
  async draw() {
    const now = cards.visit();
    if (!now) return setOut();
    const word = (what, minutes) => () =>
      say({ kind: "visit.told", body: { visit: now.id, word: what, minutes } }, minutes ? { ...now, until: after(minutes) } : null);
    return [
      h("p", { class: "big" }, t("visit_until", { at: hour(now.until) })), now.where && quiet(now.where),
      (await outbox.waiting()).has(now.id) && note(t("visit_unsent"), "watch"),
      h("h2", {}, t("visit_later")), [30, 60, 120].map((n) => wide(inMinutes(n), word("later", n))),
      saving(word("back"), t("visit_back")),
    ];
  },
};

export const group = {
  draw() {
    const { kind } = form("group");
    const { drawn, answers } = asking(form("group"));
    return [quiet(t("group_why")), drawn, saving(async () => {
      const given = answers();
      if (!given) return;
      const { day, others = 0, ...body } = given;
      const people = body.clients.length + others;
      if (!people) return toast(t("group_nobody"));
      await keep([{ kind, body: { ...body, people }, on: day }]);
    })];
  },
};
