"""Pages of figures: the table of a report, the same as a file or a chart, one figure opened up, and what each means."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from twofold.core import clock
from twofold.core.access import Door
from twofold.core.doors import door
from twofold.indicators import (
    access,
    behind,
    charts,
    definitions,
    disclosure,
    explained,
    forms,
    grid,
    opened,
    places,
    report,
    spreadsheet,
)


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
    return where, report.figures(
        asked["report"].definitions, asked["period"], where, asked["by"], beside=access.beside(request.actor)
    )


def _refused(request: HttpRequest, form: forms.AskForm) -> HttpResponse:
    return render(request, "indicators/report.html", {"form": form}, status=400)


@door(Door.REPORTS)
@require_safe
def table(request: HttpRequest) -> HttpResponse:
    """The figures of a report for a period and a place, split if asked; small counts hidden for everybody."""
    form = _ask(request)
    if not form.is_valid():
        return _refused(request, form)
    where, found = _found(request, form)
    asked, language = form.cleaned_data, get_language() or "en"
    address = form.address(where.code)
    context: dict[str, Any] = {
        "form": form,
        "grid": grid.lay_out(found, asked["by"], language, urlencode(address)),
        "bars": charts.bars(found, asked["by"], language),
        "where": where.name if where.code else "",
        "period": forms.words(asked["period"]),
        "running": asked["period"].end >= form.today,
        "now": clock.now(),
        "threshold": disclosure.policy().threshold,
        "whole_only": where.part and access.beside(request.actor).whole,
        "address": urlencode(address),
    }
    return render(request, "indicators/report.html", context)


@door(Door.REPORTS)
@require_safe
def download(request: HttpRequest) -> HttpResponse:
    """The same table as a file, behind the same disclosure control."""
    form = _ask(request)
    if not form.is_valid():
        return _refused(request, form)
    where, found = _found(request, form)
    text = spreadsheet.figures(found, place=where.name, language=get_language() or "en")
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{spreadsheet.FILE_NAME}"'
    return response


@door(Door.REPORTS)
@require_safe
def chart(request: HttpRequest) -> HttpResponse:
    """The same table as a chart's specification, with its numbers in it, behind the same disclosure control."""
    form = _ask(request)
    if not form.is_valid():
        return _refused(request, form)
    _, found = _found(request, form)
    return JsonResponse(charts.specification(found, form.cleaned_data["by"], get_language() or "en"))


@door(Door.REPORTS)
@require_safe
def cell(request: HttpRequest, name: str) -> HttpResponse:
    """One figure opened up: how it came about, where it stands in time, and, for the entitled, whom it counts."""
    one, form = definitions.named(name), _ask(request)
    if one is None:
        raise Http404
    if not form.is_valid():
        return _refused(request, form)
    asked, language = form.cleaned_data, get_language() or "en"
    where = places.within(request.actor, asked.get("place"))
    which = opened.cell_of(one, request.GET)
    context = opened.facts(one, asked["period"], where, which, language, beside=access.beside(request.actor))
    context |= {
        "period": forms.words(asked["period"]),
        "where": where.name,
        "address": urlencode(form.address(where.code)),
    }
    if behind.may_see(request.actor, one, which):
        context["rows"] = behind.rows(request.actor, one, which, period=asked["period"], where=where, asked=request.GET)
    return render(request, "indicators/cell.html", context)


@door(Door.HOME)
@require_safe
def definition(request: HttpRequest, name: str) -> HttpResponse:
    """What a figure means, in plain words: source, version, boundary cases."""
    one = definitions.named(name)
    if one is None:
        raise Http404
    language = get_language() or "en"
    context = {"one": one, "words": one.words(language), "threshold": disclosure.policy().threshold}
    return render(request, "indicators/definition.html", context | explained.facts(one, language))


@door(Door.HOME)
@require_safe
def every_definition(request: HttpRequest) -> HttpResponse:
    """All figures that there are, by report, with a search in their words."""
    language, asked = get_language() or "en", request.GET.get("q", "")[:100].strip()
    return render(request, "indicators/every.html", {"groups": explained.found(asked, language), "asked": asked})
