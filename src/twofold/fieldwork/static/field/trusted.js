/* The one policy of Trusted Types: an address of a script of our own release, and nothing else, may become a script. */

const home = new URL("./", import.meta.url);

const policy = globalThis.trustedTypes?.createPolicy("twofold", {
  createScriptURL(address) {
    const wanted = new URL(address, home);
    const own = wanted.href.startsWith(home.href) || wanted.href === new URL("/field/sw.js", home).href;
    if (!own) throw new TypeError("not a script of this release");
    return wanted.href;
  },
});

/** The address of a script of this release, fit for `new Worker` and for the service worker. */
export const script = (name) => (policy ? policy.createScriptURL(name) : new URL(name, home).href);

export const file = (name) => new URL(name, home).href;

/** The hash this release is known by: the folder it is served from. */
export const release = home.pathname.split("/").filter(Boolean).at(-1);
