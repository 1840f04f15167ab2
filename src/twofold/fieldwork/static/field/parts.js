/* What screens are built of: buttons, steppers, choices, notes, drawings, the short word with its way back. */

import { drawing, fill, h } from "./h.js";
import { data } from "./sync.js";
import { LANGUAGES, current, label, number, say, speaks, t, use } from "./words.js";

let drawings = {};

export async function prepare() {
  drawings = await data("drawings.json");
}

export const icon = (name) => drawing(drawings.icons[name] ?? [], 24, "icon");
/** The drawing of a supply; what has none of its own is a box. */
const picture = (code) => drawing(drawings.supplies[code] ?? drawings.supplies.box, 48, "picture");

/** Something to tap, whatever it looks like. */
export const tap = (look, click, more, ...children) => h("button", { type: "button", class: look, on: { click }, ...more }, children);

/** A button of words, with a drawing before them where one is named. What it starts runs once at a time. */
export function button(words, press, { kind = "", sign = null, ...more } = {}) {
  const click = ({ currentTarget }) => once(currentTarget, press);
  return tap(`button ${kind}`, click, more, sign && icon(sign), h("span", {}, words));
}

export const plain = (words, press) => button(words, press, { kind: "plain" });

export const wide = (words, press, sign = null) => button(words, press, { kind: "wide", sign });

/** The button that a screen is for. */
export const main = (words, press, sign = null) => button(words, press, { kind: "primary wide", sign });

/** A button without words on it; they are said to those who cannot see it. */
export const signButton = (sign, words, press) => tap("button sign", press, { "aria-label": words }, icon(sign));

/** How many of something, without a keyboard. `given` holds the number under `key`; `set` changes it from outside. */
export function stepper(words, given, key, { drawn = null, by = 0, most = 9999 } = {}) {
  const shown = h("output", { class: "count", "aria-live": "polite" }, number(given[key] ?? 0));
  const set = (value) => {
    given[key] = Math.min(most, Math.max(0, value));
    shown.textContent = number(given[key]);
    less.disabled = given[key] === 0;
  };
  const step = (n, sign, said) =>
    tap("step", () => set((given[key] ?? 0) + n), { "aria-label": `${words}: ${said}` }, sign ? icon(sign) : `+${number(n)}`);
  const less = step(-1, "minus", t("one_less"));
  set(given[key] ?? 0);
  const row = h("div", { class: "stepper", role: "group", "aria-label": words },
    drawn && picture(drawn), h("span", { class: "stepper-words", "aria-hidden": "true" }, words),
    h("div", { class: "steps" }, less, shown, step(1, "plus", t("one_more")), by > 0 && step(by, null, t("more_by", { n: by }))));
  return Object.assign(row, { set });
}

/** Choices that can each be on or off; `chosen` is the set. An option has words, or a label that came as data; what can be
    said of it at once, where there is something, stands below when it is chosen. */
export function chips(options, chosen, { single = false, name = null } = {}) {
  const shown = options.map(({ code, words, ...option }) => {
    const press = () => {
      const on = !chosen.has(code);
      if (single) chosen.clear();
      if (on) chosen.add(code);
      else chosen.delete(code);
      show();
    };
    return { code, chip: tap("chip", press, {}, words ?? label(option)) };
  });
  const about = h("div", { class: "about", "aria-live": "polite" });
  const show = () => {
    shown.forEach(({ code, chip }) => (chip.ariaPressed = chosen.has(code)));
    fill(about, options.map((one) => chosen.has(one.code) && one.about?.[current()].map((line) => spoken(line))));
  };
  show();
  return [h("div", { class: "chips", role: "group", "aria-label": name }, shown.map(({ chip }) => chip)), about];
}

/** What stands in reach of the thumb. */
export const foot = (...rows) => h("div", { class: "foot" }, rows);

let fields = 0;
/** A line to write in, its label above and what helps below; `complain` says beside it what is wrong. */
export function field(words, { help = null, value = "", kind = "text", rows = 0, ...more } = {}) {
  fields += 1;
  const id = `f${fields}`;
  const input = h(rows ? "textarea" : "input", { id, type: rows ? null : kind, rows: rows || null, value, autocomplete: "off",
    autocapitalize: "none", spellcheck: "false", "aria-describedby": help ? `${id}h` : null, ...more });
  const box = h("div", { class: "field" }, h("label", { for: id }, words), input, help && h("p", { class: "help", id: `${id}h` }, help));
  const complain = (said) => {
    box.querySelector(".note")?.remove();
    box.append(note(said, "stop"));
    input.focus();
  };
  return { box, input, complain };
}

/** A question, with the phone's voice beside it where it has one. */
export function spoken(words, tag = "p") {
  const line = h(tag, { class: "question" }, words);
  if (!speaks()) return line;
  return h("div", { class: "spoken" }, line, signButton("speak", t("say_aloud"), () => say(words)));
}

export const note = (words, kind = "") =>
  h("div", { class: `note ${kind}`, role: kind === "stop" ? "alert" : null }, h("div", {}, h("p", {}, words)));

export const quiet = (...words) => h("p", { class: "quiet" }, words);

/** What is seldom needed, one tap away. */
export const others = (words, ...rows) => h("details", { class: "others" }, h("summary", {}, words), rows);

export const empty = (name) => h("div", { class: "empty" }, h("h2", {}, t(`${name}_title`)), h("p", {}, t(name)));

/** The languages, each in its own writing; `then` draws anew. */
export const tongues = (then) => h("div", { class: "tongues" }, Object.entries(LANGUAGES).map(([code, { name }]) =>
  button(name, async () => (await use(code), then()), { kind: "plain", lang: code, "aria-current": code === current() ? "true" : null })));

/** A page of the locked phone, in the place of everything. */
export const locked = (kind, ...children) =>
  fill(document.getElementById("app"), h("main", { class: `locked ${kind}` }, children), h("div", { id: "toast", role: "status" }));

let toastTimer;
/** A short word under the line on top, which covers nothing. With `undo`, a way back for as long as `ms`. When it is over,
    its room stays until one moves on: nothing jumps under a thumb. */
export function toast(words, { undo = null, ms = 4000, kind = "" } = {}) {
  const place = document.getElementById("toast");
  if (!place) return;
  clearTimeout(toastTimer);
  place.className = "";
  const away = () => (place.className = "over");
  const back = undo && button(t("undo"), async () => (away(), undo()), { kind: "light", sign: "undo" });
  fill(place, h("div", { class: `toast ${kind}` }, h("span", {}, words), back));
  toastTimer = setTimeout(away, ms);
}

/** Gives the room of a word that is over back. */
export const tidy = () => document.querySelector("#toast.over")?.replaceChildren();

/* Runs what a button started; a full disk is told in words that say what is safe. */
async function once(pressed, work) {
  if (pressed.disabled) return;
  pressed.disabled = true;
  try {
    await work();
  } catch (problem) {
    const full = problem.constructor.name === "NotSaved";
    toast(t(full ? "not_saved_full" : "not_saved"), { ms: 12000, kind: "stop" });
    if (!full) throw problem;
  } finally {
    pressed.disabled = false;
  }
}
