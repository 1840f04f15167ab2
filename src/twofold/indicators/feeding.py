"""Brings what is kept up to date: reads the parts that changed from the database, and takes the others from the files.

Which parts changed say `marks`; how they lie on disk is the matter of `kept`; what is made of them that of `extract`.
"""

import datetime as dt
import secrets
import uuid
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import reduce
from itertools import batched, groupby
from operator import or_
from typing import Any

import numpy as np
from django.db.models import Q, QuerySet

from twofold.indicators import kept, marks, reading
from twofold.indicators.facts import Column
from twofold.indicators.kept import Columns, Listed
from twofold.indicators.marks import BUCKETS, State, States
from twofold.outreach.models import ContactTally, NeedSpell
from twofold.people.models import ClientState, KindSpell, RegisterSpell

SPELLS: dict[str, tuple[Any, str]] = {
    "register": (RegisterSpell, ""), "kinds": (KindSpell, "kind"), "needs": (NeedSpell, "per_week")
}  # fmt: skip
UNKNOWN_BAND = -1
_WHY = "kept for counting"
_DAYS_AT_ONCE = 56
_FEW_BUCKETS = 600  # of so many the people are looked up; of more, everybody is read
_BUCKETS_AT_ONCE = 8  # of more, SQLite looks through the whole table
_PLACE = {"place": reading.Id("organisation_id", "site_id")}
_NOBODY = np.zeros(0, dtype="V16")
_NOT_KEPT: State = (-1, -1)
_EPOCH = dt.date(1970, 1, 1)


class TooMuch(Exception):
    """So much changed that whoever asks should not wait until it is read."""


@dataclass
class Parts:
    """What was asked for, up to date, but for weeks that whoever asks has at hand. `sure` says that nothing changed while it
    was read, in which states it was; `lasting` that all numbers of people and places stand on disk, and so mean the same later.
    """

    listed: Listed
    ids: Column
    people: Columns
    states: States
    weeks: dict[str, Columns] = field(default_factory=dict)
    stale: dict[str, list[int]] = field(default_factory=dict)  # by week the days that are not kept as they are now
    sure: bool = True
    lasting: bool = True
    numbers: reading.Numbers = field(default_factory=dict)


def up_to_date(
    asked: Sequence[str], found: States, most: float, *, at_hand: Collection[str] = (), only_alone: bool = False
) -> Parts | None:
    """These weeks of contacts and everybody there is; `found` are the states of now. Raises TooMuch.

    With `only_alone`, None where another process keeps things up to date already.
    """
    with kept.alone() as alone:
        if only_alone and not alone:
            return None
        parts = _as_kept([part for part in asked if part not in at_hand], found)
        dirty = unkept(parts.listed, found)
        days = [marks.day(day) for some in parts.stale.values() for day in some]
        if found.rows([*days, *dirty]) > most:
            raise TooMuch
        if days or dirty:
            _read(parts, asked, found, alone=alone)
        return parts


def states_of(week: str, found: States) -> tuple[State, ...]:
    """The states of a week's days."""
    return tuple(found[marks.day(day)] for day in kept.days(week))


def _read(parts: Parts, asked: Sequence[str], found: States, *, alone: bool) -> None:
    """Read what is stale, contacts before people: whoever was met stands there by then. Keep what stayed as it was meanwhile."""
    parts.numbers = _numbers(parts)
    fresh = _read_days(parts.stale, parts.numbers)
    for week, days in parts.stale.items():
        parts.weeks[week] = _with(parts.weeks[week], days, fresh[week])
    after = marks.states() or States({})
    dirty = unkept(parts.listed, after)
    _read_people(parts, dirty)
    last = marks.states() or States({})
    parts.sure = all(_same(found, last, week) for week in asked) and after.people == last.people
    parts.states = last
    parts.lasting = False
    if alone:
        with suppress(OSError):  # a disk that is full or may not be written: it is read again next time
            _keep(parts, [week for week in parts.stale if _same(found, last, week)], last)
            _keep_people(parts, {part: after[part] for part in dirty if after[part] == last[part]}, dirty)
            kept.replace(parts.listed)
            parts.lasting = True


def _same(one: States, other: States, week: str) -> bool:
    return states_of(week, one) == states_of(week, other)


def unkept(listed: Listed, found: States) -> list[str]:
    """The buckets of people that are not kept as they are now."""
    return [part for part, state in zip(BUCKETS, found.people, strict=True) if listed.buckets.get(part) != state]


def _as_kept(asked: Sequence[str], found: States) -> Parts:
    """What of it is kept, and which days of it are not true. Without the ids no number means anything."""
    listed = kept.listed()
    try:
        ids = kept.load(listed.ids)["ids"] if listed.ids else _NOBODY
        people = kept.load(listed.people) if listed.people else {}
    except kept.Gone:
        listed, ids, people = Listed(), _NOBODY, {}
    parts = Parts(listed, ids, people, found)
    for week in asked:
        columns, states = _week(listed, week)
        right = states_of(week, found)
        parts.weeks[week] = columns
        if stale := [day for day, old, new in zip(kept.days(week), states, right, strict=True) if old != new]:
            parts.stale[week] = stale
    return parts


def _week(listed: Listed, week: str) -> tuple[Columns, tuple[State, ...]]:
    """What is kept of a week, and the states of its days then."""
    nothing: tuple[Columns, tuple[State, ...]] = {}, (_NOT_KEPT,) * kept.DAYS
    if week not in listed.weeks:
        return nothing
    name, states = listed.weeks[week]
    try:
        return kept.load(name) if name else {}, states
    except kept.Gone:
        return nothing


def _numbers(parts: Parts) -> reading.Numbers:
    """The numbers that were given; whoever is new gets the next."""
    text = parts.ids.tobytes().hex().encode("utf-32-le")
    people = dict(zip(np.frombuffer(text, dtype="<U32").tolist(), range(len(parts.ids)), strict=True))
    places = {organisation + site: n for n, (organisation, site) in enumerate(parts.listed.places)}
    return {"person": people, "place": places, "sex": {sex: n for n, sex in enumerate(parts.listed.sexes)}}


def _read_days(stale: Mapping[str, Sequence[int]], numbers: reading.Numbers) -> dict[str, list[Columns]]:
    """Contacts of these days by week, from the database; of days that follow one another several at once."""
    found: dict[str, list[Columns]] = {week: [] for week in stale}
    days = sorted(day for some in stale.values() for day in some)
    for _, run in groupby(enumerate(days), lambda pair: (pair[1] - pair[0], pair[0] // _DAYS_AT_ONCE)):
        some = [day for _, day in run]
        span = (_EPOCH + dt.timedelta(some[0]), _EPOCH + dt.timedelta(some[-1]))
        rows = ContactTally.objects.unscoped(_WHY).filter(day__range=span)
        read = reading.by_day(reading.columns(rows, reading.CONTACTS | _PLACE, numbers))
        for number in range(some[0] // kept.DAYS, some[-1] // kept.DAYS + 1):
            start, end = np.searchsorted(read["day"], [number * kept.DAYS, (number + 1) * kept.DAYS])
            found[kept.week(number)].append({name: column[start:end] for name, column in read.items()})
    return found


def _with(week: Columns, days: Sequence[int], fresh: Sequence[Columns]) -> Columns:
    """A week with these days in the place of what it had of them."""
    old = [{name: column[~np.isin(week["day"], days)] for name, column in week.items()}] if week else []
    some = [columns for columns in (*old, *fresh) if len(columns["day"])]
    if not some:
        return {}
    joined = {name: np.concatenate([columns[name] for columns in some]) for name in some[0]}
    order = np.argsort(joined["day"], kind="stable")
    return {name: column[order] if name == "person" else kept.narrow(column[order]) for name, column in joined.items()}


def _read_people(parts: Parts, dirty: Sequence[str]) -> None:
    """Read these buckets anew. Whoever stands there no more is forgotten, and so is the id."""
    some = dirty if len(dirty) <= _FEW_BUCKETS else BUCKETS
    fresh = _people(some, parts.numbers) if dirty else {}
    ids = [parts.ids, np.frombuffer(bytes.fromhex("".join([*parts.numbers["person"]][len(parts.ids) :])), dtype="V16")]
    before, parts.ids = parts.people, np.concatenate(ids)
    places = [(both[:32], both[32:]) for both in parts.numbers["place"]]
    parts.listed = replace(parts.listed, places=places, sexes=[*parts.numbers["sex"]])
    if not fresh:
        return
    firsts = parts.ids.view(">u2").reshape(-1, 8)[:, 0] >> 4
    there = np.isin(firsts, [int(part[1:], 16) for part in some])
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
    read = [reading.columns(rows, asked, numbers) for rows in _of(ClientState, buckets)]
    found = {name: np.concatenate([columns[name] for columns in read]) for name in asked}
    found["band"] = np.array([UNKNOWN_BAND if band is None else band for band in found["band"]], dtype=np.int32)
    found["sex"] = found["sex"].astype(np.int32)
    told = {f"state.{name}": column for name, column in found.items()}
    for table, (model, what) in SPELLS.items():
        spells = reading.spells(_of(model, buckets), what, numbers)
        for name in ("person", "what", "since", "until"):
            told[f"{table}.{name}"] = getattr(spells, name)
    return told


def _of(model: Any, buckets: Sequence[str]) -> list[QuerySet]:
    """The rows of these buckets, some buckets at a time."""
    rows = model.objects.unscoped(_WHY)
    if len(buckets) == len(BUCKETS):
        return [rows]
    some = batched(buckets, _BUCKETS_AT_ONCE)
    return [rows.filter(reduce(or_, map(_in, few))) for few in some]


def _in(bucket: str) -> Q:
    first = bucket[1:]
    return Q(client__gte=uuid.UUID(first.ljust(32, "0")), client__lte=uuid.UUID(first.ljust(32, "f")))


def _keep(parts: Parts, weeks: Sequence[str], last: States) -> None:
    """Keep these weeks, and of the others the days that are true still: who was erased stands in none."""
    told = {}
    for week, (name, states) in parts.listed.weeks.items():
        if week not in weeks and (still := _still(week, name, states, last)):
            told[week] = still
    for week in weeks:
        name = kept.put(parts.weeks[week]) if parts.weeks[week] else ""
        told[week] = (name, states_of(week, last))
    parts.listed = replace(parts.listed, weeks=told)


def _still(week: str, name: str, states: tuple[State, ...], last: States) -> tuple[str, tuple[State, ...]] | None:
    """A week that is kept, without the days that changed; None where nothing is left."""
    right = tuple(old if old == new else _NOT_KEPT for old, new in zip(states, states_of(week, last), strict=True))
    if right == states:
        return name, states
    gone = [day for day, state in zip(kept.days(week), right, strict=True) if state == _NOT_KEPT]
    try:
        left = _with(kept.load(name), gone, []) if name else {}
    except kept.Gone:
        return None
    return (kept.put(left) if left else "", right) if len(gone) < kept.DAYS else None


def _keep_people(parts: Parts, sure: Mapping[str, State], dirty: Sequence[str]) -> None:
    """Keep everybody. A bucket that changed meanwhile is read again next time."""
    if not dirty:
        parts.listed = replace(
            parts.listed, ids=kept.put({"ids": parts.ids})
        )  # somebody may have been met who is not there
        return
    old = {part: state for part, state in parts.listed.buckets.items() if part not in dirty}
    people, ids = kept.put(parts.people), kept.put({"ids": parts.ids})
    parts.listed = replace(parts.listed, people=people, ids=ids, buckets=old | dict(sure))
