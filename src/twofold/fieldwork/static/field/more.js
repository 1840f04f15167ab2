/* One's own month, what is held and what to do about it, language, help, and taking everything off this phone. */

import * as cards from "./cards.js";
import { today } from "./due.js";
import { form } from "./form.js";
import * as frame from "./frame.js";
import { h } from "./h.js";
import * as lock from "./lock.js";
import * as outbox from "./outbox.js";
import { button, empty, main, note, quiet, tongues, wide } from "./parts.js";
import * as store from "./store.js";
import * as sync from "./sync.js";
import { day, has, hour, monthName, number, t } from "./words.js";
import { release } from "./trusted.js";

const syncNow = (then) => main(t("sync_now"), async () => (await sync.run(), then()), "send");
const way = ({ words, sign }) => button(t(words), () => frame.go(words), { kind: "wide row-button", sign });

export const more = {
  live: true,
  async draw() {
    const now = await outbox.standing();
    const { at } = sync.now();
    return [
      h("p", { class: "standing" }, frame.sentence(now)),
      quiet(at ? t("last_sync", { at: hour(at) }) : t("no_sync_yet")),
      now.closed > 0 && note(t("waits_for_unlock", { n: now.closed }), "watch"),
      syncNow(frame.refresh),
      !(await store.persisted()) && note(t("not_persisted"), "watch"),
      form("more").map(way),
      h("p", { class: "quiet small" }, t("release", { name: release })),
    ];
  },
};

export const month = {
  live: true,
  draw() {
    const months = Object.entries(cards.months()).sort().toReversed();
    if (!months.length) return empty("month_empty");
    const tile = ([name, value]) => h("div", { class: "tile" }, h("span", { class: "tile-name" }, t(`month_${name}`)), h("span", { class: "big" }, number(value)));
    return [
      quiet(t("month_kind")),
      months.map(([key, one]) => h("section", { "aria-label": monthName(key) }, h("h2", {}, monthName(key)),
        h("div", { class: "tiles" }, Object.entries({ ...one, people: one.people.length }).map(tile)))),
    ];
  },
};

export const held_list = {
  live: true,
  async draw() {
    const { held } = await outbox.standing();
    if (!held.length) return empty("nothing_held");
    const one = (row) => h("li", {}, h("b", {}, t(has(`kind_${row.kind}`) ? `kind_${row.kind}` : "kind_other")), h("span", { class: "day" }, `${day(today(new Date(row.made)))}, ${hour(row.made)}`),
      h("p", {}, has(`held_${row.code}`) ? t(`held_${row.code}`) : row.said ?? t("held_other")));
    return [quiet(t("held_why")), h("ul", { class: "last held" }, held.map(one))];
  },
};

export const language = {
  draw: () => tongues(() => (frame.clear(), frame.home("more"))),
};

export const help = {
  draw: () => ["lock", "exit", "sync", "lost", "paper"].map((name) =>
    h("section", {}, h("h2", {}, t(`help_${name}_title`)), h("p", {}, t(`help_${name}`)))),
};

/** Everything off this phone. What was not sent is named first, and would be lost. */
export const take_off = {
  async draw() {
    const { waiting } = await outbox.standing();
    if (waiting) return [note(t("take_off_first", { n: waiting }), "watch"), syncNow(() => frame.home("more"))];
    const sure = async () => (await lock.wipe(), location.replace("/weather/"));
    return [h("p", {}, t("take_off_why")), button(t("take_off_sure"), sure, { kind: "danger wide" }), wide(t("back"), frame.back)];
  },
};
