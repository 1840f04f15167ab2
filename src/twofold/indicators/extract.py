"""The facts of a scope from what is kept on disk, where that is quicker than asking the database, and never older than it.

`look` asks the database, in one query, in which state everything stands that a report rests on. Only what was read in that very
state is used. Where something is missing, does not open or changed too much, nobody notices: the database is read instead.
"""

import datetime as dt
import math
from collections.abc import Collection
from dataclasses import dataclass, replace
from itertools import batched

import numpy as np

from twofold.indicators import feeding, kept, marks
from twofold.indicators.facts import Column, Contacts, Facts, People, Runs, Scope, Spells, number
from twofold.indicators.feeding import Parts, TooMuch
from twofold.indicators.kept import DAYS, Columns
from twofold.indicators.marks import States
from twofold.indicators.reading import as_contacts
from twofold.outreach.models import ContactTally

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
    states: States

    @property
    def weeks(self) -> list[str]:
        return [kept.week(n) for n in range(number(self.start) // DAYS, number(self.end) // DAYS + 1)]


@dataclass(frozen=True)
class Read:
    """Facts, the states in which they are true (None: something changed meanwhile), and in which numbering (none: in its own)."""

    facts: Facts
    weeks: Collection[str]
    states: States | None
    numbering: str

    def holds(self, states: States) -> bool:
        """Whether it is true still."""
        return states is self.states or (self.same_people(states) and not self.changed(states))

    def same_people(self, states: States) -> bool:
        """Whether all about people is."""
        return self.states is not None and states.people == self.states.people

    def changed(self, states: States) -> set[int]:
        """The days whose contacts are not true any more."""
        assert self.states is not None
        days = (day for week in self.weeks for day in kept.days(week))
        return {day for day in days if self.states[marks.day(day)] != states[marks.day(day)]}


def look(scope: Scope, start: dt.date, end: dt.date) -> Look | None:
    """What a report would rest on; None where the database is to be asked: of few facts, or what one worker may see."""
    if scope.seen_by is not None:
        return None
    found = marks.states()
    return None if found is None or found.contacts < WORTH else Look(start, end, found)


def read(scope: Scope, asked: Look, before: Read | None = None) -> Read | None:
    """The facts, and the states in which they are true. None where too much is to be read.

    What is true still of what was read before, of the same scope and days, is taken from there.
    """
    usable = before if before and before.states and before.numbering else None
    changed = {kept.week(day // DAYS) for day in usable.changed(asked.states)} if usable else set()
    at_hand = (
        {week: usable.facts.contacts.runs.get(week) for week in usable.weeks if week not in changed} if usable else {}
    )
    try:
        parts = feeding.up_to_date(asked.weeks, asked.states, AT_ONCE, at_hand=at_hand)
    except TooMuch:
        return None
    assert parts is not None
    if usable and parts.listed.numbering != usable.numbering:
        return read(scope, asked)
    place, without = _places(scope, parts), _without(scope, parts)
    first, last = number(asked.start), number(asked.end)
    fresh = {week: _contacts(columns, first, last, place, without) for week, columns in parts.weeks.items()}
    runs = {week: run for week in asked.weeks if (run := at_hand.get(week) or fresh.get(week)) is not None}
    states, numbering = parts.states if parts.sure else None, parts.listed.numbering if parts.lasting else ""
    if usable and usable.same_people(parts.states) and len(usable.facts.people.ids) == len(parts.ids):
        facts = replace(usable.facts, contacts=Runs(runs), first_days={})
    else:
        facts = _facts(parts, asked, place, without, Runs(runs))
    return Read(facts, asked.weeks, states, numbering)


def rebuild() -> bool:
    """Do away with everything, and read all there is anew. False where another process is at it."""
    marks.ensure()
    with kept.alone() as alone:
        if alone:
            kept.clear()
    return alone and refresh(0)


def refresh(worth: int = WORTH) -> bool:
    """Keep whatever changed or is not kept yet, some weeks at a time. False where another process is at it."""
    found = marks.states()
    if found is None or found.contacts < worth:
        return True
    there = kept.listed()
    stale = [week for week in _weeks() if there.weeks.get(week, ("", ()))[1] != feeding.states_of(week, found)]
    if not stale and not feeding.unkept(there, found):
        return True
    some = list(batched(stale, _WEEKS_AT_ONCE)) or [()]
    done = [feeding.up_to_date(weeks, found, math.inf, only_alone=True) for weeks in some]
    return all(done)


def _weeks() -> list[str]:
    """All weeks from the first contact to the last."""
    days = ContactTally.objects.unscoped("kept for counting").values_list("day", flat=True)
    first, last = days.order_by("day").first(), days.order_by("-day").first()
    if first is None or last is None:
        return []
    return [kept.week(n) for n in range(number(first) // DAYS, number(last) // DAYS + 1)]


def _facts(parts: Parts, asked: Look, place: Column, without: Column, contacts: Runs) -> Facts:
    people, first, last = parts.people, number(asked.start), number(asked.end)
    inside = np.zeros(len(parts.ids) + 1, dtype=bool)  # with a last place for nobody
    inside[people["state.person"]] = place[people["state.place"]] & ~without[people["state.person"]]
    spells = {name: _spells(people, name, first, last) for name in feeding.SPELLS}
    of_register = inside[spells["register"].person]
    register = Spells(*(column[of_register] for column in _fields(spells["register"])))
    return Facts(first, last, _people(parts, inside[:-1]), contacts, register, spells["kinds"], spells["needs"])


def _without(scope: Scope, parts: Parts) -> Column:
    """Who is left out, with a last place for nobody."""
    without = np.zeros(len(parts.ids) + 1, dtype=bool)
    halves = parts.ids.view(np.uint64).reshape(-1, 2)
    for one in scope.without:
        without[:-1] |= np.all(halves == np.frombuffer(one.bytes, dtype=np.uint64), axis=1)
    return without


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


def _contacts(week: Columns, first: int, last: int, place: Column, without: Column) -> Contacts | None:
    """The contacts of a week that are in scope; of one at the ends the days that are asked for."""
    if not week:
        return None
    start, end = np.searchsorted(week["day"], [first, last + 1])
    there = slice(start, end)
    found = {name: week[name][there] for name in _COLUMNS}
    if not place.all() or without.any():
        kept_on = place[week["place"][there]] & ~without[week["person"][there]]
        found = {name: column[kept_on] for name, column in found.items()}
    return as_contacts(found | {name: found[name].astype(np.int32, copy=False) for name in ("person", "day")})


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
