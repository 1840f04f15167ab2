"""The page of data quality: what may be wrong, for whoever can mend it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from twofold.core.access import Door, may_enter
from twofold.core.doors import door
from twofold.core.errors import Invalid
from twofold.quality import actions, reads
from twofold.quality.forms import SettleForm
from twofold.quality.rules import rules


@door(Door.QUALITY)
@require_safe
def quality(request: HttpRequest) -> HttpResponse:
    """The queue of this worker, rule by rule; and how much waits in the whole, where that is for the reader."""
    return _page(request)


def _page(request: HttpRequest, wrong: SettleForm | None = None) -> HttpResponse:
    waiting = reads.waiting(request.actor)
    asked = request.GET.get("rule", "")
    rule = asked if asked in rules().by_code() else ""
    settled = request.GET.get("state") == "settled"
    lines = reads.queue(request.actor, rule, settled)
    language = get_language() or "en"
    context: dict[str, Any] = {
        "lines": [(line, SettleForm(initial={"finding": line.row.pk})) for line in lines],
        "queues": [
            (one.code, one.words(language).name, waiting[one.code]) for one in rules().rule if one.code in waiting
        ],
        "rule": rule,
        "settled": settled,
        "shown": reads.SHOWN,
        "tallies": reads.tallies(request.actor.organisation) if reads.sees_whole(request.actor) else [],
        "looked_at": reads.looked_at(request.actor),
        "may_look": may_enter(request.actor.roles, Door.CHECKS, second_factor=request.actor.second_factor),
        "rules": rules(),
        "from_where": rules().told_source(language),
        "form": wrong,
    }
    return render(request, "quality/quality.html", context, status=400 if wrong else 200)


@door(Door.QUALITY)
@require_POST
def settle(request: HttpRequest) -> HttpResponse:
    """Say what became of a finding."""
    form = SettleForm(request.POST)
    if form.is_valid():
        told = form.cleaned_data
        try:
            actions.settle_findings(
                by=request.actor, findings=[told["finding"]], how=told["how"], reason=told["reason"]
            )
        except Invalid as problem:
            form.blame(problem)
        else:
            messages.success(request, _("Settled. Thank you."))
            return redirect("quality")
    return _page(request, form)


@door(Door.CHECKS)
@require_POST
def look(request: HttpRequest) -> HttpResponse:
    """Look through the records now."""
    actions.look_through(by=request.actor, organisation=request.actor.organisation)
    # How many are new is not said: less what the table shows, it would give a hidden count away.
    messages.success(request, _("The records were looked through."))
    return redirect("quality")
