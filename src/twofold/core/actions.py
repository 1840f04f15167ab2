"""The one door for change. An action is keyword-only, takes `by=` and a sequence, is atomic, and leaves audit rows.

What was refused leaves a row of its own, in a transaction of its own.
"""

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from twofold.core import audit, guarded
from twofold.core.access import Actor, Door, may_enter
from twofold.core.crypto import keyring
from twofold.core.errors import Denied, NotThere

_trail: ContextVar[audit.Trail | None] = ContextVar("twofold_trail", default=None)


class NoTrail(RuntimeError):
    """A programming error: an action changed something and noted nothing."""


def action[**P, R](verb: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make `function(*, by, ...)` an action named `verb`. An action may call others: one transaction, one trail."""

    def wrap(function: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            if args:
                raise TypeError(f"{function.__name__} takes keywords only")
            actor = kwargs["by"]
            assert isinstance(actor, Actor)
            if _trail.get() is not None:
                return function(*args, **kwargs)
            try:
                return _run_outermost(function, actor, verb, kwargs)
            except (Denied, NotThere) as refusal:
                audit.record_denial(actor, verb, type(refusal).__name__)
                refusal.noted = True
                raise

        vars(run)["is_action"] = True
        return run

    return wrap


def _run_outermost(function: Callable[..., Any], actor: Actor, verb: str, kwargs: dict[str, Any]) -> Any:
    trail = audit.Trail(actor, verb)
    token = _trail.set(trail)
    try:
        with transaction.atomic(), guarded.writing(), keyring.keychain():
            result = function(**kwargs)
            if not trail.events and not trail.nothing_to_do:
                raise NoTrail(f"{verb} left no audit row")
            trail.write()
            return result
    finally:
        _trail.reset(token)


@contextmanager
def attempt() -> Iterator[None]:
    """A part of an action that may fail by itself: its rows and its trail go, what stood before stays."""
    trail = _trail.get()
    if trail is None:
        raise NoTrail("attempt() belongs inside an action")
    before = len(trail.events)
    try:
        with transaction.atomic():
            yield
    except BaseException:
        del trail.events[before:]
        raise


def note(verb: str, object_type: str, object_id: object, **detail: Any) -> None:
    """Leave one audit row for one changed thing. `detail` holds codes and field names, never what a person said."""
    trail = _trail.get()
    if trail is None:
        raise NoTrail("note() belongs inside an action")
    trail.add(verb, object_type, object_id, detail)


def nothing_to_do() -> None:
    """Say that this action rightly changed nothing (the same entry again)."""
    trail = _trail.get()
    if trail is not None:
        trail.nothing_to_do = True


def require(by: Actor, door: Door) -> None:
    """Raise Denied unless one of the actor's roles opens `door`."""
    if not may_enter(by.roles, door, second_factor=by.second_factor):
        raise Denied(_("Your role does not allow this. Ask the person who leads your site."))
