"""Pages of a client's facts, each a small form of its own, and the queue of possible duplicates."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from twofold.core import clock
from twofold.core.access import Compartment, Consent, Door, Verb, allow
from twofold.core.doors import door
from twofold.core.errors import Invalid
from twofold.core.paging import cut
from twofold.people import actions, forms, reads
from twofold.people.kinds import kinds as known_kinds
from twofold.people.models import Client
from twofold.people.rules import ACTIVE

_C = Compartment
_form = require_http_methods(["GET", "HEAD", "POST"])


def _today(request: HttpRequest) -> Any:
    return clock.today(request.user.organisation.timezone)


def _moment(request: HttpRequest, day: Any) -> Any:
    """None for today: the moment is now."""
    return None if day == _today(request) else clock.at_local(day, request.user.organisation.timezone)


def _answer(
    request: HttpRequest, row: Client, form: forms.Faced, save: Callable[[], Any], **words: Any
) -> HttpResponse:
    """Show the form, or save what it says and go back to the client. A problem comes back with all that was typed."""
    if request.method == "POST" and form.is_valid():
        try:
            save()
        except Invalid as problem:
            form.blame(problem)
        else:
            messages.success(request, _("Saved."))
            return redirect("client", row.pk) if reads.is_visible(request.actor, row.pk) else redirect("clients")
    context = {"form": form, "row": row, "code": reads.opened(row, "code"), **words}
    return render(request, "people/fact.html", context, status=400 if form.errors else 200)


@door(Door.CONTACTS)
@_form
def profile(request: HttpRequest, client: uuid.UUID) -> HttpResponse:
    """How a client wants to be known and reached."""
    row = reads.writable(request.actor, client, _C.IDENTITY)
    known = reads.profiles(request.actor, [row]).get(row.pk, {})
    initial = {**known, **known.get("reach", {}), "gender": row.state.gender}
    form = forms.ProfileForm(forms.sent(request), initial=initial)
    if request.method != "POST":
        reads.note_read(request.actor, client, [_C.IDENTITY])
    return _answer(
        request,
        row,
        form,
        lambda: actions.change_profiles(by=request.actor, profiles=[(client, form.profile())]),
        title=_("How to know and reach them"),
    )


@door(Door.CONTACTS)
@_form
def kinds(request: HttpRequest, client: uuid.UUID) -> HttpResponse:
    """Which kinds hold, from which day."""
    actor, row = request.actor, reads.writable(request.actor, client, _C.IDENTITY)
    case = row.case_for(actor)
    writable = [kind for kind in known_kinds().kind if allow(actor, Verb.WRITE, kind.compartment, case)]
    known = [kind for kind in writable if allow(actor, Verb.READ, kind.compartment, case)]
    held = {kind.code for kind in known} & set(row.state.kinds)
    form = forms.KindsForm(
        forms.sent(request),
        today=_today(request),
        known=known,
        told=[kind for kind in writable if kind not in known],
        language=get_language() or "en",
        initial={"kinds": sorted(held)},
    )
    if request.method != "POST":
        reads.note_read(actor, client, {kind.compartment for kind in known})

    def save() -> None:
        statements = [(client, kind, holds) for kind, holds in form.changes(held)]
        actions.state_kinds(by=actor, statements=statements, occurred_at=_moment(request, form.cleaned_data["day"]))

    return _answer(request, row, form, save, title=_("What holds for them"))


@door(Door.CONTACTS)
@_form
def frequency(request: HttpRequest, client: uuid.UUID) -> HttpResponse:
    """How often the client injects: what the need of supplies is computed from."""
    actor, row = request.actor, reads.writable(request.actor, client, _C.DRUG_USE)
    form = forms.FrequencyForm(
        forms.sent(request), today=_today(request), initial={"times": reads.times_a_day(client), "per": "day"}
    )
    if request.method != "POST":
        reads.note_read(actor, client, [_C.DRUG_USE])

    def save() -> None:
        statements = [(client, form.times_a_day())]
        actions.record_injecting(
            by=actor, statements=statements, occurred_at=_moment(request, form.cleaned_data["day"])
        )

    return _answer(request, row, form, save, title=_("What they need"))


@door(Door.CONTACTS)
@_form
def consent(request: HttpRequest, client: uuid.UUID) -> HttpResponse:
    """What the client agreed to."""
    actor, row = request.actor, reads.writable(request.actor, client, _C.SERVICE)
    now = row.state.consent
    initial = {"stage": Consent.FULL if now == Consent.CARD else now}
    form = forms.ConsentForm(forms.sent(request), today=_today(request), initial=initial)

    def save() -> None:
        told = form.cleaned_data
        actions.record_consents(
            by=actor,
            consents=[(client, Consent(told["stage"]))],
            how=told["how"],
            occurred_at=_moment(request, told["day"]),
        )

    return _answer(request, row, form, save, title=_("What they agreed to"), about="consent", now=now)


@door(Door.CONTACTS)
@_form
def standing(request: HttpRequest, client: uuid.UUID) -> HttpResponse:
    """That the client left, or came back."""
    actor, row = request.actor, reads.writable(request.actor, client, _C.SERVICE)
    form = forms.StandingForm(forms.sent(request), today=_today(request), here=row.state.status == ACTIVE)

    def save() -> None:
        told = form.cleaned_data
        actions.record_standings(
            by=actor, standings=[(client, told["status"])], occurred_at=_moment(request, told["day"])
        )

    return _answer(request, row, form, save, title=_("Left or came back"))


@door(Door.CONTACTS)
@_form
def block(request: HttpRequest, client: uuid.UUID) -> HttpResponse:
    """A worker whom the client does not want to see the file."""
    actor, row = request.actor, reads.writable(request.actor, client, _C.BLOCKS)
    form = forms.BlockForm(forms.sent(request), staff=reads.colleagues(actor))
    blocked = reads.blocked_staff(actor, row)
    if blocked is not None and request.method != "POST":
        reads.note_read(actor, client, [_C.BLOCKS])

    def save() -> None:
        told = form.cleaned_data
        actions.block_staff(by=actor, client=client, staff=uuid.UUID(told["staff"]), blocked=told["blocked"] == "yes")

    return _answer(request, row, form, save, title=_("Who never sees this file"), about="block", blocked=blocked)


@door(Door.CONTACTS)
@_form
def word(request: HttpRequest, client: uuid.UUID) -> HttpResponse:
    """The word by which somebody else may hand out for this client. What it is, nobody can look up."""
    actor, row = request.actor, reads.writable(request.actor, client, _C.SERVICE)
    form = forms.WordForm(forms.sent(request), today=_today(request))

    def save() -> None:
        told = form.cleaned_data
        actions.choose_words(by=actor, words=[(client, told["word"])], occurred_at=_moment(request, told["day"]))

    return _answer(request, row, form, save, title=_("Own word"), about="word", chosen=reads.word_chosen_on(client))


@door(Door.DUPLICATES)
@require_safe
def duplicates(request: HttpRequest) -> HttpResponse:
    """Files that may be one person, newest first. Looking only: nothing here joins two files."""
    page = cut(reads.candidates(request.actor), ("-raised_at", "-id"), request.GET, by=dt.datetime)
    return render(request, "people/duplicates.html", {"page": page, "pairs": reads.pairs(page.rows)})
