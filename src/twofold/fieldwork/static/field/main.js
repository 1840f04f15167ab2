/* Starts: words and drawings, the service worker, the locked screen, the rounds of sending. Names the screens. */

import { client } from "./client.js";
import * as cards from "./cards.js";
import * as contact from "./contact.js";
import * as enrol from "./enrol.js";
import * as form from "./form.js";
import * as frame from "./frame.js";
import { h } from "./h.js";
import * as lock from "./lock.js";
import * as more from "./more.js";
import * as newclient from "./newclient.js";
import * as outbox from "./outbox.js";
import * as parts from "./parts.js";
import * as rounds from "./rounds.js";
import * as sync from "./sync.js";
import * as talk from "./talk.js";
import * as lists from "./today.js";
import { script } from "./trusted.js";
import * as words from "./words.js";

const screens = { ...lists, ...contact, ...newclient, ...more, ...talk, ...rounds, ask: form.ask, client };

async function opened() {
  await cards.load();
  frame.home("today");
  rounds.remind();
  sync.run().then(() => frame.refresh());
}

/** A new release takes over at once only where nothing unsent could be hurt; otherwise it waits, and asks again. */
async function renewals(registration) {
  const offer = async (next) => {
    if (!next || !navigator.serviceWorker.controller) return;
    const free = (await outbox.unsent()) === 0 && !frame.isOpen();
    if (free) next.postMessage("take over");
  };
  const watch = (next) => next?.addEventListener("statechange", () => next.state === "installed" && offer(next));
  watch(registration.installing);
  registration.addEventListener("updatefound", () => watch(registration.installing));
  await offer(registration.waiting);
  outbox.listen(() => offer(registration.waiting));
  let reloaded = !navigator.serviceWorker.controller;
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    if (!reloaded && navigator.serviceWorker.controller) location.reload();
    reloaded = true;
  });
}

async function start() {
  await Promise.all([words.use(), parts.prepare(), form.prepare()]);
  frame.prepare(screens, { lock: () => lock.lock(), leave: lock.leave });
  enrol.prepare({ opened, locked: () => lock.show() });
  const asked = enrol.fromAddress();
  await lock.start({ enrol: (said) => enrol.start(said), opened });
  if (asked) await enrol.start();
  sync.start();
  rounds.remind();
  setInterval(rounds.remind, 20000);
  addEventListener("hashchange", () => location.reload()); // another code was scanned into a page that stood open
  const registration = await navigator.serviceWorker?.register(script("/field/sw.js"), { scope: "/field/", updateViaCache: "none" });
  if (registration) await renewals(registration);
}

start().catch(() => {
  parts.locked("", h("h1", {}, "Twofold"), h("p", { role: "alert" }, words.t("cannot_start")),
    parts.main(words.t("try_again"), () => location.reload()));
});
