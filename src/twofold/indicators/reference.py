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
    """A client as they stand today, with what was stated of them over time."""

    id: str
    site: str
    gender: str
    birth_band: int | None
    registered_on: dt.date
    on_register: tuple[Spell, ...] = ()
    kinds: tuple[tuple[str, Spell], ...] = ()

    def kinds_on(self, day: dt.date) -> set[str]:
        return {kind for kind, spell in self.kinds if spell.holds_on(day)}


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
    meetings: int = 1


@dataclass(frozen=True)
class Programme:
    """Everybody and everything that happened."""

    people: tuple[Person, ...] = ()
    contacts: tuple[Contact, ...] = ()


class Filters(Protocol):
    """Which facts count: see the definitions."""

    own_right: bool
    kind: str | None
    at_least: int


class Definition(Protocol):
    """What is read of a definition here."""

    count: str
    fact: str
    sum: str | None
    filters: Filters


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


def count(
    definition: Definition, programme: Programme, start: dt.date, end: dt.date, sites: set[str]
) -> dict[Cell, Count]:
    """Every cell (sex, age, kind; None is 'all') that anything falls into, for the days from start to end."""
    facts = list(_facts(definition, programme, start, end, sites))
    if definition.filters.at_least > 1:
        often = [fact.person.id for fact in facts if fact.person for _ in range(fact.meetings)]
        facts = [fact for fact in facts if fact.person and often.count(fact.person.id) >= definition.filters.at_least]
    table: dict[Cell, Count] = {}
    for fact in facts:
        for cell in _cells_of(fact, end.year):
            found = table.setdefault(cell, Count())
            if definition.count == "pieces":
                found.value += fact.pieces
            if fact.person and (fact.pieces or definition.count != "pieces"):
                found.people.add(fact.person.id)
    if definition.count != "pieces":
        for found in table.values():
            found.value = len(found.people)
    return table


def _facts(
    definition: Definition, programme: Programme, start: dt.date, end: dt.date, sites: set[str]
) -> Iterator[Fact]:
    days = [start + dt.timedelta(days=n) for n in range((end - start).days + 1)]
    if definition.fact == "contact":
        yield from _contacts(definition, programme, days, sites)
        return
    for person in programme.people:
        if person.site not in sites:
            continue
        if definition.fact == "registration" and person.registered_on in days:
            yield Fact(person, _kinds(person, [person.registered_on]))
        if definition.fact == "register":
            for spell in person.on_register:
                there = [day for day in days if spell.holds_on(day)]
                if there:
                    yield Fact(person, _kinds(person, there))


def _contacts(definition: Definition, programme: Programme, days: Sequence[dt.date], sites: set[str]) -> Iterator[Fact]:
    everybody = {person.id: person for person in programme.people}
    for contact in programme.contacts:
        if contact.day not in days or contact.site not in sites:
            continue
        person = everybody[contact.person] if contact.person else None
        filters = definition.filters
        if filters.own_right and (person is None or contact.beneficiary == "stranger"):
            continue
        if filters.kind and (person is None or filters.kind not in person.kinds_on(contact.day)):
            continue
        pieces = getattr(contact, definition.sum) if definition.sum else 0
        yield Fact(person, _kinds(person, [contact.day]) if person else frozenset(), pieces, contact.meetings)


def _kinds(person: Person, days: Sequence[dt.date]) -> frozenset[str]:
    """The kinds that hold on at least one of these days."""
    return frozenset(kind for day in days for kind in person.kinds_on(day))


def _cells_of(fact: Fact, year: int) -> Iterator[Cell]:
    if fact.person is None:
        yield from product(("stranger", None), repeat=3)
        return
    band = fact.person.birth_band
    age = "unknown" if band is None else "<25" if year - band - 2 < 25 else "25+"
    for kind in (*(fact.kinds or {"none"}), None):
        for sex, group in product((fact.person.gender, None), (age, None)):
            yield sex, group, kind
