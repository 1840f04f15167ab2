"""Scenarios that were kept: the list, one with its answer, two side by side; runs that are asked for and cancelled."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from twofold.core import ids
from twofold.core.access import Door
from twofold.core.doors import door
from twofold.core.errors import Invalid
from twofold.planning import actions, fitting, inputs, prefill, reads, shown, words
from twofold.planning.models import Run


@door(Door.PLANNING)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All of the organisation, the newest first."""
    return render(request, "planning/saved.html", {"lines": [_line(held) for held in reads.scenarios(request.actor)]})


def _line(held: reads.Held) -> dict[str, Any]:
    run = held.answered
    return {
        "held": held,
        "answer": shown.answer(run.result, run.version.years) if run else None,
        "stale": bool(run and run.version_id != held.version.pk),
        "budget": words.money(held.version.budget) if held.version.budget else "",
    }


@door(Door.PLANNING)
@require_safe
def page(request: HttpRequest, scenario: uuid.UUID) -> HttpResponse:
    """One scenario: how far its run is, what it answered, what was asked, and its earlier versions."""
    held = reads.scenario(request.actor, scenario)
    if "HX-Request" in request.headers and not (held.last_run and held.last_run.is_open):
        # The page asks how far it is, and it has ended: what there is to show now is the whole of the page.
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "planning/scenario.html", {"held": held, "asked": asked(held), **answered(held)})


def answered(held: reads.Held) -> dict[str, Any]:
    """What the latest run with an answer says."""
    run = held.answered
    if run is None or run.result is None:
        return {"answer": None}
    version = run.version
    title, rows, base = shown.doubt(run.result)
    return {
        "answer": shown.answer(run.result, version.years),
        "fit": shown.fit(run.result, version.values, version.grounds),
        "mix": shown.mix(run.result, version.years, version.budget),
        "budget": words.money(version.budget),
        "doubt_title": title,
        "doubt": rows,
        "base": base,
        "run": run,
        "stale": version.pk != held.version.pk,
    }


def asked(held: reads.Held) -> list[dict[str, Any]]:
    """What was asked, with the ground of each value."""
    values, grounds = held.version.values, held.version.grounds
    rows = []
    for one in inputs.inputs().input:
        if one.code not in values:
            continue
        value = words.money(values[one.code]) if one.unit == "money" else words.plain(values[one.code])
        planned = words.plain(values[inputs.PLAN + one.code]) if inputs.PLAN + one.code in values else ""
        rows.append(
            {
                "name": one.words.name,
                "help": one.words.help,
                "value": value,
                "planned": "" if planned == value else planned,
                "ground": prefill.words(one.code, grounds.get(one.code, {})),
            }
        )
    for measure, low, high in fitting.known(values):
        between = shown.interval(low, high)
        ground = shown.known_from(grounds)
        rows.append({"name": words.MEASURES[measure], "help": "", "value": between, "planned": "", "ground": ground})
    return rows


@door(Door.PLANNING)
@require_POST
def run(request: HttpRequest, scenario: uuid.UUID) -> HttpResponse:
    """Work it out, once more or at last."""
    try:
        actions.ask_runs(by=request.actor, scenarios=[scenario])
    except Invalid as problem:
        messages.error(request, str(problem.message))
    return redirect("scenario", scenario)


@door(Door.PLANNING)
@require_POST
def cancel(request: HttpRequest, run: uuid.UUID) -> HttpResponse:
    """End a run without an answer."""
    cancelled = actions.cancel_runs(by=request.actor, runs=[run])[0]
    messages.success(request, _("The run is cancelled. What was worked out before is still here."))
    return redirect("scenario", cancelled.scenario_id)


@door(Door.PLANNING)
@require_POST
def funders(request: HttpRequest, scenario: uuid.UUID) -> HttpResponse:
    """Open the brief to the organisation's funders, or close it again."""
    is_open = request.POST.get("open") == "yes"
    actions.open_to_funders(by=request.actor, scenarios=[scenario], is_open=is_open)
    told = (
        _("Funders with an account can read the brief now.") if is_open else _("Funders do not see the brief any more.")
    )
    messages.success(request, told)
    return redirect("scenario", scenario)


@door(Door.PLANNING)
@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Two scenarios side by side."""
    everything = reads.scenarios(request.actor)
    known = {held.scenario.pk: held for held in everything if held.answered}
    chosen = [known.get(ids.parse(request.GET.get(name, ""))) for name in ("one", "other")]
    context: dict[str, Any] = {"choices": list(known.values()), "chosen": chosen}
    pair = [held for held in chosen if held is not None]
    runs = [held.answered for held in pair if held.answered is not None and held.answered.result is not None]
    if len(runs) == 2:
        found = [shown.answer(run.result or {}, run.version.years) for run in runs]
        context["pair"] = list(zip(pair, found, strict=True))
        context["rows"] = [_in_line(runs), *_beside(found)]
        first, second = (run.version for run in runs)
        context["differ"] = first.years != second.years or first.values["size"] != second.values["size"]
    return render(request, "planning/compare.html", context)


def _in_line(runs: list[Run]) -> dict[str, Any]:
    """Whether each was answered with the model in line with what is known here."""
    one, other = (_("yes") if "fit" in (run.result or {}) else _("no") for run in runs)
    return {"label": _("In line with what is known here"), "one": one, "other": other}


def _beside(found: list[shown.Answer]) -> list[dict[str, Any]]:
    one, other = found
    rows = [
        {"label": _("Infections averted"), "one": one.averted, "other": other.averted, "strong": True},
        {"label": _("Extra cost"), "one": one.cost, "other": other.cost, "strong": True},
        {"label": _("Cost of one infection averted"), "one": one.each, "other": other.each, "strong": True},
    ]
    for name in ("sex", "couple", "partner"):
        pairs = zip(getattr(one, name), getattr(other, name), strict=True)
        rows += [{"label": a["label"], "one": a["words"], "other": b["words"]} for a, b in pairs]
    return rows
