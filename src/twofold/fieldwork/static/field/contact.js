/* Supplies: for a client in a few taps, numbers set from need; for a stranger in three, with nothing asked at all; for a
   colleague's client on a code and an own word, which go out sealed and stay on no screen. */

import * as cards from "./cards.js";
import { asking, form, keep, saving } from "./form.js";
import { h } from "./h.js";
import { others, quiet, stepper, tap, toast } from "./parts.js";
import { label, t } from "./words.js";
import { codeOf } from "./today.js";

const NEEDLE = "syringe_1ml";
const items = () => cards.told().supplies ?? form("supplies");
const positive = (counts) => Object.fromEntries(Object.entries(counts).filter(([, n]) => n > 0));

/** What is given and taken back: the steppers, those of what is mostly given first, and what was set on them. */
export function supplies(given = {}) {
  const back = {};
  const first = form("steppers");
  const known = new Set(first.map(({ code }) => code));
  const rest = items().filter(({ code }) => !known.has(code));
  const sum = (what) => items().reduce((total, item) => total + (given[item.code] ?? 0) * (item[what] ?? 0), 0);
  return {
    rows: [
      first.map(({ code, words, drawn = code, by, returned }) => stepper(t(words), returned ? back : given, code, { drawn, by })),
      rest.length > 0 && others(t("other_supplies"), rest.map((item) => stepper(label(item), given, item.code, { drawn: item.code, by: 5 }))),
    ],
    body: () => ({ supplies: positive(given), returned: positive(back) }),
    any: () => [given, back].some((counts) => Object.values(counts).some((n) => n > 0)),
    tally: (client = null) => ({ client, out: sum("syringes"), back: back[NEEDLE] ?? 0, condoms: sum("condoms"), naloxone: sum("naloxone") }),
  };
}

/** The entry, and what this phone counts of it. */
export const contactOf = (client, set, said) =>
  ({ kind: "contact.made", body: { client, ...set.body(), ...said }, tally: set.tally(client) });

export const contact = {
  title: ({ id }) => codeOf(cards.get(id)),
  draw({ id }) {
    const card = cards.get(id);
    const set = supplies({ [NEEDLE]: cards.preset(card) });
    const { drawn, answers } = asking(form("contact"));
    return [
      quiet(card.nickname ? `${card.nickname} · ` : "", t("preset_why")), set.rows, drawn,
      saving(() => {
        const said = answers();
        if (!set.any() && !said.topics.length) return toast(t("nothing_yet"));
        return keep([contactOf(id, set, said)]);
      }),
    ];
  },
};

export const stranger = {
  title: () => t("stranger_title"),
  draw() {
    const set = supplies();
    const [[needles]] = set.rows;
    const { kind, ...covering } = form("covering");
    const { drawn, answers } = asking(covering);
    const few = form("few").map((n) => tap("chip big", () => needles.set(n), {}, String(n)));
    return [
      quiet(t("stranger_why")), h("div", { class: "chips few", role: "group", "aria-label": t("needles_out") }, few), set.rows, drawn,
      saving(() => {
        const said = answers();
        if (!said.code !== !said.word) return toast(t("code_and_word"));
        if (!set.any()) return toast(t("nothing_yet"));
        return keep([{ ...contactOf(null, set), ...(said.code && { kind, body: { ...set.body(), ...said } }) }]);
      }),
    ];
  },
};
