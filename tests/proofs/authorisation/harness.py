"""Walks the policy and compares every answer with the hand-written tables. Each walk yields what differs."""

import itertools
import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.urls import URLPattern, URLResolver, get_resolver

from tests.proofs.authorisation import evaluator
from twofold.core import access
from twofold.core.access import Actor, Case, Compartment, Consent, Door, Relation, Role, Verb

PART = dict(zip(Compartment, evaluator.PARTS, strict=True))
ID, ORGANISATION = uuid.UUID(int=1), uuid.UUID(int=2)


def words(role: Role) -> str:
    return role.value.replace("_", " ")


def roles_in_words(roles: frozenset[Role]) -> frozenset[str]:
    return frozenset(map(words, roles))


@dataclass
class Walk:
    """What was compared, so that the same comparison never counts twice, and what differed."""

    cells: set[tuple[object, ...]] = field(default_factory=set)
    complaints: list[str] = field(default_factory=list)

    def compare(self, cell: tuple[object, ...], expected: object, found: object) -> None:
        self.cells.add(cell)
        if found != expected:
            self.complaints.append(f"{cell}: the table says {expected}, the software {found}")


def combinations(pairs_of: int | None, seed: int) -> Iterator[frozenset[Role]]:
    """Nobody, every role, and every pair of roles (or so many of the pairs)."""
    pairs = [frozenset(pair) for pair in itertools.combinations(Role, 2)]
    yield frozenset()
    yield from (frozenset({role}) for role in Role)
    yield from pairs if pairs_of is None else random.Random(seed).sample(pairs, pairs_of)


def files(walk: Walk, *, pairs_of: int | None, seed: int) -> None:
    """Every verb on every part of a file, at every distance, under every consent, blocked or not, key or no key."""
    states = list(itertools.product(Verb, Compartment, Relation, Consent, (False, True), (False, True)))
    for roles in combinations(pairs_of, seed):
        told = roles_in_words(roles)
        actors = [Actor(ID, ORGANISATION, roles, second_factor=key) for key in (False, True)]
        for verb, part, near, agreed, blocked, key in states:
            expected = evaluator.may(told, verb, PART[part], near.value, agreed.value, blocked=blocked, key=key)
            found = access.allow(actors[key], verb, part, Case(near, agreed, blocked))
            walk.compare(("file", roles, verb, part, near, agreed, blocked, key), expected, found)


def readable(walk: Walk, *, pairs_of: int | None, seed: int) -> None:
    """The parts that a page shows are the parts that the table lets the role read."""
    for roles in combinations(pairs_of, seed):
        actor = Actor(ID, ORGANISATION, roles, second_factor=True)
        for near, agreed in itertools.product(Relation, Consent):
            told = roles_in_words(roles)
            expected = {part for part in Compartment if evaluator.may(told, "read", PART[part], near, agreed)}
            walk.compare(("readable", roles, near, agreed), expected, access.readable(actor, Case(near, agreed)))


def doors(walk: Walk, *, pairs_of: int | None, seed: int) -> None:
    """Every door for every role and pair of roles, with and without the second factor."""
    for roles in combinations(pairs_of, seed):
        for door, key in itertools.product(Door, (False, True)):
            expected = evaluator.opens(door.value, roles_in_words(roles), key=key)
            walk.compare(("door", roles, door, key), expected, access.may_enter(roles, door, second_factor=key))


@dataclass(frozen=True)
class Address:
    """One pattern of the resolver."""

    name: str
    view: object
    converters: tuple[tuple[str, str], ...]
    reached_by_name: bool = True


def addresses(resolver: URLResolver | None = None) -> list[Address]:
    """Every address of the software, however deep it is included."""
    found: list[Address] = []
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLPattern):
            converters = tuple((name, type(kind).__name__) for name, kind in entry.pattern.converters.items())
            found.append(Address(entry.name or f"unnamed {entry.pattern}", entry.callback, converters))
        else:
            found += addresses(entry)
    return found


def declared(walk: Walk) -> None:
    """Every address declares a door, the one that the table says; and the table has no line too many."""
    listed = evaluator.pages()
    names = [address.name for address in addresses()]
    for address in addresses():
        found = getattr(address.view, "door", None)
        expected = listed[address.name].door if address.name in listed else "a line in pages.txt"
        walk.compare(("address", address.name), expected, found.value if found else "no door")
    for name in listed:
        walk.compare(("line", name), True, name in names)
    for name in set(names):
        walk.compare(("once", name), 1, names.count(name))
