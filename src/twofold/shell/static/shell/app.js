/* Small comforts of the office pages. Every page can be read and used without this file.
   Nothing about a person is kept in the browser: only the width of the rail, the density of tables and
   whether single keys act, and only until the tab is closed. */
(() => {
  "use strict";

  const root = document.documentElement;
  root.dataset.js = "";

  /* htmx notes the path of each page in the session's storage. A path can point at a record, so the
     storage refuses whatever htmx offers; htmx then works without it. */
  const setItem = Storage.prototype.setItem;
  Storage.prototype.setItem = function guarded(key, value) {
    if (String(key).startsWith("htmx")) throw new DOMException("not kept", "QuotaExceededError");
    return setItem.call(this, key, value);
  };

  const remember = {
    get(name) {
      try {
        return sessionStorage.getItem(name);
      } catch {
        return null;
      }
    },
    set(name, value) {
      try {
        if (value) sessionStorage.setItem(name, value);
        else sessionStorage.removeItem(name);
      } catch { /* storage is switched off: the choice lasts for this page */ }
    },
  };

  /* Two switches on the root element, set before the first paint so that nothing jumps. */
  const SWITCHES = { rail: "narrow", density: "tight" };
  for (const name of Object.keys(SWITCHES)) {
    const kept = remember.get(name);
    if (kept) root.dataset[name] = kept;
  }

  function showSwitch(button) {
    const name = button.dataset.switch;
    button.setAttribute("aria-pressed", String(name in root.dataset));
    if (name === "rail") nameIcons();
  }

  /* Icons without their words say them to the pointer. */
  function nameIcons() {
    for (const item of document.querySelectorAll(".rail-item")) {
      if ("rail" in root.dataset) item.title = item.textContent.trim();
      else item.removeAttribute("title");
    }
  }

  function flip(name) {
    if (name in root.dataset) delete root.dataset[name];
    else root.dataset[name] = SWITCHES[name];
    remember.set(name, root.dataset[name]);
    document.querySelectorAll(`[data-switch="${name}"]`).forEach(showSwitch);
  }

  /* Steppers: the buttons speak to the input, the input stays the truth. */
  function step(button) {
    const input = button.parentElement.querySelector("input");
    if (!input || input.disabled || input.readOnly) return;
    const up = button.dataset.step === "up";
    if (input.value === "") input.value = String(Math.max(Number(input.min) || 0, up ? 1 : 0)); /* one more than nothing is one */
    else if (up) input.stepUp();
    else input.stepDown();
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  /* A slider and the number beside it move together; the number is what is sent. */
  function mirror(target) {
    const other = document.getElementById(target.dataset.slides ?? target.dataset.slider ?? "");
    if (other && other.value !== target.value) other.value = target.value;
  }

  /* Sealed content: one tap hides it, and so do five idle minutes. */
  const IDLE_MS = 5 * 60 * 1000;
  let idle = 0;

  function blank(sealed, on) {
    sealed.toggleAttribute("data-blanked", on);
    sealed.querySelectorAll("[data-blank]").forEach((b) => b.setAttribute("aria-pressed", String(on)));
  }

  function restartIdle() {
    clearTimeout(idle);
    idle = setTimeout(() => {
      document.querySelectorAll(".sealed").forEach((s) => blank(s, true));
    }, IDLE_MS);
  }

  /* Toasts leave after ten seconds, but wait while somebody is on them. */
  const TOAST_MS = 10_000;

  function timeToast(toast) {
    if (toast.dataset.timed) return;
    toast.dataset.timed = "yes";
    let timer = 0;
    const stop = () => clearTimeout(timer);
    const start = () => {
      stop();
      timer = setTimeout(() => toast.remove(), TOAST_MS);
    };
    for (const name of ["pointerenter", "focusin"]) toast.addEventListener(name, stop);
    for (const name of ["pointerleave", "focusout"]) toast.addEventListener(name, start);
    start();
  }

  function watchToasts() {
    const place = document.getElementById("toasts");
    if (!place) return;
    const time = () => place.querySelectorAll(".toast").forEach(timeToast);
    new MutationObserver(time).observe(place, { childList: true });
    time();
  }

  function say(templateId) {
    const template = document.getElementById(templateId);
    const place = document.getElementById("toasts");
    if (template && place) place.append(template.content.cloneNode(true));
  }

  /* Keys. Single characters can be switched off in the help dialog, for people who dictate. */
  const TYPING = "input, textarea, select, [contenteditable]";
  const keys = { first: "", at: 0 };

  function keysAreOn() {
    return remember.get("keys") !== "off";
  }

  function openHelp() {
    const dialog = document.getElementById("keys");
    if (!dialog || dialog.open) return;
    const box = dialog.querySelector("[data-keys-on]");
    if (box) box.checked = keysAreOn();
    dialog.showModal();
  }

  function focusSearch() {
    const search = document.querySelector("[data-search], main input[type=search]");
    search?.focus();
    search?.select?.();
    return Boolean(search);
  }

  /* "g h" is two presses within a second; a key that begins such a pair never acts alone. */
  function followKey(pressed, at) {
    const first = at - keys.at < 1200 ? keys.first : "";
    const begins = document.querySelector(`[data-key^="${CSS.escape(pressed)} "]`);
    Object.assign(keys, { first: begins && !first ? pressed : "", at });
    const wanted = first ? `${first} ${pressed}` : pressed;
    const link = document.querySelector(`[data-key="${CSS.escape(wanted)}"]`);
    link?.click();
    return Boolean(link);
  }

  function onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.target.closest?.(TYPING) || document.querySelector("dialog[open]") || !keysAreOn()) return;
    if (event.key.length !== 1) return;
    if (event.key === "?") openHelp();
    else if (event.key === "/" ? !focusSearch() : !followKey(event.key.toLowerCase(), event.timeStamp)) return;
    event.preventDefault();
  }

  function onClick(event) {
    const button = event.target.closest?.("button");
    if (!button) return;
    const { dataset } = button;
    if ("switch" in dataset) flip(dataset.switch);
    else if ("step" in dataset) step(button);
    else if ("blank" in dataset) {
      const sealed = button.closest(".sealed");
      blank(sealed, !sealed.hasAttribute("data-blanked"));
    } else if ("openKeys" in dataset) openHelp();
    else if ("close" in dataset) button.closest("dialog")?.close();
    else if ("dismiss" in dataset) button.closest(".toast, .note")?.remove();
    else if ("print" in dataset) window.print();
  }

  function onChange(event) {
    if (event.target.matches("[data-keys-on]")) remember.set("keys", event.target.checked ? "" : "off");
    if (event.target.matches("[data-submit-on-change]")) event.target.form?.requestSubmit();
  }

  document.addEventListener("keydown", onKey);
  document.addEventListener("click", onClick);
  document.addEventListener("change", onChange);
  document.addEventListener("input", (event) => mirror(event.target));
  for (const name of ["pointerdown", "keydown", "scroll"]) {
    document.addEventListener(name, restartIdle, { passive: true, capture: true });
  }

  document.addEventListener("htmx:configRequest", (event) => {
    const token = document.querySelector('meta[name="csrf-token"]')?.content;
    if (token) event.detail.headers["X-CSRFToken"] = token;
  });
  /* A session that ended answers a part with the whole page of signing in: go there instead. */
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr } = event.detail;
    if (!xhr.responseText.includes('<div class="bare">')) return;
    event.detail.shouldSwap = false;
    window.location.assign(xhr.responseURL);
  });
  for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, () => say("say-failed"));
  }
  document.addEventListener("htmx:afterSwap", () => {
    document.querySelectorAll("[data-switch]").forEach(showSwitch);
  });

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("[data-switch]").forEach(showSwitch);
    document.querySelector("[data-error-summary]")?.focus();
    watchToasts();
    restartIdle();
  });
})();
