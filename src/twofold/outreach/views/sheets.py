"""Pages of the week on paper: the sheet to print, and the same lines to key in. Which sheet: `caseload` and `week`."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from twofold.core import clock, ids
from twofold.core.access import Door
from twofold.core.doors import door
from twofold.core.errors import Invalid
from twofold.outreach import actions, reads, sheets
from twofold.outreach.forms.sheets import COLUMNS, SheetForm
from twofold.people.actions.register import EARLIEST
from twofold.people.forms import sent


def _asked(request: HttpRequest) -> dict[str, Any]:
    """The sheet that is meant: where nothing or nonsense is asked, the first caseload and this week."""
    today = clock.today(request.user.organisation.timezone)
    loads = reads.caseloads(request.actor)
    wanted = ids.parse(request.GET.get("caseload"))
    mine = [one for one in loads if one.pk in request.actor.caseloads]
    caseload = next((one for one in loads if one.pk == wanted), next(iter([*mine, *loads]), None))
    try:
        wanted_day = dt.date.fromisoformat(request.GET.get("week", ""))
    except ValueError:
        wanted_day = today
    week = sheets.monday(min(max(wanted_day, EARLIEST), today))
    query = f"?caseload={caseload.pk}&week={week}" if caseload else ""
    return {
        "today": today, "caseloads": loads, "caseload": caseload, "week": week, "query": query, "columns": COLUMNS,
        "number": f"{week:%G-%V}-{str(caseload.pk)[:4].upper()}" if caseload else "",
        "before": week - dt.timedelta(days=7), "lines": sheets.lines(request.actor, caseload, week) if caseload else [],
    }  # fmt: skip


@door(Door.CONTACTS)
@require_safe
def sheet(request: HttpRequest) -> HttpResponse:
    """The sheet of one caseload and one week, for a printer: codes and empty boxes, and no word of what it is about."""
    return render(request, "outreach/sheet.html", _asked(request))


@door(Door.CONTACTS)
@require_http_methods(["GET", "HEAD", "POST"])
def key(request: HttpRequest) -> HttpResponse:
    """The same lines, to key in: all of them are recorded, or none."""
    asked = _asked(request)
    form = SheetForm(sent(request), lines=asked["lines"], week=asked["week"], today=asked["today"])
    if request.method == "POST" and form.is_valid() and asked["caseload"]:
        told = form.contacts(asked["caseload"].site_id, request.user.organisation.timezone)
        try:
            made = actions.record_contacts(by=request.actor, contacts=told)
        except Invalid as problem:
            form.blame(problem)
        else:
            n = len(made)
            messages.success(request, ngettext("%(n)s contact recorded.", "%(n)s contacts recorded.", n) % {"n": n})
            return redirect(reverse("sheet_key") + asked["query"])
    return render(request, "outreach/sheet_key.html", {**asked, "form": form}, status=400 if form.errors else 200)
