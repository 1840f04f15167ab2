/* The private talk: first of all, alone? Then what may be written down of it, form by form, as the office describes them.
   Nothing that was said stands on any screen again. And going along. */

import * as cards from "./cards.js";
import * as frame from "./frame.js";
import { h } from "./h.js";
import { note, wide } from "./parts.js";
import { day, label, t } from "./words.js";

const ways = (id, forms, more) =>
  (forms ?? []).map((form) => wide(label(form), () => frame.go("ask", { id, form: { ...form, ...more?.(form) } })));

export const talk = {
  title: () => t("private_talk"),
  draw({ id }) {
    return [
      h("h2", {}, t("talk_before")), h("ol", {}, [1, 2, 3].map((n) => h("li", {}, t(`talk_${n}`)))), note(t("talk_free")),
      h("h2", {}, t("talk_write")), ways(id, cards.told().forms),
    ];
  },
};

/* An appointment that still stands is moved by the next one; whatever else follows ends it. So also before the office hears. */
function following(client, { id, appointment }, step) {
  const moved = step === "appointment";
  const stands = (one, thing) => (one.id === id ? { ...one, on: thing.body.on ?? one.on, appointment: moved ? thing.id : null } : one);
  const shown = (thing) => {
    const card = cards.get(client);
    return card && { ...card, along: card.along.map((one) => stands(one, thing)) };
  };
  return { fixed: { referral: id, step }, corrects: moved ? appointment : null, shown };
}

/** Going along: what is open for this client, each with what may follow, and something new. */
export const along = {
  draw({ id }) {
    const forms = cards.told().along ?? [];
    return [
      (cards.get(id).along ?? []).flatMap((one) => [h("h2", {}, label(one)), one.on && h("p", {}, day(one.on)),
        ...ways(id, forms.filter(({ of }) => one.next.includes(of)), ({ of }) => following(id, one, of))]),
      ways(id, forms.slice(0, 1)),
    ];
  },
};
