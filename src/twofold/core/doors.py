"""Every URL declares who may open it: `@door(Door.X)` on the view. An undeclared one fails the tests.

Whoever may not enter gets the answer of a page that is not there, and leaves a row in the audit log.
"""

import functools
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from twofold.core import audit
from twofold.core.access import Actor, Door, may_enter
from twofold.core.errors import Denied, NotThere

View = Callable[..., HttpResponse]


def door(which: Door) -> Callable[[View], View]:
    """Declare the policy of a view, and keep it."""

    def wrap(view: View) -> View:
        @functools.wraps(view)
        def enter(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if which is Door.OPEN:
                return view(request, *args, **kwargs)
            actor: Actor | None = getattr(request, "actor", None)
            if actor is None:
                return redirect(f"{reverse('account_login')}?next={request.path}")
            if not may_enter(actor.roles, which, second_factor=actor.second_factor):
                if not actor.second_factor:
                    return redirect("mfa_activate_totp")
                audit.record_denial(actor, f"open.{which}", "Door")
                raise Http404
            return _answer(lambda: view(request, *args, **kwargs), actor, which)

        vars(enter)["door"] = which
        return enter

    return wrap


def _answer(ask: Callable[[], HttpResponse], actor: Actor, which: Door) -> HttpResponse:
    try:
        return ask()
    except (NotThere, Denied, Http404) as refusal:
        # An action that refuses has noted it already; a read that finds nothing has not.
        if isinstance(refusal, Http404) or not refusal.noted:
            audit.record_denial(actor, f"open.{which}", type(refusal).__name__)
        raise Http404 from None
