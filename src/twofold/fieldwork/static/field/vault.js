/* Keys. The only module that says `crypto`: what is on the disk is locked by a key that only a passphrase gives back, and
   finished work is sealed at once to the office, so that this phone cannot read it again.

   In memory, while unlocked: two keys that cannot be taken out. On the disk: `slots`. */

import * as slots from "./slots.js";

const { subtle } = crypto;
const FLOOR = { memory: 19456, rounds: 2 };
const STEPS = [FLOOR, { memory: 32768, rounds: 3 }, { memory: 49152, rounds: 3 }, { memory: 65536, rounds: 3 },
  { memory: 65536, rounds: 4 }, { memory: 65536, rounds: 6 }];
const ABOUT_MS = 1000;
const AES = { name: "AES-GCM", length: 256 };
const curve = (name) => ({ name, namedCurve: "P-256" });
const PLAIN = 256 - 12 - 16;
const text = (value) => new TextEncoder().encode(value);
const json = (value) => text(JSON.stringify(value));
const noise = (length) => crypto.getRandomValues(new Uint8Array(length));
const joined = (...parts) => Uint8Array.from(parts.flatMap((part) => Array.from(new Uint8Array(part))));
const base64 = (bytes) => btoa(Array.from(new Uint8Array(bytes), (n) => String.fromCharCode(n)).join(""));
const plain = (said) => Uint8Array.from(atob(said), (c) => c.charCodeAt(0));
const hex = (bytes) => Array.from(bytes, (n) => n.toString(16).padStart(2, "0")).join("");

let open = null;

/** The same passphrase however it was typed: capitals, spaces and hyphens between the words do not matter. */
export const normal = (words) => words.normalize("NFKC").toLowerCase().trim().split(/[\s-]+/u).join(" ");

/** A random id of a person: it says nothing of when it was made. */
export const personId = () => crypto.randomUUID();

/** An id of an entry, in order of time (UUIDv7); a clock before 1970 is taken as 1970. */
export function entryId(now = Date.now()) {
  const time = Math.min(Math.max(Math.trunc(now), 0), 2 ** 48 - 1).toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7${personId().slice(15)}`;
}

/** Some words of a list, by chance alone. */
export function pick(list, count) {
  const room = Math.floor(2 ** 32 / list.length) * list.length;
  return Array.from({ length: count }, () => {
    for (;;) {
      const [drawn] = crypto.getRandomValues(new Uint32Array(1));
      if (drawn < room) return list[drawn % list.length];
    }
  });
}

/** How slow a passphrase is hashed here: about a second, and never less than the floor. */
async function calibrate() {
  const began = performance.now();
  await slots.ask("hash", { words: "a b c d", salt: noise(32), ...FLOOR });
  const each = (performance.now() - began) / (FLOOR.memory * FLOOR.rounds);
  return STEPS.findLast(({ memory, rounds }) => memory * rounds * each <= ABOUT_MS) ?? FLOOR;
}

async function lockOf(words, head) {
  const raw = await slots.ask("hash", { words: normal(words), ...head });
  return subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
}

/* A key from a key: for one use, which `info` names. */
async function derived(from, salt, info, kind, uses) {
  const base = await subtle.importKey("raw", from, "HKDF", false, ["deriveKey"]);
  return subtle.deriveKey({ name: "HKDF", hash: "SHA-256", salt, info: text(info) }, base, kind, false, uses);
}

async function keysOf(master) {
  const salt = new Uint8Array(32);
  return {
    records: await derived(master, salt, "records", AES, ["encrypt", "decrypt"]),
    names: await derived(master, salt, "names", { name: "HMAC", hash: "SHA-256" }, ["sign"]),
  };
}

/* A slot, opened: 32 bytes of key, 32 for a share that the server gives for a shift (PIN mode, later), the token for
   bringing cards with its length before it, noise. */
async function search(bytes, lock) {
  for (const [n, slot] of slots.slots(bytes).entries()) {
    const opened = await subtle.decrypt({ name: "AES-GCM", iv: slot.slice(0, 12) }, lock, slot.slice(12)).catch(() => null);
    if (opened) return { n, content: new Uint8Array(opened) };
  }
  return null;
}

/** A pair for signing what is sent: the public half for the office, the private half for the box. */
export async function signingPair() {
  const pair = await subtle.generateKey(curve("ECDSA"), true, ["sign", "verify"]);
  const { kty, crv, x, y } = await subtle.exportKey("jwk", pair.publicKey);
  return { open: { kty, crv, x, y }, own: base64(await subtle.exportKey("pkcs8", pair.privateKey)) };
}

/** Is there room, and is this passphrase free, on this phone? Makes the file of slots where there is none. */
export async function prepare(words) {
  let bytes = await slots.read();
  if (!bytes) {
    await slots.blank(noise(slots.SIZE), { ...(await calibrate()), salt: noise(32) });
    bytes = await slots.read();
  }
  const lock = await lockOf(words, slots.head(bytes));
  const taken = new Set(slots.boxes(bytes).map((box) => box.n));
  const n = [...Array(slots.COUNT).keys()].find((at) => !taken.has(at));
  return { lock, n, known: (await search(bytes, lock)) !== null };
}

/** Opens a vault of a new worker and leaves it unlocked. `box` is what posting needs; `token` is locked inside. */
export async function found({ lock, n }, { token, ...box }) {
  const content = noise(PLAIN);
  const told = text(token);
  content[64] = told.length;
  content.set(told, 65);
  const iv = noise(12);
  const slot = joined(iv, await subtle.encrypt({ name: "AES-GCM", iv }, lock, content));
  await slots.writeBox(n, { tag: hex(noise(8)), ...box });
  await slots.writeSlot(n, slot);
  await take(n, content);
}

async function take(n, content) {
  const kept = slots.boxes(await slots.read()).find((one) => one.n === n);
  const token = new TextDecoder().decode(content.slice(65, 65 + content[64]));
  open = { n, box: kept && { ...kept, token }, ...(await keysOf(content.slice(0, 32))) };
  content.fill(0);
}

/** True when these words opened a vault; it stays open until `lock`. */
export async function unlock(words) {
  const bytes = await slots.read();
  const found = bytes && (await search(bytes, await lockOf(words, slots.head(bytes))));
  if (!found) return false;
  await take(found.n, found.content);
  if (!open.box) open = null;
  return open !== null;
}

export const lock = () => void (open = null);
export const isOpen = () => open !== null;
export const box = () => open?.box ?? null;
export const boxes = async () => slots.boxes((await slots.read()) ?? new Uint8Array(slots.SIZE));
/** Writes what changed of a box; without `content` it is emptied. */
export const keepBox = ({ n, token, ...kept }, content = kept) => slots.writeBox(n, content);

/** Overwrites one worker's key, or every worker's: what it locked is noise from now on. */
export async function forget(n) {
  for (const at of n === undefined ? Array(slots.COUNT).keys() : [n]) await slots.writeSlot(at, noise(256));
  if (n === undefined || open?.n === n) open = null;
}

/** Overwrites everything, boxes too. */
export const burn = async () => void (await slots.ask("write", { at: 0, bytes: noise(slots.SIZE) }), (open = null));

const bound = (iv, about) => ({ name: "AES-GCM", iv, additionalData: text(about) });

/** Locks a value up for this worker; `about` binds it to its place. */
export async function hide(value, about) {
  const iv = noise(12);
  return { iv, sealed: new Uint8Array(await subtle.encrypt(bound(iv, about), open.records, json(value))) };
}

export const show = async ({ iv, sealed }, about) =>
  JSON.parse(new TextDecoder().decode(await subtle.decrypt(bound(iv, about), open.records, sealed)));

/** A name for a record that says nothing without the key. */
export const nameOf = async (id) =>
  `${open.box.tag}:${hex(new Uint8Array(await subtle.sign("HMAC", open.names, text(id))).slice(0, 16))}`;

/** Seals a value to the office: nobody can read it on this phone again, this worker included. */
export async function seal(to, value, about) {
  const theirs = await subtle.importKey("jwk", to.public_key, curve("ECDH"), false, []);
  const once = await subtle.generateKey(curve("ECDH"), true, ["deriveBits"]);
  const shared = await subtle.deriveBits({ name: "ECDH", public: theirs }, once.privateKey, 256);
  const head = new Uint8Array(await subtle.exportKey("raw", once.publicKey));
  const key = await derived(shared, head, "twofold entry", AES, ["encrypt"]);
  const iv = noise(12);
  const whole = joined(head, iv, await subtle.encrypt(bound(iv, about), key, json(value)));
  return { sealed: base64(whole), key: to.key };
}

/** The signature of a body as it is sent, by the phone's own key. */
export async function sign(own, bytes) {
  const key = await subtle.importKey("pkcs8", plain(own), curve("ECDSA"), false, ["sign"]);
  return base64(await subtle.sign({ name: "ECDSA", hash: "SHA-256" }, key, bytes));
}
