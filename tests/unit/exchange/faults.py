"""Faults to be planted in the reading of lists, as data: patches to product code, each of which must turn the unchanged
comparison with the truth red (`test_truth`).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from twofold.exchange.incoming import cells, headings, layout, plan
from twofold.exchange.incoming.cells import Said
from twofold.exchange.incoming.months import dated
from twofold.exchange.incoming.words import written

Patch = pytest.MonkeyPatch


@dataclass(frozen=True)
class Fault:
    name: str
    plant: Callable[[Patch], None]


def on(target: object, name: str, value: Any) -> Callable[[Patch], None]:
    return lambda patch: patch.setattr(target, name, value)


def negative_is_nought(patch: Patch) -> None:
    right = cells.count

    def count(*told: Any) -> Said:
        found = right(*told)
        return Said(0) if found.why == cells.NEGATIVE else found

    patch.setattr(cells, "count", count)


def first_number_of_a_span(patch: Patch) -> None:
    """'2-3' a day is two."""
    right = cells.rate

    def rate(cell: Any) -> Said:
        span = re.match(r"(\d+) ?- ?\d+$", written(cell))
        return Said(float(span[1])) if span else right(cell)

    patch.setattr(cells, "rate", rate)


def month_before_day(patch: Patch) -> None:
    right = cells._from_three
    patch.setattr(cells, "_from_three", lambda *told, **how: right(*told, **{**how, "month_first": True}))


def months_turned_round(patch: Patch) -> None:
    """The columns of months are in their order, and that is the wrong one."""
    patch.setattr(layout.months, "dated", lambda *told: dated(*told)[::-1])


def one_line_of_headings(patch: Patch) -> None:
    right = headings.composed
    patch.setattr(headings, "composed", lambda sheet, top, depth: right(sheet, top, 1))


def no_id_is_seen_again(patch: Patch) -> None:
    patch.setattr(plan._List, "seen", property(lambda self: set(), lambda self, told: None), raising=False)


FAULTS = [
    Fault("a repeated id comes in twice", no_id_is_seen_again),
    Fault("of a row with an error the rest comes in", on(plan._List, "blame", plan._List.note)),
    Fault("a negative count is nought", negative_is_nought),
    Fault("the first number of '2-3' is the need", first_number_of_a_span),
    Fault("months stand before days", month_before_day),
    Fault(
        "the line of totals is a client",
        on(plan._List, "_is_no_row", lambda self, row, heads: not any(map(written, row))),
    ),
    Fault("what came back was given out", on(plan, "_RETURNED", set())),
    Fault("the partner of another is no partner", on(plan._List, "_partner", lambda *_: "")),
    Fault("months in the wrong columns", months_turned_round),
    Fault("headings stand in one line", one_line_of_headings),
]
