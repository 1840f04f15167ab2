"""Faults to be planted in the engine, as data: patches to product code, each of which must turn the unchanged comparison
with the reference red (`test_engine`). No fault of the reference stands here, nor any of the guard (`test_guard`).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest

from twofold.indicators import categories, counting, engine, facts, reading
from twofold.people.models import RegisterSpell

Patch = pytest.MonkeyPatch


@dataclass(frozen=True)
class Fault:
    name: str
    plant: Callable[[Patch], None]


def on(target: object, name: str, value: Any) -> Callable[[Patch], None]:
    return lambda patch: patch.setattr(target, name, value)


def kinds_ever(patch: Patch) -> None:
    """A kind holds on every day that was read."""
    patch.setattr(facts.Facts, "_whole", lambda self, first, last: self.kinds.since <= self.last)


def day_of_leaving(patch: Patch) -> None:
    right = reading._Spells.of

    def of(self: Any, model: Any, what: str = "", **how: Any) -> facts.Spells:
        found = right(self, model, what, **how)
        return replace(found, until=found.until + 1) if model is RegisterSpell else found

    patch.setattr(reading._Spells, "of", of)


def only_steady(patch: Patch) -> None:
    """Who came to be of a kind in the period, or ceased to be, is not seen."""
    for module in (counting, facts):
        patch.setattr(module, "pairs", lambda left, right: (np.zeros(0, dtype=int), np.zeros(0, dtype=int)))


def unknown_is_known(patch: Patch) -> None:
    right = counting.Span._by_need

    def by_need(self: Any, rows: Any, need: str) -> Any:
        return self.needs >= counting.UNKNOWN if need == "known" else right(self, rows, need)

    patch.setattr(counting.Span, "_by_need", by_need)


def from_pieces(name: str, of: Callable[[dict[str, Any]], Any]) -> Callable[[Patch], None]:
    """The number that a contact counts for is another."""

    def plant(patch: Patch) -> None:
        right = reading._contacts

        def contacts(*args: Any) -> facts.Contacts:
            found = right(*args)
            found.pieces[name] = of(found.pieces)
            return found

        patch.setattr(reading, "_contacts", contacts)

    return plant


def sums_of_kinds(patch: Patch) -> None:
    """Who is of two kinds counts twice."""
    right = engine._Counting._spread

    def spread(self: Any, table: Any, values: Any, people: Any, *how: Any) -> None:
        told, kind = table.get(engine.ALL, engine.NOTHING), how[0]
        right(self, table, values, people, *how)
        if kind is not None:
            table[engine.ALL] = told + table.get((None, None, kind), engine.NOTHING)

    patch.setattr(engine._Counting, "_spread", spread)


FAULTS = [
    Fault("a kind that holds on another day", kinds_ever),
    Fault("on the register on the day of leaving", day_of_leaving),
    Fault("a kind from within the period is not seen", only_steady),
    Fault("a need that is unknown is known", unknown_is_known),
    Fault("whoever was met was given something", on(counting, "received", lambda found, pieces: found.person >= 0)),
    Fault("internal condoms are external ones too", from_pieces("condoms_external", lambda pieces: pieces["condoms"])),
    Fault("a row from a list is one meeting", from_pieces("meetings", lambda pieces: pieces["meetings"] > 0)),
    Fault("the age of the first year of a band", on(categories, "_MIDDLE_OF_BAND", 0)),
    Fault("those of two kinds are two people", sums_of_kinds),
]
