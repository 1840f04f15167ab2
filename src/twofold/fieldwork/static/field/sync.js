/* Between phone and office. The only module that says `fetch`. It sends what is sealed whether the phone is locked or not,
   and brings cards while it is unlocked. It never gives up and never drops: it waits longer, up to a quarter of an hour. */

import * as cards from "./cards.js";
import { moment } from "./due.js";
import * as outbox from "./outbox.js";
import { file } from "./trusted.js";
import * as vault from "./vault.js";

const FIRST_MS = 5000;
const LONGEST_MS = 15 * 60000;
const PAD = 4096;
const API = "/api/v1";
let batch = { most: 100, bytes: 200000 };
let timer;
let failures = 0;
let state = { at: null, problem: null, of: null };
let refused = () => {};

/** A file of this release: words, drawings. */
export const data = async (name) => (await fetch(file(name))).json();

/** Called with the box of a phone that the office has shut out for good. */
export const onRefused = (heard) => void (refused = heard);
/** When the last good round was, and what went wrong since. A round that did not bring this worker's cards is not one. */
export const now = () => ({ problem: state.problem, at: vault.isOpen() && state.of !== vault.box().device ? null : state.at });

async function ask(path, { token, given, method = "GET", more, credentials = "omit" } = {}) {
  const headers = { Accept: "application/json", ...(token && { Authorization: `Bearer ${token}` }),
    ...(given && { "Content-Type": "application/json" }), ...more };
  const answer = await fetch(API + path, { method, headers, body: given, cache: "no-store", credentials,
    redirect: "error", referrerPolicy: "no-referrer", signal: AbortSignal.timeout(60000) });
  const body = await answer.json().catch(() => null);
  const { ok, status } = answer;
  if (ok && body) return body;
  throw Object.assign(new Error(`answer ${status}`), { status, body, after: Number(answer.headers.get("Retry-After")) || 0 });
}

/** Shows the one-time secret and the public key; the office answers once with what this phone is from now on. */
export const enrol = (secret, name, public_key) =>
  ask("/devices", { method: "POST", given: JSON.stringify({ secret, name, public_key }) });

/* The length of what is sent says nothing about how much of it there is. */
function padded(value) {
  const bytes = new TextEncoder().encode(JSON.stringify(value));
  const whole = new Uint8Array(Math.ceil(bytes.length / PAD) * PAD).fill(32);
  whole.set(bytes);
  return whole;
}

async function post(box, told, more, credentials) {
  const given = padded({ device: box.device, sent_at: moment(), ...told });
  const signature = { "X-Signature": await vault.sign(box.own, given) };
  return ask("/sync/push", { method: "POST", token: box.push_token ?? vault.box()?.token, given, more: { ...signature, ...more }, credentials });
}

/** The last word of a phone that took everything off: the answer has the browser clear whatever is left, which it
    does for a request that is the page's own only. */
export const farewell = (box) => post(box, { unsent: 0, entries: [] }, { "X-Wiped": "yes" }, "same-origin").catch(() => null);

async function push(box) {
  for (;;) {
    const rows = await outbox.next(box, batch);
    if (!rows.length) return;
    const entries = await Promise.all(rows.map(outbox.wired));
    const left = (await outbox.unsent(box.device)) - rows.length;
    const held = vault.isOpen() && vault.box() === box ? await cards.cursor() : null; // which cards were here when it was written
    let answer;
    try {
      answer = await post(box, { unsent: left, entries, ...(held && { cursor: held }) });
    } catch (problem) {
      if (problem.status !== 413 || rows.length === 1) throw problem;
      batch = { ...batch, most: Math.max(1, Math.floor(rows.length / 2)) };
      continue;
    }
    if (!(await outbox.answered(answer.results))) return;
  }
}

async function pull(box) {
  let cursor = await cards.cursor();
  let seen = null;
  for (let more = true; more; ) {
    const asked = new URLSearchParams({ ...(cursor && { cursor }), unsent: await outbox.unsent(box.device) });
    const answer = await ask(`/sync/pull?${asked}`, { token: box.token });
    if (answer.epoch !== box.epoch) {
      /* Also on the first pull: what was pushed before it went to an office that may have been put back since. */
      await outbox.offerAgain(box);
      box.epoch = answer.epoch;
      await vault.keepBox(box);
    }
    await outbox.durable(box, answer.durable ?? []);
    if (answer.fresh) seen = new Set();
    for (const { kind, id } of answer.cards) if (kind === "client") seen?.add(id);
    await navigator.locks.request("records", async () => {
      if (vault.box() !== box) throw new DOMException("locked meanwhile", "AbortError");
      await cards.take(answer, await outbox.waiting(), answer.more ? null : seen);
    });
    more = answer.more && answer.cursor !== cursor;
    cursor = answer.cursor;
  }
}

async function one(box) {
  const mine = cards.loaded() && vault.box().device === box.device;
  try {
    if (mine || box.push_token) await push(box);
    if (mine) {
      await pull(vault.box());
      state = { ...state, of: box.device };
    }
  } catch (problem) {
    if (problem.status !== 401) throw problem;
    if (problem.body?.results) await outbox.answered(problem.body.results);
    if (problem.body?.wipe) await refused(box);
    else throw problem;
  }
}

/** One round for every worker of this phone; only one tab at a time. */
async function round() {
  const boxes = await vault.boxes();
  let problem = null;
  for (const box of boxes) await one(box).catch((met) => (problem = met));
  failures = problem ? failures + 1 : 0;
  state = { ...state, at: problem ? state.at : Date.now(), problem };
  outbox.changed("synced");
  return problem;
}

let running = null;
let again = false;

/* A round that has begun may have gone past what is asked for now: who unlocked meanwhile is served by one more. */
async function rounds() {
  let problem;
  do {
    again = false;
    problem = await round();
  } while (again && !problem);
  return problem;
}

/** Sends and brings now; then again by itself. Never throws: `now()` says how it went. */
export function run() {
  again = running !== null;
  running ??= navigator.locks
    .request("sync", { ifAvailable: true }, (held) => (held ? rounds() : new Error("another tab is at it")))
    .catch((problem) => ((failures += 1), (state = { ...state, problem }), problem))
    .finally(() => (running = null))
    .then(later);
  return running;
}

/* Longer and longer between tries, and never exactly the same: two hundred phones do not come back in one moment. */
function later(problem) {
  clearTimeout(timer);
  const usual = problem ? Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures - 1, 10)) : LONGEST_MS;
  const wait = Math.max(problem?.after ? problem.after * 1000 : 0, usual * (0.75 + Math.random() / 2));
  timer = setTimeout(run, wait);
}

/** Something new waits: goes out when its moment for taking back is over. */
export function soon(after = outbox.UNDO_MS + 500) {
  if (failures) return;
  clearTimeout(timer);
  timer = setTimeout(run, after);
}

/** From now on by itself: at once, when signal comes, when the app comes to the front. */
export function start() {
  addEventListener("online", run);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && run());
  return run();
}
