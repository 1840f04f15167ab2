"""The facts of a scope from what is kept on disk, where that is quicker than asking the database, and never older than it.

`look` asks the database, in one query, in which state everything stands that a report rests on. Only what was read in that very
state is used. Where something is missing, does not open or changed too much, nobody notices: the database is read instead.
"""

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import batched

import numpy as np

from twofold.indicators import feeding, kept, marks
from twofold.indicators.facts import Column, Contacts, Facts, People, Scope, Spells, number
from twofold.indicators.feeding import Parts, TooMuch
from twofold.indicators.kept import Columns
from twofold.indicators.marks import DAYS, State
from twofold.indicators.reading import as_contacts

WORTH = 50_000  # contacts: fewer are read from the database as soon
_WEEKS_AT_ONCE = 26  # so that memory holds half a year of new facts, and what was read is kept soon
AT_ONCE = 400_000  # rows that changed: some two seconds of reading; whoever waits for one figure should not wait longer
_NEVER_REGISTERED = -(10**6)
_COLUMNS = ("person", "day", "listed", "own", "stranger", "needles_out", "needles_returned", "condoms", "condoms_internal",
            "naloxone", "meetings", "condoms_external")  # fmt: skip


@dataclass(frozen=True)
class Look:
    """The days that are asked for, and the states of all parts at this moment."""

    start: dt.date
    end: dt.date
    states: Mapping[str, State]

    @property
    def weeks(self) -> list[str]:
        return [marks.week(n) for n in range(number(self.start) // DAYS, number(self.end) // DAYS + 1)]


def look(scope: Scope, start: dt.date, end: dt.date) -> Look | None:
    """What a report would rest on; None where the database is to be asked: of few facts, or what one worker may see."""
    if scope.seen_by is not None:
        return None
    found = marks.states()
    if found is None or sum(many for part, (many, _) in found.items() if part[0] == "w") < WORTH:
        return None
    return Look(start, end, found)


def read(scope: Scope, asked: Look) -> tuple[Facts, Mapping[str, State] | None] | None:
    """The facts, and the states in which they are true, if nothing changed meanwhile. None where too much is to be read."""
    try:
        parts = feeding.up_to_date(asked.weeks, asked.states, AT_ONCE)
    except TooMuch:
        return None
    assert parts is not None
    return _facts(scope, asked, parts), parts.states if parts.sure else None


def rebuild() -> bool:
    """Do away with everything, and read all there is anew. False where another process is at it."""
    marks.ensure()
    with kept.alone() as alone:
        if alone:
            kept.clear()
    return alone and refresh(0)


def refresh(worth: int = WORTH) -> bool:
    """Keep whatever changed or is not kept yet, some weeks at a time. False where another process is at it."""
    found = marks.states() or {}
    weeks = sorted((part for part in found if part[0] == "w"), key=lambda part: int(part[1:]))
    if sum(found[part][0] for part in weeks) < worth:
        return True
    there = kept.listed()
    stale = [part for part in weeks if there.weeks.get(part, ("", None))[1] != found[part]]
    parts = [feeding.up_to_date(some, found, math.inf, only_alone=True) for some in batched(stale, _WEEKS_AT_ONCE)]
    return all(parts)


def _facts(scope: Scope, asked: Look, parts: Parts) -> Facts:
    first, last = number(asked.start), number(asked.end)
    place = _places(scope, parts)
    without = np.zeros(len(parts.ids) + 1, dtype=bool)  # with a last place for nobody
    if scope.without:
        halves = parts.ids.view(np.uint64).reshape(-1, 2)
        for one in scope.without:
            without[:-1] |= (halves == np.frombuffer(one.bytes, dtype=np.uint64)).all(axis=1)
    people = parts.people
    inside = np.zeros(len(parts.ids) + 1, dtype=bool)
    inside[people["state.person"]] = place[people["state.place"]] & ~without[people["state.person"]]
    spells = {name: _spells(people, name, first, last) for name in feeding.SPELLS}
    of_register = inside[spells["register"].person]
    contacts = _contacts([parts.weeks[part] for part in asked.weeks], first, last, place, without)
    return Facts(
        first,
        last,
        _people(parts, inside[:-1]),
        contacts,
        Spells(*(column[of_register] for column in _fields(spells["register"]))),
        spells["kinds"],
        spells["needs"],
    )


def _places(scope: Scope, parts: Parts) -> Column:
    """Which pairs of organisation and site are in scope."""
    sites = None if scope.sites is None else {site.hex for site in scope.sites}
    return np.array(
        [
            (scope.organisation is None or organisation == scope.organisation.hex) and (sites is None or site in sites)
            for organisation, site in parts.listed.places
        ],
        dtype=bool,
    )


def _contacts(weeks: Sequence[Columns], first: int, last: int, place: Column, without: Column) -> Contacts:
    """The contacts of these weeks that are in scope; of those at the ends the days that are asked for."""
    some = [_cut(week, first, last, place, without) for week in weeks if week]
    found = {name: np.concatenate([part[name] for part in some] or [np.zeros(0, np.uint8)]) for name in _COLUMNS}
    return as_contacts(found | {name: found[name].astype(np.int32, copy=False) for name in ("person", "day")})


def _cut(week: Columns, first: int, last: int, place: Column, without: Column) -> Columns:
    start, end = np.searchsorted(week["day"], [first, last + 1])
    there = slice(start, end)
    if not place.all() or without.any():
        kept_on = place[week["place"][there]] & ~without[week["person"][there]]
        return {name: week[name][there][kept_on] for name in _COLUMNS}
    return {name: week[name][there] for name in _COLUMNS}


def _spells(people: Columns, table: str, first: int, last: int) -> Spells:
    """Those that touch the span."""
    person, what, since, until = (people[f"{table}.{name}"] for name in ("person", "what", "since", "until"))
    there = (since <= last) & (until > first)
    return Spells(person[there], what[there], since[there], until[there])


def _fields(spells: Spells) -> tuple[Column, ...]:
    return spells.person, spells.what, spells.since, spells.until


def _people(parts: Parts, inside: Column) -> People:
    """Columns in the order of numbers. Numbers of those who are gone stand in no fact."""
    told, size = parts.people, len(parts.ids)
    person, band = told["state.person"], told["state.band"]
    bands, places = np.unique(band, return_inverse=True)
    sex, age = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64)
    registered = np.full(size, _NEVER_REGISTERED, dtype=np.int32)
    sex[person], age[person], registered[person] = told["state.sex"], places, told["state.registered"]
    known = [None if one == feeding.UNKNOWN_BAND else int(one) for one in bands]
    return People(parts.ids, sex, age, registered, inside, list(parts.listed.sexes), known)
