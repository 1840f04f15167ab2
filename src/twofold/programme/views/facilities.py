"""Pages of the directory of places to which clients are referred: the list, a new one, change, close and open again."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from twofold.core import clock
from twofold.core.access import Door, may_enter
from twofold.core.doors import door
from twofold.core.errors import Invalid
from twofold.programme import actions, reads
from twofold.programme.actions import NewFacility
from twofold.programme.forms import FacilityForm
from twofold.programme.services import grouped, services
from twofold.shell.notices import undoable

_form = require_http_methods(["GET", "HEAD", "POST"])
FIELDS = ("name", "kind", "services", "address", "phone", "hours", "slip_name", "slip_where")


@door(Door.PROGRAMME)
@require_safe
def facilities(request: HttpRequest) -> HttpResponse:
    """The directory, with what one can go there for."""
    language, known = get_language() or "en", services().by_code()
    rows = reads.facilities(request.actor)
    for row in rows:
        row.words = [known[code].label(language) for code in row.services if code in known]
    may_change = may_enter(request.actor.roles, Door.SITES, second_factor=request.actor.second_factor)
    return render(request, "programme/facilities.html", {"facilities": rows, "may_change": may_change})


def _asked(request: HttpRequest, initial: dict[str, object]) -> FacilityForm:
    sent = request.POST if request.method == "POST" else None
    return FacilityForm(sent, initial=initial, services=grouped(get_language() or "en"))


@door(Door.SITES)
@_form
def new_facility(request: HttpRequest) -> HttpResponse:
    """A new place of the directory."""
    form = _asked(request, {})
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_facilities(
                by=request.actor,
                organisation=request.actor.organisation,
                facilities=[NewFacility(**form.cleaned_data)],
            )
        except Invalid as problem:
            form.blame(problem)
        else:
            messages.success(request, _("Saved."))
            return redirect("facilities")
    return render(request, "programme/facility.html", {"form": form}, status=400 if form.errors else 200)


@door(Door.SITES)
@_form
def change_facility(request: HttpRequest, facility: uuid.UUID) -> HttpResponse:
    """What the directory says of a place."""
    row = reads.facility(request.actor, facility)
    form = _asked(request, {name: getattr(row, name) for name in FIELDS})
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_facility(by=request.actor, facility=facility, new=NewFacility(**form.cleaned_data))
        except Invalid as problem:
            form.blame(problem)
        else:
            messages.success(request, _("Saved."))
            return redirect("facilities")
    return render(
        request, "programme/facility.html", {"form": form, "facility": row}, status=400 if form.errors else 200
    )


@door(Door.SITES)
@require_POST
def close_facility(request: HttpRequest, facility: uuid.UUID) -> HttpResponse:
    """Offer it no more."""
    day = clock.today(request.user.organisation.timezone)
    actions.set_facility_closed(by=request.actor, facility=facility, closed_on=day)
    undoable(request, _("It is offered no more."), undo_url=reverse("facility_reopen", args=[facility]))
    return redirect("facilities")


@door(Door.SITES)
@require_POST
def reopen_facility(request: HttpRequest, facility: uuid.UUID) -> HttpResponse:
    """Offer it again."""
    actions.set_facility_closed(by=request.actor, facility=facility, closed_on=None)
    messages.success(request, _("It is offered again."))
    return redirect("facilities")
