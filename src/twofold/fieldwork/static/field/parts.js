/* What screens are built of: buttons, steppers, choices, notes, drawings, the short word with its way back. */

import { drawing, fill, h } from "./h.js";
import { data } from "./sync.js";
import { number, say, speaks, t } from "./words.js";

let drawings = {};

/** Brings the drawings, once. */
export async function prepare() {
  drawings = await data("drawings.json");
}

export const icon = (name) => drawing(drawings.icons[name] ?? [], 24, "icon");
/** The drawing of a supply; what has none of its own is a box. */
export const picture = (code) => drawing(drawings.supplies[code] ?? drawings.supplies.box, 48, "picture");

/** A button of words, with a drawing before them where one is named. */
export function button(words, press, { kind = "", sign = null, ...more } = {}) {
  return h("button", { type: "button", class: `button ${kind}`, on: { click: press }, ...more }, sign && icon(sign), h("span", {}, words));
}

/** A button without words on it; they are said to those who cannot see it. */
export const signButton = (sign, words, press, more = {}) =>
  h("button", { type: "button", class: "button sign", "aria-label": words, on: { click: press }, ...more }, icon(sign));

/** How many of something: large buttons, no keyboard. `given` holds the number under `key`. */
export function stepper(words, given, key, { drawn = null, by = 0, most = 9999 } = {}) {
  const shown = h("output", { class: "count", "aria-live": "polite" }, number(given[key] ?? 0));
  const set = (value) => {
    given[key] = Math.min(most, Math.max(0, value));
    shown.textContent = number(given[key]);
    less.disabled = given[key] === 0;
  };
  const step = (n, sign, said) =>
    h("button", { type: "button", class: "step", "aria-label": `${words}: ${said}`, on: { click: () => set((given[key] ?? 0) + n) } },
      sign ? icon(sign) : `+${number(n)}`);
  const less = step(-1, "minus", t("one_less"));
  set(given[key] ?? 0);
  return h("div", { class: "stepper", role: "group", "aria-label": words },
    drawn && picture(drawn), h("span", { class: "stepper-words", "aria-hidden": "true" }, words),
    h("div", { class: "steps" }, less, shown, step(1, "plus", t("one_more")), by && step(by, null, t("more_by", { n: by }))));
}

/** Choices that can each be on or off; `chosen` is the set. */
export function chips(options, chosen, { single = false, name = null } = {}) {
  const row = h("div", { class: "chips", role: "group", "aria-label": name });
  for (const { code, words } of options) {
    const chip = h("button", { type: "button", class: "chip", "aria-pressed": String(chosen.has(code)) }, words);
    chip.addEventListener("click", () => {
      const on = !chosen.has(code);
      if (single) {
        chosen.clear();
        for (const other of row.children) other.setAttribute("aria-pressed", "false");
      }
      if (on) chosen.add(code);
      else chosen.delete(code);
      chip.setAttribute("aria-pressed", String(on));
    });
    row.append(chip);
  }
  return row;
}

/** What stands in reach of the thumb. */
export const foot = (...rows) => h("div", { class: "foot" }, rows);

let fields = 0;
/** A line to write in, its label above and what helps below. */
export function field(words, { help = null, value = "", kind = "text", rows = 0, ...more } = {}) {
  fields += 1;
  const id = `f${fields}`;
  const input = h(rows ? "textarea" : "input", { id, type: rows ? null : kind, rows: rows || null, value, autocomplete: "off",
    autocapitalize: "none", spellcheck: "false", "aria-describedby": help ? `${id}h` : null, ...more });
  const box = h("div", { class: "field" }, h("label", { for: id }, words), input, help && h("p", { class: "help", id: `${id}h` }, help));
  return { box, input };
}

/** A question, with the phone's voice beside it where it has one. */
export function spoken(words, tag = "p") {
  const line = h(tag, { class: "question" }, words);
  if (!speaks()) return line;
  return h("div", { class: "spoken" }, line, signButton("speak", t("say_aloud"), () => say(words)));
}

export const note = (words, kind = "", ...more) =>
  h("div", { class: `note ${kind}`, role: kind === "stop" ? "alert" : null }, h("div", {}, h("p", {}, words), more));

export const empty = (title, words, ...more) => h("div", { class: "empty" }, h("h2", {}, title), h("p", {}, words), more);

let toastTimer;
/** A short word above the bar. With `undo`, a way back for as long as `ms`. */
export function toast(words, { undo = null, ms = 4000, kind = "" } = {}) {
  const place = document.getElementById("toast");
  if (!place) return;
  clearTimeout(toastTimer);
  const away = () => fill(place);
  const back = undo && button(t("undo"), async () => (away(), undo()), { kind: "light", sign: "undo" });
  fill(place, h("div", { class: `toast ${kind}` }, h("span", {}, words), back));
  toastTimer = setTimeout(away, ms);
}

/** Runs what a button started, once at a time; a full disk is told in words that say what is safe. */
export async function once(pressed, work) {
  if (pressed?.disabled) return;
  if (pressed) pressed.disabled = true;
  try {
    await work();
  } catch (problem) {
    const full = problem.constructor.name === "NotSaved";
    toast(t(full ? "not_saved_full" : "not_saved"), { ms: 12000, kind: "stop" });
    if (!full) throw problem;
  } finally {
    if (pressed) pressed.disabled = false;
  }
}
