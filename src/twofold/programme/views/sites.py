"""Pages of sites: the list, a new one, change, close and open again."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from twofold.core import clock
from twofold.core.access import Door, may_enter
from twofold.core.doors import door
from twofold.core.errors import Invalid
from twofold.programme import actions, reads
from twofold.programme.forms import NewSiteForm, SiteForm
from twofold.shell.notices import undoable

_form = require_http_methods(["GET", "HEAD", "POST"])


def may_change(request: HttpRequest) -> bool:
    """Whether this worker keeps sites."""
    return may_enter(request.actor.roles, Door.SITES, second_factor=request.actor.second_factor)


@door(Door.PROGRAMME)
@require_safe
def sites(request: HttpRequest) -> HttpResponse:
    """All sites of the organisation."""
    context = {"sites": reads.sites(request.actor), "may_change": may_change(request)}
    return render(request, "programme/sites.html", context)


@door(Door.SITES)
@_form
def new_site(request: HttpRequest) -> HttpResponse:
    """A new site."""
    form = NewSiteForm(request.POST if request.method == "POST" else None, places=reads.places())
    if request.method == "POST" and form.is_valid():
        try:
            actions.open_site(by=request.actor, organisation=request.actor.organisation, **form.cleaned_data)
        except Invalid as problem:
            form.blame(problem)
        else:
            messages.success(request, _("The site is open."))
            return redirect("sites")
    return render(request, "programme/site.html", {"form": form}, status=400 if form.errors else 200)


@door(Door.SITES)
@_form
def change_site(request: HttpRequest, site: uuid.UUID) -> HttpResponse:
    """Another name or kind."""
    row = reads.site(request.actor, site)
    initial = {"name": row.name, "kind": row.kind}
    form = SiteForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_site(by=request.actor, site=site, closed_on=row.closed_on, **form.cleaned_data)
        except Invalid as problem:
            form.blame(problem)
        else:
            messages.success(request, _("Saved."))
            return redirect("sites")
    return render(request, "programme/site.html", {"form": form, "site": row}, status=400 if form.errors else 200)


@door(Door.SITES)
@require_POST
def close_site(request: HttpRequest, site: uuid.UUID) -> HttpResponse:
    """Close a site as of today."""
    day = clock.today(request.user.organisation.timezone)
    actions.set_site_closed(by=request.actor, site=site, closed_on=day)
    undoable(request, _("The site is closed."), undo_url=reverse("site_reopen", args=[site]))
    return redirect("sites")


@door(Door.SITES)
@require_POST
def reopen_site(request: HttpRequest, site: uuid.UUID) -> HttpResponse:
    """Open a closed site again."""
    actions.set_site_closed(by=request.actor, site=site, closed_on=None)
    messages.success(request, _("The site is open."))
    return redirect("sites")
