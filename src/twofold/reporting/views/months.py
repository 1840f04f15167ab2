"""Pages of months: how each stands, one of them with its figures, handing it in, and taking it away as a file."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from twofold.core import clock
from twofold.core.access import Door, may_enter
from twofold.core.doors import door
from twofold.core.errors import Invalid
from twofold.indicators import disclosure, periods, places
from twofold.indicators import forms as words
from twofold.indicators.periods import Period
from twofold.reporting import actions, changing, contents, printed, standing
from twofold.reporting.files import outgoing
from twofold.reporting.forms import SubmitForm, WhichForm
from twofold.reporting.lines import form as monthly
from twofold.reporting.where import About, about, may_ask_for_parts


def _today(request: HttpRequest) -> dt.date:
    return clock.today(request.user.organisation.timezone)


def _which(request: HttpRequest, data: Any) -> WhichForm:
    parts = places.choices(request.actor) if may_ask_for_parts(request.actor) else []
    return WhichForm(data, today=_today(request), places=parts)


@door(Door.MONTHS)
@require_safe
def months(request: HttpRequest) -> HttpResponse:
    """The last months and how each stands."""
    form = _which(request, {"place": request.GET.get("place", "")})
    whom = about(request.actor, form.data["place"])
    context = {
        "form": form,
        "months": standing.months(whom, periods.month_of(_today(request))),
        "place": whom.code,
        "where": whom.where.name,
    }
    return render(request, "reporting/months.html", context)


@dataclass(frozen=True)
class Asked:
    """What one page of a report is about."""

    about: About
    period: Period
    running: bool

    @property
    def address(self) -> str:
        return urlencode({"period": self.period.code, **({"place": self.about.code} if self.about.code else {})})


@door(Door.MONTHS)
@require_safe
def month(request: HttpRequest) -> HttpResponse:
    """One report: its figures now and as handed in, what changed, and handing it in."""
    form = _which(request, request.GET)
    if not form.is_valid():
        return render(request, "reporting/month.html", {"form": form}, status=400)
    return _page(request, form, _asked(request, form), None)


def _asked(request: HttpRequest, form: WhichForm) -> Asked:
    period = form.cleaned_data["period"]
    return Asked(about(request.actor, form.cleaned_data["place"]), period, period.end >= _today(request))


def _page(request: HttpRequest, form: WhichForm, asked: Asked, submit: SubmitForm | None) -> HttpResponse:
    language = get_language() or "en"
    now = contents.count(standing.periods_needed(asked.about.organisation.pk, asked.period), asked.about.where)
    versions = standing.versions(asked.about.organisation.pk, asked.period.code, asked.about.code)
    last = versions[0] if versions else None
    draft = printed.Printed(asked.period, asked.about.where.name, now, clock.now())
    then = printed.Printed(asked.period, last.place_name, standing.of(last), last.submitted_at, last) if last else None
    different = standing.changes(standing.of(last), now, asked.period.code) if last else []
    changes = changing.told(different, language)
    ahead, rest = changing.first(changes)
    may = may_enter(request.actor.roles, Door.SUBMIT, second_factor=request.actor.second_factor)
    context = {
        "form": form,
        "asked": asked,
        "title": words.words(asked.period),
        "rows": _rows(draft, then, language, asked),
        "versions": [(row, standing.holds(row)) for row in versions],
        "last": last,
        "changes": changes,
        "ahead": ahead,
        "rest": rest,
        "files": outgoing.KINDS,
        "short": (("pdf", "PDF"), ("csv", "CSV")),
        "workbook": standing.workbook(asked.about.organisation.pk),
        "submit": submit or (SubmitForm(again=bool(last)) if may and not asked.running else None),
        "can_submit": not last or standing.of(last).digest() != now.digest(),
        "source": monthly(),
        "from_where": monthly().told_source(language),
        "threshold": disclosure.policy().threshold,
        "address": asked.address,
    }
    return render(request, "reporting/month.html", context, status=400 if submit and submit.errors else 200)


def _rows(draft: printed.Printed, then: printed.Printed | None, language: str, asked: Asked) -> list[dict[str, Any]]:
    """Lines with the figure now and the page that opens it up, and, where it was handed in, the figure then."""
    before = {line.code: line for line in printed.lines(then, language)} if then else {}
    return [
        {
            "line": line,
            "then": before.get(line.code),
            "same": not before or before[line.code].told == line.told,
            "address": f"{reverse('figure', args=[line.definition.number])}?{asked.address}&{urlencode(line.by)}",
        }
        for line in printed.lines(draft, language)
    ]


@door(Door.SUBMIT)
@require_POST
def submit(request: HttpRequest) -> HttpResponse:
    """Hand a report in."""
    form = _which(request, request.POST)
    if not form.is_valid():
        return render(request, "reporting/month.html", {"form": form}, status=400)
    asked = _asked(request, form)
    last = standing.latest(asked.about.organisation.pk, asked.period.code, asked.about.code)
    told = SubmitForm(request.POST, again=bool(last))
    if told.is_valid():
        new = actions.NewReport(asked.period.code, asked.about.code or None, told.cleaned_data.get("reason", ""))
        try:
            row = actions.submit_reports(by=request.actor, reports=[new])[0]
        except Invalid as problem:
            told.blame(problem)
        else:
            messages.success(request, _("Handed in as version %(n)s.") % {"n": row.version})
            return redirect(f"{reverse('month')}?{asked.address}")
    return _page(request, form, asked, told)


@door(Door.MONTHS)
@require_safe
def month_file(request: HttpRequest) -> HttpResponse:
    """The report as a file: as handed in (the version that is asked for, or the last), or a draft of how it stands now."""
    form = _which(request, request.GET)
    if not form.is_valid():
        return render(request, "reporting/month.html", {"form": form}, status=400)
    asked = _asked(request, form)
    found = outgoing.printed_of(asked.about, asked.period, request.GET.get("version", ""))
    kind = request.GET.get("kind", "xlsx")
    if kind not in outgoing.KINDS:
        form.add_error(None, _("Choose one of these files: %(known)s.") % {"known": ", ".join(outgoing.KINDS)})
        return render(request, "reporting/month.html", {"form": form}, status=400)
    if kind == "workbook" and standing.workbook(asked.about.organisation.pk) is None:
        return redirect("workbook")
    made = outgoing.make(found, kind, asked.about, get_language() or "en")
    response = HttpResponse(made.content, content_type=made.content_type)
    response["Content-Disposition"] = f'attachment; filename="{made.name}"'
    return response
