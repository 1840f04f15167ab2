/* The caseload on this phone: cards that the server gave, locked up on the disk and open in memory while unlocked, and what
   this phone has added to them since. What leaves the caseload leaves here, and never touches what waits to be sent. */

import * as due from "./due.js";
import * as store from "./store.js";
import * as vault from "./vault.js";

const USUAL = 10;
let held, worked, reference, month, away;
close();

const place = (what) => `${vault.box().tag}:${what}`;
const noteAbout = (what) => ({ name: place(what), about: `note ${what}` });

async function note(what, otherwise = {}) {
  const { name, about } = noteAbout(what);
  const row = await store.read((disk) => disk.get("notes", name));
  return row ? vault.show(row, about) : otherwise;
}

/** A note as it is put on the disk, inside whatever transaction. */
async function noted(what, value) {
  const { name, about } = noteAbout(what);
  return { name, ...(await vault.hide(value, about)) };
}

const row = async (card) => ({ name: await vault.nameOf(card.id), ...(await vault.hide(card, "card")) });

/** Opens all cards of the worker who unlocked. */
export async function load() {
  const rows = await store.read((disk) => disk.all("cards", store.from(`${vault.box().tag}:`)));
  const cards = await Promise.all(rows.map((one) => vault.show(one, "card")));
  held = new Map(cards.map((card) => [card.id, card]));
  reference = await note("reference");
  month = await note("month");
  away = await note("away", null);
}

/** Closes them: nothing of them stays in memory. */
export function close() {
  [held, worked, reference, month, away] = [new Map(), new WeakMap(), {}, {}];
}

/** Open? Before that, none may be brought. */
export const loaded = () => away !== undefined;
export const get = (id) => held.get(id);
export const all = () => [...held.values()];
export const told = () => reference;
export const months = () => month;
/** The home visit that this worker is on: its entry, and when they mean to be back. */
export const visit = () => away;
export const policy = () => reference.due ?? { contact_every_days: 14, full_consent_by_contact: 3, soonest_days: 1 };
export const preset = (card) => due.preset(card, policy(), USUAL);

/** A card with what is due today. Worked out once for each card and day: a list of hundreds costs one that changed. */
export function dueFor(card, day = due.today()) {
  const known = worked.get(card);
  if (known?.day === day) return known.due;
  const found = due.due(card, policy(), day);
  worked.set(card, { day, due: found });
  return found;
}

/** Everybody who is due today, whoever needs most first. */
export function today(day = due.today()) {
  const lines = all().map((card) => ({ card, due: dueFor(card, day) }));
  return lines.filter((line) => line.due.words.length).sort(due.byNeed);
}

/* What this phone did to a card is kept in `mine` until a newer card comes that holds it. */
function rebased(base, mine) {
  if (!mine.length) return { ...base, mine };
  const next = { ...base, mine, base, contacts: (base.contacts ?? 0) + mine.length, last_day: mine.at(-1).day, due_on: undefined };
  next.last = [...mine.toReversed(), ...(base.last ?? [])].slice(0, 3);
  next.last_supply = mine.findLast((one) => one.out)?.out ?? base.last_supply ?? 0;
  return next;
}

/* What has to be put on the disk where a card changes, with the way to do it in memory too, and the way back. */
const changing = async (before, next) => ({ store: "cards", row: await row(next), before: before && (await row(before)),
  done: () => held.set(next.id, next), undone: () => (before ? held.set(next.id, before) : held.delete(next.id)) });

/** The change of a card when this worker did something for the client. */
export async function added(id, one) {
  const card = held.get(id);
  if (!card) return null;
  return changing(card, rebased({ ...(card.base ?? card), base: undefined }, [...(card.mine ?? []), one]));
}

/** A card as this phone knows it before the server does: a new one, or one that changed. */
export const opened = (card) => changing(held.get(card.id), card);

/** On a home visit, or back from it: null. */
export async function visiting(next) {
  const before = away;
  const say = (what) => noted("away", what);
  return { store: "notes", row: await say(next), before: await say(before), done: () => (away = next), undone: () => (away = before) };
}

/** The change of a month that holds one more contact. */
export async function counted(one, sign = 1) {
  const key = one.day.slice(0, 7);
  const now = month[key] ?? { contacts: 0, people: [], out: 0, back: 0, condoms: 0, naloxone: 0 };
  const next = { ...now };
  next.contacts += sign;
  for (const what of ["out", "back", "condoms", "naloxone"]) next[what] += sign * (one[what] ?? 0);
  if (one.client && sign > 0) next.people = [...new Set([...now.people, one.client])];
  const kept = Object.fromEntries(Object.entries({ ...month, [key]: next }).sort().slice(-3));
  return { store: "notes", row: await noted("month", kept), done: () => (month = kept) };
}

/** Takes in an answer of the server, in one transaction. `waiting` are the entries that still wait; `keep` is, at the end of a
    fresh start, everybody who is still on the caseload. */
export async function take({ cards: given, gone, cursor, reference: pieces }, waiting, keep) {
  const whose = vault.box();
  const next = new Map(held);
  const clients = given.filter((card) => card.kind === "client");
  for (const card of clients) {
    next.set(card.id, rebased(card, (next.get(card.id)?.mine ?? []).filter((one) => waiting.has(one.entry))));
  }
  for (const id of gone) next.delete(id);
  if (keep) for (const [id, card] of next) if (!keep.has(id) && !card.local) next.delete(id);
  const known = { ...reference, ...pieces };
  const rows = await Promise.all(clients.filter(({ id }) => next.has(id)).map(({ id }) => row(next.get(id))));
  const left = await Promise.all([...held.keys()].filter((id) => !next.has(id)).map(vault.nameOf));
  const notes = [await noted("reference", known), await noted("cursor", cursor)];
  await store.write(async (disk) => {
    for (const one of rows) await disk.put("cards", one);
    for (const name of left) await disk.drop("cards", name);
    for (const one of notes) await disk.put("notes", one);
  });
  if (vault.box() !== whose) return;
  held = next;
  reference = known;
}

export const cursor = () => note("cursor", null);

/** Takes one worker's cards and notes off the disk; what waits to be sent stays. */
export async function forget(tag) {
  await store.write(async (disk) => {
    for (const name of ["cards", "notes"])
      for (const one of await disk.all(name, store.from(`${tag}:`))) await disk.drop(name, one.name);
  });
  if (!vault.box() || vault.box().tag === tag) close();
}
