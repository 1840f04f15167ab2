/* One client's card: what is due, where and when and never, the last contacts in brief. One file on the screen at a time, and
   nothing on it that another file had to say. */

import * as cards from "./cards.js";
import { keep } from "./contact.js";
import * as frame from "./frame.js";
import { h } from "./h.js";
import { button, foot, note, once, spoken } from "./parts.js";
import { codeOf } from "./today.js";
import { day, t } from "./words.js";

const fact = (name, value) => [h("dt", {}, name), h("dd", {}, value)];

function due(card) {
  const found = cards.dueFor(card);
  if (!found.words.length)
    return h("p", { class: "quiet" }, found.on === null ? t("nothing_due") : t("next_due", { day: day(new Date(found.on * 86400000).toISOString().slice(0, 10)) }));
  return h("p", { class: "row-due" }, found.words.map((word) => h("span", { class: `tag ${word}` }, t(`due_${word}`))));
}

function last(card) {
  const rows = (card.recent ?? []).map((one) =>
    h("li", {}, h("span", { class: "day" }, day(one.day)), h("span", {}, one.out || one.back ? t("out_back", { out: one.out ?? 0, back: one.back ?? 0 }) : t("talk_only"))));
  const met = !rows.length && h("p", { class: "quiet" }, card.last_day ? t("met_on", { day: day(card.last_day) }) : t("not_met_yet"));
  return [met, rows.length > 0 && h("ul", { class: "last" }, rows), card.contacts > 0 && h("p", { class: "quiet" }, t("contacts_in_all", { n: card.contacts }))];
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
    return [
      card.nickname && h("p", { class: "nickname big" }, card.nickname),
      due(card),
      h("dl", { class: "reach-card" }, ["where", "when", "never"].map((what) => fact(t(`reach_${what}`), told[what] || t("not_said"))),
        told.channel && fact(t("reach_channel"), t(`channel_${told.channel}`)), told.by && fact(t("reach_by"), t(`by_${told.by}`))),
      h("h2", {}, t("last_contacts")), last(card),
      words.includes("talk") && button(t("due_talk"), to("consent"), { kind: "wide", sign: "talk" }),
      button(t("along"), to("along"), { kind: "wide", sign: "people" }),
      button(t("private_talk"), to("alone"), { kind: "wide", sign: "lock" }),
      button(t("left"), to("left"), { kind: "plain" }),
      foot(button(t("supplies_now"), to("contact"), { kind: "primary wide", sign: "box" })),
    ];
  },
};

/** The unhurried talk about the card, held when nobody else listens. */
export const consent = {
  title: () => t("due_talk"),
  draw({ id }) {
    const say = (stage) => async (event) =>
      once(event.currentTarget, () => keep([{ kind: "consent.recorded", body: { client: id, stage, how: "spoken" } }], {
        card: stage === "full" ? { ...cards.get(id), consent: "full" } : null, then: frame.back }));
    return [
      note(t("alone"), "watch"),
      ["consent_1", "consent_2", "consent_3", "consent_4"].map((name) => spoken(t(name))),
      foot(button(t("agreed"), say("full"), { kind: "primary wide", sign: "check" }),
        button(t("not_now"), frame.back, { kind: "wide" })),
    ];
  },
};

/** That somebody left, and why; the office can bring a card back. */
export const left = {
  title: () => t("left"),
  draw({ id }) {
    const because = (why) =>
      button(t(`left_${why}`), (event) => once(event.currentTarget, () => keep([{ kind: "client.left", body: { client: id, why } }], {
        card: { ...cards.get(id), status: why } })), { kind: "wide" });
    return [h("p", {}, t("left_why")), ["moved", "prison", "chose", "died"].map(because)];
  },
};
