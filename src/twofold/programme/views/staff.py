"""Pages of staff: the list, a new worker, roles and sites. Accounts themselves are in `accounts`."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from twofold.core import ids
from twofold.core.access import Door
from twofold.core.doors import door
from twofold.core.errors import Invalid
from twofold.programme import actions, passphrases, reads, roles
from twofold.programme.forms import NewStaffForm, StaffFilter, StaffForm

_form = require_http_methods(["GET", "HEAD", "POST"])
MOST_LINES = 300


@door(Door.STAFF)
@require_safe
def staff(request: HttpRequest) -> HttpResponse:
    """The workers of the organisation, by role and site."""
    filters = StaffFilter(request.GET, sites=reads.sites(request.actor))
    rows = reads.staff(request.actor)
    asked = filters.cleaned_data if filters.is_valid() else {}
    if asked.get("role"):
        rows = rows.filter(roles_held__role=asked["role"], roles_held__until=None)
    if asked.get("site"):
        rows = rows.filter(postings__site=asked["site"], postings__until=None)
    if not asked.get("closed"):
        rows = rows.filter(is_active=True)
    found = list(rows[: MOST_LINES + 1])
    context = {
        "filters": filters,
        "narrowed": any(asked.values()),
        "lines": [_line(worker) for worker in found[:MOST_LINES]],
        "more": len(found) > MOST_LINES,
    }
    return render(request, "programme/staff.html", context, status=400 if filters.errors else 200)


def _line(worker: Any) -> dict[str, Any]:
    return {
        "worker": worker,
        "roles": roles.labels(row.role for row in worker.roles_now),
        "sites": sorted(row.site.name for row in worker.postings_now),
    }


@door(Door.STAFF)
@_form
def new_staff(request: HttpRequest) -> HttpResponse:
    """A new worker. The password is made up here, and shown once."""
    data = request.POST if request.method == "POST" else None
    form = NewStaffForm(data, sites=reads.open_sites(request.actor))
    if request.method == "POST" and form.is_valid():
        made_up, told = passphrases.make_up(), form.cleaned_data
        try:
            worker = actions.create_staff(
                by=request.actor,
                organisation=request.actor.organisation,
                login=told["login"],
                name=told["name"],
                password=made_up,
                held=form.roles(),
                sites=[ids.parse(site) for site in told["sites"]],
                language=told["language"],
            )
        except Invalid as problem:
            form.blame(problem)
        else:
            return render(request, "programme/given.html", {"colleague": worker, "password": made_up, "new": True})
    return _page(request, form)


def _page(request: HttpRequest, form: StaffForm, **more: Any) -> HttpResponse:
    refused = [
        {
            "roles": [roles.label(role) if role != "*" else _("any other role") for role in rule.roles],
            "why": rule.reason(),
        }
        for rule in roles.combinations().refused
        if "operator" not in rule.roles
    ]
    context = {"form": form, "refused": refused, **more}
    return render(request, "programme/colleague.html", context, status=400 if form.errors else 200)


@door(Door.STAFF)
@_form
def change_staff(request: HttpRequest, staff: uuid.UUID) -> HttpResponse:
    """A worker's name, roles and sites; the way to their account. One's own are shown and not changed."""
    worker = reads.worker(request.actor, staff)
    held, posted = [row.role for row in worker.roles_now], [row.site for row in worker.postings_now]
    offered = {site.pk: site for site in [*reads.open_sites(request.actor), *posted]}
    form = StaffForm(
        request.POST if request.method == "POST" else None,
        sites=offered.values(),
        initial={"name": worker.name, "held": held, "sites": [str(site.pk) for site in posted]},
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_staff(
                by=request.actor,
                staff=staff,
                name=form.cleaned_data["name"],
                held=form.roles(),
                sites=[ids.parse(site) for site in form.cleaned_data["sites"]],
            )
        except Invalid as problem:
            form.blame(problem)
        else:
            messages.success(request, _("Saved."))
            return redirect("staff")
    return _page(
        request, form, colleague=worker, own=worker.pk == request.actor.id, roles=roles.labels(held), posted=posted
    )
