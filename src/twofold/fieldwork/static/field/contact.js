/* Supplies: for a client in a few taps, numbers set from need; for a stranger in three, with nothing asked at all. */

import * as cards from "./cards.js";
import * as frame from "./frame.js";
import { h } from "./h.js";
import * as outbox from "./outbox.js";
import { button, chips, foot, once, stepper, toast } from "./parts.js";
import * as sync from "./sync.js";
import { label, t } from "./words.js";
import { codeOf } from "./today.js";

const NEEDLE = "syringe_1ml";
const CONDOM = "condom_external";
const NALOXONE = "naloxone_kit";
const FIRST = [NEEDLE, CONDOM, NALOXONE];
const FEW = [5, 10, 20, 30];

const positive = (counts) => Object.fromEntries(Object.entries(counts).filter(([, n]) => n > 0));
const offered = () => cards.told().supplies ?? [];
const counted = (given, what) =>
  Object.entries(given).reduce((sum, [code, n]) => sum + n * (offered().find((item) => item.code === code)?.[what] ?? 0), 0);

/** What the office gets, and what this phone counts, of what was set on the screen. */
export function told({ client, given, back, topics, mode }) {
  const known = offered().length > 0;
  const plain = { syringes: given[NEEDLE] ?? 0, condoms: given[CONDOM] ?? 0, naloxone: given[NALOXONE] ?? 0 };
  const sum = (what) => (known ? counted(given, what) : plain[what]);
  const body = { client: client ?? null, supplies: positive(given), returned: positive(back), topics: [...(topics ?? [])], mode: mode ?? "outreach" };
  const tally = { client: client ?? null, out: sum("syringes"), back: back[NEEDLE] ?? 0, condoms: sum("condoms"), naloxone: sum("naloxone") };
  return { kind: "contact.made", body, tally };
}

/** Whether anything happened that is worth an entry. */
const something = ({ body }) => Object.keys(body.supplies).length || Object.keys(body.returned).length || body.topics.length;

/** Saves, says so, offers the way back, and lets it go out by itself. */
export async function keep(things, { card = null, then = () => frame.home() } = {}) {
  const done = await outbox.save(things, { card });
  then(done);
  toast(t("saved"), { ms: outbox.UNDO_MS, undo: async () => toast(t((await outbox.undo(done)) ? "taken_back" : "too_late"), { ms: 6000 }, frame.refresh()) });
  sync.soon();
  return done;
}

/** The steppers of what is mostly given; all else is one tap away. */
export function steppers(given, back) {
  const name = (code) => label(offered().find((item) => item.code === code)) || t(`supply_${code}`);
  const others = offered().filter((item) => !FIRST.includes(item.code));
  return [
    stepper(t("needles_out"), given, NEEDLE, { drawn: NEEDLE, by: 5 }),
    stepper(t("needles_in"), back, NEEDLE, { drawn: "returned", by: 5 }),
    stepper(t("condoms"), given, CONDOM, { drawn: CONDOM, by: 5 }),
    stepper(t("naloxone"), given, NALOXONE, { drawn: NALOXONE }),
    others.length > 0 && h("details", { class: "others" }, h("summary", {}, t("other_supplies")),
      others.map(({ code }) => stepper(name(code), given, code, { drawn: code, by: 5 }))),
  ];
}

export const topicsOf = (chosen) => {
  const topics = (cards.told().topics ?? []).map((topic) => ({ code: topic.code, words: label(topic) }));
  return topics.length > 0 && [h("h2", {}, t("talked_about")), chips(topics, chosen, { name: t("talked_about") })];
};

/** The button that saves, in reach of the thumb. */
export function saving(press) {
  const save = button(t("save"), () => once(save, press), { kind: "primary wide", sign: "check" });
  return foot(save);
}

export const contact = {
  title: ({ id }) => codeOf(cards.get(id)),
  draw({ id }) {
    const card = cards.get(id);
    const given = { [NEEDLE]: cards.preset(card) };
    const back = {};
    const topics = new Set();
    const mode = new Set(["outreach"]);
    const places = ["outreach", "drop_in", "home", "secondary"].map((code) => ({ code, words: t(`mode_${code}`) }));
    return [
      h("p", { class: "quiet" }, card.nickname ? `${card.nickname} · ` : "", t("preset_why")),
      steppers(given, back),
      topicsOf(topics),
      h("details", { class: "others" }, h("summary", {}, t("where_was_it")), chips(places, mode, { single: true, name: t("where_was_it") })),
      saving(async () => {
        const thing = told({ client: id, given, back, topics, mode: [...mode][0] });
        if (!something(thing)) return toast(t("nothing_yet"));
        return keep([thing]);
      }),
    ];
  },
};

export const stranger = {
  title: () => t("stranger_title"),
  draw() {
    const given = { [NEEDLE]: 0 };
    const back = {};
    const rows = steppers(given, back);
    const count = rows[0].querySelector(".step.more, .steps");
    const few = h("div", { class: "chips few", role: "group", "aria-label": t("needles_out") },
      FEW.map((n) => h("button", { type: "button", class: "chip big", on: { click: () => {
        given[NEEDLE] = n;
        count.querySelector("output").textContent = n;
        count.querySelector("button").disabled = false;
      } } }, String(n))));
    return [
      h("p", { class: "quiet" }, t("stranger_why")),
      few, rows,
      saving(async () => {
        const thing = told({ client: null, given, back });
        if (!something(thing)) return toast(t("nothing_yet"));
        return keep([thing]);
      }),
    ];
  },
};
