"""Under which numbers what a phone tells stands here: those that it gave, or where something else stands, its worker's own.

A number is answered the same whether it is free or borne by what its worker may not know of: the answer would tell that it
is there. What the worker's later entries call by the number they know is then looked for under the worker's own.
"""

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any

from django.db.models import QuerySet

from twofold.core import ids
from twofold.core.access import Actor
from twofold.core.prepared import prepared
from twofold.fieldwork.entry import Kind
from twofold.fieldwork.reading import Item
from twofold.people.models import Client
from twofold.people.served import Served, in_sight


@prepared
def _cards(clients: tuple[uuid.UUID, ...]) -> QuerySet:
    rows = Client.objects.unscoped("which numbers are borne").filter(pk__in=clients)
    return rows.values_list("pk", "author").order_by()


@prepared
def _rows(model: Any, numbers: tuple[uuid.UUID, ...]) -> QuerySet:
    rows = model.objects.unscoped("which numbers are borne").filter(pk__in=numbers)
    return rows.values_list("pk", flat=True).order_by()


def cards(by: Actor, items: Iterable[Item], files: Mapping[uuid.UUID, Served]) -> dict[uuid.UUID, uuid.UUID]:
    """Which clients that these entries speak of stand, or will stand, under a number of the worker's own."""
    opened = {item.client for item in items if item.client and item.kind and item.kind.opens_file}
    spoken = {item.client for item in items if item.client} | attended(items)
    asked = opened | (spoken - files.keys())
    if not asked:
        return {}
    own = {client: ids.person_as_sent(client, by.id) for client in asked}
    there = dict(_cards((*own, *own.values())))
    return {
        client: number
        for client, number in own.items()
        if number in there or (client in opened and there.get(client, by.id) != by.id)
    }


def told(
    by: Actor, items: list[Item], files: Mapping[uuid.UUID, Served], own: Mapping[uuid.UUID, uuid.UUID]
) -> list[Item]:
    """The entries, speaking of clients by the number under which they stand."""
    if not own:
        return items
    seen = files.keys() | in_sight(by, own.keys()).keys()
    return [_told(item, own, seen) for item in items]


def _told(item: Item, own: Mapping[uuid.UUID, uuid.UUID], seen: Collection[uuid.UUID]) -> Item:
    opens = item.kind is not None and item.kind.opens_file
    if item.client in own and (opens or item.client not in seen):
        number = own[item.client]
        return replace(item, client=number, body=item.body.model_copy(update={"client": number}))
    if any(one in own for one in _members(item)):
        members = [one if one in seen else own.get(one, one) for one in _members(item)]
        return replace(item, body=item.body.model_copy(update={"clients": members}))
    return item


def attended(items: Iterable[Item]) -> set[uuid.UUID]:
    """The clients whom entries name beside the one they are about: who attended a group."""
    return {client for item in items for client in _members(item)}


def _members(item: Item) -> Collection[uuid.UUID]:
    return getattr(item.body, "clients", None) or ()


def own(by: Actor, number: uuid.UUID) -> uuid.UUID:
    """The worker's own number for what the phone knows by this one."""
    return ids.entry_as_sent(number, by.id)


@dataclass
class Numbers:
    """What stands under a number of the worker's own, by the number that the phone knows it by."""

    cards: dict[uuid.UUID, uuid.UUID] = field(default_factory=dict)
    rows: dict[tuple[Any, uuid.UUID], uuid.UUID] = field(default_factory=dict)

    def look_up(self, by: Actor, table: Any, wanted: Collection[uuid.UUID]) -> set[uuid.UUID]:
        """Which of these stand in a table, under the number that was given or under one of the worker's own."""
        if not wanted:
            return set()
        # A card's first profile has the number of the card.
        others = {one: (own(by, one), self.cards.get(one, one)) for one in wanted}
        there = set(_rows(table, tuple({*wanted, *chain.from_iterable(others.values())})))
        for one, candidates in others.items():
            for other in candidates:
                if other != one and other in there:
                    self.rows[table, one] = other
        return {one for one in wanted if one in there or (table, one) in self.rows}

    def number(self, table: Any, told: uuid.UUID) -> uuid.UUID:
        """Under which number stands what an entry calls by this one."""
        return self.rows.get((table, told), told)

    def borne(self, by: Actor, kind: Kind, items: Sequence[Item]) -> set[uuid.UUID]:
        """Which numbers of these entries something else bears: what an entry tells stands nowhere before it is taken in."""
        for name, table in kind.names.items():
            self.look_up(by, table, {getattr(item.body, name) for item in items})
        given = tuple(item.frame.id for item in items if item.frame)
        return set(_rows(kind.table, given)) if kind.table else set()

    def named(self, item: Item) -> Any:
        """What an entry says, naming earlier ones by the numbers under which they stand."""
        names = item.kind.names if item.kind else {}
        found = {name: self.number(table, getattr(item.body, name)) for name, table in names.items()}
        return item.body.model_copy(update=found) if found else item.body
