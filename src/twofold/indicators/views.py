"""Pages of figures: the table, the same as a file, and what each figure means."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from twofold.core import clock
from twofold.core.access import Door
from twofold.core.doors import door
from twofold.indicators import access, definitions, disclosure, explained, forms, grid, places, report, spreadsheet


def _ask(request: HttpRequest) -> forms.AskForm:
    return forms.AskForm(
        request.GET,
        today=clock.today(request.user.organisation.timezone),
        places=places.choices(request.actor),
        published_only=access.published_only(request.actor),
    )


def _found(request: HttpRequest, form: forms.AskForm) -> tuple[places.Where, list[report.Figure]]:
    where = places.within(request.actor, form.cleaned_data.get("place"))
    asked = form.cleaned_data
    return where, report.figures(list(definitions.definitions().values()), asked["period"], where, asked["by"])


@door(Door.REPORTS)
@require_safe
def table(request: HttpRequest) -> HttpResponse:
    """Every figure for a period and a place, split if asked; small counts hidden for everybody."""
    form = _ask(request)
    if not form.is_valid():
        return render(request, "indicators/report.html", {"form": form}, status=400)
    where, found = _found(request, form)
    asked = form.cleaned_data
    address = {"period": asked["period"].code, "place": where.code or "", "by": ",".join(asked["by"])}
    context: dict[str, Any] = {
        "form": form,
        "grid": grid.lay_out(found, asked["by"], get_language() or "en"),
        "where": where.name if where.code else "",
        "period": forms.words(asked["period"]),
        "running": asked["period"].end >= form.today,
        "now": clock.now(),
        "threshold": disclosure.policy().threshold,
        "address": urlencode({name: value for name, value in address.items() if value}),
    }
    return render(request, "indicators/report.html", context)


@door(Door.REPORTS)
@require_safe
def download(request: HttpRequest) -> HttpResponse:
    """The same table as a file, behind the same disclosure control."""
    form = _ask(request)
    if not form.is_valid():
        return render(request, "indicators/report.html", {"form": form}, status=400)
    where, found = _found(request, form)
    text = spreadsheet.figures(found, place=where.name, language=get_language() or "en")
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{spreadsheet.FILE_NAME}"'
    return response


@door(Door.HOME)
@require_safe
def definition(request: HttpRequest, name: str) -> HttpResponse:
    """What a figure means, in plain words: source, version, boundary cases."""
    one = definitions.named(name)
    if one is None:
        raise Http404
    language = get_language() or "en"
    context = {"one": one, "words": one.words(language), "threshold": disclosure.policy().threshold}
    context |= explained.facts(one, language)
    return render(request, "indicators/definition.html", context)
