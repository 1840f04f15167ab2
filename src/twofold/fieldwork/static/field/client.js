/* One client's card: what is due, where and when and never, the last contacts in brief. One file on the screen at a time, and
   nothing on it that another file had to say. */

import * as cards from "./cards.js";
import { form } from "./form.js";
import * as frame from "./frame.js";
import { h } from "./h.js";
import { foot, main, note, plain, quiet, wide } from "./parts.js";
import { codeOf, tags } from "./today.js";
import { day, t } from "./words.js";

const fact = (name, value) => [h("dt", {}, name), h("dd", {}, value)];

function due(card) {
  const found = cards.dueFor(card);
  if (!found.words.length)
    return quiet(found.on === null ? t("nothing_due") : t("next_due", { day: day(found.on * 86400000) }));
  return h("p", { class: "row-due" }, tags(found));
}

function last(card) {
  const rows = (card.last ?? []).map((one) =>
    h("li", {}, h("span", { class: "day" }, day(one.day)), h("span", {}, one.out || one.back ? t("out_back", { out: one.out ?? 0, back: one.back ?? 0 }) : t("talk_only"))));
  const met = !rows.length && quiet(card.last_day ? t("met_on", { day: day(card.last_day) }) : t("not_met_yet"));
  return [met, rows.length > 0 && h("ul", { class: "last" }, rows), card.contacts > 0 && quiet(t("contacts_in_all", { n: card.contacts }))];
}

export const client = {
  live: true,
  title: ({ id }) => codeOf(cards.get(id) ?? {}),
  draw({ id }) {
    const card = cards.get(id);
    if (!card) return note(t("card_gone"));
    const told = card.reach ?? {};
    const words = cards.dueFor(card).words;
    const to = (name) => () => frame.go(name, { id });
    const fill = (name) => () => frame.go("ask", { id, form: form(name) });
    return [
      card.nickname && h("p", { class: "nickname big" }, card.nickname),
      due(card),
      h("dl", { class: "reach-card" }, ["where", "when", "never"].map((what) => fact(t(`reach_${what}`), told[what] || t("not_said"))),
        told.channel && fact(t("reach_channel"), t(`channel_${told.channel}`)), told.by && fact(t("reach_by"), t(`by_${told.by}`))),
      h("h2", {}, t("last_contacts")), last(card),
      words.includes("talk") && wide(t("due_talk"), fill("consent"), "talk"),
      wide(t("along"), to("along"), "people"), wide(t("private_talk"), fill("alone"), "lock"), wide(t("own_word"), fill("own_word")),
      plain(t("left"), fill("left")),
      foot(main(t("supplies_now"), to("contact"), "box")),
    ];
  },
};
