"""A new card: registering a client, and the code to write down."""

import datetime as dt
import uuid
from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from twofold.core import clock, ids
from twofold.core.access import Door
from twofold.core.doors import door
from twofold.core.errors import Invalid
from twofold.outreach import actions, forms, reads
from twofold.outreach.actions import NewClient, NewContact
from twofold.outreach.models import Beneficiary
from twofold.people import reads as people
from twofold.people import uic
from twofold.people.actions.register import AT_REGISTRATION
from twofold.people.forms import sent
from twofold.people.kinds import kinds
from twofold.shell.notices import undoable


def _form(request: HttpRequest) -> forms.RegisterForm:
    actor, language = request.actor, get_language() or "en"
    served, meaning, usual = reads.served_from(actor)
    initial = {
        "id": ids.new_person_id(),
        "contact": ids.new_entry_id(),
        "where_served": usual,
        "mode": reads.usual_mode(actor),
    }
    return forms.RegisterForm(
        sent(request),
        initial=initial,
        items=reads.offered(actor),
        served=served,
        sites=meaning,
        author=actor.id,
        kinds=[(kind.code, kind.label(language)) for kind in kinds().kind if kind.compartment in AT_REGISTRATION],
        scheme=uic.schemes()[request.user.organisation.uic_scheme],
        today=clock.today(request.user.organisation.timezone),
        language=language,
    )


def _said(request: HttpRequest, form: forms.RegisterForm) -> tuple[NewClient, NewContact]:
    """The new client, and what was given at this first meeting."""
    told, profile = form.cleaned_data, form.profile()
    site, caseload = form.where()
    day = told["day"]
    moment: dt.datetime | None = None if day == form.today else clock.at_local(day, request.user.organisation.timezone)
    new = NewClient(
        id=told["id"],
        site=site,
        caseload=caseload,
        kinds=told["kinds"],
        injections_a_day=form.times_a_day(),
        ingredients=form.ingredients(profile["gender"]),
        occurred_at=moment,
        **profile,
    )
    first = NewContact(
        id=told["contact"],
        site=site,
        mode=told["mode"],
        beneficiary=Beneficiary.CLIENT,
        supplies=form.pieces("out"),
        returned=form.pieces("back"),
        occurred_at=moment,
    )
    return new, first


@door(Door.REGISTER)
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """Supplies first; then one sentence, and a card under a code."""
    form = _form(request)
    if request.method == "POST" and form.is_valid():
        new, first = _said(request, form)
        try:
            return _save(request, new, first)
        except Invalid as problem:
            form.blame(problem)
    return render(request, "outreach/register.html", {"form": form}, status=400 if form.errors else 200)


def _save(request: HttpRequest, new: NewClient, first: NewContact) -> HttpResponse:
    """A card, or where none is wanted only the supplies. Raises Invalid."""
    given = first.supplies or first.returned
    if "no_card" not in request.POST:
        made = actions.open_card(by=request.actor, client=new, first=first if given else None)
        return redirect("client_card", made.pk)
    if not given:
        raise Invalid(_("Write how many were given or taken back."))
    actions.record_contacts(by=request.actor, contacts=[replace(first, beneficiary=Beneficiary.STRANGER)])
    undoable(request, _("Saved."), undo_url=reverse("contact_undo", args=[first.id]))
    return redirect("stranger")


@door(Door.REGISTER)
@require_safe
def card(request: HttpRequest, client: uuid.UUID) -> HttpResponse:
    """The code, big, to be written on a card."""
    row = people.client(request.actor, client)
    return render(request, "outreach/card.html", {"row": row, "code": people.opened(row, "code")})
