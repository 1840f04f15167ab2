"""Briefs: two printed pages for a funder, for those who plan and for funders to whom they were opened."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from twofold.core.access import Door, may_enter
from twofold.core.doors import door
from twofold.planning import reads, shown


@door(Door.BRIEFS)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The briefs that there are for this reader."""
    lines = [
        {"held": held, "answer": shown.answer(held.answered.result, held.answered.version.years)}
        for held in reads.scenarios(request.actor)
        if held.answered and held.answered.result
    ]
    return render(request, "planning/briefs.html", {"lines": lines, "plans": _plans(request)})


@door(Door.BRIEFS)
@require_safe
def brief(request: HttpRequest, scenario: uuid.UUID) -> HttpResponse:
    """The brief as a file. Where there is no answer yet, the way to it."""
    held = reads.scenario(request.actor, scenario)
    if held.answered is None:
        messages.warning(request, _("There is no answer yet that could be printed."))
        return redirect("scenario", scenario) if _plans(request) else redirect("briefs")
    from twofold.planning import printed
    from twofold.shell.pdf import FILE_NAME

    response = HttpResponse(printed.brief(held, request.user.organisation.name), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{FILE_NAME}"'
    return response


def _plans(request: HttpRequest) -> bool:
    return may_enter(request.actor.roles, Door.PLANNING, second_factor=request.actor.second_factor)
