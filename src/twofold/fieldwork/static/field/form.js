/* Forms from data: what is asked, in which order and in which words, and which entry the answers become. The forms that every
   phone needs lie in `forms.json`, with the names of their words; those that an organisation fills come with the cards. */

import * as cards from "./cards.js";
import * as frame from "./frame.js";
import { h } from "./h.js";
import * as outbox from "./outbox.js";
import { chips, field, foot, main, note, others, quiet, spoken, stepper, toast, wide } from "./parts.js";
import * as sync from "./sync.js";
import { codeOf } from "./today.js";
import { hour, label, t } from "./words.js";
import { entryId } from "./vault.js";

let forms = {};

export async function prepare() {
  forms = await sync.data("forms.json");
}

/** Saves, says so, offers the way back, and lets it go out by itself. */
export async function keep(things, { then = () => frame.home(), ...more } = {}) {
  const done = await outbox.save(things, more);
  then(done);
  const undo = async () => toast(t((await outbox.undo(done)) ? "taken_back" : "too_late"), { ms: 6000 }, frame.refresh());
  toast(t("saved"), { ms: outbox.UNDO_MS, undo });
  sync.soon();
}

/** The button that saves, in reach of the thumb. */
export const saving = (press, words = t("save")) => foot(main(words, press, "check"));

export const form = (name) => forms[name];
const title = (said) => (said.words ? t(said.words) : label(said));

/** So many minutes from now, as a moment of this phone's clock and in words. */
export const after = (minutes) => Date.now() + minutes * 60000;
export const inMinutes = (n) => t("in_minutes", { at: hour(after(n)), n });

/* What there is to choose from: in the form, of the organisation, or one's own cards. A number is so many minutes from now. */
function offered({ choices = [], each, from }) {
  if (from === "cards") return cards.all().map((card) => ({ code: card.id, words: [codeOf(card), card.nickname].filter(Boolean).join(" · ") }));
  if (from) return cards.told()[from] ?? [];
  const own = (code) => ({ code, words: typeof code === "number" ? inMinutes(code) : t(each + code) });
  return choices.map((one) => (one.code ? one : own(one)));
}

/* One question: a count, choices, or a line to write in. Gives how it looks and what was answered. */
function question(asked) {
  const words = title(asked);
  if (asked.type === "count") {
    const given = {};
    return { drawn: stepper(words, given, "n", asked), answer: () => given.n || null };
  }
  const options = offered(asked);
  if (!options.length && !asked.from) {
    const { box, input, complain } = field(words, { help: asked.help && t(asked.help), kind: asked.type ?? "text", maxlength: asked.longest ?? 200, autocapitalize: "sentences" });
    return { drawn: box, answer: () => input.value.trim() || null, complain };
  }
  const chosen = new Set(asked.value ? [asked.value] : []);
  const row = chips(options, chosen, { single: !asked.many, name: words });
  const answer = () => (asked.many ? [...chosen] : [...chosen][0] ?? null);
  return { drawn: options.length > 0 && [h("h2", {}, words), row], answer };
}

/* The answers as a body: 'reach.where' stands inside 'reach'; what was not said is left out. */
function told(asked) {
  const body = {};
  for (const { name, type, answer } of asked) {
    const said = answer();
    if (said === null) continue;
    const [last, outer] = name.split(".").toReversed();
    const place = outer ? (body[outer] ??= {}) : body;
    place[last] = type === "yes" ? said === "yes" : said;
  }
  return body;
}

const signs = (said) => (said ?? "").match(/[\p{L}\p{M}\p{N}]/gu)?.length ?? 0;

/** The questions of a form, drawn, and the way to the answers: null, and a word which, where one is missing. */
export function asking({ questions, folded }) {
  const asked = questions.map((one) => ({ ...one, ...question(one) }));
  const drawn = (inside) => asked.filter((one) => Boolean(one.folded) === inside).flatMap((one) => one.drawn);
  const answers = () => {
    const wrong = asked.find((one) => (one.needed && one.answer() === null) || (one.least && signs(one.answer()) < one.least));
    if (!wrong) return told(asked);
    if (wrong.least) wrong.complain(t(wrong.short));
    else toast(t("answer_first", { what: title(wrong) }));
    [wrong.drawn].flat()[0].scrollIntoView({ block: "center" });
    return null;
  };
  return { drawn: [drawn(false), folded && others(t(folded), drawn(true))], answers };
}

/* How a card looks on this phone from then on. */
function shownBy(one, id, thing) {
  if (one.shown) return one.shown(thing);
  return one.shows && { ...cards.get(id), ...Object.fromEntries(Object.entries(one.shows).map(([what, from]) => [what, thing.body[from]])) };
}

/** The screen of a form: what is said first, what is asked, the entry that it becomes, and where else one may go. */
export const ask = {
  title: ({ form: one }) => title(one),
  draw({ id, form: one }) {
    const { drawn, answers } = asking(one);
    const save = () => {
      const given = answers();
      const thing = given && { id: entryId(), kind: one.kind, corrects: one.corrects, body: { ...(id && { client: id }), ...one.fixed, ...given } };
      return thing && keep([thing], { card: shownBy(one, id, thing) });
    };
    const way = ([words, to]) => (to === "back" ? wide(t(words), frame.back) : main(t(words), () => frame.go(to, { id })));
    return [
      one.watch && note(t(one.watch), "watch"), one.first && note(label(one.first), "watch"), one.why && quiet(t(one.why)),
      one.say?.map((name) => spoken(t(name))), drawn,
      foot(one.kind && main(t(one.save ?? "save"), save, "check"), Object.entries(one.ways ?? {}).map(way)),
    ];
  },
};
