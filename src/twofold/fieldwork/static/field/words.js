/* Words in the reader's language, as data: `words/<language>.json`. Also how numbers and days are written, and the phone's
   own voice, which says a question aloud to somebody who reads little. */

import { data } from "./sync.js";

/** The languages: each with its name in its own writing. */
export const LANGUAGES = { en: { name: "English", write: "en-IN" }, hi: { name: "हिन्दी", write: "hi-IN" } };
let language = "en";
let words = {};
let plural;
let grouped;

export const current = () => language;

/** Takes a language into use; without one, the one chosen last, or the phone's. */
export async function use(wanted) {
  const kept = wanted ?? localStorage.getItem("language") ?? navigator.language.slice(0, 2);
  language = kept in LANGUAGES ? kept : "en";
  words = await data(`words/${language}.json`);
  if (wanted) localStorage.setItem("language", language);
  document.documentElement.lang = language;
  plural = new Intl.PluralRules(language);
  grouped = new Intl.NumberFormat(LANGUAGES[language].write, { numberingSystem: "latn" });
}

/** The sentence of this name. `{n}` in it is written as a number and chooses between one and many. */
export function t(name, values = {}) {
  const found = words[name] ?? words[`${name}.${plural.select(values.n ?? 0)}`] ?? words[`${name}.other`];
  if (found === undefined) return name;
  return found.replace(/\{(\w+)\}/g, (whole, key) => (typeof values[key] === "number" ? number(values[key]) : values[key] ?? whole));
}

export const has = (name) => name in words;

export const number = (value) => grouped.format(value);

const written = (moment, how) =>
  new Intl.DateTimeFormat(LANGUAGES[language].write, { numberingSystem: "latn", ...how }).format(new Date(moment));

/** A day as it is said: 20 Nov 2026. */
export const day = (text) => written(text, { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });

/** A month as it is said: November 2026. */
export const monthName = (text) => written(text, { month: "long", year: "numeric", timeZone: "UTC" });

export const hour = (moment) => written(moment, { hour: "2-digit", minute: "2-digit", hour12: false });

/** The label of a thing that came as data, or words that did, in this language. */
export const label = (said) => (typeof said === "string" ? said : (said?.label ?? said)?.[language] ?? "");

const voice = () =>
  globalThis.speechSynthesis?.getVoices().find((one) => one.localService && one.lang.replace("_", "-").startsWith(language));

/** Can this phone speak the language by itself? A voice of somebody's server is never asked. */
export const speaks = () => Boolean(voice());

/** Says it aloud; a second time makes it stop. */
export function say(text) {
  const speech = globalThis.speechSynthesis;
  if (!speech) return;
  if (speech.speaking) {
    speech.cancel();
    return;
  }
  const said = new SpeechSynthesisUtterance(text);
  said.voice = voice() ?? null;
  said.lang = LANGUAGES[language].write;
  said.rate = 0.9;
  speech.speak(said);
}

export const quiet = () => globalThis.speechSynthesis?.cancel();
