"""The page of the log, for auditors: what was done, opened and refused, in sentences."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from twofold.core.access import Door
from twofold.core.doors import door
from twofold.home import log as reads
from twofold.home.forms.log import LogForm
from twofold.programme import reads as programme


@door(Door.AUDIT)
@require_safe
def log(request: HttpRequest) -> HttpResponse:
    """The log, newest first."""
    timezone = request.user.organisation.timezone
    form = LogForm(request.GET, workers=list(programme.staff(request.actor)))
    asked = form.asked()
    found = reads.page(request.actor, asked, timezone, request.GET)
    context = {
        "form": form,
        "narrowed": asked != reads.Asked(),
        "thing": asked.thing,
        "page": found,
        "lines": reads.Reader(request.actor, timezone).lines(found.rows),
        "chain": reads.chain(request.actor),
    }
    return render(request, "home/log.html", context, status=400 if form.errors else 200)
