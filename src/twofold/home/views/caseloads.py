"""Pages of caseloads: the list, one of them, and the move of many clients in one step. Codes only."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from twofold.core import clock
from twofold.core.access import Door
from twofold.core.doors import door
from twofold.core.errors import Invalid
from twofold.home import caseloads as reads
from twofold.home.forms.caseloads import HolderForm, NameForm, NewCaseloadForm
from twofold.programme import actions
from twofold.programme import reads as programme

_form = require_http_methods(["GET", "HEAD", "POST"])


@door(Door.CASELOADS)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every caseload with its holder, and how many it holds."""
    counts = reads.counts(request.actor, clock.today(request.user.organisation.timezone))
    lines = [
        {"caseload": row, **counts.get(row.pk, {"clients": 0, "due": 0})} for row in reads.caseloads(request.actor)
    ]
    context = {"lines": lines, "left_over": reads.left_over(counts)}
    return render(request, "home/caseloads.html", context)


@door(Door.CASELOADS)
@_form
def new(request: HttpRequest) -> HttpResponse:
    """A new caseload."""
    form = NewCaseloadForm(
        request.POST if request.method == "POST" else None,
        sites=programme.open_sites(request.actor),
        workers=programme.workers(request.actor),
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.open_caseload(by=request.actor, **form.cleaned_data)
        except Invalid as problem:
            form.blame(problem)
        else:
            messages.success(request, _("The caseload is there."))
            return redirect("caseloads")
    return render(request, "home/caseload_new.html", {"form": form}, status=400 if form.errors else 200)


@door(Door.CASELOADS)
@require_safe
def page(request: HttpRequest, caseload: uuid.UUID) -> HttpResponse:
    """One caseload: who holds it, and the codes that are in it."""
    return _page(request, caseload)


def _page(
    request: HttpRequest, caseload: uuid.UUID, *, holder: HolderForm | None = None, name: NameForm | None = None
) -> HttpResponse:
    row = reads.caseload(request.actor, caseload)
    found = reads.page(request.actor, reads.Asked(caseload=row.pk), request.GET)
    counts = reads.counts(request.actor, clock.today(request.user.organisation.timezone))
    context = {
        "caseload": row,
        "page": found,
        "lines": reads.lines(found.rows),
        "clients": counts.get(row.pk, {"clients": 0})["clients"],
        "holder_form": holder or _holder_form(request, row.holder_id),
        "name_form": name or NameForm(initial={"name": row.name}),
    }
    status = 400 if any(form and form.errors for form in (holder, name)) else 200
    return render(request, "home/caseload.html", context, status=status)


def _holder_form(request: HttpRequest, holder: uuid.UUID | None = None) -> HolderForm:
    return HolderForm(
        request.POST if request.method == "POST" else None,
        initial={"holder": str(holder or "")},
        workers=programme.workers(request.actor),
    )


@door(Door.CASELOADS)
@require_POST
def hand_over(request: HttpRequest, caseload: uuid.UUID) -> HttpResponse:
    """The whole caseload to another worker."""
    reads.caseload(request.actor, caseload)
    form = _holder_form(request)
    if form.is_valid():
        try:
            actions.hand_over_caseload(by=request.actor, caseload=caseload, holder=form.cleaned_data["holder"])
        except Invalid as problem:
            form.blame(problem)
        else:
            messages.success(request, _("The caseload is handed over."))
            return redirect("caseload", caseload)
    return _page(request, caseload, holder=form)


@door(Door.CASELOADS)
@require_POST
def rename(request: HttpRequest, caseload: uuid.UUID) -> HttpResponse:
    """Another name."""
    reads.caseload(request.actor, caseload)
    form = NameForm(request.POST)
    if form.is_valid():
        try:
            actions.rename_caseload(by=request.actor, caseload=caseload, name=form.cleaned_data["name"])
        except Invalid as problem:
            form.blame(problem)
        else:
            messages.success(request, _("Saved."))
            return redirect("caseload", caseload)
    return _page(request, caseload, name=form)
