"""Brings what is kept up to date: reads the parts that changed from the database, and takes the others from the files.

Which parts changed say `marks`; how they lie on disk is the matter of `kept`; what is made of them that of `extract`.
"""

import datetime as dt
import secrets
import uuid
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import reduce
from itertools import groupby
from operator import or_
from typing import Any

import numpy as np
from django.db.models import Q, QuerySet

from twofold.indicators import kept, marks, reading
from twofold.indicators.facts import Column
from twofold.indicators.kept import Columns, Listed
from twofold.indicators.marks import DAYS, NEVER, State
from twofold.outreach.models import ContactTally, NeedSpell
from twofold.people.models import ClientState, KindSpell, RegisterSpell

States = Mapping[str, State]
SPELLS: dict[str, tuple[Any, str]] = {
    "register": (RegisterSpell, ""), "kinds": (KindSpell, "kind"), "needs": (NeedSpell, "per_week")
}  # fmt: skip
UNKNOWN_BAND = -1
_WHY = "kept for counting"
_WEEKS_AT_ONCE = 8
_FEW_BUCKETS = 40  # of so many the people are looked up; of more, everybody is read
_PLACE = {"place": reading.Id("organisation_id", "site_id")}
_BUCKETS = [marks.bucket(first) for first in range(256)]
_NOBODY = np.zeros(0, dtype="V16")


class TooMuch(Exception):
    """So much changed that whoever asks should not wait until it is read."""


@dataclass
class Parts:
    """What was asked for, up to date. `sure` says that nothing changed while it was read, in which states it was."""

    listed: Listed
    ids: Column
    people: Columns
    weeks: dict[str, Columns]
    sure: bool = True
    states: dict[str, State] = field(default_factory=dict)
    numbers: reading.Numbers = field(default_factory=dict)


def up_to_date(asked: Sequence[str], found: States, most: float, *, only_alone: bool = False) -> Parts | None:
    """These weeks of contacts and everybody there is; `found` are the states of now. Raises TooMuch.

    With `only_alone`, None where another process keeps things up to date already.
    """
    with kept.alone() as alone:
        if only_alone and not alone:
            return None
        parts = _as_kept(asked, found)
        stale = [part for part in asked if part not in parts.weeks]
        dirty = _dirty(parts.listed, found)
        if sum(found.get(part, NEVER)[0] for part in (*stale, *dirty)) > most:
            raise TooMuch
        if stale or dirty:
            _read(parts, asked, stale, found, alone=alone)
        return parts


def _read(parts: Parts, asked: Sequence[str], stale: Sequence[str], found: States, *, alone: bool) -> None:
    """Read what is stale, contacts before people: whoever was met stands there by then. Keep what stayed as it was meanwhile."""
    parts.numbers = _numbers(parts)
    parts.weeks |= _read_weeks(stale, parts.numbers)
    after = marks.states() or {}
    dirty = _dirty(parts.listed, after)
    _read_people(parts, dirty)
    last = marks.states() or {}
    parts.sure = _same(found, last, asked) and _same(after, last, _BUCKETS)
    parts.states = {part: last.get(part, NEVER) for part in (*asked, *_BUCKETS)}
    if alone:
        with suppress(OSError):  # a disk that is full or may not be written: it is read again next time
            _keep(parts, [part for part in stale if _same(found, last, [part])], last)
            _keep_people(parts, {part: after.get(part, NEVER) for part in dirty if _same(after, last, [part])}, dirty)
            kept.replace(parts.listed)


def _same(one: States, other: States, parts: Iterable[str]) -> bool:
    return all(one.get(part, NEVER) == other.get(part, NEVER) for part in parts)


def _dirty(listed: Listed, found: States) -> list[str]:
    """The buckets of people that are not kept as they are now."""
    return [part for part in _BUCKETS if listed.buckets.get(part) != found.get(part, NEVER)]


def _as_kept(asked: Sequence[str], found: States) -> Parts:
    """What of it is kept and true. Without the ids no number means anything."""
    listed = kept.listed()
    try:
        ids = kept.load(listed.ids)["ids"] if listed.ids else _NOBODY
        people = kept.load(listed.people) if listed.people else {}
    except kept.Gone:
        listed, ids, people = Listed(), _NOBODY, {}
    states = {part: found.get(part, NEVER) for part in (*asked, *_BUCKETS)}
    parts = Parts(listed, ids, people, {}, states=states)
    for part in asked:
        name, state = listed.weeks.get(part, ("", None))
        if state == states[part]:
            with suppress(kept.Gone):
                parts.weeks[part] = kept.load(name) if name else {}
    return parts


def _numbers(parts: Parts) -> reading.Numbers:
    """The numbers that were given; whoever is new gets the next."""
    text = parts.ids.tobytes().hex()
    people = {text[at : at + 32]: n for n, at in enumerate(range(0, len(text), 32))}
    places = {organisation + site: n for n, (organisation, site) in enumerate(parts.listed.places)}
    return {"person": people, "place": places, "sex": {sex: n for n, sex in enumerate(parts.listed.sexes)}}


def _read_weeks(asked: Sequence[str], numbers: reading.Numbers) -> dict[str, Columns]:
    """Contacts by week, from the database; of weeks that follow one another several at once."""
    found: dict[str, Columns] = {}
    weeks = sorted(int(part[1:]) for part in asked)
    for _, run in groupby(enumerate(weeks), lambda pair: (pair[1] - pair[0], pair[0] // _WEEKS_AT_ONCE)):
        some = [week for _, week in run]
        days = (
            dt.date(1970, 1, 1) + dt.timedelta(some[0] * DAYS),
            dt.date(1970, 1, 1) + dt.timedelta(some[-1] * DAYS + 6),
        )
        rows = ContactTally.objects.unscoped(_WHY).filter(day__range=days)
        read = reading.by_day(reading.columns(rows, reading.CONTACTS | _PLACE, numbers))
        edges = np.searchsorted(read["day"], [week * DAYS for week in (*some, some[-1] + 1)])
        for week, start, end in zip(some, edges, edges[1:], strict=False):
            cut = {name: column[start:end] for name, column in read.items()}
            cut |= {name: kept.narrow(column) for name, column in cut.items() if name != "person"}
            found[marks.week(week)] = cut if end > start else {}
    return found


def _read_people(parts: Parts, dirty: Sequence[str]) -> None:
    """Read these buckets anew. Whoever stands there no more is forgotten, and so is the id."""
    some = dirty if len(dirty) <= _FEW_BUCKETS else _BUCKETS
    fresh = _people(some, parts.numbers)
    ids = [parts.ids, np.frombuffer(bytes.fromhex("".join([*parts.numbers["person"]][len(parts.ids) :])), dtype="V16")]
    before, parts.ids = parts.people, np.concatenate(ids)
    places = [(both[:32], both[32:]) for both in parts.numbers["place"]]
    parts.listed = replace(parts.listed, places=places, sexes=[*parts.numbers["sex"]])
    there = np.isin(parts.ids.view(np.uint8).reshape(-1, 16)[:, 0], [int(part[1:], 16) for part in some])
    kept_on = {table: ~there[before[f"{table}.person"]] for table in ("state", *SPELLS) if before}
    parts.people = {
        name: np.concatenate([before[name][kept_on[name.partition(".")[0]]], column]) if before else column
        for name, column in fresh.items()
    }
    _forget(parts, np.flatnonzero(there & ~np.isin(np.arange(len(parts.ids)), fresh["state.person"])))


def _forget(parts: Parts, gone: Column) -> None:
    """Put ids of nobody in the place of these: numbers stay what they are."""
    for person in gone:
        parts.ids[person] = np.void(secrets.token_bytes(16))


def _people(buckets: Sequence[str], numbers: reading.Numbers) -> Columns:
    """Everybody in these buckets, from the database."""
    asked = {**reading.PEOPLE, **_PLACE}
    found = reading.columns(_of(ClientState, buckets), asked, numbers)
    found["band"] = np.array([UNKNOWN_BAND if band is None else band for band in found["band"]], dtype=np.int32)
    found["sex"] = found["sex"].astype(np.int32)
    told = {f"state.{name}": column for name, column in found.items()}
    for table, (model, what) in SPELLS.items():
        spells = reading.spells([_of(model, buckets)], what, numbers)
        for name in ("person", "what", "since", "until"):
            told[f"{table}.{name}"] = getattr(spells, name)
    return told


def _of(model: Any, buckets: Sequence[str]) -> QuerySet:
    rows = model.objects.unscoped(_WHY)
    if len(buckets) == len(_BUCKETS):
        return rows
    firsts = [bytes.fromhex(part[1:]) for part in buckets]
    return rows.filter(
        reduce(or_, (_between(first + bytes(15), first + b"\xff" * 15) for first in firsts), Q(pk__in=[]))
    )


def _between(low: bytes, high: bytes) -> Q:
    return Q(client__gte=uuid.UUID(bytes=low), client__lte=uuid.UUID(bytes=high))


def _keep(parts: Parts, weeks: Sequence[str], last: States) -> None:
    """Keep these weeks, and of the others those that are true still: who was erased stands in none."""
    old = {part: told for part, told in parts.listed.weeks.items() if told[1] == last.get(part, NEVER)}
    new = {part: (kept.put(parts.weeks[part]) if parts.weeks[part] else "", parts.states[part]) for part in weeks}
    parts.listed = replace(parts.listed, weeks=old | new)


def _keep_people(parts: Parts, sure: States, dirty: Sequence[str]) -> None:
    """Keep everybody. A bucket that changed meanwhile is read again next time."""
    old = {part: state for part, state in parts.listed.buckets.items() if part not in dirty}
    people, ids = kept.put(parts.people), kept.put({"ids": parts.ids})
    parts.listed = replace(parts.listed, people=people, ids=ids, buckets=old | dict(sure))
