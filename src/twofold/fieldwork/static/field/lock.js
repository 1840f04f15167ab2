/* The locked phone, and the ways back to it: a passphrase and nothing else to see; by itself after a while; at once by a
   button, by two fingers held on the screen, by Escape pressed three times. */

import * as cards from "./cards.js";
import * as frame from "./frame.js";
import { h } from "./h.js";
import * as outbox from "./outbox.js";
import { field, locked, main, note, plain, tongues } from "./parts.js";
import * as store from "./store.js";
import * as sync from "./sync.js";
import { quiet, t } from "./words.js";
import * as vault from "./vault.js";

const IDLE_MS = 60000;
const AWAY_MS = 15000;
const EXIT = "/weather/";
let touched = 0;
let hidden = 0;
let ways;

/* Keys and everything that was read leave the memory, the screen is empty. */
function closed() {
  vault.lock();
  cards.close();
  quiet();
  frame.clear();
}

/** Locks now. */
export function lock(tell = true) {
  closed();
  if (tell) outbox.changed("lock");
  return show();
}

/** Leaves for a page about nothing. What was typed and drawn goes first. */
export function leave(tell = true) {
  document.documentElement.hidden = true;
  closed();
  if (tell) outbox.tell("leave");
  location.replace(EXIT);
}

/** The locked screen. It lists nobody and says nothing but our name. */
export async function show(said) {
  const known = (await vault.boxes()).length > 0;
  if (!known) return ways.enrol();
  const words = field(t("passphrase"), { kind: "password", autocomplete: "current-password", enterkeyhint: "go" });
  const open = main(t("unlock"), () => tried(words));
  const form = h("form", { class: "lock", on: { submit: (event) => (event.preventDefault(), open.click()) } },
    h("h1", { class: "name" }, "Twofold"), said && note(said), words.box, open);
  locked("", form, tongues(show), plain(t("another_worker"), () => ways.enrol()));
  words.input.focus();
}

async function tried({ input, complain }) {
  const words = input.value;
  if (!words.trim()) return input.focus();
  const way = document.querySelector(".lock .button span");
  way.textContent = t("opening");
  const opened = await vault.unlock(words);
  input.value = "";
  if (!opened) {
    way.textContent = t("unlock");
    return complain(t("wrong_words"));
  }
  touched = performance.now();
  await ways.opened();
}

/** The office no longer knows this phone: its key is overwritten and its cards go. What is sealed and unsent stays, and
    goes on being sent; when the last of it is out, its box is emptied too. */
async function refused(box) {
  const mine = vault.isOpen() && vault.box().device === box.device;
  await vault.forget(box.n);
  await cards.forget(box.tag);
  await settled(box);
  if (!mine) return;
  frame.clear();
  quiet();
  await show(t("no_longer"));
}

async function settled(box) {
  if (await outbox.unsent(box.device)) return;
  await outbox.forget(box);
  await vault.keepBox(box, null);
  if (!(await vault.boxes()).length) await wipe(box);
}

/** Everything off this phone: keys overwritten first, then records, then what was kept to start without signal. What is left
    the browser clears when the office says so: after the keys, because clearing leaves bytes on the disk. */
export async function wipe(last) {
  const box = last ?? (await vault.boxes())[0];
  await vault.burn();
  await store.remove();
  for (const one of await navigator.serviceWorker.getRegistrations()) await one.unregister();
  if (box) await sync.farewell(box);
}

/* Two fingers held still for a moment lock, wherever they are. Fingers that move are reading larger, and lock nothing. */
function twoFingers() {
  let held;
  let at = [];
  const where = (touches) => Array.from(touches, ({ clientX, clientY }) => [clientX, clientY]);
  const moved = (now) => now.some(([x, y], n) => Math.hypot(x - at[n][0], y - at[n][1]) > 12);
  addEventListener("touchstart", ({ touches }) => {
    clearTimeout(held);
    at = where(touches);
    if (touches.length === 2) held = setTimeout(() => vault.isOpen() && lock(), 500);
  }, { passive: true });
  for (const name of ["touchend", "touchmove", "touchcancel"])
    addEventListener(name, ({ touches }) => (touches.length !== 2 || moved(where(touches))) && clearTimeout(held), { passive: true });
}

function threeEscapes() {
  let presses = [];
  addEventListener("keydown", ({ key, timeStamp, repeat }) => {
    if (repeat) return;
    presses = key === "Escape" ? [...presses.filter((at) => timeStamp - at < 1500), timeStamp] : [];
    if (presses.length >= 3) leave();
  }, true);
}

/** From now on: what locks by itself and by a gesture, and what is told by other tabs. */
export function start(next) {
  ways = next;
  sync.onRefused(refused);
  twoFingers();
  threeEscapes();
  const lockIfOpen = () => vault.isOpen() && lock();
  for (const name of ["pointerdown", "keydown", "scroll"]) addEventListener(name, () => (touched = performance.now()), { passive: true, capture: true });
  setInterval(() => vault.isOpen() && performance.now() - touched > IDLE_MS && lock(), 5000);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") hidden = Date.now();
    else if (hidden && Math.abs(Date.now() - hidden) > AWAY_MS) lockIfOpen();
  });
  addEventListener("pageshow", ({ persisted }) => persisted && lockIfOpen());
  outbox.listen((what) => {
    if (what === "lock" && vault.isOpen()) lock(false);
    if (what === "leave") leave(false);
  });
  return show();
}
