/* The frame of every screen: one line on top (what waits, quick exit, lock), the screen, four ways at the bottom. Where one
   is stands in memory only: addresses, titles and the browser's history never say more than our name. */

import { fill, h } from "./h.js";
import * as outbox from "./outbox.js";
import { button, icon, signButton, tap, tidy, toast } from "./parts.js";
import * as sync from "./sync.js";
import { has, t } from "./words.js";

const BAR = [["today", "today"], ["clients", "people"], ["stranger", "box"], ["more", "more"]];
let screens = {};
let path = [];
let locking, leaving;
const root = () => document.getElementById("app");

/** Which screens there are, and what lock and quick exit do. */
export function prepare(known, { lock, leave }) {
  screens = known;
  locking = lock;
  leaving = leave;
  addEventListener("popstate", ({ state }) => {
    if (!path.length) return;
    path.length = Math.min(path.length, Math.max(1, state?.step ?? 1));
    draw();
  });
  addEventListener("scroll", tidy, { passive: true });
  outbox.listen((what) => (line(), what === "synced" && refresh()));
}

/** Shows a screen; the phone's own way back leads to the one before. */
export function go(name, given) {
  path.push({ name, given });
  history.pushState({ step: path.length }, "");
  draw();
}

/** Shows a screen of the bar: nothing stands behind it. */
export function home(name = "today") {
  path = [{ name }];
  history.replaceState({ step: 1 }, "");
  draw();
}

export const back = () => (path.length > 1 ? history.back() : home());
export const isOpen = () => path.length > 0;
/** Draws the screen anew, where nobody is writing on it. */
export const refresh = () => path.length && screens[path.at(-1).name].live && draw(false);

export function clear() {
  path = [];
  history.replaceState(null, "");
  fill(root());
}

async function draw(moved = true) {
  const { name, given } = path.at(-1);
  const screen = screens[name];
  if (!document.getElementById("screen")) build();
  const main = document.getElementById("screen");
  const title = h("h1", { id: "title", tabindex: "-1" }, screen.title?.(given) ?? t(has(name) ? name : `bar_${name}`));
  const way = path.length > 1 && button(t("back"), back, { kind: "plain back", sign: "back" });
  const body = await screen.draw(given);
  if (path.at(-1)?.name !== name) return;
  /* What is the same stays where it is: nothing moves under a thumb. */
  if (!moved && h("div", {}, way && t("back"), title.cloneNode(true), body).textContent === main.textContent) return;
  fill(main, way, title, body);
  for (const tab of document.querySelectorAll(".bar button")) tab.ariaCurrent = tab.dataset.name === path[0].name ? "page" : null;
  if (moved) {
    tidy();
    scrollTo(0, 0);
    main.querySelector("h1")?.focus({ preventScroll: true });
  }
}

function build() {
  const way = ([name, sign]) =>
    tap("", () => home(name), { "data-name": name }, icon(sign), h("span", {}, t(`bar_${name}`)));
  fill(root(),
    h("header", { class: "top" },
      h("div", { class: "ways" },
        tap("line", sendNow, { id: "line" }, icon("send"), h("span", { role: "status" }, "")),
        signButton("lock", t("lock_now"), () => locking()), button(t("exit"), () => leaving(), { kind: "exit", sign: "exit" })),
      h("div", { id: "toast", role: "status" })),
    h("main", { id: "screen" }),
    h("nav", { class: "bar", "aria-label": t("ways") }, BAR.map(way)));
  line();
}

async function sendNow() {
  toast(t("sending"), { ms: 2000 });
  await sync.run();
  const { problem } = sync.now();
  if (problem) toast(t(problem.status === 401 ? "ask_office" : problem.status ? "office_busy" : "no_signal"), { ms: 6000 });
}

/** 'All sent', or how many wait and since when; at first, that cards are on their way. */
export function sentence({ waiting, days }) {
  const { at, problem } = sync.now();
  if (!waiting) return t(at === null && !problem ? "bringing" : "all_sent");
  return days ? t("waiting_days", { n: waiting, days: t("days", { n: days }) }) : t("waiting_today", { n: waiting });
}

async function line() {
  const place = document.querySelector("#line span");
  if (!place) return;
  const now = await outbox.standing().catch(() => null);
  if (!now) return;
  const held = now.held.length ? ` · ${t("held", { n: now.held.length })}` : "";
  place.textContent = sentence(now) + held;
  place.parentElement.className = `line ${now.waiting > 50 || now.days >= 2 ? "late" : now.waiting ? "some" : "done"}`;
}
