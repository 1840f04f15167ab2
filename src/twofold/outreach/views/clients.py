"""The list of clients, the search by code, who is due, and the page of one client."""

import datetime as dt
import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from twofold.core import clock, paging
from twofold.core.access import Compartment, Door, may_enter
from twofold.core.audit import record_read
from twofold.core.doors import door
from twofold.outreach import forms, lists, reads
from twofold.outreach.file import SUPPLY_DAYS
from twofold.outreach.file import file as open_file
from twofold.outreach.timeline import timeline
from twofold.people import reads as people
from twofold.people import uic


def _today(request: HttpRequest) -> dt.date:
    return clock.today(request.user.organisation.timezone)


def _scheme(request: HttpRequest) -> uic.Scheme | None:
    scheme = uic.schemes().get(request.user.organisation.uic_scheme)
    return scheme if scheme and scheme.parts else None


def _lines(request: HttpRequest, rows: list[Any], asked: lists.Asked | None = None) -> list[lists.Line]:
    """The lines of a list; where it shows or was cut by what is clinical, one row in the log says so."""
    found = lists.lines(request.actor, rows, _today(request))
    clinical = {kind.listed.label(get_language() or "en") for kind in people.listed_kinds(request.actor)
                if kind.listed and kind.compartment is Compartment.DRUG_USE}  # fmt: skip
    cut_by = asked and asked.group and asked.group.compartment is Compartment.DRUG_USE
    if cut_by or any(clinical & set(line.groups) for line in found):
        record_read(request.actor, "clients", "list", [Compartment.DRUG_USE.value])
    return found


def _filters(request: HttpRequest) -> forms.FilterForm:
    actor = request.actor
    caseloads = reads.caseloads(actor)
    places = {row.site_id: row.site.name for row in caseloads}
    return forms.FilterForm(
        request.GET,
        sites=sorted(places.items(), key=lambda place: place[1]),
        caseloads=[(row.pk, row.name) for row in caseloads],
        kinds=people.listed_kinds(actor),
        language=get_language() or "en",
    )


def _frame(request: HttpRequest) -> dict[str, Any]:
    """What every page with the search on it needs."""
    scheme = _scheme(request)
    return {
        "may_register": may_enter(request.actor.roles, Door.REGISTER, second_factor=True),
        "answers": forms.AnswersForm(scheme=scheme) if scheme else None,
    }


@door(Door.CLIENTS)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Clients that the worker may know of. The filters stand in the address, in neutral words; a code never does."""
    if "q" in request.GET:
        return _search(request, request.GET["q"])
    form = _filters(request)
    if not form.is_valid():
        return render(request, "outreach/clients.html", {"filters": form, **_frame(request)}, status=400)
    asked = form.asked()
    page = lists.page(request.actor, asked, _today(request), request.GET)
    context = {
        "filters": form,
        "narrowed": asked != lists.Asked(),
        "page": page,
        "lines": _lines(request, page.rows, asked),
        "served": "caseload" in form.fields,
    }
    return render(request, "outreach/clients.html", context | _frame(request))


@door(Door.CLIENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """Search by a card's code, or by the answers that a recipe asks for. Sent by POST: a code is no part of an address."""
    if request.method != "POST":
        return redirect("clients")
    scheme = _scheme(request)
    if scheme and "q" not in request.POST:
        return _search_answers(request, scheme)
    return _search(request, request.POST.get("q", ""))


def _search(request: HttpRequest, text: str) -> HttpResponse:
    """Straight to the client, or one answer for 'not there' and 'not yours'."""
    if not text.strip():
        return redirect("clients")
    found = lists.found_by_code(request.actor, text)
    if found is not None:
        return redirect("client", found.pk)
    if uic.is_card_code(text):
        return _nothing(request, text, "", 404)
    problem = _("This is not quite a card's code: one sign may be wrong, or two may have changed places.")
    return _nothing(request, text, problem, 400)


def _nothing(request: HttpRequest, text: str, problem: str, status: int) -> HttpResponse:
    context = {"searched": text, "problem": problem, **_frame(request)}
    return render(request, "outreach/found.html", context, status=status)


def _search_answers(request: HttpRequest, scheme: uic.Scheme) -> HttpResponse:
    form = forms.AnswersForm(request.POST, scheme=scheme)
    rows = lists.found_by_answers(request.actor, scheme.code, form.given()) if form.is_valid() else []
    if len(rows) == 1:
        return redirect("client", rows[0].pk)
    context = _frame(request) | {
        "lines": _lines(request, rows),
        "served": True,
        "answers": form,
        "searched_answers": True,
    }
    status = 400 if form.errors else 200 if rows else 404
    return render(request, "outreach/found.html", context, status=status)


@door(Door.CLIENTS)
@require_safe
def due(request: HttpRequest) -> HttpResponse:
    """Who is due today and why, the longest due first."""
    page = lists.page(request.actor, lists.Asked(either=True), _today(request), request.GET)
    context = {"page": page, "lines": _lines(request, page.rows), "today": _today(request)}
    return render(request, "outreach/due.html", context)


@door(Door.CLIENTS)
@require_safe
def page(request: HttpRequest, client: uuid.UUID) -> HttpResponse:
    """One client: what is due, what was given, what happened."""
    actor, today = request.actor, _today(request)
    row = people.client(actor, client)
    file = open_file(actor, row, today)
    start = paging.key(dt.date, request.GET.get("after"))
    told = timeline(row, file.parts, start, taken_back=file.may.get("contact", False))
    people.note_read(actor, row.pk, file.parts)
    context = {
        "file": file,
        "timeline": told.entries,
        "older_url": paging.address({}, "after", *told.older) if told.older else "",
        "started": start is not None,
        "supply_days": SUPPLY_DAYS,
        "today": today,
    }
    return render(request, "outreach/client.html", context)
