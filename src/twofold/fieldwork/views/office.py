"""The office's pages of phones: which there are, letting one in, shutting one out; and what they sent that needs a person."""

import uuid

import segno
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from twofold.core.access import Door
from twofold.core.doors import door
from twofold.core.errors import Invalid
from twofold.fieldwork import actions, overview, queue, settling
from twofold.fieldwork.forms import EnrolForm
from twofold.fieldwork.policy import policy
from twofold.outreach.actions import close_covering

_form = require_http_methods(["GET", "HEAD", "POST"])


@door(Door.DEVICES)
@require_safe
def devices(request: HttpRequest) -> HttpResponse:
    """All phones, last heard of first."""
    return render(request, "fieldwork/devices.html", {"lines": overview.devices(request.actor)})


@door(Door.DEVICES)
@_form
def enrol(request: HttpRequest) -> HttpResponse:
    """Choose whose phone it is; then a code to scan, which is shown once and kept nowhere."""
    data = request.POST if request.method == "POST" else None
    form = EnrolForm(data, workers=overview.workers(request.actor))
    if request.method == "POST" and form.is_valid():
        try:
            _offer, secret = actions.offer_enrolment(by=request.actor, staff=form.cleaned_data["worker"])
        except Invalid as problem:
            form.blame(problem)
        else:
            place = request.build_absolute_uri(reverse("field"))
            address = f"{place}#e={secret}"
            context = {
                "secret": secret,
                "place": place,
                "try_it": "" if request.is_secure() else address,
                "picture": segno.make(address, error="m").svg_data_uri(scale=6, border=3, light="white"),
                "minutes": policy().enrolment_minutes,
                "worker": dict(form.fields["worker"].choices)[str(form.cleaned_data["worker"])],
            }
            return render(request, "fieldwork/offered.html", context)
    context = {"form": form, **_way_here(request)}
    return render(request, "fieldwork/enrol.html", context, status=400 if form.errors else 200)


def _way_here(request: HttpRequest) -> dict[str, str | bool]:
    """How a phone reaches this office: what it must install first, or that it cannot from here."""
    if not settings.LOCAL_AUTHORITY:
        return {"unreachable": not request.is_secure()}
    file = request.build_absolute_uri(f"{settings.STATIC_URL}{settings.LOCAL_AUTHORITY_FILE}")
    picture = segno.make(file, error="m").svg_data_uri(scale=5, border=3, light="white")
    return {"authority": file, "authority_picture": picture, "fingerprint": settings.LOCAL_AUTHORITY}


@door(Door.DEVICES)
@require_safe
def device(request: HttpRequest, device: uuid.UUID) -> HttpResponse:
    """One phone: what is missing of it, and how to shut it out."""
    line, gaps = overview.device(request.actor, device)
    return render(request, "fieldwork/device.html", {"line": line, "gaps": gaps})


@door(Door.DEVICES)
@require_POST
def suspend(request: HttpRequest, device: uuid.UUID) -> HttpResponse:
    """Answer a phone with nothing for a while, or let it in again."""
    try:
        actions.suspend(by=request.actor, device=device, suspended="resume" not in request.POST)
    except Invalid as problem:
        messages.error(request, problem.message)
    else:
        messages.success(request, _("Saved."))
    return redirect("device", device)


@door(Door.DEVICES)
@require_POST
def revoke(request: HttpRequest, device: uuid.UUID) -> HttpResponse:
    """Shut a phone out for good: it wipes itself at its next contact."""
    actions.revoke(by=request.actor, device=device)
    messages.success(request, _("Saved. The phone is told to wipe itself at its next contact."))
    return redirect("device", device)


@door(Door.HELD)
@require_safe
def held(request: HttpRequest) -> HttpResponse:
    """Entries that could not be taken in, and those that were and that somebody should look at."""
    settling.settle(request.actor.organisation)
    coverings = queue.coverings(request.actor)
    return render(request, "fieldwork/held.html", queue.held(request.actor) | {"coverings": coverings})


@door(Door.HELD)
@require_POST
def covering_settled(request: HttpRequest, covering: uuid.UUID) -> HttpResponse:
    """A covering whose client nobody found is settled: its code is forgotten, what was given stays, and counts if asked."""
    close_covering(by=request.actor, covering=covering, count=request.POST.get("count") == "yes")
    messages.success(request, _("Settled. What was given stays written down."))
    return redirect("held")


@door(Door.HELD)
@_form
def held_entry(request: HttpRequest, entry: uuid.UUID) -> HttpResponse:
    """One of them: what it says, what to do, and that it is done."""
    if request.method == "POST":
        actions.close_held(by=request.actor, entry=entry)
        messages.success(request, _("Settled. What was sent stays kept."))
        return redirect("held")
    return render(request, "fieldwork/held_entry.html", {"line": queue.held_entry(request.actor, entry)})
