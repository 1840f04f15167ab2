/* The caseload on this phone: cards that the server gave, locked up on the disk and open in memory while unlocked, and what
   this phone has added to them since. What leaves the caseload leaves here, and never touches what waits to be sent. */

import * as due from "./due.js";
import * as store from "./store.js";
import * as vault from "./vault.js";

const USUAL = 10;
let held = new Map();
let worked = new WeakMap();
let reference = {};
let month = {};

const place = (what) => `${vault.box().tag}:${what}`;
const noteAbout = (what) => ({ name: place(what), about: `note ${what}` });

/** Reads a note of this worker, or what stands in its place. */
async function note(what, otherwise) {
  const { name, about } = noteAbout(what);
  const row = await store.read((disk) => disk.get("notes", name));
  return row ? vault.show(row, about) : otherwise;
}

/** A note as it is put on the disk, inside whatever transaction. */
export async function noted(what, value) {
  const { name, about } = noteAbout(what);
  return { name, ...(await vault.hide(value, about)) };
}

const row = async (card) => ({ name: await vault.nameOf(card.id), ...(await vault.hide(card, "card")) });

/** Opens all cards of the worker who unlocked. */
export async function load() {
  const rows = await store.read((disk) => disk.all("cards", store.from(`${vault.box().tag}:`)));
  const cards = await Promise.all(rows.map((one) => vault.show(one, "card")));
  held = new Map(cards.map((card) => [card.id, card]));
  reference = await note("reference", {});
  month = await note("month", {});
}

/** Closes them: nothing of them stays in memory. */
export function close() {
  held = new Map();
  worked = new WeakMap();
  reference = {};
  month = {};
}

export const get = (id) => held.get(id);
export const all = () => [...held.values()];
export const told = () => reference;
export const months = () => month;
export const policy = () => reference.due ?? { contact_every_days: 14, full_consent_by_contact: 3, soonest_days: 1 };
export const site = () => reference.site ?? reference.sites?.[0]?.id ?? null;
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
function withMine(card) {
  let seen = { ...card };
  for (const one of card.mine ?? []) {
    const last = [{ day: one.day, out: one.out, back: one.back }, ...(seen.last ?? [])].slice(0, 3);
    seen = { ...seen, last, contacts: (seen.contacts ?? 0) + 1, last_day: one.day };
    if (one.out) seen.last_supply = one.out;
  }
  return seen;
}

/** The card as it is shown: the server's, and this phone's own additions. */
export const shown = (card) => (card.mine?.length ? withMine(card) : card);

/** What has to be put on the disk when this worker did something for a client; with the way to do it in memory too. */
export async function added(id, one) {
  const card = held.get(id);
  if (!card) return null;
  const next = rebased({ ...(card.base ?? card), base: undefined }, [...(card.mine ?? []), one]);
  return { row: await row(next), done: () => held.set(id, next), undone: () => held.set(id, card), before: await row(card) };
}

function rebased(base, mine) {
  if (!mine.length) return { ...base, mine: [] };
  return { ...withMine({ ...base, mine }), mine, base };
}

/** A card made on this phone, before the server knows of it. */
export async function opened(card) {
  return { row: await row(card), done: () => held.set(card.id, card), undone: () => held.delete(card.id) };
}

/** What a month holds so far, with one more contact; for the disk and for memory. */
export async function counted(one, sign = 1) {
  const key = one.day.slice(0, 7);
  const now = month[key] ?? { contacts: 0, out: 0, back: 0, condoms: 0, naloxone: 0, people: [] };
  const next = { ...now };
  next.contacts += sign;
  for (const what of ["out", "back", "condoms", "naloxone"]) next[what] += sign * (one[what] ?? 0);
  if (one.client && sign > 0) next.people = [...new Set([...now.people, one.client])];
  const kept = Object.fromEntries(Object.entries({ ...month, [key]: next }).sort().slice(-3));
  return { row: await noted("month", kept), done: () => (month = kept) };
}

/** Takes in an answer of the server: cards, who is gone, reference data and the cursor, in one transaction. */
export async function take({ cards, gone, cursor, reference: fresh, whole }, sent) {
  const next = new Map(held);
  const clients = cards.filter((card) => card.kind === "client" || card.kind === undefined);
  if (whole) for (const id of next.keys()) if (!clients.some((card) => card.id === id) && !next.get(id).local) next.delete(id);
  for (const card of clients) {
    const mine = (next.get(card.id)?.mine ?? []).filter((one) => !sent.has(one.entry));
    next.set(card.id, rebased(card, mine));
  }
  for (const id of gone) next.delete(id);
  const known = { ...reference, ...fresh };
  const rows = await Promise.all(clients.map((card) => row(next.get(card.id))));
  const left = await Promise.all([...held.keys()].filter((id) => !next.has(id)).map(vault.nameOf));
  const notes = [await noted("reference", known), await noted("cursor", cursor)];
  await store.write(async (disk) => {
    for (const one of rows) disk.put("cards", one);
    for (const name of left) disk.drop("cards", name);
    for (const one of notes) await disk.put("notes", one);
  });
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
  close();
}
