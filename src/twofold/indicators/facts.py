"""What the database can say: the facts of one scope and span, read once into columns. The only reader here.

Three kinds of fact: a contact (as it shows now), a spell on the register, a registration. People are numbered as they are
read; every column holds whole numbers. Which facts count is in `counting`; what is made of them is the matter of `engine`;
who may see the outcome that of `report` and `disclosure`. The columns live in memory and are never written.
"""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import batched
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db.models import BooleanField, CharField, ExpressionWrapper, F, Func, IntegerField, Q, QuerySet
from django.db.models.functions import Cast

from twofold.core.access import Actor
from twofold.indicators.periods import Calendar, Period, year_of
from twofold.outreach.models import Beneficiary, ContactTally, Mode, NeedSpell
from twofold.people.kinds import kinds
from twofold.people.models import Client, ClientState, KindSpell, RegisterSpell

WHY = "counts"
STILL = 10**6  # the day on which what has no end ends
NOBODY = -1  # the number of whoever has no card
LISTED_BACK = 15  # a month from a list stands on its last day, and lies where its middle lies
PIECES = ("needles_out", "needles_returned", "condoms", "condoms_internal", "naloxone")
_READ_AT_ONCE = 100_000
_ASKED_AT_ONCE = 10_000
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
    """Everybody in scope and everybody met in scope, in the order of their numbers."""

    ids: list[str]
    sex: Column  # the place in `sexes`
    band: Column  # the place in `bands`
    registered: Column
    inside: Column  # whether the person's own site is in scope
    sexes: list[str]
    bands: list[int | None]


@dataclass(frozen=True)
class Contacts:
    """Contacts by day. `pieces` by name; `lies`: the day by which spans of 30 days ask."""

    person: Column
    day: Column
    lies: Column
    own: Column
    stranger: Column
    pieces: dict[str, Column]


@dataclass(frozen=True, eq=False)
class Facts:
    """The facts of one scope, from the first day to the last."""

    first: int
    last: int
    people: People
    contacts: Contacts
    register: Spells
    kinds: Spells
    needs: Spells
    first_days: dict[Any, Column] = field(default_factory=dict)  # by the year and what counts, as they are asked for

    def covers(self, period: Period) -> bool:
        return self.first <= number(period.start) and number(period.end) <= self.last

    @cached_property
    def steady(self) -> Column:
        """For each person the kinds that hold on every day that was read."""
        found = np.zeros(len(self.people.ids), dtype=np.uint32)
        np.bitwise_or.at(found, self.kinds.person[self._whole], self.kinds.what[self._whole])
        return found

    @cached_property
    def changing(self) -> Column:
        """The spells of kinds that begin or end on a day that was read."""
        return np.flatnonzero(~self._whole)

    @cached_property
    def held(self) -> Column:
        """For each contact the kinds of its person on that day."""
        person, day = self.contacts.person, self.contacts.day
        found = np.append(self.steady, 0)[person].astype(np.uint32)
        unsteady = np.zeros(len(self.people.ids) + 1, dtype=bool)
        unsteady[self.kinds.person[self.changing]] = True
        rows = np.flatnonzero(unsteady[person])
        places, of = pairs(person[rows], self.kinds.person[self.changing])
        rows, spells = rows[places], self.changing[of]
        there = (self.kinds.since[spells] <= day[rows]) & (day[rows] < self.kinds.until[spells])
        np.bitwise_or.at(found, rows[there], self.kinds.what[spells[there]])
        return found

    @property
    def _whole(self) -> Column:
        return (self.kinds.since <= self.first) & (self.kinds.until > self.last)


def read(scope: Scope, periods: Sequence[Period], *, whole_years: bool = False) -> Facts:
    """The facts of these periods and of all days between; `whole_years`: from the October before the first of them on."""
    start, end = min(one.start for one in periods), max(one.end for one in periods)
    if whole_years:
        start = year_of(start, Calendar.OCTOBER).start
    numbers: dict[str, int] = {}
    contacts = _contacts(scope, numbers, start, end)
    met = len(numbers)
    inside = _columns(_states(scope), _PEOPLE, numbers)
    reached = np.zeros(len(numbers), dtype=bool)
    reached[inside["person"]] = True
    ids = list(numbers)
    outside = [ids[place] for place in np.flatnonzero(~reached[:met])]
    asked = [outside[n : n + _ASKED_AT_ONCE] for n in range(0, len(outside), _ASKED_AT_ONCE)]
    others = [_columns(ClientState.objects.unscoped(WHY).filter(client__in=some), _PEOPLE, numbers) for some in asked]
    spells = _Spells(scope, start, end, asked, numbers)
    return Facts(
        number(start),
        number(end),
        _as_people([inside, *others], list(numbers), reached),
        contacts,
        spells.of(RegisterSpell, inside_only=True),
        spells.of(KindSpell, "kind"),
        spells.of(NeedSpell, "per_week"),
    )


def number(day: dt.date) -> int:
    """A day as a number, as the columns hold it."""
    return (day - dt.date(1970, 1, 1)).days


def bit(kind: str) -> int:
    """A kind as one bit of many."""
    return _BITS[kind]


def pairs(left: Column, right: Column) -> tuple[Column, Column]:
    """Every (place in `left`, place in `right`) at which the two hold the same person."""
    order = np.argsort(right, kind="stable")
    first = np.searchsorted(right[order], left, side="left")
    many = np.searchsorted(right[order], left, side="right") - first
    before = np.repeat(np.cumsum(many) - many, many)
    return np.repeat(np.arange(len(left)), many), order[np.arange(many.sum()) - before + np.repeat(first, many)]


class _AsRead:
    """The database gives whole numbers: to make each of them one once more took half the time of reading."""

    def get_db_converters(self, connection: Any) -> list[Any]:
        return []


class _Day(_AsRead, Func):
    """A day as a number, made by the database."""

    output_field = IntegerField()

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        return self.as_sql(compiler, connection, template="CAST(julianday(%(expressions)s) - 2440587.5 AS INTEGER)")

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        return self.as_sql(compiler, connection, template="(%(expressions)s - DATE '1970-01-01')")


class _Number(_AsRead, Cast):
    """What the database makes a whole number of."""


def _text(column: str) -> Any:
    return Cast(F(column), CharField())


def _is(column: str, value: Any) -> Any:
    return _Number(ExpressionWrapper(Q(**{column: value}), output_field=BooleanField()), IntegerField())


_PEOPLE = {
    "person": _text("client_id"),
    "sex": F("gender"),
    "band": F("birth_band"),
    "registered": _Day("client__registered_on"),
}
_CONTACTS = {
    "person": _text("client_id"),
    "day": _Day("day"),
    "listed": _is("mode", Mode.LISTED),
    "own": _is("beneficiary", Beneficiary.CLIENT),
    "stranger": _is("beneficiary", Beneficiary.STRANGER),
    **{name: F(name) for name in (*PIECES, "meetings")},
}


def _columns(rows: QuerySet, asked: dict[str, Any], numbers: dict[str, int]) -> dict[str, Column]:
    """The rows as columns. Whoever has no number yet gets the next one; words and what is not known stay as they are."""
    found: dict[str, list[Column]] = {name: [] for name in asked}
    told = rows.order_by().values_list(*asked.values()).iterator(_READ_AT_ONCE)
    for some in batched(told, _READ_AT_ONCE):
        for name, column in zip(asked, zip(*some, strict=True), strict=True):
            found[name].append(_packed(name, _numbered(column, numbers) if name == "person" else column))
    return {name: np.concatenate(parts) if parts else _packed(name, []) for name, parts in found.items()}


def _numbered(people: Sequence[str | None], numbers: dict[str, int]) -> tuple[int, ...]:
    return tuple(NOBODY if one is None else numbers.setdefault(one, len(numbers)) for one in people)


def _packed(name: str, column: Sequence[Any]) -> Column:
    if name in _AS_THEY_ARE:
        return np.array(column, dtype=object)
    return np.array(column, dtype=np.int8 if name in _YES_OR_NO else np.int32)


_AS_THEY_ARE, _YES_OR_NO = ("sex", "band", "kind", "until"), ("listed", "own", "stranger")


def _contacts(scope: Scope, numbers: dict[str, int], start: dt.date, end: dt.date) -> Contacts:
    rows: Any = ContactTally.objects.unscoped(WHY).filter(day__range=(start, end))
    if scope.seen_by is not None:
        rows = rows.visible_to(scope.seen_by)
    if scope.organisation is not None:
        rows = rows.filter(organisation=scope.organisation)
    if scope.sites is not None:
        rows = rows.filter(site__in=sorted(scope.sites))
    if scope.without:
        rows = rows.exclude(client__in=sorted(scope.without))
    read = _columns(rows, _CONTACTS, numbers)
    order = np.argsort(read["day"], kind="stable")
    read = {name: column[order] for name, column in read.items()}
    pieces = {name: read[name] for name in (*PIECES, "meetings")}
    pieces["condoms_external"] = pieces["condoms"] - pieces["condoms_internal"]
    lies = read["day"] - LISTED_BACK * read["listed"]
    return Contacts(read["person"], read["day"], lies, read["own"] > 0, read["stranger"] > 0, pieces)


def _states(scope: Scope) -> QuerySet:
    """Everybody in scope."""
    rows: Any = ClientState.objects.unscoped(WHY)
    if scope.seen_by is not None:
        rows = rows.filter(client__in=Client.objects.visible_to(scope.seen_by).values("pk"))
    if scope.organisation is not None:
        rows = rows.filter(organisation=scope.organisation)
    if scope.sites is not None:
        rows = rows.filter(site__in=sorted(scope.sites))
    return rows.exclude(client__in=sorted(scope.without)) if scope.without else rows


@dataclass(frozen=True)
class _Spells:
    """Reads spells of the people in scope and of those met from outside it, where they touch the span."""

    scope: Scope
    start: dt.date
    end: dt.date
    outside: list[list[str]]
    numbers: dict[str, int]

    def of(self, model: Any, what: str = "", *, inside_only: bool = False) -> Spells:
        touching = Q(since__lte=self.end) & (Q(until=None) | Q(until__gt=self.start))
        rows = model.objects.unscoped(WHY).filter(touching)
        chosen = [rows if self.scope == Scope() else rows.filter(client__in=_states(self.scope).values("client"))]
        if not inside_only:
            chosen += [rows.filter(client__in=ids) for ids in self.outside]
        asked = {"person": _text("client_id"), "since": _Day("since"), "until": _Day("until")}
        asked |= {what: F(what)} if what else {}
        parts = [_columns(some, asked, self.numbers) for some in chosen]
        found = {name: np.concatenate([part[name] for part in parts]) for name in asked}
        told = found[what] if what else np.zeros(len(found["person"]), dtype=np.int32)
        if what == "kind":
            told = np.array([_BITS.get(str(kind), 0) for kind in told], dtype=np.uint32)
        until = np.array([STILL if day is None else day for day in found["until"]], dtype=np.int32)
        return Spells(found["person"], told, found["since"], until)


def _as_people(parts: Sequence[dict[str, Column]], ids: list[str], inside: Column) -> People:
    """Columns in the order of numbers."""
    read = {name: np.concatenate([part[name] for part in parts]) for name in _PEOPLE}
    order = np.argsort(read["person"], kind="stable")
    sex, band = ([column[n] for n in order] for column in (read["sex"], read["band"]))
    sexes, bands = list(dict.fromkeys(sex)), list(dict.fromkeys(band))
    return People(ids, _places(sex, sexes), _places(band, bands), read["registered"][order], inside, sexes, bands)


def _places(column: Sequence[Any], among: Sequence[Any]) -> Column:
    places = {value: place for place, value in enumerate(among)}
    return np.array([places[value] for value in column], dtype=np.int64)
