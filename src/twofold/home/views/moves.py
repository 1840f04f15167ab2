"""Moving many clients into another caseload in one step: choose, look at it, do it, take it back."""

import datetime as dt
import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from twofold.core import ids
from twofold.core.access import Door
from twofold.core.doors import door
from twofold.core.errors import Invalid
from twofold.home import caseloads as reads
from twofold.home.forms.caseloads import MoveForm, WhichForm
from twofold.people import actions
from twofold.shell.notices import undoable

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


@door(Door.CASELOADS)
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """Whom, and where to. What is asked for stands in the address; who was ticked is posted."""
    all_caseloads = list(reads.caseloads(request.actor))
    which = WhichForm(request.GET, caseloads=all_caseloads)
    if request.method != "POST":
        return _choose(request, which, MoveForm(caseloads=all_caseloads))
    form = MoveForm(request.POST, caseloads=all_caseloads, ticked=request.POST.getlist("clients"))
    if not form.is_valid():
        return _choose(request, which, form)
    found, unknown = reads.by_code(request.actor, form.typed())
    clients = reads.chosen(request.actor, [*form.ticked, *found])
    if not clients:
        form.add_error("codes", _("None of these codes fits a card here."))
        return _choose(request, which, form)
    return _look(request, clients, form.cleaned_data["target"], unknown)


def _choose(request: HttpRequest, which: WhichForm, form: MoveForm) -> HttpResponse:
    asked = which.asked()
    found = reads.page(request.actor, asked, request.GET)
    context = {
        "which": which,
        "form": form,
        "page": found,
        "lines": reads.lines(found.rows),
        "ticked": set(form.ticked),
        "source": asked.caseload,
    }
    bad = form.errors or which.errors
    return render(request, "home/move.html", context, status=400 if bad else 200)


def _look(request: HttpRequest, clients: list[Any], target: str, unknown: list[str]) -> HttpResponse:
    """What would be done, before it is done."""
    to = reads.caseload(request.actor, uuid.UUID(target))
    lines = reads.lines(clients)
    moving = [line for line in lines if line.caseload_id != to.pk]
    context = {
        "to": to,
        "moving": moving,
        "staying": [line for line in lines if line.caseload_id == to.pk],
        "unknown": unknown,
        "chosen": " ".join(str(line.id) for line in moving),
    }
    return render(request, "home/move_preview.html", context)


@door(Door.CASELOADS)
@require_POST
def move(request: HttpRequest) -> HttpResponse:
    """Do what was looked at. Undo places everybody back where they were."""
    told = [found for text in request.POST.get("clients", "").split() if (found := ids.parse(text))]
    target = ids.parse(request.POST.get("target"))
    clients = [row.pk for row in reads.chosen(request.actor, told[: reads.MOST_AT_ONCE])]
    if not clients or target is None:
        messages.error(request, _("Nobody was moved. Choose clients and a caseload."))
        return redirect("caseload_move")
    try:
        count = actions.place_clients(by=request.actor, clients=clients, caseload=target)
    except Invalid as problem:
        messages.error(request, problem.message)
        return redirect("caseload_move")
    words = ngettext("%(n)d client moved.", "%(n)d clients moved.", count) % {"n": count}
    moment = reads.last_step(request.actor)
    assert moment is not None
    undoable(
        request, words, undo_url=reverse("caseload_move_back", args=[(moment - _EPOCH) // dt.timedelta(microseconds=1)])
    )
    return redirect("caseload", target)


@door(Door.CASELOADS)
@require_POST
def move_back(request: HttpRequest, moment: int) -> HttpResponse:
    """Take one's own step back: everybody who has not moved on since."""
    try:
        count = actions.place_back(by=request.actor, moment=_moment(moment))
    except Invalid as problem:
        messages.error(request, problem.message)
    else:
        words = ngettext("%(n)d client is back.", "%(n)d clients are back.", count) % {"n": count}
        messages.success(request, words)
    return redirect("caseloads")


def _moment(microseconds: int) -> dt.datetime:
    """The moment in an address; one that cannot be, where nothing was done."""
    try:
        return _EPOCH + dt.timedelta(microseconds=microseconds)
    except OverflowError:
        return _EPOCH
