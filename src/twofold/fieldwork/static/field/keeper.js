/* A worker of its own, because only a worker may write a private file in place: the slots that hold the keys, and the slow
   hash of a passphrase. The file has one size for ever and is overwritten where it stands: deleting leaves the bytes on the
   disk. Two tabs take turns: a file is held only for as long as one question takes. */

import "./vendor/argon2-4.13.0.umd.min.js";

const NAME = "sheet";
const TRIES = 60;

async function held(use) {
  const folder = await navigator.storage.getDirectory();
  const handle = await folder.getFileHandle(NAME, { create: true });
  for (let tries = 0; ; tries += 1) {
    let access;
    try {
      access = await handle.createSyncAccessHandle();
    } catch (problem) {
      if (tries >= TRIES || problem.name !== "NoModificationAllowedError") throw problem;
      await new Promise((later) => setTimeout(later, 50));
      continue;
    }
    try {
      return use(access);
    } finally {
      access.close();
    }
  }
}

const questions = {
  read: () =>
    held((file) => {
      const bytes = new Uint8Array(file.getSize());
      file.read(bytes, { at: 0 });
      return bytes;
    }),

  write: ({ at, bytes }) =>
    held((file) => {
      const written = file.write(bytes, { at });
      file.flush();
      if (written !== bytes.length) throw new DOMException("short write", "QuotaExceededError");
      return written;
    }),

  hash: ({ words, salt, memory, rounds }) =>
    globalThis.hashwasm.argon2id({ password: words, salt, memorySize: memory, iterations: rounds, parallelism: 1, hashLength: 32,
      outputType: "binary" }),
};

self.onmessage = async ({ data: { number, ask, given } }) => {
  try {
    self.postMessage({ number, answer: await questions[ask](given ?? {}) });
  } catch (problem) {
    self.postMessage({ number, problem: problem.name || "Error", said: problem.message });
  }
};
