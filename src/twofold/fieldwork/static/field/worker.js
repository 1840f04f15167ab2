/* The service worker: keeps one release whole, answers from it with and without signal, and touches nothing else. The office
   writes `self.RELEASE` before this: the hash of the release and its files. */

const { release, files } = self.RELEASE;
const PREFIX = "sheet ";
const NAME = PREFIX + release;
const PAGE = "/field/";
const MANIFEST = "/field/app.webmanifest";
const kept = [PAGE, MANIFEST, ...files.map((name) => `/field/${release}/${name}`)];

/* All of it or nothing: a release that came in half never takes over. */
self.addEventListener("install", (event) => {
  const whole = async () => {
    const cache = await caches.open(NAME);
    await cache.addAll(kept.map((address) => new Request(address, { cache: address.includes(release) ? "default" : "no-store", credentials: "omit" })));
    const page = await (await cache.match(PAGE)).text();
    if (!page.includes(`/field/${release}/main.js`)) throw new Error("another release by now");
  };
  event.waitUntil(whole().catch(async (problem) => {
    await caches.delete(NAME);
    throw problem;
  }));
});

self.addEventListener("activate", (event) => {
  const tidy = async () => {
    for (const name of await caches.keys()) if (name.startsWith(PREFIX) && name !== NAME) await caches.delete(name);
    await self.clients.claim();
  };
  event.waitUntil(tidy());
});

self.addEventListener("message", ({ data }) => data === "take over" && self.skipWaiting());

self.addEventListener("fetch", (event) => {
  const { origin, pathname } = new URL(event.request.url);
  if (origin !== self.location.origin || event.request.method !== "GET") return;
  const wanted = event.request.mode === "navigate" && pathname === PAGE ? PAGE : pathname;
  if (kept.includes(wanted)) event.respondWith(caches.open(NAME).then((cache) => cache.match(wanted, { ignoreVary: true })));
});
