"""Recording a contact, supplies for somebody without a card, correcting, taking back."""

import datetime as dt
import functools
import uuid
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from twofold.core import clock, ids
from twofold.core.access import Compartment, Door
from twofold.core.doors import door
from twofold.core.errors import Invalid
from twofold.outreach import actions, forms, lists, reads
from twofold.outreach.models import Contact
from twofold.people import reads as people
from twofold.people.forms import sent
from twofold.shell.notices import undoable

_form = require_http_methods(["GET", "HEAD", "POST"])


def _asked(request: HttpRequest) -> dict[str, Any]:
    """What every form of a contact is built from."""
    return {
        "items": reads.offered(request.actor),
        "sites": functools.partial(reads.sites, request.actor),
        "author": request.actor.id,
        "language": get_language() or "en",
        "today": clock.today(request.user.organisation.timezone),
    }


def _moment(request: HttpRequest, form: forms.StrangerForm) -> dt.datetime | None:
    """None for today: the moment is now. Of an earlier day only the day is known."""
    day = form.cleaned_data["day"]
    return None if day == form.today else clock.at_local(day, request.user.organisation.timezone)


def _saved(request: HttpRequest, contact: uuid.UUID) -> None:
    undoable(request, _("Saved."), undo_url=reverse("contact_undo", args=[contact]))


@door(Door.CONTACTS)
@_form
def record(request: HttpRequest, client: uuid.UUID) -> HttpResponse:
    """A contact with a client."""
    actor, asked = request.actor, _asked(request)
    # What is sent is judged by the action; the file is read where a page is shown.
    row = None if request.method == "POST" else people.writable(actor, client, Compartment.SERVICE)
    initial = reads.begin(actor, row, asked["items"]) if row else {}
    form = forms.ContactForm(sent(request), topics=reads.topic_choices(), initial=initial, **asked)
    if request.method == "POST" and form.is_valid():
        try:
            actions.record_contacts(by=actor, contacts=[form.new_for(client, _moment(request, form))])
        except Invalid as problem:
            form.blame(problem)
        else:
            _saved(request, form.cleaned_data["id"])
            return redirect("client", client)
    row = row or people.writable(actor, client, Compartment.SERVICE)
    context = {"form": form, "row": row, "code": people.opened(row, "code")}
    context["due"] = lists.due_words(reads.service(actor, client), asked["today"])
    return render(request, "outreach/contact.html", context, status=400 if form.errors else 200)


@door(Door.STRANGERS)
@_form
def stranger(request: HttpRequest) -> HttpResponse:
    """Supplies for somebody without a card: nothing is asked of them."""
    actor = request.actor
    initial = {} if request.method == "POST" else reads.begin(actor, None, [])
    form = forms.StrangerForm(sent(request), initial=initial, **_asked(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.record_contacts(by=actor, contacts=[form.new(_moment(request, form))])
        except Invalid as problem:
            form.blame(problem)
        else:
            _saved(request, form.cleaned_data["id"])
            return redirect("stranger")
    return render(request, "outreach/stranger.html", {"form": form}, status=400 if form.errors else 200)


@door(Door.STRANGERS)
@_form
def cover(request: HttpRequest) -> HttpResponse:
    """Supplies for a colleague's client. What is answered does not depend on whether there is such a card."""
    actor = request.actor
    initial = {} if request.method == "POST" else reads.begin(actor, None, [])
    form = forms.CoverForm(sent(request), initial=initial, **_asked(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.cover_clients(by=actor, coverings=[form.covering(_moment(request, form))])
        except Invalid as problem:
            form.blame(problem)
        else:
            messages.success(request, _("Taken down."))
            return redirect("cover")
    return render(request, "outreach/cover.html", {"form": form}, status=400 if form.errors else 200)


@door(Door.CONTACTS)
@_form
def correct(request: HttpRequest, contact: uuid.UUID) -> HttpResponse:
    """Say anew what happened in a contact; what was said before is kept beside it."""
    actor, again = request.actor, ids.parse(request.POST.get("id"))
    old = reads.shown_contact(actor, contact) if again is None else reads.any_contact(actor, contact)
    told, moment = reads.as_told(old)
    form = _correction(request, old, {**told, "id": ids.new_entry_id()})
    if request.method == "POST" and form.is_valid():
        at = moment if form.cleaned_data["day"] == old.day else _moment(request, form)
        try:
            actions.correct_contact(by=actor, contact=contact, new=_said(form, old, told, at))
        except Invalid as problem:
            form.blame(problem)
        else:
            messages.success(request, _("Corrected."))
            return redirect("client", old.client_id) if old.client_id else redirect("stranger")
    context = {"form": form, "row": old.client, "code": people.opened(old.client, "code") if old.client else None}
    context["correcting"] = old
    return render(request, "outreach/contact.html", context, status=400 if form.errors else 200)


def _correction(request: HttpRequest, old: Contact, initial: dict[str, Any]) -> forms.StrangerForm:
    asked = _asked(request)
    asked["items"] = reads.items_for(old, asked["items"])
    if old.client is None:
        return forms.StrangerForm(sent(request), initial=initial, **asked)
    form = forms.ContactForm(sent(request), topics=reads.topic_choices(), initial=initial, **asked)
    if Compartment.IDENTITY not in people.parts_of(request.actor, old.client):
        del form.fields["place"], form.fields["note"]
    return form


def _said(
    form: forms.StrangerForm, old: Contact, told: dict[str, Any], moment: dt.datetime | None
) -> actions.NewContact:
    """The corrected contact; words that this worker may not read stay as they are."""
    if not isinstance(form, forms.ContactForm):
        return form.new(moment)
    new = form.new_for(old.client_id, moment)
    return new if "note" in form.fields else replace(new, place=told["place"], note=told["note"])


@door(Door.CONTACTS)
@require_POST
def undo(request: HttpRequest, contact: uuid.UUID) -> HttpResponse:
    """Take a contact back."""
    try:
        row = actions.undo_contact(by=request.actor, contact=contact)
    except Invalid as problem:
        messages.error(request, problem.message)
        row = reads.any_contact(request.actor, contact)
    else:
        messages.success(request, _("Taken back. It no longer counts."))
    return redirect("client", row.client_id) if row.client_id else redirect("stranger")
