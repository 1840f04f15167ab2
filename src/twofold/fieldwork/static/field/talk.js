/* The private talk: first of all, alone? Then what may be written down of it, form by form, as the office describes them.
   Nothing that was said stands on any screen again. */

import * as cards from "./cards.js";
import { keep, saving } from "./contact.js";
import * as frame from "./frame.js";
import { h } from "./h.js";
import { button, chips, field, foot, note, spoken, toast } from "./parts.js";
import { day, label, t } from "./words.js";

const ways = (id, forms, referral) =>
  (forms ?? []).map((form) => button(label(form), () => frame.go("ask", { id, form: { ...form, fixed: referral && { referral, step: form.of } } }), { kind: "wide" }));

export const alone = {
  title: () => t("alone_title"),
  draw: ({ id }) => [
    spoken(t("alone_why")),
    foot(button(t("alone_yes"), () => frame.go("talk", { id }), { kind: "primary wide" }), button(t("not_now"), frame.back, { kind: "wide" })),
  ],
};

export const talk = {
  title: () => t("private_talk"),
  draw({ id }) {
    return [
      h("h2", {}, t("talk_before")), h("ol", {}, [1, 2, 3].map((n) => h("li", {}, t(`talk_${n}`)))), note(t("talk_free")),
      h("h2", {}, t("talk_write")), ways(id, cards.told().forms),
    ];
  },
};

/** Going along: what is open for this client, each with what may follow, and something new. */
export const along = {
  title: () => t("along"),
  draw({ id }) {
    const forms = cards.told().along ?? [];
    return [
      (cards.get(id).along ?? []).flatMap((one) => [h("h2", {}, label(one)), one.on && h("p", {}, day(one.on)),
        ...ways(id, forms.filter(({ of }) => one.next.includes(of)), one.id)]),
      ways(id, forms.slice(0, 1)),
    ];
  },
};

/** One question: choices as chips, else a line to write in. Gives how it looks and what was answered. */
function question(asked) {
  if (!asked.choices.length) {
    const { box, input } = field(label(asked), { kind: asked.type ?? "text", maxlength: 200 });
    return { drawn: box, answer: () => input.value.trim() || null };
  }
  const chosen = new Set(asked.value ? [asked.value] : []);
  const row = chips(asked.choices.map((one) => ({ code: one.code, words: label(one) })), chosen, { single: true, name: label(asked) });
  return { drawn: [h("h2", {}, label(asked)), row], answer: () => [...chosen][0] ?? null };
}

export const ask = {
  title: ({ form }) => label(form),
  draw({ id, form }) {
    const asked = form.questions.map((one) => ({ ...one, ...question(one) }));
    const save = saving(async () => {
      const given = asked.map((one) => [one.name, one.type === "yes" && one.answer() ? one.answer() === "yes" : one.answer()]);
      const body = { client: id, ...form.fixed, ...Object.fromEntries(given.filter(([, answer]) => answer !== null)) };
      if (asked.some((one) => one.needed && !(one.name in body))) return toast(t("answer_first"));
      return keep([{ kind: form.kind, body }]);
    });
    return [form.first && note(label(form.first), "watch"), asked.map((one) => one.drawn), save];
  },
};
