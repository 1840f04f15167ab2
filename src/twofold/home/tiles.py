"""The figures on the landing page: this month, the months before it, the target where one stands."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from twofold.core.access import Actor
from twofold.indicators import forms, periods, places, report, targets
from twofold.indicators.definitions import Definition, definitions
from twofold.indicators.periods import Period
from twofold.indicators.report import Figure

MONTHS, QUARTERS = 6, 6
OF_ORGANISATION = ("reached", "reached_twice", "registered", "new_registrations", "partners_reached")
OF_ORGANISATION += ("needles_out", "needles_returned", "condoms")
# What a worker sees of the own clients. No kind is counted here: who is of which kind stands in the file.
OWN = ("reached", "reached_twice", "registered", "needles_out", "needles_returned", "condoms")


def of_organisation(actor: Actor, today: dt.date) -> list[dict[str, Any]]:
    """This month in the whole organisation, small counts hidden."""
    wanted, months = _chosen(OF_ORGANISATION), periods.last_months(today, MONTHS)
    where = places.within(actor, None)
    assert where.scope.organisation is not None
    standing = targets.standing(where.scope.organisation, wanted, months[-1])
    return _tiles(wanted, report.totals(wanted, months, where), months[-1], standing)


def published(actor: Actor, today: dt.date) -> list[dict[str, Any]]:
    """The last quarter that is over, as it could be published."""
    wanted, quarters = _chosen(OF_ORGANISATION), periods.quarters_over(today, QUARTERS)
    return _tiles(wanted, report.totals(wanted, quarters, places.within(actor, None)), quarters[-1], {})


def own(actor: Actor, today: dt.date) -> list[dict[str, Any]]:
    """This month among the clients whom this worker may see anyway: nothing to hide from them, and nobody else counted."""
    wanted, months = _chosen(OWN), periods.last_months(today, MONTHS)
    return _tiles(wanted, report.totals(wanted, months, places.own(actor), exact=True), months[-1], {})


def _chosen(ids: Sequence[str]) -> list[Definition]:
    return [definitions()[one] for one in ids]


def _tiles(
    wanted: Sequence[Definition], found: dict[str, list[Figure]], period: Period, standing: dict[str, int]
) -> list[dict[str, Any]]:
    language, when = get_language() or "en", forms.words(period)
    return [
        {
            "name": one.words(language).name,
            "value": found[one.id][-1].value,
            "suppressed": found[one.id][-1].suppressed,
            "trend": [figure.value for figure in found[one.id]],
            "unit": _("people") if one.unit == "people" else _("pieces"),
            "period": when,
            "target": standing.get(one.id),
            "how_url": reverse("definition", args=[one.number]),
        }
        for one in wanted
    ]
