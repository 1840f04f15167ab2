"""Faults to be planted in the engine, as data: patches to product code, each of which must turn the unchanged comparison
with the reference red (`test_engine`). No fault of the reference stands here, nor any of the guard (`test_guard`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.db.models import Count, F, Q, Value

from twofold.indicators import categories, counting, engine, facts
from twofold.outreach.models import NeedSpell
from twofold.people.models import KindSpell

Patch = pytest.MonkeyPatch


@dataclass(frozen=True)
class Fault:
    name: str
    plant: Callable[[Patch], None]


def on(target: object, name: str, value: Any) -> Callable[[Patch], None]:
    return lambda patch: patch.setattr(target, name, value)


def column(name: str, value: Any) -> Callable[[Patch], None]:
    return lambda patch: patch.setitem(counting.COLUMNS, name, value)


def ever_of_kinds(rows: Any, kinds: Any) -> Any:
    spells = KindSpell.objects.unscoped("planted").filter(kind__in=kinds)
    return rows.filter(client__in=spells.values("client"))


def day_of_leaving(patch: Patch) -> None:
    right = counting.within

    def within(fact: str, period: Any) -> Q:
        return (
            Q(since__lte=period.end) & (Q(until=None) | Q(until__gte=period.start))
            if fact == "register"
            else right(fact, period)
        )

    patch.setattr(counting, "within", within)


def joined(patch: Patch) -> None:
    """Whoever is joined to several spells counts several times."""
    right = facts._measures

    def measures(source: Any, wanted: Any, *, split: bool) -> dict[str, Any]:
        found = right(source, wanted, split=split)
        return found | ({"people": Count(source.person)} if "people" in found else {})

    patch.setattr(facts, "_measures", measures)


def nought_is_a_need(patch: Patch) -> None:
    right = counting._by_need

    def by_need(found: Any, known: Any, need: str, period: Any) -> Any:
        said = NeedSpell.objects.unscoped("planted").filter(since__lte=period.end)
        return found.filter(client__in=said.values("client")) if need == "known" else right(found, known, need, period)

    patch.setattr(counting, "_by_need", by_need)


def sums_of_kinds(patch: Patch) -> None:
    """The total of people is made of their kinds."""
    right = engine._add

    def add(table: Any, one: Any, row: Any, year: int, by: Any) -> None:
        right(table, one, row, year, by)
        if row.get("kind"):
            right(table, one, {**row, "kind": None}, year, by)

    patch.setattr(engine, "_add", add)


FAULTS = [
    Fault("a kind that holds on another day", on(counting, "of_kinds", ever_of_kinds)),
    Fault("on the register on the day of leaving", day_of_leaving),
    Fault("people counted once for each spell", joined),
    Fault("a need of nought is needed", nought_is_a_need),
    Fault("whoever was met was given something", on(counting, "received", lambda pieces: Q())),
    Fault("internal condoms are external ones too", column("condoms_external", F("condoms"))),
    Fault("a row from a list is one meeting", column("meetings", Value(1))),
    Fault("the age of the first year of a band", on(categories, "_MIDDLE_OF_BAND", 0)),
    Fault("those of a kind are those of none as well", sums_of_kinds),
]
