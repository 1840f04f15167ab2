"""Faults to be planted in the extract, as data: patches to product code, each of which must turn `test_extract` red."""

from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from tests.unit.indicators.faults import Fault, Patch, on
from twofold.core.crypto import cipher
from twofold.indicators import feeding, held, kept, marks


def of_contacts_only(patch: Patch) -> None:
    """Who people are is read once."""
    patch.setattr(feeding, "_dirty", lambda listed, found: [] if listed.buckets else list(feeding._BUCKETS))


def increments_skipped(patch: Patch) -> None:
    """A week that was read once is taken for read."""
    right = feeding._as_kept

    def as_kept(asked: Any, found: Mapping[str, marks.State]) -> feeding.Parts:
        listed = kept.listed()
        return right(asked, {**found, **{part: told[1] for part, told in listed.weeks.items()}})

    patch.setattr(feeding, "_as_kept", as_kept)
    patch.setattr(held.Held, "of", lambda *how: None)


def counted_only(patch: Patch) -> None:
    """How often something changed says in which state it is: a copy that is put back goes on from fewer."""
    right = marks.states
    patch.setattr(marks, "states", lambda: {part: (many, 0) for part, (many, _) in (right() or {}).items()})


def for_ever(patch: Patch) -> None:
    def of(self: Any, scope: Any, look: Any) -> Any:
        return self._engines.get((scope, look.start, look.end), (None,))[0]

    patch.setattr(held.Held, "of", of)


def seal_not_looked_at(patch: Patch) -> None:
    """A file opens whatever became of it, and in the place of any other."""

    def decrypt(key: bytes, sealed: bytes, context: str) -> bytes:
        if len(sealed) < 1 + cipher.NONCE_BYTES + 16:
            raise cipher.Unreadable
        counter = sealed[1 : 1 + cipher.NONCE_BYTES] + (2).to_bytes(4)
        return Cipher(algorithms.AES(key), modes.CTR(counter)).decryptor().update(sealed[1 + cipher.NONCE_BYTES : -16])

    patch.setattr(kept.cipher, "decrypt", decrypt)


FAULTS = [
    Fault("what came later is skipped", increments_skipped),
    Fault("what is new about people is skipped", of_contacts_only),
    Fault("a correction leaves no mark", on(marks, "_EVENTS", (("insert", "new"),))),
    Fault("a change leaves no mark", on(marks, "_EVENTS", (("insert", "new"), ("delete", "old")))),
    Fault("after a copy was put back the files of later stand", counted_only),
    Fault("what changed while it was read is taken for read", on(feeding, "_same", lambda *how: True)),
    Fault("a seal is not looked at", seal_not_looked_at),
    Fault("the id of somebody who was erased is kept", on(feeding, "_forget", lambda parts, gone: None)),
    Fault("what a process holds is given out for ever", for_ever),
]
