/* Somebody new: supplies first, then one spoken sentence, and a card under a code if the answer is yes. No name is asked;
   what else is asked (`forms.json`) may all be left unsaid. */

import { contactOf, supplies } from "./contact.js";
import { today, weekly } from "./due.js";
import { asking, form, keep, saving } from "./form.js";
import * as frame from "./frame.js";
import { foot, main, note, quiet, spoken, wide } from "./parts.js";
import { t } from "./words.js";
import * as vault from "./vault.js";

export const newclient = {
  title: () => t("new_client"),
  draw() {
    const set = supplies({ syringe_1ml: 10 });
    return [quiet(t("supplies_first")), set.rows, foot(main(t("next"), () => frame.go("keepcard", { set }), "next"))];
  },
};

export const keepcard = {
  title: () => t("one_question"),
  draw: ({ set }) => [
    spoken(t("may_i_keep"), "h2"),
    foot(main(t("yes_card"), () => frame.go("newcard", { set }), "check"), wide(t("no_card"), () => keep([contactOf(null, set)]))),
  ],
};

/** The card: whatever is not said stays empty. The code comes from the office with the next sending. */
export const newcard = {
  title: () => t("new_card"),
  draw({ set }) {
    const { kind, fixed, ...asked } = form("newcard");
    const { drawn, answers } = asking(asked);
    const save = saving(() => {
      const client = vault.personId();
      const said = answers();
      const card = { id: client, kind: "client", code: "", made: Date.now(), local: true, version: 0, status: "active", ...fixed,
        registered_on: today(), contacts: 0, last_day: null, last_supply: 0, nickname: said.nickname, reach: said.reach,
        need_per_week: weekly(said.injections_a_day) };
      const things = [{ kind, body: { client, ...said, ...fixed } }, set.any() && contactOf(client, set)];
      return keep(things.filter(Boolean), { card });
    });
    return [quiet(t("all_optional")), drawn, note(t("code_comes")), save];
  },
};
