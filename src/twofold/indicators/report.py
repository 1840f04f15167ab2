"""Figures as they are handed out: definitions counted, split, and passed through disclosure control. Pages and commands
call this; nothing else shows a count.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from twofold.core.errors import Invalid
from twofold.indicators import disclosure, engine
from twofold.indicators.categories import NO_KIND, STRANGER
from twofold.indicators.definitions import DIMENSIONS, Definition
from twofold.indicators.engine import Cell, Table
from twofold.indicators.periods import Period
from twofold.indicators.places import Where

KINDS = disclosure.Overlapping(DIMENSIONS.index("kind"), NO_KIND)


@dataclass(frozen=True)
class Figure:
    """One number with all it needs to be understood. A count has value = numerator and no denominator."""

    indicator: str
    period: str
    place: str | None
    by: dict[str, str] = field(default_factory=dict)
    numerator: int | None = None
    denominator: int | None = None
    value: int | None = None
    unit: str = ""
    suppressed: bool = False

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def dimensions(text: str | None) -> list[str]:
    """The dimensions in 'sex,age,kind', in that order. Raises Invalid with those that there are."""
    if text is None:
        return []
    asked = [name.strip() for name in text.split(",")]
    if set(asked) - set(DIMENSIONS):
        words = _("Figures are split by %(known)s, or several of them with commas.") % {"known": ", ".join(DIMENSIONS)}
        raise Invalid(words, field="by")
    return [name for name in DIMENSIONS if name in asked]


def figures(
    wanted: Sequence[Definition], period: Period, where: Where, by: Sequence[str] = (), *, exact: bool = False
) -> list[Figure]:
    """For each definition the total and then every cell. Small counts are hidden unless `exact`, which is the operator's.

    What is hidden is decided over all dimensions together, so that two tables of one place and period cannot be played
    off against each other.
    """
    spread = by if exact or not by else DIMENSIONS
    tables = engine.count(wanted, [period], where.scope, spread)
    found = []
    for one in wanted:
        page = _Page(one, period, where, tables[one.id, period.code], exact)
        found += [page.figure(cell) for cell in _asked(one, by)]
    return found


def totals(
    wanted: Sequence[Definition], periods: Sequence[Period], where: Where, *, exact: bool = False
) -> dict[str, list[Figure]]:
    """The totals of several periods, oldest first, for each definition: a trend."""
    tables = engine.count(wanted, periods, where.scope)
    return {
        one.id: [_Page(one, period, where, tables[one.id, period.code], exact).figure() for period in periods]
        for one in wanted
    }


def guarded(definition: Definition, table: Table) -> frozenset[Cell]:
    """The cells of a table that may not be shown. Supplies without a card are nobody's and stay."""
    people = {cell: count.people for cell, count in table.items() if STRANGER not in cell}
    pieces = definition.count == "pieces"
    threshold = disclosure.policy().threshold
    return disclosure.hidden(people, threshold=threshold, overlapping=KINDS, total_stands=pieces)


def _asked(definition: Definition, by: Sequence[str]) -> list[Cell]:
    """The total, then every cell of the combination asked for, then supplies without a card."""
    if not by:
        return [engine.ALL]
    full = [cell for cell in engine.cells(by) if all((cell[d] is not None) == (name in by) for d, name in _PLACES)]
    if definition.count == "pieces":
        sex, age, kind = (STRANGER if name in by else None for name in DIMENSIONS)
        full.append((sex, age, kind))
    return [engine.ALL, *full]


_PLACES = tuple(enumerate(DIMENSIONS))


class _Page:
    """One table of one indicator, and what of it is hidden."""

    def __init__(self, definition: Definition, period: Period, where: Where, table: Table, exact: bool) -> None:
        self.definition, self.period, self.where, self.table = definition, period, where, table
        self.hidden = frozenset() if exact else guarded(definition, table)

    def figure(self, cell: Cell = engine.ALL) -> Figure:
        shown = None if cell in self.hidden else self.table.get(cell, engine.Count()).value
        return Figure(
            indicator=self.definition.id,
            period=self.period.code,
            place=self.where.code,
            by={name: code for name, code in zip(DIMENSIONS, cell, strict=True) if code is not None},
            numerator=shown,
            value=shown,
            unit=self.definition.unit,
            suppressed=cell in self.hidden,
        )
