/* Somebody new: supplies first, then one spoken sentence, and a card under a code if the answer is yes. No name is asked;
   what else is asked may all be left unsaid. */

import * as cards from "./cards.js";
import { keep, saving, steppers, told } from "./contact.js";
import { today } from "./due.js";
import * as frame from "./frame.js";
import { h } from "./h.js";
import { button, chips, field, foot, note, once, spoken, stepper } from "./parts.js";
import { label, t } from "./words.js";
import * as vault from "./vault.js";

const GENDERS = ["woman", "man", "trans_woman", "trans_man", "non_binary"];

export const newclient = {
  title: () => t("new_client"),
  draw() {
    const given = { syringe_1ml: 10 };
    const back = {};
    const next = button(t("next"), () => frame.go("keepcard", { given, back }), { kind: "primary wide", sign: "next" });
    return [h("p", { class: "quiet" }, t("supplies_first")), steppers(given, back), foot(next)];
  },
};

export const keepcard = {
  title: () => t("one_question"),
  draw({ given, back }) {
    const no = (event) => once(event.currentTarget, () => keep([told({ client: null, given, back })]));
    return [
      spoken(t("may_i_keep"), "h2"),
      foot(
        button(t("yes_card"), () => frame.go("newcard", { given, back }), { kind: "primary wide", sign: "check" }),
        button(t("no_card"), no, { kind: "wide" })),
    ];
  },
};

function form() {
  const gender = new Set();
  const kinds = new Set();
  const times = { n: 0 };
  const line = (what) => field(t(`ask_${what}`), { help: t("may_stay_empty"), maxlength: 200, autocapitalize: "sentences" });
  const asked = Object.fromEntries(["nickname", "where", "when", "never"].map((what) => [what, line(what)]));
  const offered = (cards.told().kinds ?? []).map((kind) => ({ code: kind.code, words: label(kind) }));
  const drawn = [
    h("h2", {}, t("ask_gender")), chips(GENDERS.map((code) => ({ code, words: t(`gender_${code}`) })), gender, { single: true, name: t("ask_gender") }),
    ["nickname", "where", "when", "never"].map((what) => asked[what].box),
    h("details", { class: "others" }, h("summary", {}, t("more_answers")),
      offered.length > 0 && [h("h2", {}, t("ask_kinds")), chips(offered, kinds, { name: t("ask_kinds") })],
      stepper(t("ask_times"), times, "n", { most: 50 })),
  ];
  const answers = () => ({
    gender: [...gender][0] ?? "not_said",
    kinds: [...kinds],
    nickname: asked.nickname.input.value.trim(),
    reach: Object.fromEntries(["where", "when", "never"].map((what) => [what, asked[what].input.value.trim()])),
    injections_a_day: times.n || null,
  });
  return { drawn, answers };
}

/** The card: whatever is not said stays empty. The code comes from the office with the next sending. */
export const newcard = {
  title: () => t("new_card"),
  draw({ given, back }) {
    const { drawn, answers } = form();
    const save = saving(async () => {
      const id = vault.personId();
      const said = answers();
      const card = { id, kind: "client", code: "", made: Date.now(), local: true, version: 0, status: "active", consent: "card",
        registered_on: today(), contacts: 0, last_day: null, last_supply: 0, nickname: said.nickname, reach: said.reach,
        need_per_week: said.injections_a_day ? Math.ceil(said.injections_a_day * 7) : null };
      const contact = told({ client: id, given, back });
      const empty = !Object.keys(contact.body.supplies).length && !Object.keys(contact.body.returned).length;
      const things = [{ kind: "client.registered", body: { client: id, ...said, consent: "card" } }, ...(empty ? [] : [contact])];
      await keep(things, { card });
    });
    return [h("p", { class: "quiet" }, t("all_optional")), drawn, note(t("code_comes")), save];
  },
};
