"""The slow, obvious way to count, there to be right: plain rows, plain loops, one person after another.

Tests hold the engine equal to this on random programmes. It imports nothing of the engine, and no framework.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Protocol


@dataclass(frozen=True)
class Spell:
    """From a day until the day before `until`; None is 'still'."""

    since: dt.date
    until: dt.date | None = None

    def holds_on(self, day: dt.date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(frozen=True)
class Person:
    """A client as they stand today, with what was stated of them over time; `needs`: syringes a week, while known."""

    id: str
    site: str
    gender: str
    birth_band: int | None
    registered_on: dt.date
    on_register: tuple[Spell, ...] = ()
    kinds: tuple[tuple[str, Spell], ...] = ()
    needs: tuple[tuple[int, Spell], ...] = ()

    def kinds_on(self, day: dt.date) -> set[str]:
        return {kind for kind, spell in self.kinds if spell.holds_on(day)}

    def need_on(self, day: dt.date) -> int | None:
        return next((need for need, spell in self.needs if spell.holds_on(day)), None)


@dataclass(frozen=True)
class Contact:
    """A contact as it shows now. Without a person: supplies for somebody without a card."""

    day: dt.date
    site: str
    person: str | None
    beneficiary: str = "client"
    needles_out: int = 0
    needles_returned: int = 0
    condoms: int = 0
    condoms_internal: int = 0
    naloxone: int = 0
    meetings: int = 1
    mode: str = "outreach"

    @property
    def lies_on(self) -> dt.date:
        """A month from a list stands on its last day, and lies where its middle lies."""
        return self.day - dt.timedelta(days=15) if self.mode == "listed" else self.day

    @property
    def condoms_external(self) -> int:
        return self.condoms - self.condoms_internal


@dataclass(frozen=True)
class Programme:
    """Everybody and everything that happened."""

    people: tuple[Person, ...] = ()
    contacts: tuple[Contact, ...] = ()


class Filters(Protocol):
    """Which facts count: see the definitions."""

    own_right: bool
    kinds: tuple[str, ...]
    received: tuple[str, ...]
    at_least: int
    each_30_days: bool
    monthly: bool
    need: str | None
    first_of_year: bool
    one_kind: bool
    met: int


class Measure(Protocol):
    """What is read of a definition here."""

    count: str
    fact: str
    sum: str | None
    filters: Filters
    ages: str


@dataclass(frozen=True)
class Fact:
    """One thing that counts: of whom, of which kinds on its days, and how many pieces."""

    person: Person | None
    kinds: frozenset[str]
    pieces: int = 0
    meetings: int = 1


Cell = tuple[str | None, str | None, str | None]


@dataclass
class Count:
    """The number, and who stands behind it."""

    value: int = 0
    people: set[str] = field(default_factory=set)


def count(measure: Measure, programme: Programme, start: dt.date, end: dt.date, sites: set[str]) -> dict[Cell, Count]:
    """Every cell (sex, age, kind; None is 'all') that anything falls into, for the days from start to end."""
    facts = list(_facts(measure, programme, start, end, sites))
    if measure.filters.one_kind:
        facts = [_of_one_kind(fact, facts, measure.filters.kinds) for fact in facts]
    summed = measure.count in ("pieces", "contacts")
    table: dict[Cell, Count] = {}
    for fact in facts:
        for cell in _cells_of(fact, end.year, measure.ages):
            found = table.setdefault(cell, Count())
            if summed:
                found.value += fact.pieces
            if fact.person and (fact.pieces or not summed):
                found.people.add(fact.person.id)
    if not summed:
        for found in table.values():
            found.value = len(found.people)
    return table


def _facts(measure: Measure, programme: Programme, start: dt.date, end: dt.date, sites: set[str]) -> Iterator[Fact]:
    days = [start + dt.timedelta(days=n) for n in range((end - start).days + 1)]
    if measure.fact == "contact":
        yield from _contacts(measure, programme, days, sites)
        return
    for person in programme.people:
        if person.site not in sites:
            continue
        if measure.fact == "registration" and person.registered_on in days:
            yield Fact(person, _kinds(person, [person.registered_on]))
        if measure.fact == "register" and _met(person, programme, days, sites) >= measure.filters.met:
            for spell in person.on_register:
                there = [day for day in days if spell.holds_on(day)]
                held = _kinds(person, there)
                if there and (not measure.filters.kinds or held & set(measure.filters.kinds)):
                    yield Fact(person, held)


def _met(person: Person, programme: Programme, days: Sequence[dt.date], sites: set[str]) -> int:
    there = [c for c in programme.contacts if c.person == person.id and c.day in days and c.site in sites]
    return sum(contact.meetings for contact in there)


def _contacts(measure: Measure, programme: Programme, days: Sequence[dt.date], sites: set[str]) -> Iterator[Fact]:
    everybody = {person.id: person for person in programme.people}
    alone = [c for c in programme.contacts if c.site in sites and _counts(c, everybody, measure.filters)]
    inside = [contact for contact in alone if contact.day in days]
    for contact in inside:
        person = everybody[contact.person] if contact.person else None
        own = [other for other in inside if other.person == contact.person]
        if not _counts_for(person, own, measure.filters, days):
            continue
        if measure.filters.first_of_year and not _is_first_of_year(contact, alone):
            continue
        pieces = contact.meetings if measure.count == "contacts" else 0
        pieces = getattr(contact, measure.sum) if measure.sum else pieces
        yield Fact(person, _kinds(person, [contact.day]) if person else frozenset(), pieces)


def _counts(contact: Contact, everybody: dict[str, Person], filters: Filters) -> bool:
    """Whether a contact counts by what it is."""
    person = everybody[contact.person] if contact.person else None
    if filters.own_right and (person is None or contact.beneficiary == "stranger"):
        return False
    if filters.received and not any(getattr(contact, name) > 0 for name in filters.received):
        return False
    return not filters.kinds or (person is not None and bool(person.kinds_on(contact.day) & set(filters.kinds)))


def _counts_for(person: Person | None, own: Sequence[Contact], filters: Filters, days: Sequence[dt.date]) -> bool:
    """Whether a person's contacts of the period, taken together, are what is asked for."""
    meetings = sum(contact.meetings for contact in own)
    thirties = [days[n : n + 30] for n in range(0, len(days) - 29, 30)] or [days]
    wanted = [
        filters.at_least <= 1 or meetings >= filters.at_least,
        not filters.monthly or meetings >= len(thirties),
        not filters.each_30_days or all(any(c.lies_on in span for c in own) for span in thirties),
    ]
    asks_for_persons = filters.at_least > 1 or filters.monthly or filters.each_30_days or filters.need
    if person is None:
        return not asks_for_persons
    need = person.need_on(days[-1])
    if filters.need == "unknown":
        wanted.append(need is None)
    if filters.need in ("known", "met"):
        wanted.append(need is not None and need > 0)
    if filters.need == "met" and need:
        got = sum(contact.needles_out for contact in own if contact.beneficiary == "client")
        wanted.append(got * 7 >= need * len(days))
    return all(wanted)


def _is_first_of_year(contact: Contact, alone: Sequence[Contact]) -> bool:
    """Whether nothing that counts came before it in the year that begins in October."""
    begins = dt.date(contact.day.year if contact.day.month >= 10 else contact.day.year - 1, 10, 1)
    return not any(other.person == contact.person and begins <= other.day < contact.day for other in alone)


def _of_one_kind(fact: Fact, facts: Sequence[Fact], ranked: Sequence[str]) -> Fact:
    """The same fact under the one kind that its person is counted as: the first of those held on any day that counts."""
    held = set().union(*(other.kinds for other in facts if other.person == fact.person))
    return Fact(fact.person, frozenset([next(kind for kind in ranked if kind in held)]), fact.pieces)


def _kinds(person: Person, days: Sequence[dt.date]) -> frozenset[str]:
    """The kinds that hold on at least one of these days."""
    return frozenset(kind for day in days for kind in person.kinds_on(day))


def _cells_of(fact: Fact, year: int, ages: str) -> Iterator[Cell]:
    if fact.person is None:
        yield from product(("stranger", None), repeat=3)
        return
    age = _age_group(fact.person.birth_band, year, ages)
    for kind in (*(fact.kinds or {"none"}), None):
        for sex, group in product((fact.person.gender, None), (age, None)):
            yield sex, group, kind


GROUPS = {
    "25": ((0, "<25"), (25, "25+")),
    "15-20-25": ((0, "<15"), (15, "15-19"), (20, "20-24"), (25, "25+")),
    "15-20-25-50": ((0, "<15"), (15, "15-19"), (20, "20-24"), (25, "25-49"), (50, "50+")),
}


def _age_group(band: int | None, year: int, ages: str) -> str:
    if band is None:
        return "unknown"
    found = GROUPS[ages][0][1]
    for first, name in GROUPS[ages]:
        if year - band - 2 >= first:
            found = name
    return found
