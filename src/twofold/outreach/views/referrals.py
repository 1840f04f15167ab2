"""Pages of referrals: what is due, offering one, following it step by step, taking a step back, the slip."""

import datetime as dt
import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from twofold.core import clock, ids
from twofold.core.access import Compartment, Door
from twofold.core.audit import record_read
from twofold.core.doors import door
from twofold.core.errors import Invalid
from twofold.outreach import actions, referrals
from twofold.outreach.forms.referrals import FIELDS, OfferForm, StepForm
from twofold.outreach.models import ReferralStep
from twofold.outreach.pathways import CLOSED, pathway
from twofold.people import reads as people
from twofold.people.forms import sent
from twofold.programme.services import grouped, services
from twofold.shell.notices import undoable

_form = require_http_methods(["GET", "HEAD", "POST"])
WHICH = ("due", "open", "closed")


def _today(request: HttpRequest) -> dt.date:
    return clock.today(request.user.organisation.timezone)


def _moment(request: HttpRequest, day: dt.date) -> dt.datetime | None:
    return None if day == _today(request) else clock.at_local(day, request.user.organisation.timezone)


@door(Door.REFERRALS)
@require_safe
def due(request: HttpRequest) -> HttpResponse:
    """Referrals of this worker's clients: what is due, all that are open, those that are closed."""
    which = request.GET.get("show", "due")
    which = which if which in WHICH else "due"
    today = _today(request)
    page = referrals.page(request.actor, request.GET, today, which=which)
    context = {
        "page": page,
        "lines": referrals.lines(request.actor, page.rows, today),
        "which": which,
        "spans": referrals.between_steps(request.actor, today),
        "today": today,
    }
    return render(request, "outreach/referrals.html", context)


@door(Door.REFERRALS)
@_form
def offer(request: HttpRequest, client: uuid.UUID) -> HttpResponse:
    """Offer a service elsewhere."""
    actor = request.actor
    row = people.writable(actor, client, Compartment.IDENTITY)
    form = OfferForm(
        sent(request),
        initial={"id": ids.new_entry_id(), "agreed": True},
        services=grouped(get_language() or "en"),
        facilities=referrals.facilities(actor),
        author=actor.id,
        today=_today(request),
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.offer_referrals(
                by=actor, referrals=[form.new_for(client, _moment(request, form.cleaned_data["day"]))]
            )
        except Invalid as problem:
            form.blame(problem)
        else:
            messages.success(request, _("Saved."))
            return redirect("referral", form.cleaned_data["id"])
    context = {"form": form, "row": row, "code": people.opened(row, "code")}
    return render(request, "outreach/referral_offer.html", context, status=400 if form.errors else 200)


@door(Door.REFERRALS)
@require_safe
def referral(request: HttpRequest, referral: uuid.UUID) -> HttpResponse:
    """One referral: its steps, the time between them, what may come next."""
    found = referrals.one(request.actor, referral, _today(request))
    record_read(request.actor, "client", found.line.client, [Compartment.IDENTITY.value])
    known = pathway().by_code()
    service = services().by_code().get(found.body.get("service", ""))
    context = {
        "found": found,
        "next": [(code, known[code].words) for code in found.next],
        "about": service.about(get_language() or "en") if service else (),
        "may_stop": found.line.closed is False,
        "has_slip": found.appointment is not None,
    }
    return render(request, "outreach/referral.html", context)


@door(Door.REFERRALS)
@_form
def follow(request: HttpRequest, referral: uuid.UUID, step: str) -> HttpResponse:
    """Say that a step was taken."""
    actor = request.actor
    found = referrals.one(actor, referral, _today(request))
    people.writable(actor, found.line.client, Compartment.IDENTITY)
    if step not in FIELDS:
        raise Http404
    initial: dict[str, Any] = {"id": ids.new_entry_id(), "with_whom": "self"}
    form = StepForm(
        sent(request),
        initial=initial,
        step=step,
        colleagues=referrals.colleagues(actor),
        author=actor.id,
        today=_today(request),
    )
    if request.method == "POST" and form.is_valid():
        moved = found.appointment if step == "appointment" and found.code == "appointment" else None
        try:
            new = form.new_for(referral, _moment(request, form.cleaned_data["day"]), moved.id if moved else None)
            made = actions.follow_referrals(by=actor, steps=[new])
        except Invalid as problem:
            form.blame(problem)
        else:
            undo = reverse("referral_undo", args=[made[0].pk if made else new.id])
            undoable(request, _("Saved."), undo_url=undo)
            return redirect("referral", referral)
    context = {"form": form, "found": found, "title": pathway().by_code()[step].words, "closes": step in CLOSED}
    return render(request, "outreach/referral_step.html", context, status=400 if form.errors else 200)


@door(Door.REFERRALS)
@require_POST
def undo(request: HttpRequest, taken: uuid.UUID) -> HttpResponse:
    """Take a step back."""
    row: ReferralStep = actions.take_step_back(by=request.actor, step=taken)
    messages.success(request, _("Taken back."))
    return redirect("client", row.client_id) if row.step == "offered" else redirect("referral", row.referral_id)


@door(Door.REFERRALS)
@require_safe
def slip(request: HttpRequest, referral: uuid.UUID) -> HttpResponse:
    """A paper for the client's pocket: a day, a time, a place in neutral words. Nothing of what for, and nobody's name."""
    found = referrals.one(request.actor, referral, _today(request))
    if found.appointment is None:
        raise Http404
    told = dict(found.appointment.told)
    service = services().by_code().get(found.body.get("service", ""))
    named = found.facility if service and not service.spoken_only else None
    context = {
        "found": found,
        "on": found.appointment.on,
        "at": told.get(_("Time"), ""),
        "ask_for": told.get(_("Ask for"), ""),
        "place": named.slip_name if named else "",
        "where": named.slip_where if named else "",
    }
    return render(request, "outreach/slip.html", context)
