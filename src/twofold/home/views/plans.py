"""Pages of targets and size estimates: what holds, a new one, and one that takes another's place."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from twofold.core.access import Door
from twofold.core.doors import door
from twofold.core.errors import Invalid
from twofold.home import plans as reads
from twofold.home.forms.plans import EstimateForm, TargetForm
from twofold.programme import actions
from twofold.programme import reads as programme

_form = require_http_methods(["GET", "HEAD", "POST"])


@door(Door.PLANS)
@require_safe
def plans(request: HttpRequest) -> HttpResponse:
    """What is to be reached, and how many people there are to reach."""
    context = {"targets": reads.targets(request.actor), "estimates": reads.estimates(request.actor)}
    return render(request, "home/plans.html", context)


@door(Door.PLANS)
@_form
def target(request: HttpRequest, replaces: uuid.UUID | None = None) -> HttpResponse:
    """A new target, or one in place of another."""
    old = reads.target(request.actor, replaces) if replaces else None
    initial = _initial(old, ("indicator", "start", "end", "value"))
    initial["site"] = str(old.site_id) if old and old.site_id else ""
    data = request.POST if request.method == "POST" else None
    sites = {
        site.pk: site for site in [*programme.open_sites(request.actor), *([old.site] if old and old.site else [])]
    }
    form = TargetForm(data, initial=initial, sites=sites.values())
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_targets(
                by=request.actor, organisation=request.actor.organisation, targets=[form.target(replaces)]
            )
        except Invalid as problem:
            form.blame(problem)
        else:
            messages.success(request, _("The target stands."))
            return redirect("plans")
    return _page(request, form, old, "target")


@door(Door.PLANS)
@_form
def estimate(request: HttpRequest, replaces: uuid.UUID | None = None) -> HttpResponse:
    """A new size estimate, or one in place of another."""
    old = reads.estimate(request.actor, replaces) if replaces else None
    initial = _initial(old, ("population", "gender", "year", "value", "low", "high"))
    initial["place"] = old.place_id if old else ""
    data = request.POST if request.method == "POST" else None
    form = EstimateForm(data, initial=initial, places=programme.places())
    if request.method == "POST" and form.is_valid():
        try:
            actions.record_estimates(
                by=request.actor, organisation=request.actor.organisation, estimates=[form.estimate(replaces)]
            )
        except Invalid as problem:
            form.blame(problem)
        else:
            messages.success(request, _("The estimate is recorded."))
            return redirect("plans")
    return _page(request, form, old, "estimate")


def _initial(old: Any, names: tuple[str, ...]) -> dict[str, Any]:
    """What stood there; not its source, since the new number has its own."""
    return {name: getattr(old, name) for name in names} if old else {}


def _page(request: HttpRequest, form: Any, old: Any, what: str) -> HttpResponse:
    context = {"form": form, "old": old, "what": what}
    return render(request, "home/plan.html", context, status=400 if form.errors else 200)
