/* Entries: made once, sealed at once, kept until the office has them, and a sealed copy until a verified backup has them.

   For ten seconds an entry has no number yet and can be taken back; after that it goes out, and only an answer of the
   office takes it off the list of what waits. Nothing here is dropped for any other reason. */

import * as cards from "./cards.js";
import { moment, today } from "./due.js";
import * as store from "./store.js";
import * as vault from "./vault.js";

export const UNDO_MS = 10000;
const counter = (box) => `seq:${box.device}`;
const aboutOf = (row) => `${row.id} ${row.kind}`;

/* `on` is a day before this one: what happened then is told as of its noon. */
async function made({ kind, body, id = vault.entryId(), corrects = null, on = today() }, after) {
  const box = vault.box();
  const now = moment();
  const row = { id, n: box.n, device: box.device, kind, v: 1, seq: null, from: Date.now() + after, made: Date.now(),
    occurred_at: on === today() ? now : `${on}T12:00:00${now.slice(19)}`, recorded_at: now, corrects, state: "waiting" };
  if (box.seal) row.body = await vault.seal(box.seal, body, aboutOf(row));
  else row.hidden = await vault.hide(body, aboutOf(row));
  return row;
}

/** Saves things that belong together: on the disk when this returns, or NotSaved is thrown. `also` are changes besides. */
export async function save(things, { after = UNDO_MS, card = null, also = [] } = {}) {
  return navigator.locks.request("records", async () => {
    const rows = [];
    const changes = [card && (await cards.opened(card)), ...also];
    for (const thing of things) {
      const row = await made(thing, after);
      rows.push(row);
      if (!thing.tally) continue;
      const { tally } = thing;
      const one = { ...tally, entry: row.id, day: today() };
      changes[0]?.done();
      if (tally.client) changes.push(await cards.added(tally.client, one));
      changes.push(await cards.counted(one));
    }
    const disk = changes.filter(Boolean);
    try {
      await store.write(async (on) => {
        for (const { store: name, row } of disk) await on.put(name, row);
        for (const row of rows) await on.put("entries", row);
      });
    } catch (problem) {
      changes[0]?.undone?.();
      throw problem;
    }
    disk.forEach((one) => one.done());
    changed();
    return { ids: rows.map((row) => row.id), tally: things[0].tally, disk };
  });
}

/** Takes back what was saved moments ago. False when it has its number already. */
export async function undo({ ids, tally, disk }) {
  return navigator.locks.request("records", async () => {
    const count = tally && (await cards.counted({ ...tally, day: today() }, -1));
    const gone = await store.write(async (on) => {
      const rows = await Promise.all(ids.map((id) => on.get("entries", id)));
      if (rows.some((row) => !row || row.seq !== null)) return false;
      for (const id of ids) await on.drop("entries", id);
      for (const { store: name, row, before, undone } of disk.toReversed()) {
        if (before) await on.put(name, before);
        else if (undone) await on.drop(name, row.name);
      }
      if (count) await on.put("notes", count.row);
      return true;
    });
    if (gone) disk.toReversed().forEach((one) => one.undone?.());
    if (gone) count?.done();
    changed();
    return gone;
  });
}

/** Ready to go: its ten seconds are over. A clock that was set back must not keep it here for years. */
const ready = (row, now) => row.from <= now || row.from - now > 2 * UNDO_MS;

/** What one box has to send, oldest first, each with its number: given here, in one step with writing it down. */
export async function next(box, { most, bytes }) {
  const now = Date.now();
  return store.write(async (on) => {
    const rows = (await on.all("entries")).filter((row) => row.device === box.device && isWaiting(row));
    const count = (await on.get("notes", counter(box))) ?? { name: counter(box), seq: 0 };
    const before = count.seq;
    const taken = [];
    let size = 0;
    for (const row of rows.sort((one, other) => (one.id < other.id ? -1 : 1))) {
      if (row.seq === null && !ready(row, now)) continue;
      if (!row.body && !(vault.isOpen() && vault.box().device === box.device)) continue;
      if (row.seq === null) {
        count.seq += 1;
        await on.put("entries", Object.assign(row, { seq: count.seq }));
      }
      size += JSON.stringify(row.body ?? "").length + (row.hidden?.sealed.length ?? 0) + 400;
      if (taken.length && size > bytes) break;
      taken.push(row);
      if (taken.length >= most) break;
    }
    if (count.seq !== before) await on.put("notes", count);
    return taken;
  });
}

/** A row as it goes over the wire. */
export async function wired(row) {
  const { id, kind, v, seq, occurred_at, recorded_at, corrects } = row;
  return { id, kind, v, seq, occurred_at, recorded_at, corrects, body: row.body ?? (await vault.show(row.hidden, aboutOf(row))) };
}

/** Takes in the office's answers; how many there were. What the office has stays here, sealed, until a backup has it. */
export async function answered(results) {
  const took = await store.write(async (on) => {
    let taken = 0;
    for (const { id, outcome, reason } of results) {
      const row = await on.get("entries", id);
      if (!row || row.state === "kept" || !["accepted", "duplicate", "held"].includes(outcome)) continue;
      const state = outcome === "held" ? "held" : "kept";
      await on.put("entries", { ...row, state, code: reason?.code ?? null, said: reason?.message ?? null });
      taken += 1;
    }
    return taken;
  });
  changed();
  return took;
}

const kept = () => store.read((on) => on.all("entries"));
const isWaiting = ({ state }) => state === "waiting";

export const waiting = async () => new Set((await kept()).filter(isWaiting).map((row) => row.id));

/* Goes over what is kept of one box. */
const each = (box, use) =>
  store.write(async (on) => {
    for (const row of await on.all("entries")) if (row.device === box.device) await use(row, on);
  });

/** A verified backup holds these numbers of this box: their sealed copies may go, once the office has taken them in. */
export function durable(box, ranges) {
  const within = (seq) => ranges.some(([first, last]) => seq >= first && seq <= last);
  return each(box, (row, on) => row.state === "kept" && within(row.seq) && on.drop("entries", row.id));
}

/** The office was restored: all that is still here is offered again. */
export const offerAgain = (box) =>
  each(box, (row, on) => !isWaiting(row) && on.put("entries", { ...row, state: "waiting" }));

/** Drops what the office has of a box that is no more; what waits is never among it. */
export async function forget(box) {
  await each(box, (row, on) => !isWaiting(row) && on.drop("entries", row.id));
  await store.write((on) => on.drop("notes", counter(box)));
}

/** What is on this phone, over all its workers: how many wait, since when, and what is held. */
export async function standing() {
  const rows = await kept();
  const waiting = rows.filter(isWaiting);
  const oldest = waiting.reduce((least, row) => Math.min(least, row.made), Date.now());
  const mine = vault.box()?.device;
  return {
    waiting: waiting.length,
    closed: waiting.filter((row) => !row.body && row.device !== mine).length,
    days: Math.max(0, Math.floor((Date.now() - oldest) / 86400000)),
    held: rows.filter((row) => row.state === "held" && row.device === mine),
  };
}

/** Is anything of this box still here that nobody else is known to hold? */
export const unsent = async (device) =>
  (await kept()).filter((row) => isWaiting(row) && (!device || row.device === device)).length;

const said = new BroadcastChannel("sheet");
let listeners = [];
said.onmessage = ({ data }) => listeners.forEach((heard) => heard(data));

/** Hears when entries changed, here or in another tab, and what tabs say. */
export const listen = (heard) => void listeners.push(heard);

export const tell = (what) => said.postMessage(what);

/** Tells every tab, this one too. */
export function changed(what = "changed") {
  tell(what);
  listeners.forEach((heard) => heard(what));
}
