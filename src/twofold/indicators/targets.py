"""Which target stands for a figure in a month, and how much of it falls to that month."""

import datetime as dt
import uuid
from collections.abc import Sequence

from twofold.indicators.definitions import Definition
from twofold.indicators.periods import Period
from twofold.programme.models import Target


def standing(organisation: uuid.UUID, wanted: Sequence[Definition], period: Period) -> dict[str, int]:
    """Indicator -> target for this period, of the organisation as a whole; of several the one for the shortest span."""
    rows = Target.objects.filter(
        organisation=organisation,
        site=None,
        replaced_by=None,
        indicator__in=[one.id for one in wanted],
        start__lte=period.start,
        end__gte=period.end,
    )
    by_span = sorted(rows, key=lambda row: (row.end - row.start, row.pk), reverse=True)
    shortest = {row.indicator: row for row in by_span}
    return {one.id: share(one, shortest[one.id], period) for one in wanted if one.id in shortest}


def share(definition: Definition, target: Target, period: Period) -> int:
    """People are to be reached at any time; pieces and registrations pile up, month by month."""
    if definition.count == "people":
        return target.value
    return max(1, round(target.value * _months(period.start, period.end) / _months(target.start, target.end)))


def _months(start: dt.date, end: dt.date) -> int:
    return (end.year - start.year) * 12 + end.month - start.month + 1
