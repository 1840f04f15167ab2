/* Quick exit: one button, always at the top right, or Escape pressed three times.
   It hides the page at once, asks the server to sign out, and puts a neutral page in its place.
   It runs before anything else is drawn, so that it already works while a page is loading. It helps
   against somebody looking over a shoulder; it does not clean the browser's own history. */
(() => {
  "use strict";

  const root = document.documentElement;
  const PRESSES = 3;
  const WITHIN_MS = 1500;
  const channel = "BroadcastChannel" in window ? new BroadcastChannel("x") : null;
  let presses = [];
  let leaving = false;

  const setting = (name) => document.querySelector("[data-quick-exit]")?.dataset[name] ?? "";

  function signOut() {
    const url = setting("signoutUrl");
    const token = document.querySelector('meta[name="csrf-token"]')?.content;
    if (!url || !token) return;
    /* A beacon cannot carry the token in a header; a kept-alive fetch can, and outlives the page. */
    fetch(url, {
      method: "POST",
      headers: { "X-CSRFToken": token },
      credentials: "same-origin",
      redirect: "manual",
      keepalive: true,
    }).catch(() => {});
  }

  function leave(tellOthers) {
    if (leaving) return;
    leaving = true;
    const target = setting("exitUrl") || "/weather/";
    root.hidden = true;
    if (tellOthers) {
      channel?.postMessage("");
      signOut();
    }
    /* What was typed goes with the elements that held it. */
    document.body?.replaceChildren();
    window.location.replace(target);
  }

  /* Registered first, so that no "leave this page?" question can stand in the way. */
  window.addEventListener("beforeunload", (event) => {
    if (leaving) event.stopImmediatePropagation();
  }, true);

  window.addEventListener("keydown", (event) => {
    if (event.repeat) return;
    if (event.key !== "Escape") {
      presses = [];
      return;
    }
    presses = presses.filter((at) => event.timeStamp - at < WITHIN_MS);
    presses.push(event.timeStamp);
    if (presses.length >= PRESSES) {
      event.preventDefault();
      leave(true);
    }
  }, true);

  window.addEventListener("submit", (event) => {
    if (event.target.closest?.("[data-quick-exit]")) {
      event.preventDefault();
      leave(true);
    }
  }, true);

  if (channel) channel.onmessage = () => leave(false);

  /* The Back button may bring a page back from memory as it was: ask the server again instead. */
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) {
      root.hidden = true;
      window.location.reload();
    }
  });
})();
