"""One figure opened up for its page: its parts in words, the periods before it, the target. Counts nothing itself."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404

from twofold.indicators import categories, charts, explained, periods, report, targets
from twofold.indicators.beside import Beside
from twofold.indicators.definitions import DIMENSIONS, Definition
from twofold.indicators.engine import Cell
from twofold.indicators.periods import Length, Period
from twofold.indicators.places import Where

_TREND = {Length.MONTH: 12, Length.QUARTER: 8, Length.HALF: 6, Length.YEAR: 3}


def cell_of(one: Definition, asked: Mapping[str, str]) -> Cell:
    """The cell that an address names: no more of it than the definition can be split by, and only what there is."""
    by = [name for name in one.by if asked.get(name)]
    sex, age, kind = (asked.get(name) if name in by else None for name in DIMENSIONS)
    if (sex, age, kind) not in report.asked(one, by):
        raise Http404
    return sex, age, kind


def facts(
    one: Definition, period: Period, where: Where, cell: Cell, language: str, *, beside: Beside
) -> dict[str, Any]:
    """What the page says of the figure."""
    by = [name for name, code in zip(DIMENSIONS, cell, strict=True) if code is not None]
    wanted = {name: code for name, code in zip(DIMENSIONS, cell, strict=True) if code is not None}
    figure = next(f for f in report.figures([one], period, where, by, beside=beside) if f.by == wanted)
    found: dict[str, Any] = {
        "one": one,
        "words": one.words(language),
        "figure": figure,
        "which": [categories.label(name, code) for name, code in wanted.items()],
        "level": explained.LEVELS[figure.level] if figure.level else "",
        "lacking": explained.LACKING[figure.lacking] if figure.lacking else "",
        **explained.facts(one, language),
    }
    if not by:
        line = report.totals([one], periods.before(period, _TREND[period.length]), where, beside=beside)[one.id]
        organisation = where.scope.organisation if where.code is None else None
        standing = targets.standing(organisation, [one], period) if organisation else {}
        found |= {"trend": charts.trend(line), "target": standing.get(one.id)}
    return found
