"""What of a longer period is hidden because of its months: what adds up tells of a month that is hidden by the others.

A month is decided for itself alone. Of a longer period that is shown which all its months show, wherever they add up to it, so
that it says nothing which they do not: registrations, contacts and pieces; and people, where hardly anybody stands in two of
the months. Every calendar's year is made of the same months, so they agree. What one period hides by itself: `guard`.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from twofold.indicators.definitions import Measure
from twofold.indicators.disclosure import policy
from twofold.indicators.engine import NOTHING, Cell, Table
from twofold.indicators.periods import Period


class Tables(Protocol):
    """What can count: the engine."""

    def table(self, measure: Measure, period: Period, by: Sequence[str] = ()) -> Table:
        """Every cell of every combination of `by`."""


@dataclass
class _Months:
    """One measure in the months so far: what any of them hides, and their tables, if these need not add up."""

    hidden: set[Cell] = field(default_factory=set)
    tables: list[Table] = field(default_factory=list)


def told_by_months(
    measures: Collection[Measure],
    period: Period,
    by: Sequence[str],
    counts: Tables,
    hides: Callable[[Period], Mapping[Measure, set[Cell]]],
) -> dict[Measure, set[Cell]]:
    """What of a longer period its months leave to be hidden; `hides` says what a month hides."""
    found = {measure: _Months() for measure in measures}
    for month in period.months:
        hidden = hides(month)
        for measure, months in found.items():
            months.hidden |= hidden.get(measure, set())
            if measure.count == "people":
                months.tables.append(counts.table(measure, month, by))
    wholes = {measure: counts.table(measure, period, by) for measure, months in found.items() if months.tables}
    return {
        measure: {
            cell for cell in months.hidden if measure not in wholes or _add_up(wholes[measure], months.tables, cell)
        }
        for measure, months in found.items()
    }


def _add_up(whole: Table, months: Sequence[Table], cell: Cell) -> bool:
    """Whether so few stand in several of the months that these all but add up."""
    again = sum(month.get(cell, NOTHING).people for month in months) - whole.get(cell, NOTHING).people
    return again < 2 * policy().threshold
