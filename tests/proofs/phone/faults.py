"""Faults to be planted in the phone's app, as data: a change to a file of the release, and the walk that must find it."""

from dataclasses import dataclass

from twofold.fieldwork import release


@dataclass(frozen=True)
class Fault:
    """`old` in `file` becomes `new`."""

    name: str
    walk: str
    file: str
    old: str
    new: str

    def planted(self, number: int) -> release.Release:
        """The release with this fault, under a hash of its own."""
        now = release.read()
        text = now.files[self.file].decode()
        assert text.count(self.old) == 1, f"{self.name}: the place is gone from {self.file}, or there are several"
        files = now.files | {self.file: text.replace(self.old, self.new).encode()}
        return release.Release(f"{number:016x}", files)


FAULTS = (
    Fault(
        "cards in the clear",
        "scan",
        "cards.js",
        '...(await vault.hide(card, "card")) });',
        '...(await vault.hide(card, "card")), card });',
    ),
    Fault(
        "entries in the clear",
        "scan",
        "outbox.js",
        "row.body = await vault.seal(box.seal, body, aboutOf(row));",
        "row.body = await vault.seal(box.seal, (row.said = body), aboutOf(row));",
    ),
    Fault(
        "the words kept for convenience",
        "scan",
        "vault.js",
        "export const normal = (words) => words",
        'export const normal = (words) => (localStorage.setItem("w", words), words)',
    ),
    Fault(
        "the vault's key beside the lock",
        "scan",
        "vault.js",
        "await slots.writeBox(n, { tag: hex(noise(8)), ...box });",
        "await slots.writeBox(n, { tag: hex(noise(8)), spare: base64(content.slice(0, 32)), ...box });",
    ),
    Fault("a wipe that only deletes", "scan", "lock.js", "  await vault.burn();\n", ""),
    Fault(
        "an id made anew for each try",
        "lost_answers",
        "outbox.js",
        "return { id, kind, v,",
        "return { id: vault.entryId(), kind, v,",
    ),
    Fault(
        "dropped when sent, not when answered",
        "lost_answers",
        "outbox.js",
        "      taken.push(row);\n",
        '      taken.push(row);\n      await on.put("entries", { ...row, state: "kept" });\n',
    ),
    Fault(
        "no sealed copy kept",
        "lost_answers",
        "outbox.js",
        'const state = outcome === "held" ? "held" : "kept";',
        'const state = outcome === "held" ? "held" : "kept";\n'
        '      if (state === "kept") await on.drop("entries", id);\n'
        '      if (state === "kept") continue;',
    ),
)
