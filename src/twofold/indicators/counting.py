"""Which facts count: the closed vocabulary of filters over the columns of one period. What is made of them: `engine`."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from twofold.indicators.categories import age_group, codes
from twofold.indicators.definitions import Ages, Filters, Measure
from twofold.indicators.facts import NOBODY, Column, Contacts, Facts, bit, number, pairs
from twofold.indicators.periods import Calendar, Period, year_of
from twofold.people.kinds import kinds

WEEK = 7  # a need is said for a week; that of a period is so many sevenths of it as the period has days
UNKNOWN = -1
NEVER = np.iinfo(np.int64).max


@dataclass(frozen=True)
class Counted:
    """The facts that count: of whom (places in the span's `who`, NOBODY without a card), of which kinds then, which rows."""

    who: Column
    held: Column
    rows: Any  # a slice or places of the span's contacts; None of what is no contact


class Span:
    """The facts of one period, and the people of it under numbers of their own: there are fewer of them."""

    def __init__(self, facts: Facts, period: Period) -> None:
        assert facts.covers(period), f"{period.code} was not read"
        self.facts, self.period = facts, period
        self.first, self.last = number(period.start), number(period.end)
        self.contacts = _cut(facts.contacts, *_places(facts.contacts.day, self.first, self.last))
        self.spells = np.flatnonzero((facts.register.since <= self.last) & (facts.register.until > self.first))
        registered = facts.people.registered
        self.new = np.flatnonzero((registered >= self.first) & (registered <= self.last) & facts.people.inside)
        there = np.zeros(len(facts.people.ids) + 1, dtype=bool)
        for some in (self.contacts.person, facts.register.person[self.spells], self.new):
            there[some] = True
        there[NOBODY] = False
        self.who = np.flatnonzero(there)
        self.size = len(self.who) + 1  # columns by person have a last place for NOBODY
        self._numbers = np.full(len(there), NOBODY)
        self._numbers[self.who] = np.arange(len(self.who))
        self.met = self._numbers[self.contacts.person]
        self._aged: dict[Ages, Column] = {}

    @cached_property
    def held(self) -> Column:
        """The kinds of each contact's person on its day."""
        return self.facts.held[slice(*_places(self.facts.contacts.day, self.first, self.last))]

    @cached_property
    def needs(self) -> Column:
        """The need of each person as it was last said in the period. Nought is known; unknown is not nought."""
        spells, found = self.facts.needs, np.full(len(self._numbers), UNKNOWN)
        there = (spells.since <= self.last) & (spells.until > self.last)
        found[spells.person[there]] = spells.what[there]
        return np.append(found[self.who], UNKNOWN)

    @cached_property
    def sex(self) -> Column:
        """The sex of each person, as its place among those that there are."""
        return self.facts.people.sex[self.who]

    def aged(self, ages: Ages) -> Column:
        """The age group of each person, as its place among these."""
        if ages not in self._aged:
            groups, people = codes("age", ages), self.facts.people
            places = [groups.index(age_group(band, self.period.end.year, ages)) for band in people.bands]
            self._aged[ages] = np.array(places, dtype=np.int64)[people.band[self.who]]
        return self._aged[ages]

    def counted(self, measure: Measure) -> Counted:
        """The facts that count for a measure."""
        if measure.fact == "contact":
            return self._contacts(measure.filters)
        if measure.fact == "register":
            return self._register(measure.filters)
        return Counted(self._numbers[self.new], self._kinds_on(self.new, self.facts.people.registered[self.new]), None)

    def _contacts(self, filters: Filters) -> Counted:
        """The contacts that count, by what each is and by what they amount to for each person."""
        if filters == Filters():
            return Counted(self.met, self.held, slice(None))
        rows = np.flatnonzero(by_itself(self.contacts, self.held, filters))
        if filters.of_persons:
            rows = rows[self._of_persons(rows, filters)]
        held = self.held[rows]
        return Counted(self.met[rows], self._one_kind(rows, held, filters.kinds) if filters.one_kind else held, rows)

    def _of_persons(self, rows: Column, filters: Filters) -> Column:
        """Which of these contacts count by what all of them amount to. Supplies without a card ask for no person."""
        who, known = self.met[rows], self.met[rows] >= 0
        kept = np.ones(len(rows), dtype=bool)
        least = max(filters.at_least, len(self.period.thirties) if filters.monthly else 1)
        if least > 1 or filters.monthly:
            kept &= known & self._often(rows[known], least)[who]
        if filters.each_30_days:
            kept &= known & self._in_each_span(rows[known])[who]
        if filters.need:
            kept &= known & self._by_need(rows[known], filters.need)[who]
        return kept & self._is_first_of_year(rows, filters) if filters.first_of_year else kept

    def _often(self, rows: Column, times: int) -> Column:
        return self._sums(self.met[rows], self.contacts.pieces["meetings"][rows]) >= times

    def _in_each_span(self, rows: Column) -> Column:
        """Who has a contact in every span of 30 days. A month from a list lies where its middle lies."""
        every = np.ones(self.size, dtype=bool)
        lies = self.contacts.lies[rows]
        for first, last in self.period.thirties:
            here = np.zeros(self.size, dtype=bool)
            here[self.met[rows[(lies >= number(first)) & (lies <= number(last))]]] = True
            every &= here
        return every

    def _by_need(self, rows: Column, need: str) -> Column:
        """Who has a need that is unknown, known and above nought, or met by what they were given for themselves."""
        if need == "unknown":
            return self.needs == UNKNOWN
        if need == "known":
            return self.needs > 0
        own = rows[self.contacts.own[rows]]
        got = self._sums(self.met[own], self.contacts.pieces["needles_out"][own])
        return (self.needs > 0) & (got * WEEK >= self.needs * self.period.days)

    def _is_first_of_year(self, rows: Column, filters: Filters) -> Column:
        """Before which contacts none counts in the year that begins in October."""
        found = np.zeros(len(rows), dtype=bool)
        days, person = self.contacts.day[rows], self.contacts.person[rows]
        for start, end in _years(self.period):
            inside = (days >= start) & (days <= end)
            found |= inside & ((days == _first_days(self.facts, start, end, filters)[person]) | (person == NOBODY))
        return found

    def _one_kind(self, rows: Column, held: Column, ranked: Sequence[str]) -> Column:
        """Everybody under one kind only: the first of the kinds that holds on a day that counts."""
        every = gathered(self.met[rows], held, self.size)
        only = np.zeros_like(every)
        for kind in reversed(ranked):
            only[(every & bit(kind)) > 0] = bit(kind)
        return only[self.met[rows]]

    def _register(self, filters: Filters) -> Counted:
        """The spells on the register that count: of people of a kind on a day of it, and met so often in the period."""
        who = self._numbers[self.facts.register.person[self.spells]]
        held, kept = self.on_register, np.ones(len(who), dtype=bool)
        if filters.kinds:
            kept &= (held & bits(filters.kinds)) > 0
        if filters.met:
            kept &= self._often(np.flatnonzero(self.met >= 0), filters.met)[who]
        return Counted(who[kept], held[kept], None)

    @cached_property
    def on_register(self) -> Column:
        """For each spell on the register the kinds that hold on a day of it in the period."""
        spells, register, changing = self.spells, self.facts.register, self.facts.changing
        since, until = np.maximum(register.since, self.first), np.minimum(register.until, self.last + 1)
        person = register.person[spells]
        found = self.facts.steady[person]
        places, of = pairs(person, self.facts.kinds.person[changing])
        kind = changing[of]
        begins = np.maximum(self.facts.kinds.since[kind], since[spells[places]])
        there = begins < np.minimum(self.facts.kinds.until[kind], until[spells[places]])
        np.bitwise_or.at(found, places[there], self.facts.kinds.what[kind[there]])
        return found

    def _kinds_on(self, person: Column, day: Column) -> Column:
        """The kinds of these people on these days."""
        spells, found = self.facts.kinds, np.zeros(len(person), dtype=np.uint32)
        places, of = pairs(person, spells.person)
        there = (spells.since[of] <= day[places]) & (day[places] < spells.until[of])
        np.bitwise_or.at(found, places[there], spells.what[of[there]])
        return found

    def _sums(self, who: Column, what: Column) -> Column:
        return np.bincount(who, weights=what, minlength=self.size)


def _first_days(facts: Facts, start: int, end: int, filters: Filters) -> Column:
    """The first day between these two on which each person has a contact that counts; never, without one."""
    if (start, filters) not in facts.first_days:
        places = _places(facts.contacts.day, start, end)
        some = _cut(facts.contacts, *places)
        alone = np.flatnonzero(by_itself(some, facts.held[slice(*places)], filters))[::-1]
        found = np.full(len(facts.people.ids) + 1, NEVER)
        found[some.person[alone]] = some.day[alone]  # the latest first: the earliest is what stays
        facts.first_days[start, filters] = found
    return facts.first_days[start, filters]


def by_itself(contacts: Contacts, held: Column, filters: Filters) -> Column:
    """The contacts that count by what each of them is."""
    found = np.ones(len(contacts.person), dtype=bool)
    if filters.own_right:
        found &= (contacts.person != NOBODY) & ~contacts.stranger
    if filters.received:
        found &= received(contacts, filters.received)
    return found & ((held & bits(filters.kinds)) > 0) if filters.kinds else found


def received(contacts: Contacts, pieces: Iterable[str]) -> Column:
    """Contacts at which any of these was handed out (or brought back, of what is returned)."""
    return np.logical_or.reduce([contacts.pieces[name] > 0 for name in pieces])


def bits(codes: Iterable[str]) -> int:
    return sum(bit(code) for code in codes)


def none() -> int:
    """The bit of those who are of no kind."""
    return 1 << len(kinds().by_code())


def gathered(who: Column, held: Column, people: int) -> Column:
    """For each person all the kinds held at any of their facts; nothing for whoever has no fact."""
    found, told = np.zeros(people, dtype=np.uint32), np.where(held > 0, held, none()).astype(np.uint32)
    found[who] = told
    more = np.flatnonzero(found[who] != told)  # hardly anybody's kinds change
    np.bitwise_or.at(found, who[more], told[more])
    found[NOBODY] = 0
    return found


def _years(period: Period) -> list[tuple[int, int]]:
    """The years from October that a period touches."""
    found, year = [], year_of(period.start, Calendar.OCTOBER)
    while year.start <= period.end:
        found.append((number(year.start), number(year.end)))
        year = year_of(year.end + dt.timedelta(days=1), Calendar.OCTOBER)
    return found


def _places(days: Column, first: int, last: int) -> tuple[int, int]:
    return int(np.searchsorted(days, first)), int(np.searchsorted(days, last, side="right"))


def _cut(contacts: Contacts, start: int, end: int) -> Contacts:
    cut = slice(start, end)
    pieces = {name: column[cut] for name, column in contacts.pieces.items()}
    return Contacts(contacts.person[cut], contacts.day[cut], contacts.lies[cut], contacts.own[cut], contacts.stranger[cut],
                    pieces)  # fmt: skip
