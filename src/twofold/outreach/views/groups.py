"""Pages of groups: the list, holding one, one with who attended, telling it anew, taking it back."""

import datetime as dt
import functools
import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from twofold.core import clock, ids
from twofold.core.access import Door
from twofold.core.doors import door
from twofold.core.errors import Invalid
from twofold.outreach import actions, grouping, reads, referrals
from twofold.outreach.forms.groups import GroupForm, WhoForm
from twofold.outreach.topics import topics
from twofold.people.forms import sent

_form = require_http_methods(["GET", "HEAD", "POST"])


def _today(request: HttpRequest) -> dt.date:
    return clock.today(request.user.organisation.timezone)


def _asked(request: HttpRequest, initial: dict[str, Any], *, codes: bool) -> GroupForm:
    actor = request.actor
    return GroupForm(
        sent(request),
        initial=initial,
        today=_today(request),
        sites=functools.partial(reads.sites, actor),
        topics=[(code, grouping.words(found)) for code, found in topics().items()],
        staff=[(str(actor.id), request.user.name), *referrals.colleagues(actor)],
        author=actor.id,
        find=functools.partial(grouping.by_code, actor) if codes else None,
    )


def _hold(request: HttpRequest, form: GroupForm, old: grouping.Line | None) -> bool:
    """Save what was told; say what is wrong beside the question."""
    day = form.cleaned_data["day"]
    same = old is None and day == _today(request)
    moment = None if same else clock.at_local(day, request.user.organisation.timezone)
    try:
        actions.hold_groups(by=request.actor, groups=[form.new_for(moment, old.row.pk if old else None)])
    except Invalid as problem:
        form.blame(problem)
        return False
    messages.success(request, _("Saved."))
    return True


@door(Door.CONTACTS)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Groups of the organisation, the newest first: how many were there, and nobody by code."""
    page = grouping.page(request.actor, request.GET)
    return render(request, "outreach/groups.html", {"page": page, "lines": grouping.lines(page.rows)})


@door(Door.CONTACTS)
@_form
def hold(request: HttpRequest) -> HttpResponse:
    """Write down a group that was held."""
    site = next((pk for pk, _name in reads.sites(request.actor)), None)
    initial = {"id": ids.new_entry_id(), "facilitator": str(request.actor.id), "site": site}
    form = _asked(request, initial, codes=True)
    if request.method == "POST" and form.is_valid() and _hold(request, form, None):
        return redirect("groups")
    return render(request, "outreach/group_form.html", {"form": form}, status=400 if form.errors else 200)


@door(Door.CONTACTS)
@require_safe
def group(request: HttpRequest, group: uuid.UUID) -> HttpResponse:
    """One group, with those who attended of whom the reader may know."""
    found = grouping.one(request.actor, group)
    return render(request, "outreach/group.html", {"found": found, "who": grouping.who(request.actor, group)})


@door(Door.CONTACTS)
@_form
def change(request: HttpRequest, group: uuid.UUID) -> HttpResponse:
    """Tell a group anew. Who attended stays as it is."""
    found = grouping.one(request.actor, group)
    initial = {
        "id": ids.new_entry_id(), "day": found.day, "kind": found.said.get("kind"), "topics": found.said.get("topics"),
        "people": found.people, "site": found.row.site_id, "facilitator": str(found.row.facilitator),
    }  # fmt: skip
    form = _asked(request, initial, codes=False)
    if request.method == "POST" and form.is_valid() and _hold(request, form, found):
        return redirect("group", group)
    context = {"form": form, "found": found}
    return render(request, "outreach/group_form.html", context, status=400 if form.errors else 200)


@door(Door.CONTACTS)
@_form
def attended(request: HttpRequest, group: uuid.UUID) -> HttpResponse:
    """Say which of one's own clients attended, or that one did not after all."""
    actor = request.actor
    found = grouping.one(actor, group)
    form = WhoForm(sent(request), find=functools.partial(grouping.by_code, actor))
    if request.method == "POST" and form.is_valid():
        told = ids.parse(request.POST.get("gone"))
        clients = form.cleaned_data["codes"]
        actions.attend_group(by=actor, group=group, clients=clients, gone=[told] if told else [])
        messages.success(request, _("Saved."))
        return redirect("group", group)
    context = {"form": form, "found": found}
    return render(request, "outreach/group_form.html", context, status=400 if form.errors else 200)


@door(Door.CONTACTS)
@require_POST
def undo(request: HttpRequest, group: uuid.UUID) -> HttpResponse:
    """Take a group back."""
    actions.take_group_back(by=request.actor, group=group)
    messages.success(request, _("Taken back."))
    return redirect("groups")
