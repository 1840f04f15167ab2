"""Entries that came through another worker's phone first: several share one, and what is sealed may go out from any vault.

The same entry is kept in each worker's name while it is held, and taken in once, in the name of the first who may. Something
else under the number of another worker's entry is an entry like any other: see decision 0084.
"""

import uuid
from collections.abc import Collection, Iterable
from dataclasses import replace

from twofold.core.access import Actor
from twofold.core.actions import action, note, nothing_to_do
from twofold.fieldwork import reading
from twofold.fieldwork.models import Entry
from twofold.fieldwork.reading import Item

_WHY = "one entry, come in two names"


def _locked(numbers: set[uuid.UUID]) -> dict[uuid.UUID, Entry]:
    rows = Entry.objects.unscoped(_WHY).select_for_update().filter(pk__in=numbers).defer("body")
    return {row.pk: row for row in rows.order_by("pk")} if numbers else {}


def _same(by: Actor, item: Item, row: Entry) -> bool:
    return row.organisation_id == by.organisation and row.digest in (item.digest, item.as_came)


def renumber(by: Actor, items: list[Item], kept: Iterable[Entry]) -> set[uuid.UUID]:
    """Give entries that stand in another's name a number in this worker's; those numbers. Changes `items`.

    What was taken in or settled in another's name stays so: it is the same entry, and is not taken in twice.
    """
    others = _locked({row.pk for row in kept if row.author != by.id})
    made = set()
    for place, item in enumerate(items):
        row = others.get(item.key)
        if row and (row.outcome == Entry.Outcome.HELD or not _same(by, item, row)):
            items[place] = replace(item, key=reading.other_key(item.key, str(by.id)))
            made.add(items[place].key)
    return made


def settled(by: Actor, items: Iterable[Item]) -> set[uuid.UUID]:
    """Under which numbers of this worker's stands what was taken in, or settled, in another's name since."""
    claims = [(item, item.frame.id) for item in items if item.frame and item.frame.id != item.key]
    rows = _locked({number for _, number in claims})
    there = [(item, rows[number]) for item, number in claims if number in rows]
    return {item.key for item, row in there if _same(by, item, row) and row.outcome != Entry.Outcome.HELD}


def waiting(by: Actor, taken: Iterable[Item]) -> set[uuid.UUID]:
    """Under which numbers what was taken in in this worker's name still waits in another's."""
    claims = [(item, item.frame.id) for item in taken if item.frame and item.frame.id != item.key]
    rows = _locked({number for _, number in claims})
    there = [rows[number] for item, number in claims if number in rows and _same(by, item, rows[number])]
    return {row.pk for row in there if row.outcome == Entry.Outcome.HELD}


@action("entry.closed")
def close_twins(*, by: Actor, entries: Collection[uuid.UUID]) -> None:
    """Say of entries that they wait no more: the same ones stand in another's name."""
    rows = list(_locked(set(entries)).values())
    if not rows:
        nothing_to_do()
    for row in rows:
        row.outcome = Entry.Outcome.CLOSED
        row.save(update_fields=["outcome"])
        note("entry.closed", "entry", row.pk, code=row.code)
