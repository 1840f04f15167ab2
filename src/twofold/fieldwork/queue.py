"""What phones sent that a person should look at: what is held, and what was taken in though it is unusual; in words."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from twofold.core import audit
from twofold.core.access import Actor, Compartment, reaches_reading
from twofold.core.crypto import keyring
from twofold.core.errors import NotThere
from twofold.fieldwork.answers import REASONS, RETRIED
from twofold.fieldwork.entries import BY_NAME
from twofold.fieldwork.models import Entry
from twofold.outreach.models import Covering
from twofold.people import reads as people
from twofold.programme.catalogue import supplies
from twofold.programme.models import Staff


@dataclass(frozen=True)
class Held:
    """One entry that a person should look at. What it says is there only where the reader may see that part of a file."""

    id: uuid.UUID
    worker: str
    device: str
    received_at: dt.datetime
    code: str
    why: str
    todo: str
    waits: bool
    said: list[tuple[str, str]] | None = None


TODO: dict[str, str | Promise] = {
    "waiting": _("Nothing, if the card it speaks of is still to come. Else ask the worker which card was meant."),
    "conflict": _("Ask the worker which of the two is right, and write the other one again if both are."),
    "invalid": _("Ask the worker what was meant, and write it in the office."),
    "unknown_kind": _("Bring the office up to date; it then goes in by itself."),
    "unknown_version": _("Bring the office up to date; it then goes in by itself."),
    "denied": _("Ask somebody whose role allows it to write it in the office."),
    "revoked": _("Ask the worker whether it is theirs, and write it in the office if so."),
    "fault": _("Write it in the office, and report the fault."),
    "rivals": _("Two phones changed one card. Ask the client at the next contact which is right."),
    "deviation": _(
        "It was taken in though the card was not the worker's any more, or consent had changed. Look at it."
    ),
    "number": _(
        "Nothing, if it came once. Else look for a copy of a phone: two of them may open cards under one number."
    ),
    "clock": _(
        "The phone's clock was far off; the day it came counts. Look at the clock, and correct the day if need be."
    ),
}
REVIEWS: dict[str, str | Promise] = {
    "rivals": _("Two changes of one card"),
    "deviation": _("Taken in, and unusual"),
    "number": _("A new card, under a number that another card bears"),
    "clock": _("Taken in, with a clock that was off"),
}
MOST_HELD = 200


def _in_words(row: Entry, names: dict[uuid.UUID, str], said: list[tuple[str, str]] | None = None) -> Held:
    code = row.code or row.review
    return Held(
        id=row.pk,
        worker=names.get(row.author, ""),
        device=str(row.device),
        received_at=row.received_at,
        code=code,
        why=str(REASONS.get(code) or REVIEWS[code]),
        todo=str(TODO[code]),
        waits=row.code in RETRIED,
        said=said,
    )


def _names(rows: Iterable[Any]) -> dict[uuid.UUID, str]:
    return dict(Staff.objects.filter(pk__in={row.author for row in rows}).values_list("pk", "name"))


def _to_look_at(by: Actor) -> Any:
    rows = Entry.objects.visible_to(by).filter(Q(outcome="held") | ~Q(review="")).defer("body")
    return rows.select_related("device").order_by("-received_at", "pk")


def held(by: Actor) -> dict[str, Any]:
    """What needs a person, what waits, and what was taken in and should be looked at."""
    rows = list(_to_look_at(by)[: MOST_HELD + 1])
    names = _names(rows)
    lines = [_in_words(row, names) for row in rows[:MOST_HELD]]
    return {
        "needed": [line for line in lines if not line.waits and line.code not in REVIEWS],
        "waiting": [line for line in lines if line.waits],
        "unusual": [line for line in lines if line.code in REVIEWS],
        "more": len(rows) > MOST_HELD,
    }


@dataclass(frozen=True)
class Waiting:
    """Supplies for a colleague's client whom nobody found. The code is there only where the reader's role reads it."""

    id: uuid.UUID
    worker: str
    day: dt.date
    given: str
    code: str


def coverings(by: Actor) -> list[Waiting]:
    """Coverings whose code and own word do not name a client, newest first."""
    rows = list(Covering.objects.visible_to(by).order_by("-received_at", "pk")[:MOST_HELD])
    keyring.load({row.owner for row in rows}, Compartment.SERVICE)
    names, items = _names(rows), supplies().by_code()
    language, reads = get_language() or "en", reaches_reading(by, Compartment.SERVICE)
    found = []
    for row in rows:
        given = ", ".join(f"{items[code].label(language)}: {n}" for code, n in row.supplies.items())
        code = (people.opened(row) or {}).get("code", "") if reads else ""
        found.append(Waiting(row.pk, names.get(row.author, ""), row.day, given, code))
    return found


def held_entry(by: Actor, entry: uuid.UUID) -> Held:
    """One of them, with what it says as far as the reader's role goes. Raises NotThere. Leaves a row in the log."""
    row = _to_look_at(by).filter(pk=entry).first()
    if row is None:
        raise NotThere
    audit.record_read(by, "entry", row.pk, ["C0", "C1"])
    return _in_words(row, _names([row]), _said(by, row))


def _said(by: Actor, row: Entry) -> list[tuple[str, str]] | None:
    """The answers of a kind whose parts the reader's role reads; of others nothing."""
    told = (people.opened(row) or {}).get("entry")
    kind = BY_NAME.get((told.get("kind"), told.get("v"))) if isinstance(told, dict) else None
    if kind is None or not all(reaches_reading(by, part) for part in kind.parts):
        return None
    body = told["body"] if isinstance(told.get("body"), dict) else {}
    answers = {"kind": kind.name, "occurred_at": told.get("occurred_at"), **body}
    return [
        (name, str(value))
        for name, value in answers.items()
        if value not in (None, "", [], {}) and name not in kind.used_once
    ]
