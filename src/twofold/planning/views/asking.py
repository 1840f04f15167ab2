"""The page on which a manager asks: prefilled, with sliders, answered while they move; and what the model believes."""

import functools
import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from twofold import epi
from twofold.core import clock
from twofold.core.access import Door
from twofold.core.doors import door
from twofold.core.errors import Invalid
from twofold.planning import actions, answers, fitting, inputs, prefill, reads, shown, words
from twofold.planning.forms import AskForm
from twofold.planning.models import ScenarioVersion
from twofold.shell.numbers import written

_form = require_http_methods(["GET", "HEAD", "POST"])
_KEPT = 64  # quick answers at hand: the same question gives the same answer


@door(Door.PLANNING)
@_form
def ask(request: HttpRequest) -> HttpResponse:
    """What would it avert? A quick look, or kept and worked out in full."""
    return _ask(request, None)


@door(Door.PLANNING)
@_form
def change(request: HttpRequest, scenario: uuid.UUID) -> HttpResponse:
    """A further version of a scenario; the earlier ones stay."""
    return _ask(request, reads.scenario(request.actor, scenario))


def _ask(request: HttpRequest, held: reads.Held | None) -> HttpResponse:
    if request.method != "POST":
        return _page(request, AskForm(initial=_initial(request, held)), held)
    # Never while somebody only moves a slider: htmx sends the name of the button that was pressed last along with it
    keep = "keep" in request.POST and not request.headers.get("HX-Request")
    form = AskForm(request.POST)
    if not form.is_valid():
        return _page(request, form, held, status=400)
    if not keep:
        return _page(request, form, held, **_quick(request, form))
    try:
        version = actions.save_versions(by=request.actor, versions=[_version(request, form, held)])[0]
        actions.ask_runs(by=request.actor, scenarios=[version.scenario_id])
    except Invalid as problem:
        form.blame(problem)
        return _page(request, form, held, status=400)
    return redirect("scenario", version.scenario_id)


def _initial(request: HttpRequest, held: reads.Held | None) -> dict[str, Any]:
    if held is None:
        told = reads.known(request.actor)
        return {"years": 10, **_short(prefill.prefilled(request.actor).values), **_known(told)}
    version = held.version
    budget = written(version.budget) if version.budget else None
    known = _known(version)
    return {"name": version.name, "years": version.years, "budget": budget, **_short(version.values), **known}


def _known(version: ScenarioVersion | None) -> dict[str, str]:
    """What was said to be known of HIV here, with where it comes from and what stood beside it."""
    if version is None or fitting.SAID_OF not in version.grounds:
        return {}
    values = {code: value for code, value in version.values.items() if code.startswith(fitting.KNOWN)}
    values |= {code: version.values[code] for code in ("hiv_men", "hiv_women")}
    return {**_short(values), "known_source": version.grounds[fitting.SAID_OF]["source"]}


def _short(values: inputs.Values) -> dict[str, str]:
    """16 and not 16.0."""
    return {code: f"{value:.10g}" for code, value in values.items()}


def _version(request: HttpRequest, form: AskForm, held: reads.Held | None) -> actions.NewVersion:
    values, told = form.values(), form.cleaned_data
    today = date_format(clock.today(request.user.organisation.timezone), "j M Y")
    return actions.NewVersion(
        name=told["name"] or _("Asked on %(day)s") % {"day": today},
        values=values,
        years=told["years"],
        budget=round(told.get("budget") or 0),
        grounds=prefill.grounds_said(values, prefill.prefilled(request.actor)) | form.known_ground(),
        scenario=held.scenario.pk if held else None,
    )


def _quick(request: HttpRequest, form: AskForm) -> dict[str, Any]:
    """The answer, and whether what is known here is in it."""
    years, values = form.cleaned_data["years"], form.values()
    fit = reads.fit(request.actor, values)
    answer = shown.answer(_quickly(tuple(sorted(values.items())), years, fit), years)
    in_line = "" if fitting.targets(values) is None else "yes" if fit else "not yet"
    return {"answer": answer, "in_line": in_line, "in_line_words": shown.known(values, form.known_ground())}


@functools.lru_cache(maxsize=_KEPT)
def _quickly(values: tuple[tuple[str, float], ...], years: int, fit: fitting.Fit | None) -> dict[str, Any]:
    return answers.quick(dict(values), years=years, fit=fit)


def _page(
    request: HttpRequest,
    form: AskForm,
    held: reads.Held | None,
    *,
    status: int = 200,
    **answered: Any,
) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "held": held, "answer": None, "quick": True, **answered}
    if request.headers.get("HX-Request"):  # a part of the page: htmx puts nothing in place that comes as an error
        return render(request, "planning/parts/answered.html", context)
    found = prefill.prefilled(request.actor)
    grounds = {code: prefill.words(code, ground) for code, ground in found.grounds.items()}
    known = {code for code, ground in found.grounds.items() if ground["kind"] in (prefill.FIGURE, prefill.ESTIMATE)}
    context |= {"grounds": grounds, "known": known, "sources": inputs.inputs()}
    return render(request, "planning/ask.html", context, status=status)


@door(Door.PLANNING)
@require_safe
def assumptions(request: HttpRequest) -> HttpResponse:
    """Everything that the model believes, with its source."""
    rows: list[dict[str, Any]] = [
        {
            "about": words.parameter(one.name, one.about),
            "value": words.plain(one.value),
            "low": words.plain(one.low),
            "high": words.plain(one.high),
            "unit": words.unit(one.unit),
            "source": one.source,
            "verified": one.verified,
        }
        for one in epi.parameters()
    ]
    context = {"rows": rows, "verified": sum(row["verified"] for row in rows), "inputs": inputs.inputs()}
    return render(request, "planning/assumptions.html", context)
