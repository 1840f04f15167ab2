/* The disk. The only module that says `indexedDB`. It keeps what it is given, and it is given ciphertext: cards and notes
   under names that say nothing, entries sealed. A write is done when the browser says that it is on the disk. */

const NAME = "sheet";
const STORES = { cards: "name", entries: "id", notes: "name" };
let opened = null;

/** What a full disk is called here, whatever the browser calls it. */
export class NotSaved extends Error {}

async function factory() {
  if (!navigator.storageBuckets) return indexedDB;
  const bucket = await navigator.storageBuckets.open(NAME, { durability: "strict", persisted: true });
  return bucket.indexedDB;
}

function wait(request) {
  return new Promise((done, failed) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
}

async function open() {
  const asked = (await factory()).open(NAME, 1);
  asked.onupgradeneeded = () => {
    for (const [name, keyPath] of Object.entries(STORES)) asked.result.createObjectStore(name, { keyPath });
  };
  const base = await wait(asked);
  base.onversionchange = () => (base.close(), (opened = null));
  base.onclose = () => (opened = null);
  return base;
}

const full = (problem) => problem?.name === "QuotaExceededError" || /quota|space/i.test(problem?.message ?? "");

/** One transaction over all stores: all of it or nothing. `use` is handed get, all, put and drop. */
export async function run(mode, use) {
  const begin = async () => {
    opened ??= open().catch((problem) => ((opened = null), Promise.reject(problem)));
    return (await opened).transaction(Object.keys(STORES), mode, { durability: "strict" });
  };
  const step = await begin().catch((problem) => {
    if (problem.name !== "InvalidStateError") throw full(problem) ? new NotSaved() : problem;
    opened = null;
    return begin();
  });
  const ended = new Promise((done, failed) => {
    step.oncomplete = () => done();
    step.onabort = () => failed(step.error ?? new DOMException("aborted", "AbortError"));
  });
  ended.catch(() => {});
  try {
    const answer = await use({
      get: (store, key) => wait(step.objectStore(store).get(key)),
      all: (store, range) => wait(step.objectStore(store).getAll(range)),
      put: (store, value) => wait(step.objectStore(store).put(value)),
      drop: (store, key) => wait(step.objectStore(store).delete(key)),
    });
    await ended;
    return answer;
  } catch (problem) {
    try {
      step.abort();
    } catch {
      /* it ended by itself */
    }
    throw full(problem) || full(step.error) ? new NotSaved() : problem;
  }
}

export const read = (use) => run("readonly", use);
export const write = (use) => run("readwrite", use);

export const from = (start) => IDBKeyRange.bound(start, `${start}\uffff`);

/** Asks the browser to keep what is here, whatever else fills the disk. */
export const persist = async () => Boolean(await navigator.storage.persist?.().catch(() => false));

export const persisted = async () => Boolean(await navigator.storage.persisted?.().catch(() => false));

/** Takes everything away: the bucket, every database, every cache. What was in it was ciphertext. */
export async function remove() {
  (await opened?.catch(() => null))?.close();
  opened = null;
  await navigator.storageBuckets?.delete(NAME).catch(() => {});
  for (const { name } of (await indexedDB.databases?.()) ?? []) indexedDB.deleteDatabase(name);
  for (const name of await caches.keys()) await caches.delete(name);
}
