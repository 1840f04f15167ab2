"""The page of the path to a partner, in the file of the client who walks it. First of all: is the worker alone with them?

Whoever may write who a client is writes steps down, and sees the same page whatever stands there; the path itself is shown
to those who read this part of the file.
"""

import datetime as dt
import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from twofold.core import clock, ids
from twofold.core.access import Compartment, Door, Verb, allow
from twofold.core.doors import door
from twofold.core.errors import Invalid
from twofold.couples import actions, forms, reads, words
from twofold.couples.models import OUTCOMES, Step
from twofold.people import reads as people
from twofold.people.forms import sent
from twofold.people.models import Client


def _today(request: HttpRequest) -> dt.date:
    return clock.today(request.user.organisation.timezone)


@door(Door.TALKS)
@require_safe
def due(request: HttpRequest) -> HttpResponse:
    """With whom a private talk is due, for those who read what it is about. The list says nothing of that."""
    found = reads.due(request.actor, _today(request))
    return render(request, "couples/due.html", {"found": found, "today": _today(request)})


@door(Door.CONTACTS)
@require_http_methods(["GET", "HEAD", "POST"])
def partner(request: HttpRequest, client: uuid.UUID) -> HttpResponse:
    """Alone with the client? Then the path, and a small form for each step. Not alone: nothing is asked, shown or kept."""
    row = people.writable(request.actor, client, Compartment.IDENTITY)
    told = request.POST if request.method == "POST" else request.GET
    if told.get("alone") == "no":
        messages.success(request, _("Nothing was kept. Another day is early enough."))
        return redirect("client", row.pk)
    if told.get("alone") != "yes":
        return _shown(request, row, "couples/alone.html", status=400 if request.method == "POST" else 200)
    if request.method == "POST" and "gone" in request.POST:
        return _take_back(request, row)
    if told.get("step") in forms.TITLES:
        return _step(request, row, told["step"])
    return _path(request, row)


def _shown(request: HttpRequest, row: Client, template: str, status: int = 200, **more: Any) -> HttpResponse:
    return render(request, template, {"row": row, "code": people.opened(row, "code"), **more}, status=status)


def _path(request: HttpRequest, row: Client) -> HttpResponse:
    found, today = reads.walked(request.actor, row, _today(request)), _today(request)
    context = {
        "reads": found is not None,
        "paths": [words.told(path, today) for path in found or []],
        "steps": forms.TITLES.items(),
    }
    return _shown(request, row, "couples/partner.html", **context)


def _step(request: HttpRequest, row: Client, step: str) -> HttpResponse:
    """Show the form of one step, or keep what it says and go back to the path."""
    initial = {"id": ids.new_entry_id()}
    form: Any
    if step == forms.NAMED:
        form = forms.NamedForm(sent(request), today=_today(request), initial=initial)
    else:
        form = forms.StepForm(sent(request), today=_today(request), initial=initial, step=step)
    if request.method == "POST" and form.is_valid():
        try:
            _save(request, row, form)
        except Invalid as problem:
            form.blame(problem)
        else:
            messages.success(request, _("Saved."))
            return redirect(f"{request.path}?alone=yes")
    context = {"form": form, "step": step, "title": forms.TITLES[step], "status": 400 if form.errors else 200}
    return _shown(request, row, "couples/step.html", **context)


def _save(request: HttpRequest, row: Client, form: Any) -> None:
    day = form.cleaned_data["day"]
    moment = None if day == _today(request) else clock.at_local(day, request.user.organisation.timezone)
    if isinstance(form, forms.NamedForm):
        actions.name_partners(by=request.actor, statements=[form.statement(row.pk, moment)])
        return
    actions.note_steps(by=request.actor, steps=[form.new(row.pk, moment, _card(request, form))])


def _card(request: HttpRequest, form: Any) -> uuid.UUID | None:
    """The partner's own file, by its code. The answer for one that is hidden is that for one that is not there."""
    code = form.cleaned_data.get("card", "").strip()
    if not code:
        return None
    found = reads.card(request.actor, code)
    if found is None:
        raise Invalid(_("No card of yours has this code. Leave it empty; the step is kept all the same."), field="card")
    return found.pk


def _take_back(request: HttpRequest, row: Client) -> HttpResponse:
    """Take a step back; only who reads the path sees which."""
    gone = ids.parse(request.POST["gone"])
    if gone and allow(request.actor, Verb.READ, Compartment.COUPLE, row.case_for(request.actor)):
        void = actions.NewStep(
            client=row.pk, step=Step.DECIDED, outcome=OUTCOMES[Step.DECIDED][0], corrects=gone, void=True
        )
        actions.note_steps(by=request.actor, steps=[void])
        messages.success(request, _("Taken back. It stays in the record."))
    return redirect(f"{request.path}?alone=yes")
