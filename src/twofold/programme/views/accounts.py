"""Pages of a colleague's account: a new password, the second key reset, close and open again. Nobody's own."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from twofold.core.access import Door
from twofold.core.doors import door
from twofold.core.errors import Invalid, NotThere
from twofold.programme import actions, passphrases, reads
from twofold.shell.notices import undoable

_form = require_http_methods(["GET", "HEAD", "POST"])


def _give(request: HttpRequest, staff: uuid.UUID, action: Any, **words: Any) -> HttpResponse:
    """Ask once more; then show the new password, once, on the page that answers and nowhere else."""
    worker = reads.worker(request.actor, staff)
    if worker.pk == request.actor.id:
        raise NotThere
    if request.method != "POST":
        return render(request, "programme/give.html", {"colleague": worker, **words})
    made_up = passphrases.make_up()
    action(by=request.actor, staff=staff, password=made_up)
    return render(request, "programme/given.html", {"colleague": worker, "password": made_up, **words})


@door(Door.STAFF)
@_form
def give_password(request: HttpRequest, staff: uuid.UUID) -> HttpResponse:
    """A new password for somebody who forgot theirs, or was locked out."""
    return _give(request, staff, actions.give_password)


@door(Door.STAFF)
@_form
def reset_second_factor(request: HttpRequest, staff: uuid.UUID) -> HttpResponse:
    """For somebody who lost their phone: the second key and the password begin anew."""
    return _give(request, staff, actions.reset_second_factor, factor=True)


@door(Door.STAFF)
@require_POST
def close_account(request: HttpRequest, staff: uuid.UUID) -> HttpResponse:
    """Close an account, at once."""
    try:
        actions.set_account_open(by=request.actor, staff=staff, is_open=False)
    except Invalid as problem:
        messages.error(request, problem.message)
        return redirect("staff_change", staff)
    undoable(request, _("The account is closed."), undo_url=reverse("account_open", args=[staff]))
    return redirect("staff")


@door(Door.STAFF)
@require_POST
def open_account(request: HttpRequest, staff: uuid.UUID) -> HttpResponse:
    """Open a closed account again, with the roles it had."""
    actions.set_account_open(by=request.actor, staff=staff, is_open=True)
    messages.success(request, _("The account is open."))
    return redirect("staff_change", staff)
