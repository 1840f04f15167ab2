"""Which facts count: the closed vocabulary of filters over the columns of one period. What is made of them: `engine`."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import numpy as np

from twofold.indicators.categories import age_group, codes
from twofold.indicators.definitions import Ages, Filters, Measure
from twofold.indicators.facts import NOBODY, Column, Contacts, Facts, Kinds, bit, number, pairs
from twofold.indicators.periods import Calendar, Period, year_of
from twofold.people.kinds import kinds

WEEK = 7  # a need is said for a week; that of a period is so many sevenths of it as the period has days
UNKNOWN = -1
NEVER = np.iinfo(np.int32).max
A_FEW_DAYS = 31  # in so many hardly anybody becomes of another kind
NO_ROWS = np.zeros(0, dtype=np.int64)


class Span:
    """The facts of one period, and the people of it under numbers of their own: there are fewer of them.

    They stand in groups, one of a sex and a birth band after the other: what is counted of them is counted group by group.
    """

    def __init__(self, facts: Facts, period: Period) -> None:
        assert facts.covers(period), f"{period.code} was not read"
        self.facts, self.period = facts, period
        self.first, self.last = number(period.start), number(period.end)
        self.contacts = facts.contacts.between(self.first, self.last)
        self.spells = np.flatnonzero((facts.register.since <= self.last) & (facts.register.until > self.first))
        registered = facts.people.registered
        self.new = np.flatnonzero((registered >= self.first) & (registered <= self.last) & facts.people.inside)
        there = np.zeros(len(facts.people.ids) + 1, dtype=bool)
        for some in (self.contacts.person, facts.register.person[self.spells], self.new):
            there[some] = True
        there[NOBODY] = False
        who = np.flatnonzero(there)
        self.who = who[np.argsort(facts.people.groups[who], kind="stable")]
        self.size = len(self.who) + 1  # columns by person have a last place for NOBODY
        # As wide as an index: a narrower one would be widened each time that it is used.
        self._numbers = np.full(len(there), NOBODY, dtype=np.intp)
        self._numbers[self.who] = np.arange(len(self.who))
        self.met = self._numbers[self.contacts.person]
        self._alone: dict[tuple[Any, ...], _Alone] = {}

    @cached_property
    def groups(self) -> "Groups":
        """The groups that there are."""
        every = self.facts.people.groups[self.who]
        starts = np.flatnonzero(np.diff(every, prepend=every[:1] - 1))
        bands = len(self.facts.people.bands)
        return Groups(starts, every[starts] // bands, every[starts] % bands, len(self.who))

    @cached_property
    def group_of_contact(self) -> Column:
        """The group of each contact's person, those without a card in one of their own after all others."""
        groups = self.groups
        return np.append(np.repeat(np.arange(groups.many), groups.sizes), groups.many)[self.met]

    @cached_property
    def kinds(self) -> Kinds:
        """Who is of which kinds in the period."""
        return self.facts.kinds_over(self.first, self.last)

    @cached_property
    def held(self) -> Column:
        """The kinds of each contact's person on its day."""
        return self.facts.held(self.contacts, self.kinds)

    @cached_property
    def _steady(self) -> Column:
        """For each person the kinds that hold on every day of the period, or that there is none."""
        steady = self.kinds.steady[self.who]
        return np.append(np.where(steady > 0, steady, np.uint32(none())), np.uint32(0))

    @cached_property
    def _unsteady(self) -> Column:
        """The contacts of people whose kinds change."""
        return np.flatnonzero(self.kinds.unsteady[self.contacts.person]) if len(self.kinds.changing) else NO_ROWS

    @cached_property
    def needs(self) -> Column:
        """The need of each person as it was last said in the period. Nought is known; unknown is not nought."""
        spells, found = self.facts.needs, np.full(len(self._numbers), UNKNOWN)
        there = (spells.since <= self.last) & (spells.until > self.last)
        found[spells.person[there]] = spells.what[there]
        return np.append(found[self.who], UNKNOWN)

    def ages(self, ages: Ages) -> Column:
        """For each birth band its age group, as its place among these."""
        groups = codes("age", ages)
        places = [groups.index(age_group(band, self.period.end.year, ages)) for band in self.facts.people.bands]
        return np.array(places, dtype=np.int64)

    def behind(self, measure: Measure) -> Column:
        """For each person all the kinds under which they count; nought for whoever does not. Of pieces, whoever had some."""
        if measure.fact == "contact":
            return self._of_contacts(measure.filters, (measure.sum,) if measure.sum else measure.filters.received)[:-1]
        if measure.fact == "register":
            return gathered(*self._register(measure.filters), self.size)[:-1]
        held = self._kinds_on(self.new, self.facts.people.registered[self.new])
        return gathered(self._numbers[self.new], held, self.size)[:-1]

    def _of_contacts(self, filters: Filters, received: tuple[str, ...]) -> Column:
        """By what each contact is, and by what they amount to for each person."""
        asked = (filters.own_right, filters.kinds, received)
        if asked not in self._alone:
            told = filters.model_copy(update={"received": received})
            self._alone[asked] = _Alone(self, by_itself(self.contacts, lambda: self.held, told))
        alone = self._alone[asked]
        found = np.where(self._of_persons(alone, filters), alone.behind, 0) if filters.of_persons else alone.behind
        if filters.first_of_year:
            rows = alone.rows & (found > 0)[self.met]
            found = self.gathered(rows & self._is_first_of_year(filters))
        return _first_of(filters.kinds, found) if filters.one_kind else found

    def gathered(self, rows: Column) -> Column:
        """For each person all the kinds held at any of these contacts. Those of hardly anybody change."""
        there = np.zeros(self.size, dtype=bool)
        there[np.where(rows, self.met, NOBODY)] = True
        found = np.where(there, self._steady, np.uint32(0))
        found[self.met[self._unsteady]] = 0
        some = self._unsteady[rows[self._unsteady]]
        held = self.held[some] if len(some) else NO_ROWS
        np.bitwise_or.at(found, self.met[some], np.where(held > 0, held, none()).astype(np.uint32))
        found[NOBODY] = 0
        return found

    def _of_persons(self, alone: "_Alone", filters: Filters) -> Column:
        """Who counts by what all the contacts that count by themselves amount to."""
        kept = np.ones(self.size, dtype=bool)
        least = max(filters.at_least, len(self.period.thirties) if filters.monthly else 1)
        if least > 1:
            kept &= alone.meetings >= least
        if filters.each_30_days:
            kept &= self._in_each_span(alone.rows)
        if filters.need:
            kept &= self._by_need(alone.rows, filters.need)
        return kept

    def _in_each_span(self, rows: Column) -> Column:
        """Who has a contact in every span of 30 days. A month from a list lies where its middle lies."""
        every = np.ones(self.size, dtype=bool)
        lies = self.contacts.lies
        for first, last in self.period.thirties:
            here = np.zeros(self.size, dtype=bool)
            here[np.where(rows & (lies >= number(first)) & (lies <= number(last)), self.met, NOBODY)] = True
            every &= here
        return every

    def _by_need(self, rows: Column, need: str) -> Column:
        """Who has a need that is unknown, known and above nought, or met by what they were given for themselves."""
        if need == "unknown":
            return self.needs == UNKNOWN
        if need == "known":
            return self.needs > 0
        got = self.sums(rows & self.contacts.own, "needles_out")
        return (self.needs > 0) & (got * WEEK >= self.needs * self.period.days)

    def _is_first_of_year(self, filters: Filters) -> Column:
        """Before which contacts none counts in the year that begins in October."""
        found = np.zeros(len(self.met), dtype=bool)
        days, person = self.contacts.day, self.contacts.person
        for start, end in _years(self.period):
            inside = (days >= start) & (days <= end)
            found |= inside & (days == _first_days(self.facts, start, end, filters)[person])
        return found

    def _register(self, filters: Filters) -> tuple[Column, Column]:
        """The spells on the register that count: of people of a kind on a day of it, and met so often in the period."""
        who = self._registered
        held, kept = self.on_register, np.ones(len(who), dtype=bool)
        if filters.kinds:
            kept &= (held & bits(filters.kinds)) > 0
        if filters.met:
            self._of_contacts(Filters(), ())
            kept &= (self._alone[False, (), ()].meetings >= filters.met)[who]
        return who[kept], held[kept]

    @cached_property
    def _registered(self) -> Column:
        """Whose each spell on the register is."""
        return self._numbers[self.facts.register.person[self.spells]]

    @cached_property
    def on_register(self) -> Column:
        """For each spell on the register the kinds that hold on a day of it in the period."""
        spells, register, changing = self.spells, self.facts.register, self.kinds.changing
        since, until = np.maximum(register.since, self.first), np.minimum(register.until, self.last + 1)
        person = register.person[spells]
        found = self.kinds.steady[person]
        places, of = pairs(person, self.facts.kinds.person[changing])
        kind = changing[of]
        begins = np.maximum(self.facts.kinds.since[kind], since[spells[places]])
        there = begins < np.minimum(self.facts.kinds.until[kind], until[spells[places]])
        np.bitwise_or.at(found, places[there], self.facts.kinds.what[kind[there]])
        return found

    def _kinds_on(self, person: Column, day: Column) -> Column:
        """The kinds of these people on these days."""
        spells, found = self.facts.kinds, np.zeros(len(person), dtype=np.uint32)
        asked = np.zeros(len(self._numbers), dtype=bool)
        asked[person] = True
        some = np.flatnonzero(asked[spells.person])
        places, of = pairs(person, spells.person[some])
        of = some[of]
        there = (spells.since[of] <= day[places]) & (day[places] < spells.until[of])
        np.bitwise_or.at(found, places[there], spells.what[of[there]])
        return found

    def sums(self, rows: Column, pieces: str) -> Column:
        """What each person had at these contacts; of those without a card, and of all others, nobody."""
        who = np.where(rows & (self.met >= 0), self.met, self.size - 1)
        return np.bincount(who, weights=self.contacts.pieces[pieces], minlength=self.size)


@dataclass(frozen=True)
class Groups:
    """People of one sex and birth band who stand together: where each group begins, and its sex and band as places."""

    starts: Column
    sex: Column
    band: Column
    people: int

    @property
    def many(self) -> int:
        return len(self.starts)

    @cached_property
    def sizes(self) -> Column:
        return np.diff(self.starts, append=self.people)

    def counted(self, there: Column) -> Column:
        """How many there are in each group."""
        return np.add.reduceat(there, self.starts, dtype=np.int64) if self.many else np.zeros(0, dtype=np.int64)


@dataclass(frozen=True)
class _Alone:
    """Contacts that count by what each of them is. Several measures ask for the same ones."""

    span: Span
    rows: Column

    @cached_property
    def behind(self) -> Column:
        return self.span.gathered(self.rows)

    @cached_property
    def meetings(self) -> Column:
        return self.span.sums(self.rows & (self.span.met >= 0), "meetings")


def _first_of(ranked: Sequence[str], held: Column) -> Column:
    """Everybody under one kind only: the first of the kinds that holds on a day that counts."""
    only = np.zeros_like(held)
    for kind in reversed(ranked):
        only[(held & bit(kind)) > 0] = bit(kind)
    return only


def _first_days(facts: Facts, start: int, end: int, filters: Filters) -> Column:
    """The first day between these two on which each person has a contact that counts; never, without one."""
    if (start, filters) not in facts.first_days:
        found = np.full(len(facts.people.ids) + 1, NEVER, dtype=np.int32)
        for last in range(end, start - 1, -A_FEW_DAYS):  # the latest first: the earliest is what stays
            first = max(start, last - A_FEW_DAYS + 1)
            some, kinds = facts.contacts.between(first, last), facts.kinds_over(first, last)
            rows = np.flatnonzero(by_itself(some, partial(facts.held, some, kinds), filters))[::-1]
            found[some.person[rows]] = some.day[rows]
        facts.first_days[start, filters] = found
    return facts.first_days[start, filters]


def by_itself(contacts: Contacts, held: Callable[[], Column], filters: Filters) -> Column:
    """The contacts that count by what each of them is, and, where kinds are asked for, of whom it was then."""
    found = np.ones(len(contacts.person), dtype=bool)
    if filters.own_right:
        found &= (contacts.person != NOBODY) & ~contacts.stranger
    if filters.received:
        found &= received(contacts, filters.received)
    return found & ((held() & bits(filters.kinds)) > 0) if filters.kinds else found


def received(contacts: Contacts, pieces: Iterable[str]) -> Column:
    """Contacts at which any of these was handed out (or brought back, of what is returned)."""
    found = np.zeros(len(contacts.person), dtype=bool)
    for name in pieces:
        found |= contacts.pieces[name] > 0
    return found


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
