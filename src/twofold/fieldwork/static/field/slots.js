/* Where things stand in the file of slots: a head (how a passphrase is hashed), key slots, and boxes for posting. Slot n and
   box n belong to one worker. A slot holds the worker's key, locked by the passphrase; an empty one holds noise, so that
   nobody can count workers. A box stands outside the vault: what is needed to send sealed work, and nothing that opens it. */

import { script } from "./trusted.js";

export const COUNT = 12;
const HEAD = 64;
const SLOT = 256;
const BOX = 2048;
export const SIZE = HEAD + COUNT * (SLOT + BOX);
const MARK = 0x54465331;

export const slotAt = (n) => HEAD + n * SLOT;
const boxAt = (n) => HEAD + COUNT * SLOT + n * BOX;

let worker;
let number = 0;
const waiting = new Map();

/** Asks the worker that keeps the file. */
export function ask(question, given) {
  if (!worker) {
    worker = new Worker(script("keeper.js"), { type: "module" });
    worker.onmessage = ({ data }) => {
      const { done, failed } = waiting.get(data.number);
      waiting.delete(data.number);
      if (data.problem) failed(new DOMException(data.said, data.problem));
      else done(data.answer);
    };
    worker.onerror = () => {
      for (const { failed } of waiting.values()) failed(new DOMException("the keeper stopped", "AbortError"));
      waiting.clear();
    };
  }
  number += 1;
  return new Promise((done, failed) => {
    waiting.set(number, { done, failed });
    worker.postMessage({ number, ask: question, given });
  });
}

/** The whole file, or null where there is none. */
export async function read() {
  const bytes = await ask("read");
  if (bytes.length !== SIZE || new DataView(bytes.buffer).getUint32(0) !== MARK) return null;
  return bytes;
}

export function head(bytes) {
  const view = new DataView(bytes.buffer);
  return { memory: view.getUint32(4), rounds: view.getUint32(8), salt: bytes.slice(16, 48) };
}

/** A new file: this head, and noise. */
export function blank(noise, { memory, rounds, salt }) {
  const bytes = noise.slice(0, SIZE);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MARK);
  view.setUint32(4, memory);
  view.setUint32(8, rounds);
  bytes.set(salt, 16);
  for (let n = 0; n < COUNT; n += 1) bytes.fill(0, boxAt(n), boxAt(n) + BOX);
  return ask("write", { at: 0, bytes });
}

export const slots = (bytes) => Array.from({ length: COUNT }, (_, n) => bytes.slice(slotAt(n), slotAt(n) + SLOT));

/** Slot n, overwritten where it stands. */
export const writeSlot = (n, bytes) => ask("write", { at: slotAt(n), bytes: bytes.slice(0, SLOT) });

/** The boxes for posting by their number; empty ones are left out. */
export function boxes(bytes) {
  const found = [];
  for (let n = 0; n < COUNT; n += 1) {
    const part = bytes.slice(boxAt(n), boxAt(n) + BOX);
    const end = part.indexOf(0);
    if (end > 0) found.push({ n, ...JSON.parse(new TextDecoder().decode(part.slice(0, end))) });
  }
  return found;
}

/** Box n, overwritten where it stands; without content it is emptied. */
export function writeBox(n, content) {
  const part = new Uint8Array(BOX);
  if (content) {
    const text = new TextEncoder().encode(JSON.stringify(content));
    if (text.length >= BOX) throw new RangeError("a box holds no more");
    part.set(text);
  }
  return ask("write", { at: boxAt(n), bytes: part });
}
