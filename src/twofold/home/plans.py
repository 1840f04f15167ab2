"""What the page of targets and size estimates reads: what holds, and what it took the place of."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language

from twofold.core.access import Actor
from twofold.core.errors import NotThere
from twofold.indicators.definitions import definitions
from twofold.people.models import Gender
from twofold.programme.models import SizeEstimate, Target
from twofold.programme.populations import populations
from twofold.programme.reads import places


@dataclass(frozen=True)
class Line:
    """One target or estimate that holds, with its words, and what it took the place of, newest first."""

    row: Any
    name: str
    where: str
    earlier: Sequence[Any]
    share: float | None = None


def targets(by: Actor) -> list[Line]:
    """Targets that hold, the latest first."""
    rows = list(Target.objects.filter(organisation=by.organisation).select_related("site").order_by("-start", "-end"))
    known = definitions()
    ranks = {code: rank for rank, code in enumerate(known)}
    current = [row for row in rows if row.replaced_by_id is None]
    current.sort(key=lambda row: ranks.get(row.indicator, len(ranks)))
    current.sort(key=lambda row: (row.start, row.end), reverse=True)
    return [
        Line(row, indicator_name(row.indicator), row.site.name if row.site else "", earlier)
        for row, earlier in _with_history(current, rows)
    ]


def indicator_name(code: str) -> str:
    """What an indicator is called, in the reader's language; its code where it has gone."""
    found = definitions().get(code)
    if found is None:
        return code
    return found.hi.name if _hindi() else found.en.name


def estimates(by: Actor) -> list[Line]:
    """Estimates that hold, by place; one for a gender says its share of everybody, where both are of one year."""
    rows = list(SizeEstimate.objects.filter(organisation=by.organisation).select_related("place"))
    ranks = {place.code: rank for rank, place in enumerate(places())}
    current = [row for row in rows if row.replaced_by_id is None]
    current.sort(key=lambda row: (ranks[row.place_id], row.population, -row.year, row.gender, str(row.pk)))
    whole = {(row.place_id, row.population, row.year): row.value for row in current if not row.gender}
    known, language = populations().by_code(), "hi" if _hindi() else "en"
    found = []
    for row, earlier in _with_history(current, rows):
        total = whole.get((row.place_id, row.population, row.year)) if row.gender else None
        words = known[row.population].label(language) if row.population in known else row.population
        if row.gender:
            words = f"{words}: {Gender(row.gender).label}" if row.gender in Gender.values else f"{words}: {row.gender}"
        found.append(Line(row, words, row.place.name, earlier, row.value / total if total else None))
    return found


def _with_history(current: Iterable[Any], rows: Iterable[Any]) -> list[tuple[Any, list[Any]]]:
    before = {row.replaced_by_id: row for row in rows if row.replaced_by_id is not None}
    found = []
    for row in current:
        earlier, step = [], before.get(row.pk)
        while step is not None:
            earlier.append(step)
            step = before.get(step.pk)
        found.append((row, earlier))
    return found


def _hindi() -> bool:
    return (get_language() or "").startswith("hi")


def target(by: Actor, pk: uuid.UUID) -> Target:
    """One target. Raises NotThere."""
    return _own(Target, by, pk)


def estimate(by: Actor, pk: uuid.UUID) -> SizeEstimate:
    """One size estimate. Raises NotThere."""
    return _own(SizeEstimate, by, pk)


def _own(model: Any, by: Actor, pk: uuid.UUID) -> Any:
    row = model.objects.filter(organisation=by.organisation, pk=pk).first()
    if row is None:
        raise NotThere
    return row
