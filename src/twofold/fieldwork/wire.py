"""The envelope of what a phone sends: how large, how deep, how packed. What the entries in it mean is in `entries`."""

import hmac
import json
import zlib
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from twofold.core.crypto import keyring
from twofold.fieldwork.policy import policy


class Refused(Exception):
    """The request is answered with this status; nothing of it was read further."""

    def __init__(self, status: int, code: str, field: str | None = None) -> None:
        super().__init__(code)
        self.status, self.code, self.field = status, code, field


@dataclass(frozen=True)
class Envelope:
    """A push as it came: which device says it speaks, what it carries, how many entries it keeps back, its own clock, and the
    handle of the cards that it holds.
    """

    device: str
    entries: list[Any]
    unsent: int | None
    sent_at: Any
    cursor: str = ""


def body(request: HttpRequest) -> bytes:
    """The body as sent, never more of it than is allowed. Raises Refused."""
    most = policy().push.most_bytes
    try:
        told = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        raise Refused(400, "unreadable") from None
    if told > most:
        raise Refused(413, "too_large")
    raw = request.read(most + 1)
    if len(raw) > most:
        raise Refused(413, "too_large")
    return raw


def unpacked(raw: bytes, encoding: str) -> bytes:
    """The body without its packing. Stops at the limit, whatever the packed size promised. Raises Refused."""
    if encoding.lower() in ("", "identity"):
        return raw
    if encoding.lower() != "gzip":
        raise Refused(400, "unreadable", "Content-Encoding")
    most, reader = policy().push.most_bytes, zlib.decompressobj(wbits=31)
    try:
        plain = reader.decompress(raw, most + 1)
    except zlib.error:
        raise Refused(400, "unreadable") from None
    if len(plain) > most:
        raise Refused(413, "too_large")
    if not reader.eof:
        raise Refused(400, "unreadable")
    return plain


def _no_constant(text: str) -> None:
    raise ValueError(text)


def parsed(plain: bytes) -> dict[str, Any]:
    """The JSON object in `plain`. Raises Refused for anything else, however deep."""
    try:
        found = json.loads(plain.decode(), parse_constant=_no_constant)
        json.dumps(found)  # what cannot be written again cannot be kept
    except (ValueError, RecursionError):
        raise Refused(400, "unreadable") from None
    if not isinstance(found, dict):
        raise Refused(400, "unreadable")
    return found


def envelope(raw: bytes, encoding: str) -> Envelope:
    """A push. Raises Refused."""
    told = parsed(unpacked(raw, encoding))
    device, entries = told.get("device"), told.get("entries")
    for name, value, kind in (("device", device, str), ("entries", entries, list)):
        if not isinstance(value, kind):
            raise Refused(400, "unreadable", name)
    if len(entries) > policy().push.most_entries:
        raise Refused(413, "too_many")
    cursor = told.get("cursor")
    return Envelope(
        device, entries, count(told.get("unsent")), told.get("sent_at"), cursor if isinstance(cursor, str) else ""
    )


def count(value: Any) -> int | None:
    """A number of entries that a phone says it keeps, or None where it says nothing that can be."""
    whole = isinstance(value, int) and not isinstance(value, bool)
    return value if whole and 0 <= value < 1_000_000 else None


_in_one_way = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode


def digest(entry: Any) -> str:
    """What two sendings of one entry have in common. Keyed: the table of entries is no list of what can be guessed.

    `seq` is left out: a phone that was enrolled anew counts anew, and sends the same work.
    """
    told = {name: value for name, value in entry.items() if name != "seq"} if isinstance(entry, dict) else entry
    return keyring.index("entry", _in_one_way(told))


def same(one: str, other: str) -> bool:
    """Whether two digests are equal."""
    return hmac.compare_digest(one, other)
