"""Where identifiers come from. People get random ids; entries get time-ordered ones. Codes on cards live in `people`.

A time-ordered id on a person would say who registered in the same minute, which is how a couple registers.
"""

import hashlib
import os
import uuid

from twofold.core import clock


def new_person_id() -> uuid.UUID:
    """A random id (UUIDv4) for people, and for anything whose order of making must not show."""
    return uuid.uuid4()


def new_entry_id() -> uuid.UUID:
    """A time-ordered id (UUIDv7, RFC 9562) for facts: contacts, consents, audit rows."""
    return new_entry_ids(1)[0]


def new_entry_ids(count: int) -> list[uuid.UUID]:
    """So many of them, all of this moment."""
    milliseconds = int(clock.now().timestamp() * 1000) & ((1 << 48) - 1)
    drawn = os.urandom(10 * count)
    found = []
    for start in range(0, 10 * count, 10):
        value = milliseconds << 80 | int.from_bytes(drawn[start : start + 10])
        value = value & ~(0xF << 76) | 0x7 << 76
        value = value & ~(0x3 << 62) | 0x2 << 62
        found.append(uuid.UUID(int=value))
    return found


def named(mac: str) -> uuid.UUID:
    """The id that a keyed HMAC amounts to: the same thing gets the same id, and nobody without the key can work it out."""
    value = int(mac[:32], 16) & ~(0xF << 76) | 0x8 << 76  # version 8: made in a way of our own (RFC 9562)
    return uuid.UUID(int=value & ~(0x3 << 62) | 0x2 << 62)


def person_as_sent(told: uuid.UUID, author: uuid.UUID) -> uuid.UUID:
    """The id of a person whom a form tells under an id: for the same form of the same author always the same.

    Never the told one itself: a form that bears the id of a file which its author may not know of would be answered
    otherwise than one with a fresh id, and so say that the file is there.
    """
    return uuid.UUID(bytes=_of_author(told, author)[:16], version=4)


def entry_as_sent(told: uuid.UUID, author: uuid.UUID) -> uuid.UUID:
    """The same for a fact: its moment stays, the rest is the author's own."""
    value = told.int >> 80 << 80 | 0x7 << 76 | int.from_bytes(_of_author(told, author)[:10]) >> 4
    return uuid.UUID(int=value & ~(0x3 << 62) | 0x2 << 62)


def _of_author(told: uuid.UUID, author: uuid.UUID) -> bytes:
    return hashlib.sha256(told.bytes + author.bytes).digest()


def parse(text: object) -> uuid.UUID | None:
    """The id in `text`, or None: an unreadable id and an unknown one get the same answer."""
    try:
        return uuid.UUID(str(text))
    except ValueError:
        return None
