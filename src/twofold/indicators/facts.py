"""The facts of one scope and span as columns of whole numbers in memory. Plain arrays: no database, no file.

Three kinds of fact: a contact (as it shows now), a spell on the register, a registration. People are numbered. Where the
columns come from: `reading` (the database) or `extract` (what is kept of it). Which facts count is in `counting`; what is made
of them is the matter of `engine`; who may see the outcome that of `report` and `disclosure`.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from twofold.core.access import Actor
from twofold.indicators.periods import Calendar, Period, year_of
from twofold.people.kinds import kinds

STILL = 10**6  # the day on which what has no end ends
NOBODY = -1  # the number of whoever has no card
GONE = -2  # of whoever is not asked for
LISTED_BACK = 15  # a month from a list stands on its last day, and lies where its middle lies
PIECES = ("needles_out", "needles_returned", "condoms", "condoms_internal", "naloxone")
_BITS = {code: 1 << place for place, code in enumerate(kinds().by_code())}
Column = npt.NDArray[Any]


@dataclass(frozen=True)
class Scope:
    """Whose facts: an organisation (None: all), some of its sites (None: all), as seen by one worker (None: by nobody).

    `seen_by` counts only what `visible_to` gives. `without` leaves out clients who have asked not to be seen.
    """

    organisation: uuid.UUID | None = None
    sites: frozenset[uuid.UUID] | None = None
    seen_by: Actor | None = None
    without: frozenset[uuid.UUID] = field(default_factory=frozenset)


@dataclass(frozen=True)
class Spells:
    """From a day until the day before another, of a person, with a number that says what holds: kinds as bits, a need."""

    person: Column
    what: Column
    since: Column
    until: Column


@dataclass(frozen=True)
class People:
    """Everybody in scope and everybody met in scope, in the order of their numbers; there may be others, who count nowhere."""

    ids: Column  # as text, or as bytes
    sex: Column  # the place in `sexes`
    band: Column  # the place in `bands`
    registered: Column
    inside: Column  # whether the person's own site is in scope
    sexes: list[str]
    bands: list[int | None]

    @cached_property
    def groups(self) -> Column:
        """Each person's sex and birth band as one number."""
        return (self.sex * len(self.bands) + self.band).astype(np.int16)

    def uuid(self, person: int) -> uuid.UUID:
        one = self.ids[person]
        return uuid.UUID(one) if isinstance(one, str) else uuid.UUID(bytes=bytes(one))


@dataclass(frozen=True)
class Contacts:
    """Contacts by day. `pieces` by name; `lies`: the day by which spans of 30 days ask."""

    person: Column
    day: Column
    lies: Column
    own: Column
    stranger: Column
    pieces: dict[str, Column]

    def at(self, there: Any) -> "Contacts":
        """Some of these, by what picks rows of a column."""
        return self.each(lambda _, column: column[there])

    def each(self, do: Callable[[str, Column], Column]) -> "Contacts":
        """The same done with every column, by its name."""
        own = {name: do(name, column) for name, column in vars(self).items() if name != "pieces"}
        return Contacts(**own, pieces={name: do(name, column) for name, column in self.pieces.items()})

    @property
    def columns(self) -> dict[str, Column]:
        """All of them by name."""
        return vars(self) | self.pieces

    @property
    def size(self) -> int:
        return sum(column.nbytes for name, column in self.columns.items() if name != "pieces")


_NUMBERS, _ANSWERS = np.zeros(0, np.int32), np.zeros(0, bool)
_NOTHING = dict.fromkeys((*PIECES, "condoms_external", "meetings"), np.zeros(0, np.uint8))
_NONE = Contacts(_NUMBERS, _NUMBERS, _NUMBERS, _ANSWERS, _ANSWERS, _NOTHING)


@dataclass(frozen=True, eq=False)
class Runs:
    """Contacts as they were read: runs by name, each by day and after the one before. What is asked for is put together then.

    With `numbers` of some people only, under new numbers: by the old one, and last what becomes of nobody.
    """

    runs: Mapping[str, Contacts]
    numbers: Column | None = None

    def between(self, first: int, last: int) -> Contacts:
        """The contacts from one day to another."""
        there = [run for run, starts, ends in self._ends if starts <= last and first <= ends]
        some = [run.at(slice(*places(run.day, first, last))) for run in there]
        if self.numbers is not None:
            some = [_of_some(run, self.numbers) for run in some]
        if len(some) < 2:
            return some[0] if some else _NONE
        every = [run.columns for run in some]
        return some[0].each(lambda name, _: np.concatenate([columns[name] for columns in every]))

    @cached_property
    def _ends(self) -> list[tuple[Contacts, int, int]]:
        return [(run, int(run.day[0]), int(run.day[-1])) for run in self.runs.values() if len(run.day)]

    @property
    def size(self) -> int:
        return sum(run.size for run in self.runs.values())


def _of_some(run: Contacts, numbers: Column) -> Contacts:
    told = numbers[run.person]
    rows = np.flatnonzero(told != GONE)
    return replace(run.at(rows), person=told[rows])


def places(days: Column, first: int, last: int) -> tuple[int, int]:
    """Where these days begin and end. A number of another kind than the column's would have it copied whole."""
    found = np.searchsorted(days, np.array([first, last + 1], dtype=days.dtype))
    return int(found[0]), int(found[1])


@dataclass(frozen=True, eq=False)
class Facts:
    """The facts of one scope, from the first day to the last."""

    first: int
    last: int
    people: People
    contacts: Runs
    register: Spells
    kinds: Spells
    needs: Spells
    first_days: dict[Any, Column] = field(default_factory=dict)  # by the year and what counts, as they are asked for

    def covers(self, period: Period) -> bool:
        return self.first <= number(period.start) and number(period.end) <= self.last

    @property
    def size(self) -> int:
        """Some so many bytes, with what is worked out once and kept."""
        return 2 * (self.contacts.size + sum(column.nbytes for column in vars(self.kinds).values()))

    def of(self, some: Column, *, nobody: bool) -> "Facts":
        """The facts of some people only, and where it is asked for of those without a card."""
        who, people = np.flatnonzero(some), self.people
        numbers = np.full(len(some) + 1, GONE, dtype=np.int32)
        numbers[who] = np.arange(len(who))
        numbers[NOBODY] = NOBODY if nobody else GONE
        told = {name: getattr(people, name)[who] for name in ("ids", "sex", "band", "registered", "inside")}
        register, kinds, needs = (_spells_of(one, numbers) for one in (self.register, self.kinds, self.needs))
        contacts = Runs(self.contacts.runs, numbers)
        return Facts(self.first, self.last, replace(people, **told), contacts, register, kinds, needs)

    def kinds_over(self, first: int, last: int) -> "Kinds":
        """Who is of which kinds from one day to another."""
        spells, size = self.kinds, len(self.people.ids) + 1
        whole = self._whole(first, last)
        steady, unsteady = np.zeros(size, dtype=np.uint32), np.zeros(size, dtype=bool)
        np.bitwise_or.at(steady, spells.person[whole], spells.what[whole])
        changing = np.flatnonzero((spells.since <= last) & (spells.until > first) & ~whole)
        unsteady[spells.person[changing]] = True
        return Kinds(steady, changing, unsteady)

    def held(self, contacts: Contacts, kinds: "Kinds") -> Column:
        """For each of these contacts, which lie on those days, the kinds of its person on its day."""
        person, day = contacts.person, contacts.day
        found = kinds.steady[person]
        if not len(kinds.changing):
            return found
        rows = np.flatnonzero(kinds.unsteady[person])
        places, of = pairs(person[rows], self.kinds.person[kinds.changing])
        rows, spells = rows[places], kinds.changing[of]
        on_that_day = (self.kinds.since[spells] <= day[rows]) & (day[rows] < self.kinds.until[spells])
        np.bitwise_or.at(found, rows[on_that_day], self.kinds.what[spells[on_that_day]])
        return found

    def _whole(self, first: int, last: int) -> Column:
        return (self.kinds.since <= first) & (self.kinds.until > last)


def _spells_of(spells: Spells, numbers: Column) -> Spells:
    told = numbers[spells.person]
    rows = np.flatnonzero(told != GONE)
    return Spells(told[rows], spells.what[rows], spells.since[rows], spells.until[rows])


@dataclass(frozen=True)
class Kinds:
    """The kinds of people over some days: by person, with a last place for nobody, those that hold on every day of them; the
    spells that begin or end on one; and by person whether there is such a spell.
    """

    steady: Column
    changing: Column
    unsteady: Column


def span(periods: Sequence[Period], *, whole_years: bool = False) -> tuple[dt.date, dt.date]:
    """The days of these periods and all days between; `whole_years`: from the October before the first of them on."""
    start, end = min(one.start for one in periods), max(one.end for one in periods)
    return (year_of(start, Calendar.OCTOBER).start if whole_years else start), end


def number(day: dt.date) -> int:
    """A day as a number, as the columns hold it."""
    return (day - dt.date(1970, 1, 1)).days


def bit(kind: str) -> int:
    """A kind as one bit of many."""
    return _BITS[kind]


def bits_of(some: Iterable[Any]) -> Column:
    """Kinds as bits; one that no list knows is none."""
    return np.array([_BITS.get(str(kind), 0) for kind in some], dtype=np.uint32)


def pairs(left: Column, right: Column) -> tuple[Column, Column]:
    """Every (place in `left`, place in `right`) at which the two hold the same person."""
    order = np.argsort(right, kind="stable")
    first = np.searchsorted(right[order], left, side="left")
    many = np.searchsorted(right[order], left, side="right") - first
    before = np.repeat(np.cumsum(many) - many, many)
    return np.repeat(np.arange(len(left)), many), order[np.arange(many.sum()) - before + np.repeat(first, many)]
