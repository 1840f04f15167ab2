/* Lists: who is due today, whoever needs most first; and everybody on the caseload, to be found by code or nickname. Words
   on a line are fit for a bystander, and the same for everybody. */

import * as cards from "./cards.js";
import * as frame from "./frame.js";
import { fill, h } from "./h.js";
import { empty, field, foot, icon, main, quiet, tap, wide } from "./parts.js";
import { hour, t } from "./words.js";

/** What a client is called on a line. A card made here has its code after the next sending. */
export const codeOf = (card) => card.code || t("code_later", { at: card.made ? hour(card.made) : "" });

/** Where, when and never how to reach this client: one line, and every card has it. */
export function reach(card) {
  const told = card.reach ?? {};
  const parts = ["where", "when", "never"].map((what) =>
    h("span", { class: `reach-${what}` }, h("b", {}, t(`reach_${what}`)), " ", told[what] || t("not_said")));
  return h("span", { class: "reach" }, parts);
}

/** What is due, in words fit for a bystander. */
export const tags = ({ words }) => words.map((word) => h("span", { class: `tag ${word}` }, t(`due_${word}`)));

function row({ card, due }) {
  const since = due.words.includes("supplies") && due.days > 0 && h("span", { class: "since" }, t("since_days", { n: due.days }));
  return h("li", {},
    tap("row", () => frame.go("client", { id: card.id }), {},
      h("span", { class: "row-head" }, h("span", { class: "code" }, codeOf(card)), card.nickname && h("span", { class: "nickname" }, card.nickname), icon("next")),
      h("span", { class: "row-due" }, tags(due), since), reach(card)));
}

const list = (lines) => h("ul", { class: "rows" }, lines.map(row));
const newClient = () => foot(main(t("new_client"), () => frame.go("newclient"), "plus"));

export const today = {
  live: true,
  draw() {
    const lines = cards.today();
    const away = cards.visit();
    const out = away && wide(t("visit_until", { at: hour(away.until) }), () => frame.go("visit"), "watch");
    const count = quiet(t("due_count", { n: lines.length, all: t("on_list", { n: cards.all().length }) }));
    if (!cards.all().length) return [out, empty("no_cards"), newClient()];
    return [out, count, lines.length ? list(lines) : empty("nobody_due"), newClient()];
  },
};

const plain = (text) => text.toLowerCase().replace(/[\s-]/g, "");
const matches = (card, text) => [card.code, card.nickname].some((one) => one && plain(one).includes(text));

export const clients = {
  get live() {
    const search = document.querySelector("#screen input");
    return !search?.value && search !== document.activeElement;
  },
  draw() {
    const all = cards.all().sort((a, b) => codeOf(a).localeCompare(codeOf(b)));
    const found = h("div", {});
    const search = field(t("search"), { kind: "search", enterkeyhint: "search" });
    const show = () => {
      const text = plain(search.input.value);
      const lines = all.filter((card) => matches(card, text) || !text).map((card) => ({ card, due: cards.dueFor(card) }));
      fill(found, lines.length ? list(lines) : all.length ? h("p", { role: "status" }, t("nobody_found")) : empty("no_cards"));
    };
    search.input.addEventListener("input", show);
    show();
    return [all.length > 5 && search.box, found, newClient()];
  },
};
