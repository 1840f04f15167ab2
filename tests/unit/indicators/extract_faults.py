"""Faults to be planted in the extract, as data: patches to product code, each of which must turn `test_extract` red."""

from typing import Any

import numpy as np
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from tests.unit.indicators.faults import Fault, Patch, on
from twofold.core.crypto import cipher
from twofold.indicators import extract, feeding, held, kept, marks, since
from twofold.indicators.tables import NOTHING


def of_contacts_only(patch: Patch) -> None:
    """Who people are is read once."""
    patch.setattr(feeding, "unkept", lambda listed, found: [] if listed.buckets else marks.BUCKETS)


def increments_skipped(patch: Patch) -> None:
    """A week that was read once is taken for read."""
    right = feeding._as_kept

    def as_kept(asked: Any, found: marks.States) -> feeding.Parts:
        parts = right(asked, found)
        parts.stale = {week: days for week, days in parts.stale.items() if week not in parts.listed.weeks}
        return parts

    patch.setattr(feeding, "_as_kept", as_kept)
    patch.setattr(held.Held, "of", lambda *how: (None, None))


def counted_only(patch: Patch) -> None:
    """How often something changed says in which state it is: a copy that is put back goes on from fewer."""
    right = marks.states

    def states() -> marks.States:
        return marks.States({part: (many, 0) for part, (many, _) in (right() or marks.States({})).told.items()})

    patch.setattr(marks, "states", states)


def one_day_only(patch: Patch) -> None:
    """Of the days that changed one is looked at."""
    right = extract.Read.changed
    patch.setattr(extract.Read, "changed", lambda self, states: {*sorted(right(self, states))[:1]})


def met_only(patch: Patch) -> None:
    """Who was met is counted anew, and nobody of whom something else is known."""
    patch.setattr(since, "_changed", lambda then, now: np.zeros(len(now.people.ids), dtype=bool))


def seal_not_looked_at(patch: Patch) -> None:
    """A file opens whatever became of it, and in the place of any other."""

    def decrypt(key: bytes, sealed: bytes, context: str) -> bytes:
        if len(sealed) < 1 + cipher.NONCE_BYTES + 16:
            raise cipher.Unreadable
        counter = sealed[1 : 1 + cipher.NONCE_BYTES] + (2).to_bytes(4)
        return Cipher(algorithms.AES(key), modes.CTR(counter)).decryptor().update(sealed[1 + cipher.NONCE_BYTES : -16])

    patch.setattr(kept.cipher, "decrypt", decrypt)


def added_only(self: Any, table: Any, measure: Any, period: Any, by: Any) -> Any:
    return {cell: count + self.now.table(measure, period, by).get(cell, NOTHING) for cell, count in table.items()}


FAULTS = [
    Fault("what came later is skipped", increments_skipped),
    Fault("what is new about people is skipped", of_contacts_only),
    Fault("a correction leaves no mark", on(marks, "_EVENTS", (("insert", "new"),))),
    Fault("a change leaves no mark", on(marks, "_EVENTS", (("insert", "new"), ("delete", "old")))),
    Fault("after a copy was put back the files of later stand", counted_only),
    Fault("what changed while it was read is taken for read", on(feeding, "_same", lambda *how: True)),
    Fault("a seal is not looked at", seal_not_looked_at),
    Fault("the id of somebody who was erased is kept", on(feeding, "_forget", lambda parts, gone: None)),
    Fault("what a process holds is given out for ever", on(extract.Read, "holds", lambda *how: True)),
    Fault("of the days that changed one is counted anew", one_day_only),
    Fault("who is of another kind now is not counted anew", met_only),
    Fault("who was met on a day before is not taken off", on(since._Both, "moved", added_only)),
]
