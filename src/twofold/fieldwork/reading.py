"""Reads entries as they came: which can be understood, under which number they are kept, what they refer to. No database."""

import datetime as dt
import hashlib
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Any

from pydantic import BaseModel, ValidationError

from twofold.core import ids
from twofold.fieldwork import sealing, wire
from twofold.fieldwork.entries import BY_NAME, NAMES
from twofold.fieldwork.entry import LAST_SEQ, Body, Frame, Kind
from twofold.people.actions.register import EARLIEST
from twofold.people.models import NOBODY

# A phone's clock that is off by less is taken at its word.
SKEW = dt.timedelta(minutes=10)


@dataclass(slots=True)
class Item:
    """One entry of a push. `key` is the number it is kept under; `code` and `field` say why it cannot be taken in; `client` is
    the client it speaks of, if any.
    """

    given: Any
    raw: Any
    key: uuid.UUID
    digest: str
    frame: Frame | None = None
    kind: Kind | None = None
    body: Any = None
    code: str = ""
    field: str = ""
    client: uuid.UUID | None = None
    as_came: str = ""  # of a sealed entry: the digest of what came, where `digest` is that of what it says

    @property
    def awaits_client(self) -> uuid.UUID | None:
        """The client that must be there before it can be taken in."""
        return None if self.kind is None or self.kind.opens_file else self.client

    @property
    def seq(self) -> int | None:
        told = self.raw.get("seq") if isinstance(self.raw, dict) else None
        whole = isinstance(told, int) and not isinstance(told, bool)
        return told if whole and 1 <= told <= LAST_SEQ else None

    def wrong(self, code: str, field: str = "") -> "Item":
        return replace(self, code=code, field=field[:60])


def other_key(key: uuid.UUID | None, digest: str) -> uuid.UUID:
    """The number under which other content of the same id, or content without one, is kept: the same each time."""
    made = hashlib.sha256((key.bytes if key else b"") + digest.encode()).digest()
    return uuid.UUID(bytes=made[:16], version=5)


def read(raw: Any) -> Item:
    """One entry, as far as it can be understood. Never raises: what cannot be read is kept as it is."""
    digest = wire.digest(raw)
    given = raw.get("id") if isinstance(raw, dict) else None
    found = ids.parse(given) if isinstance(given, str) else None
    if found is None or found == NOBODY:
        return Item(given, raw, other_key(None, digest), digest).wrong("invalid", "id")
    try:
        frame = Frame.model_validate(raw)
    except ValidationError as problem:
        return Item(given, raw, found, digest).wrong("invalid", place(problem))
    if sealing.is_sealed(frame.body):
        try:
            inside = sealing.opened(frame.body, f"{given} {frame.kind}")
        except ValueError:
            return Item(given, raw, found, digest, frame).wrong("invalid", "body.sealed")
        raw, frame = raw | {"body": inside}, frame.model_copy(update={"body": inside})
        return replace(_understood(given, raw, found, wire.digest(raw), frame), as_came=digest)
    return _understood(given, raw, found, digest, frame)


def _understood(given: Any, raw: Any, found: uuid.UUID, digest: str, frame: Frame) -> Item:
    kind = BY_NAME.get((frame.kind, frame.v))
    if kind is None:
        known = frame.kind in NAMES
        item = Item(given, raw, found, digest, frame)
        return item.wrong("unknown_version", "v") if known else item.wrong("unknown_kind", "kind")
    try:
        body = kind.body.model_validate(frame.body)
        return Item(given, raw, found, digest, frame, kind, body, client=getattr(body, "client", None))
    except ValidationError as problem:
        return Item(given, raw, found, digest, frame, kind).wrong("invalid", f"body.{place(problem)}".rstrip("."))


def place(problem: ValidationError) -> str:
    """Where the first fault is. Names of fields, never what stands in them: an unknown name is not repeated."""
    first = problem.errors(include_url=False, include_input=False, include_context=False)[0]
    return ".".join(
        str(step) for step in takewhile(lambda step: isinstance(step, int) or step in _FIELDS, first["loc"])
    )


def _fields(of: type[BaseModel]) -> Iterator[str]:
    yield from of.model_fields
    for narrower in of.__subclasses__():
        yield from _fields(narrower)


# Every name that the description publishes. What a phone may name as it likes (an item of the catalogue) is not among them.
_FIELDS = frozenset([*_fields(Frame), *_fields(Body)])


def told_offset(sent_at: Any, now: dt.datetime) -> float | None:
    """How many seconds the server's clock is ahead of the phone's, if the phone said what its own shows."""
    try:
        shown = dt.datetime.fromisoformat(sent_at) if isinstance(sent_at, str) else None
        return (now - shown).total_seconds() if shown and shown.tzinfo else None
    except (ValueError, OverflowError):
        return None


def moment(told: dt.datetime, offset: float | None, now: dt.datetime) -> tuple[dt.datetime, bool]:
    """When it was by the server's best knowledge, and whether the phone's clock could not be believed."""
    late = dt.timedelta(seconds=offset or 0)
    try:
        shown = told.astimezone(dt.UTC)
        if abs(late) > SKEW:
            shown += late
        plausible = shown.date() > EARLIEST + dt.timedelta(days=1) and shown <= now + SKEW
    except OverflowError:
        return now, True
    return (min(shown, now), False) if plausible else (now, True)
