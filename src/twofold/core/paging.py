"""Cuts a list into pages by key, so that the last page costs no more than the first. No counting, no OFFSET."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict

PAGE = 50


@dataclass(frozen=True)
class Page:
    """Some rows, and where the pages around them begin (query strings, or empty where there is none)."""

    rows: list[Any]
    previous_url: str = ""
    next_url: str = ""


def cut(
    rows: QuerySet,
    order: tuple[str, str],
    asked: Mapping[str, str],
    *,
    by: type[dt.date] = dt.date,
    size: int = PAGE,
) -> Page:
    """The page that `asked` names by `after` or `before`. `order` is a day (or, `by` datetime, a moment) and an id.

    '-' is for descending. A key that cannot be read is as good as none: the first page.
    """
    backwards = "before" in asked
    start = key(by, asked.get("before") if backwards else asked.get("after"))
    backwards = backwards and start is not None
    steps = tuple(_turned(step) for step in order) if backwards else order
    if start is not None:
        rows = rows.filter(beyond(steps, start))
    found = list(rows.order_by(*steps)[: size + 1])
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    has_previous, has_next = (more, True) if backwards else (start is not None, more)
    return Page(
        found,
        _address(asked, "before", order, found[0]) if found and has_previous else "",
        _address(asked, "after", order, found[-1]) if found and has_next else "",
    )


def _turned(step: str) -> str:
    return step.removeprefix("-") if step.startswith("-") else f"-{step}"


def beyond(steps: Sequence[str], start: tuple[Any, Any]) -> Q:
    """Strictly after `start`. The first condition alone bounds the walk along an index."""
    (first, past), (second, then) = ((s.removeprefix("-"), "lt" if s.startswith("-") else "gt") for s in steps)
    one, other = start
    return Q(**{f"{first}__{past}e": one}) & (Q(**{f"{first}__{past}": one}) | Q(**{f"{second}__{then}": other}))


def _value(row: Any, step: str) -> Any:
    for name in step.removeprefix("-").split("__"):
        row = getattr(row, name)
    return row


def _address(asked: Mapping[str, str], way: str, order: Sequence[str], row: Any) -> str:
    one, other = (_value(row, step) for step in order)
    return address(asked, way, one, other)


def address(asked: Mapping[str, str], way: str, moment: dt.date, identity: uuid.UUID) -> str:
    """The query string of the page beyond this key, with all else that was asked for."""
    kept = asked.copy() if isinstance(asked, QueryDict) else QueryDict(mutable=True)
    for name in ("after", "before", "q"):
        kept.pop(name, None)
    kept[way] = f"{moment.isoformat()}_{identity}"
    return f"?{kept.urlencode()}"


def key(by: type[dt.date], text: str | None) -> tuple[dt.date, uuid.UUID] | None:
    """The key in `text`, or None where it cannot be read."""
    moment, _, identity = (text or "").partition("_")
    try:
        start = by.fromisoformat(moment)
        return start.astimezone(dt.UTC) if isinstance(start, dt.datetime) else start, uuid.UUID(identity)
    except (ValueError, OverflowError):
        return None
