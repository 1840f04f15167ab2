"""Figures as they are handed out: definitions counted, split, and passed through disclosure control. Pages, files and
commands call `figures` (one period, one split), `splits` (several periods, every split) and `totals` (several periods); nothing
else shows a count.

    wanted = definitions.chosen(["reached", "nsp_of_service"])      or those of a report in `reports`
    where = places.anywhere("in-mn")                                or places.within(actor, code)
    figures(wanted, periods.parse("2026-Q3"), where, ["sex"])       -> [Figure, ...]

For each definition the total comes first, then the cells in a fixed order. A figure without a value says why: it is
suppressed, or there is no size estimate, or nobody to divide by.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import combinations
from typing import Any

from django.utils.translation import gettext_lazy as _

from twofold.core.errors import Invalid
from twofold.indicators import engine, estimates
from twofold.indicators.beside import ALONE, Beside, of_a_part
from twofold.indicators.categories import STRANGER
from twofold.indicators.definitions import DIMENSIONS, Definition, Levels, Measure, definitions
from twofold.indicators.engine import Cell, Engine, Table
from twofold.indicators.estimates import Estimate, Estimates
from twofold.indicators.guard import Guard, guard
from twofold.indicators.periods import Length, Period
from twofold.indicators.places import Where

NO_ESTIMATE, NOBODY = "no size estimate", "nobody to divide by"
PLACES = 4  # decimals of a rate


@dataclass(frozen=True)
class Figure:
    """One number with all it needs to be understood. A count has value = numerator and no denominator.

    `interval` is what the interval of the size estimate makes of a rate; `gap` how many of the estimate were not counted;
    `level` low, medium or high by the standard; `lacking` why there is no value though nothing is hidden; `upper_bound`
    that the standard asks for more than is recorded here.
    """

    indicator: str
    period: str
    place: str | None
    by: dict[str, str] = field(default_factory=dict)
    numerator: int | None = None
    denominator: int | None = None
    value: int | float | None = None
    unit: str = ""
    suppressed: bool = False
    interval: tuple[float, float] | None = None
    gap: int | None = None
    level: str | None = None
    lacking: str | None = None
    upper_bound: bool = False
    estimate: Estimate | None = None
    calendar: str = ""
    version: str = ""
    additive_over_sites: bool = True

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
    wanted: Sequence[Definition],
    period: Period,
    where: Where,
    by: Sequence[str] = (),
    *,
    exact: bool = False,
    beside: Beside = ALONE,
) -> list[Figure]:
    """For each definition the total and then every cell. Small counts are hidden unless `exact`, which is the operator's.

    `beside`, here and below: which other reports the reader has (`access.beside`).

    A figure is split by those of `by` that its definition allows. What is hidden is decided over all dimensions together,
    so that two tables of one place and period cannot be played off against each other.
    """
    split = by if exact or not by else DIMENSIONS
    counted = _count(wanted, period, where, split, counts=counting(wanted, [period], where), exact=exact, beside=beside)
    pages = [_Page(one, period, where, counted) for one in wanted]
    return [page.figure(cell) for page in pages for cell in asked(page.definition, by)]


def splits(
    wanted: Sequence[Definition], periods: Sequence[Period], where: Where, *, beside: Beside = ALONE
) -> dict[str, list[Figure]]:
    """By period, for each definition the total and the cells of every split that it allows, each once.

    The facts are read once for all of it, and what is hidden is decided once for each period.
    """
    counts, found = counting(wanted, periods, where), {}
    for period in periods:
        counted = _count(wanted, period, where, DIMENSIONS, counts=counts, beside=beside)
        pages = [_Page(one, period, where, counted) for one in wanted]
        found[period.code] = [page.figure(cell) for page in pages for cell in every_cell(page.definition)]
    return found


def totals(
    wanted: Sequence[Definition],
    periods: Sequence[Period],
    where: Where,
    *,
    exact: bool = False,
    beside: Beside = ALONE,
) -> dict[str, list[Figure]]:
    """The totals of several periods, oldest first, for each definition: a trend."""
    counts = counting(wanted, periods, where)
    found: dict[str, list[Figure]] = {one.id: [] for one in wanted}
    for period in periods:
        counted = _count(wanted, period, where, (), counts=counts, exact=exact, beside=beside)
        for one in wanted:
            found[one.id].append(_Page(one, period, where, counted).figure())
    return found


def counting(wanted: Sequence[Definition], periods: Sequence[Period], where: Where) -> Engine:
    """An engine that has read all that these figures ask for, and what disclosure control does."""
    asked = [measure for one in (*definitions().values(), *wanted) for measure in one.measures]
    return engine.engine(where.scope, periods, asked)


def asked(definition: Definition, by: Sequence[str]) -> list[Cell]:
    """The total, then every cell of the combination asked for, then supplies without a card."""
    by = [name for name in by if name in definition.by]
    if not by:
        return [engine.ALL]
    every = engine.cells(by, definition.ages)
    full = [cell for cell in every if all((cell[d] is not None) == (name in by) for d, name in _PLACES)]
    if definition.count in ("pieces", "contacts") and not definition.is_rate:
        sex, age, kind = (STRANGER if name in by else None for name in DIMENSIONS)
        full.append((sex, age, kind))
    return [engine.ALL, *full]


_PLACES = tuple(enumerate(DIMENSIONS))


def every_cell(definition: Definition) -> list[Cell]:
    """The cells of every split that the definition allows, the total first."""
    ways = [by for length in range(len(definition.by) + 1) for by in combinations(definition.by, length)]
    return list(dict.fromkeys(cell for by in ways for cell in asked(definition, by)))


@dataclass(frozen=True)
class _Counted:
    """What has been counted for a period, what of it is hidden, and the size estimates."""

    tables: Mapping[Measure, Table]
    hidden: Guard
    sizes: Estimates


def _count(
    wanted: Sequence[Definition],
    period: Period,
    where: Where,
    by: Sequence[str],
    *,
    counts: Engine,
    exact: bool = False,
    beside: Beside = ALONE,
) -> _Counted:
    tables = {measure: counts.table(measure, period, by) for one in wanted for measure in one.measures}
    hidden = Guard() if exact else guard(wanted, period, by, counts, beside)
    if beside.whole and where.part:
        for measure, cells in of_a_part(tables).items():
            hidden.hide(measure, cells)
    return _Counted(tables, hidden, estimates.standing(where))


class _Page:
    """One table of one indicator, and what of it is hidden."""

    def __init__(self, definition: Definition, period: Period, where: Where, counted: _Counted) -> None:
        self.definition, self.period, self.where = definition, period, where
        self.measure = definition.measure  # made once, not for each cell
        self.tables, self.hidden, self.sizes = counted.tables, counted.hidden, counted.sizes

    def figure(self, cell: Cell = engine.ALL) -> Figure:
        one = self.definition
        estimate = self._estimate(cell) if one.estimate else None
        if one.estimate_only:
            return self._of_estimate(cell, estimate)
        numerator, hides = self._number(self.measure, cell)
        denominator = estimate.value if estimate else None
        if one.over is not None:
            denominator, also = self._number(one.over, cell)
            hides = hides or also
        value = numerator if not one.is_rate else None if hides else self._rate(numerator, denominator)
        return Figure(
            numerator=numerator,
            denominator=denominator,
            value=value,
            suppressed=hides,
            interval=self._interval(numerator, estimate) if not hides else None,
            gap=self._gap(numerator, estimate) if not hides else None,
            level=_level(one.levels, value, self.period),
            lacking=None if hides or value is not None else NOBODY if denominator == 0 else NO_ESTIMATE,
            upper_bound=bool(one.lacks),
            estimate=estimate,
            **self._told(cell),
        )

    def _told(self, cell: Cell) -> dict[str, Any]:
        return {
            "indicator": self.definition.id,
            "period": self.period.code,
            "place": self.where.code,
            "by": {name: code for name, code in zip(DIMENSIONS, cell, strict=True) if code is not None},
            "unit": self.definition.unit,
            "calendar": self.period.calendar.value,
            "version": self.definition.version,
            "additive_over_sites": self.definition.additive_over_sites,
        }

    def _of_estimate(self, cell: Cell, estimate: Estimate | None) -> Figure:
        bounds = None
        if estimate and estimate.low is not None and estimate.high is not None:
            bounds = (float(estimate.low), float(estimate.high))
        value = estimate.value if estimate else None
        lacking = None if estimate else NO_ESTIMATE
        told = self._told(cell)
        return Figure(numerator=value, value=value, interval=bounds, lacking=lacking, estimate=estimate, **told)

    def _number(self, measure: Measure, cell: Cell) -> tuple[int | None, bool]:
        """The number, or None and True where it is hidden."""
        if self.hidden.hides(measure, cell):
            return None, True
        return self.tables[measure].get(cell, engine.Count()).value, False

    def _estimate(self, cell: Cell) -> Estimate | None:
        """The size estimate under a cell. None is published by age, none for a site, none for one worker's clients."""
        if self.where.site or self.where.scope.seen_by is not None or cell[1] is not None or cell[2] is not None:
            return None
        population = self.definition.estimate or ""
        return self.sizes.of(population, cell[0] or "", self.period.end.year, self.where.place)

    def _rate(self, numerator: int | None, denominator: int | None) -> float | None:
        if numerator is None or not denominator:
            return None
        return round(self._times() * numerator / denominator, PLACES)

    def _times(self) -> int:
        return 100 if self.definition.unit == "percent" else 1

    def _interval(self, numerator: int | None, estimate: Estimate | None) -> tuple[float, float] | None:
        """The fewer people there are, the higher the rate: the ends change places."""
        if numerator is None or estimate is None or not estimate.low or not estimate.high:
            return None
        times = self._times()
        return round(times * numerator / estimate.high, PLACES), round(times * numerator / estimate.low, PLACES)

    def _gap(self, numerator: int | None, estimate: Estimate | None) -> int | None:
        if estimate is None or numerator is None or self.definition.unit != "percent":
            return None
        return max(0, estimate.value - numerator)


def _level(levels: Levels | None, value: float | None, period: Period) -> str | None:
    if levels is None or value is None or (levels.year_only and period.length is not Length.YEAR):
        return None
    return "low" if value < levels.low_below else "high" if value > levels.high_above else "medium"
