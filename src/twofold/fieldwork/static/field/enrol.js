/* A worker comes to this phone: the office's code, four words of one's own, keys made here. Nothing is written before the
   words are known by heart; the code is spent last. */

import { h } from "./h.js";
import { field, locked, main, note, plain, quiet, tongues, wide } from "./parts.js";
import * as store from "./store.js";
import * as sync from "./sync.js";
import { t } from "./words.js";
import * as vault from "./vault.js";

const LEAST_WORDS = 4;
const LEAST_LETTERS = 14;
let ways = {};
let secret = "";

/* Syllables that sound like nothing else: four words of two are 48 bits, out of reach for who tries them all. */
function madeUp() {
  const [first, then] = [t("syllables_begin"), t("syllables_end")].map((signs) => signs.split(" "));
  const all = first.flatMap((one) => then.map((other) => one + other));
  return Array.from({ length: LEAST_WORDS }, () => vault.pick(all, 2).join("")).join(" ");
}

/** The secret in what was typed, pasted or scanned: bare, or at the end of an address. */
export const secretIn = (text) => text.trim().split("#").at(-1).replace(/^e=/, "").replace(/\s/g, "");

/** Taken from the address once, and gone from it before anything is drawn. */
export function fromAddress() {
  secret = location.hash.length > 20 ? secretIn(location.hash) : "";
  if (location.hash) history.replaceState(null, "", location.pathname);
  return secret !== "";
}

export const prepare = (next) => void (ways = next);

function page(step, title, ...children) {
  const heading = h("h1", { tabindex: "-1" }, title);
  locked("enrol", h("p", { class: "name", "aria-hidden": "true" }, "Twofold"), quiet(t("step_of", { step, all: 3 })), heading, children, step === 1 && tongues(start));
  heading.focus({ preventScroll: true });
}

/** The first step: the code that the office shows. */
export async function start(said = null) {
  if (!navigator.storage?.getDirectory || !navigator.locks || !globalThis.isSecureContext)
    return page(1, t("too_old_title"), note(t("too_old"), "stop"));
  if (secret) return words();
  const code = field(t("office_code"), { help: t("office_code_help"), rows: 2 });
  const next = main(t("next"), () => {
    secret = secretIn(code.input.value);
    if (secret) words();
    else code.input.focus();
  });
  const known = (await vault.boxes()).length > 0;
  page(1, t("enrol_title"), said && note(said, "stop"), h("p", {}, t("enrol_words")), code.box, next,
    known && plain(t("back"), () => ways.locked()));
}

/** The second step: four words, made up here or one's own. */
function words(offered = madeUp()) {
  const shown = h("p", { class: "four", translate: "no" }, offered.split(" ").map((one) => h("span", {}, one)));
  page(2, t("words_title"), h("p", {}, t("words_why")), shown,
    main(t("words_learned"), () => again(offered)),
    wide(t("words_other"), () => words()),
    plain(t("words_own"), () => own()));
}

function own() {
  const mine = field(t("passphrase"), { help: t("words_own_help") });
  const next = main(t("next"), () => {
    const typed = vault.normal(mine.input.value);
    if (new Set(typed.split(" ")).size >= LEAST_WORDS && typed.length >= LEAST_LETTERS) return again(typed);
    return mine.complain(t("words_too_few"));
  });
  page(2, t("words_own_title"), h("p", {}, t("words_own_why")), mine.box, next, plain(t("back"), () => words()));
}

/** The third step: typed once without looking; then the phone is let in. */
function again(chosen) {
  const typed = field(t("passphrase"), { help: t("again_help") });
  const done = main(t("finish"), async () => {
    if (vault.normal(typed.input.value) !== vault.normal(chosen)) return typed.complain(t("again_wrong"));
    const way = done.querySelector("span");
    way.textContent = t("enrolling");
    const wrong = await enrolled(chosen);
    if (!wrong) return;
    typed.complain(wrong);
    way.textContent = t("finish");
  });
  page(3, t("again_title"), h("p", {}, t("again_why")), typed.box, done,
    plain(t("again_see"), () => words(chosen)));
  typed.input.focus();
}

/* Makes keys and spends the code. What went wrong in words, where something here can be mended. */
async function enrolled(chosen) {
  await store.persist();
  const place = await vault.prepare(chosen);
  if (place.known) return t("words_taken");
  if (place.n === undefined) return t("phone_full");
  const pair = await vault.signingPair();
  let answer;
  try {
    answer = await sync.enrol(secret, "", pair.open);
  } catch (problem) {
    if (!problem.status || problem.status >= 500) return t("enrol_no_signal");
    secret = "";
    return void start(t("enrol_refused"));
  }
  const { device, token, push_token, seal } = answer;
  await vault.found(place, { device, token, push_token, seal, own: pair.own });
  secret = "";
  await ways.opened();
}
