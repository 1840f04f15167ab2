/* One's own month, what is held and what to do about it, language, help, and taking everything off this phone. */

import * as cards from "./cards.js";
import { today } from "./due.js";
import * as frame from "./frame.js";
import { h } from "./h.js";
import * as lock from "./lock.js";
import * as outbox from "./outbox.js";
import { button, chips, empty, note, once } from "./parts.js";
import * as store from "./store.js";
import * as sync from "./sync.js";
import { current, day, has, hour, languages, monthName, number, t, use } from "./words.js";
import { release } from "./trusted.js";

const way = (name, sign) => button(t(name), () => frame.go(name), { kind: "wide row-button", sign });

export const more = {
  live: true,
  title: () => t("bar_more"),
  async draw() {
    const now = await outbox.standing();
    const { at } = sync.now();
    return [
      h("p", { class: "standing" }, frame.sentence(now)),
      h("p", { class: "quiet" }, at ? t("last_sync", { at: hour(at) }) : t("no_sync_yet")),
      now.closed > 0 && note(t("waits_for_unlock", { n: now.closed }), "watch"),
      button(t("sync_now"), (event) => once(event.currentTarget, async () => (await sync.run(), frame.refresh())), { kind: "primary wide", sign: "send" }),
      !(await store.persisted()) && note(t("not_persisted"), "watch"),
      way("month", "calendar"), way("held_list", "list"), way("language", "globe"), way("help", "info"), way("take_off", "close"),
      h("p", { class: "quiet small" }, t("release", { name: release })),
    ];
  },
};

export const month = {
  live: true,
  title: () => t("month"),
  draw() {
    const months = Object.entries(cards.months()).sort().toReversed();
    if (!months.length) return empty(t("month_empty_title"), t("month_empty"));
    const tile = (name, value) => h("div", { class: "tile" }, h("span", { class: "tile-name" }, t(name)), h("span", { class: "big" }, number(value ?? 0)));
    return [
      h("p", { class: "quiet" }, t("month_kind")),
      months.map(([key, one]) => h("section", { "aria-label": monthName(key) }, h("h2", {}, monthName(key)),
        h("div", { class: "tiles" }, tile("month_contacts", one.contacts), tile("month_people", one.people.length), tile("month_out", one.out),
          tile("month_back", one.back), tile("month_condoms", one.condoms), tile("month_naloxone", one.naloxone)))),
    ];
  },
};

export const held_list = {
  live: true,
  title: () => t("held_list"),
  async draw() {
    const { held } = await outbox.standing();
    if (!held.length) return empty(t("nothing_held_title"), t("nothing_held"));
    const one = (row) => h("li", {}, h("b", {}, t(`kind_${row.kind}`)), h("span", { class: "day" }, `${day(today(new Date(row.made)))}, ${hour(row.made)}`),
      h("p", {}, has(`held_${row.code}`) ? t(`held_${row.code}`) : row.said ?? t("held_other")));
    return [h("p", { class: "quiet" }, t("held_why")), h("ul", { class: "last held" }, held.map(one))];
  },
};

export const language = {
  title: () => t("language"),
  draw() {
    const chosen = new Set([current()]);
    const row = chips(languages().map(({ code, name }) => ({ code, words: name })), chosen, { single: true, name: t("language") });
    row.addEventListener("click", async () => {
      const [wanted] = chosen;
      if (!wanted || wanted === current()) return;
      await use(wanted);
      frame.clear();
      frame.home("more");
    });
    return row;
  },
};

export const help = {
  title: () => t("help"),
  draw: () => ["lock", "exit", "sync", "lost", "paper"].map((name) =>
    h("section", {}, h("h2", {}, t(`help_${name}_title`)), h("p", {}, t(`help_${name}`)))),
};

/** Everything off this phone. What was not sent is named first, and would be lost. */
export const take_off = {
  title: () => t("take_off"),
  async draw() {
    const { waiting } = await outbox.standing();
    if (waiting) return [note(t("take_off_first", { n: waiting }), "watch"), button(t("sync_now"), (event) => once(event.currentTarget, async () => (await sync.run(), frame.home("more"))), { kind: "primary wide", sign: "send" })];
    const sure = button(t("take_off_sure"), (event) => once(event.currentTarget, async () => {
      await lock.wipe();
      location.replace("/weather/");
    }), { kind: "danger wide" });
    return [h("p", {}, t("take_off_why")), sure, button(t("back"), frame.back, { kind: "wide" })];
  },
};
