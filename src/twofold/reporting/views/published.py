"""What somebody outside the programme reads of reports: those of quarters and years, as they were last handed in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from twofold.core import ids
from twofold.core.access import Door
from twofold.core.doors import door
from twofold.core.errors import NotThere
from twofold.indicators import periods
from twofold.indicators.forms import words
from twofold.reporting import policy, printed, standing


@door(Door.REPORTS)
@require_safe
def published(request: HttpRequest) -> HttpResponse:
    """The list and, where one is chosen, its lines."""
    rows = standing.published(request.actor) if policy.policy().donors_read_submitted else []
    context = {"rows": [(row, words(periods.parse(row.period))) for row in rows], "policy": policy.policy()}
    if asked := request.GET.get("report"):
        row = next((one for one in rows if one.pk == ids.parse(asked)), None)
        if row is None:
            raise NotThere
        period = periods.parse(row.period)
        report = printed.Printed(period, row.place_name, standing.of(row), row.submitted_at, row)
        context |= {"report": report, "lines": list(printed.lines(report, get_language() or "en"))}
    return render(request, "reporting/published.html", context)
