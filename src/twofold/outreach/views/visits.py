"""Home visits: setting out and being back, for the worker; who is out and overdue, for whoever hears the alarm."""

import functools
import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from twofold.core import ids
from twofold.core.access import Door
from twofold.core.doors import door
from twofold.core.errors import Invalid
from twofold.outreach import actions, reads, visits
from twofold.outreach.actions import NewVisit, NewWord
from twofold.outreach.forms.visits import VisitForm
from twofold.people.forms import sent

LATER = 30


@door(Door.VISITS)
@require_http_methods(["GET", "HEAD", "POST"])
def visit(request: HttpRequest) -> HttpResponse:
    """Set out, or say that one is back."""
    actor = request.actor
    sites = functools.partial(reads.sites, actor)
    initial = {"id": ids.new_entry_id(), "site": next((pk for pk, _name in reads.sites(actor)), None)}
    form = VisitForm(sent(request), initial=initial, sites=sites, author=actor.id)
    if request.method == "POST" and form.is_valid():
        try:
            actions.begin_visits(by=actor, visits=[NewVisit(**form.cleaned_data)])
        except Invalid as problem:
            form.blame(problem)
        else:
            messages.success(request, _("Go safely. Say here when you are back."))
            return redirect("visits")
    context = {"form": form, "out": visits.own(actor), "later": LATER}
    return render(request, "outreach/visit.html", context, status=400 if form.errors else 200)


def _say(request: HttpRequest, word: str, words: str, minutes: int = 0) -> HttpResponse:
    own = visits.own(request.actor)
    if own is not None:
        actions.tell_visits(by=request.actor, words=[NewWord(own.id, word, minutes)])
        messages.success(request, words)
    return redirect("visits")


@door(Door.VISITS)
@require_POST
def back(request: HttpRequest) -> HttpResponse:
    """The worker is back."""
    return _say(request, "back", _("Good that you are back."))


@door(Door.VISITS)
@require_POST
def later(request: HttpRequest) -> HttpResponse:
    """It takes longer: nobody need worry for another while."""
    return _say(request, "later", _("Nobody will ask before then."), LATER)


@door(Door.ALARMS)
@require_safe
def alarms(request: HttpRequest) -> HttpResponse:
    """Everybody who is out, whoever is overdue the longest first."""
    return render(request, "outreach/alarms.html", {"out": visits.out(request.actor)})


@door(Door.ALARMS)
@require_POST
def heard(request: HttpRequest, homevisit: uuid.UUID) -> HttpResponse:
    """The office spoke with the worker: all is well."""
    actions.tell_visits(by=request.actor, words=[NewWord(homevisit, "heard")])
    messages.success(request, _("Written down: heard from them."))
    return redirect("alarms")
