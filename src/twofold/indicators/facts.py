"""What the database can say: rows of the derived tables inside a scope, and their grouped counts. The only reader here.

Three kinds of fact: a contact (as it shows now), a spell on the register, a registration. What is made of them is the
matter of `engine`; who may see the outcome is the matter of `report` and `disclosure`.
"""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from twofold.core.access import Actor
from twofold.indicators.definitions import Definition, Filters
from twofold.indicators.periods import Period
from twofold.outreach.models import Beneficiary, ContactTally
from twofold.people.models import Client, KindSpell, RegisterSpell

_COUNTS = "counts"


@dataclass(frozen=True)
class Scope:
    """Whose facts: an organisation (None: all), some of its sites (None: all), as seen by one worker (None: by nobody).

    `seen_by` counts only what `visible_to` gives. `without` leaves out clients who have asked not to be seen.
    """

    organisation: uuid.UUID | None = None
    sites: frozenset[uuid.UUID] | None = None
    seen_by: Actor | None = None
    without: frozenset[uuid.UUID] = field(default_factory=frozenset)


@dataclass(frozen=True)
class _Source:
    """One kind of fact: its table, and the paths from its rows to the person, the state, the site, the kinds."""

    model: Any
    person: str
    state: str
    site: str
    organisation: str
    kinds: str


_SOURCES = {
    "contact": _Source(ContactTally, "client", "client__state", "site", "organisation", "client__kind_spells"),
    "register": _Source(
        RegisterSpell,
        "client",
        "client__state",
        "client__state__site",
        "client__state__organisation",
        "client__kind_spells",
    ),
    "registration": _Source(Client, "pk", "state", "state__site", "state__organisation", "kind_spells"),
}


class Facts:
    """The facts of one scope. What the worker may see is asked once, however many counts are made."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._in_scope: dict[str, QuerySet] = {}

    def grouped(
        self, wanted: Sequence[Definition], periods: Sequence[Period], columns: Sequence[str]
    ) -> Iterator[Mapping[str, Any]]:
        """Grouped counts of definitions that share fact and filters: one query, however many periods there are.

        `columns`: any of 'sex', 'band', 'kind'. A row holds `period`, the columns, and for each definition ID_people,
        ID_value or both. A row whose sex is None is of supplies without a card.
        """
        if len(periods) > 1 and not columns and wanted[0].filters.at_least == 1 and _apart(periods):
            return self._at_once(wanted, periods)
        parts = [self._one(wanted, period, columns) for period in periods]
        return iter(parts[0] if len(parts) == 1 else parts[0].union(*parts[1:], all=True))

    def _one(self, wanted: Sequence[Definition], period: Period, columns: Sequence[str]) -> QuerySet:
        """One period, split by these columns."""
        fact, filters = wanted[0].fact, wanted[0].filters
        source = _SOURCES[fact]
        paths = {"sex": f"{source.state}__gender", "band": f"{source.state}__birth_band", "kind": "held__kind"}
        rows = _counting(self._rows(fact).filter(_within(fact, period)), filters).order_by()
        if "kind" in columns:
            held = _kinds_held(fact, f"{source.kinds}__", period)
            rows = rows.annotate(held=FilteredRelation(source.kinds, condition=held))
        rows = rows.values(period=Value(period.code), **{column: F(paths[column]) for column in columns})
        return rows.annotate(**_measures(source, wanted, split=bool(columns)))

    def _at_once(self, wanted: Sequence[Definition], periods: Sequence[Period]) -> Iterator[Mapping[str, Any]]:
        """Totals of several periods that do not overlap, in one pass over the facts."""
        fact, source = wanted[0].fact, _SOURCES[wanted[0].fact]
        rows = _counting(self._rows(fact), wanted[0].filters).order_by()
        if fact == "register":  # a spell may lie in several periods
            counts = {
                f"{one.id}_{n}": Count(source.person, distinct=True, filter=_within(fact, period))
                for one in wanted
                for n, period in enumerate(periods)
            }
            found = rows.aggregate(**counts)
            for n, period in enumerate(periods):
                yield {"period": period.code} | {f"{one.id}_people": found[f"{one.id}_{n}"] for one in wanted}
            return
        whens = [When(_within(fact, period), then=Value(period.code)) for period in periods]
        span = Period(min(p.start for p in periods), max(p.end for p in periods), "", periods[0].length)
        dated = rows.filter(_within(fact, span)).values(period=Case(*whens, output_field=CharField()))
        yield from dated.filter(period__isnull=False).annotate(**_measures(source, wanted, split=False))

    def _rows(self, fact: str) -> QuerySet:
        if fact not in self._in_scope:
            self._in_scope[fact] = _inside(fact, self._scope)
        return self._in_scope[fact]


def _inside(fact: str, scope: Scope) -> QuerySet:
    source = _SOURCES[fact]
    rows = source.model.objects.unscoped(_COUNTS)
    if scope.seen_by is not None:
        visible = Client.objects.visible_to(scope.seen_by).values("pk")
        rows = rows.filter(client__in=visible) if fact == "register" else rows.visible_to(scope.seen_by)
    if scope.organisation is not None:
        rows = rows.filter(**{source.organisation: scope.organisation})
    if scope.sites is not None:
        rows = rows.filter(**{f"{source.site}__in": sorted(scope.sites)})
    if scope.without:
        rows = rows.exclude(**{f"{source.person}__in": sorted(scope.without)})
    return rows


def _apart(periods: Sequence[Period]) -> bool:
    inorder = sorted(periods)
    return all(first.end < second.start for first, second in pairwise(inorder))


def _within(fact: str, period: Period) -> Q:
    """The facts that lie in the period. A spell ends before the day it names."""
    if fact == "contact":
        return Q(day__range=(period.start, period.end))
    if fact == "registration":
        return Q(registered_on__range=(period.start, period.end))
    return Q(since__lte=period.end) & (Q(until=None) | Q(until__gt=period.start))


def _kinds_held(fact: str, prefix: str, period: Period) -> Q:
    """Spells of a kind (columns under `prefix`) that hold on a day of the fact that counts."""
    since, until = f"{prefix}since", f"{prefix}until"
    still = Q(**{f"{until}__isnull": True})
    if fact != "register":
        day = F("day" if fact == "contact" else "registered_on")
        return Q(**{f"{since}__lte": day}) & (still | Q(**{f"{until}__gt": day}))
    begins = Q(**{f"{since}__lte": period.end}) & (Q(until__isnull=True) | Q(**{f"{since}__lt": F("until")}))
    ends = Q(**{f"{until}__gt": period.start}) & Q(**{f"{until}__gt": F("since")})
    return begins & (still | ends)


def _counting(rows: QuerySet, filters: Filters) -> QuerySet:
    """The facts that count by these filters."""
    if filters.own_right:
        rows = rows.filter(client__isnull=False).exclude(beneficiary=Beneficiary.STRANGER)
    if filters.kind:
        spells = KindSpell.objects.unscoped(_COUNTS).filter(kind=filters.kind)
        on_the_day = Q(until=None) | Q(until__gt=OuterRef("day"))
        rows = rows.filter(Exists(spells.filter(on_the_day, client=OuterRef("client"), since__lte=OuterRef("day"))))
    if filters.at_least > 1:
        often = rows.filter(client__isnull=False).order_by().values("client").annotate(met=Sum("meetings"))
        rows = rows.filter(client__in=often.filter(met__gte=filters.at_least).values("client"))
    return rows


def _measures(source: _Source, wanted: Sequence[Definition], *, split: bool) -> dict[str, Any]:
    """For each definition a number and the people behind it, as aggregates of one query.

    Who stands behind the total of all pieces is not asked: that total is no count of people.
    """
    found: dict[str, Any] = {}
    for one in wanted:
        if one.sum is None:
            found[f"{one.id}_people"] = Count(source.person, distinct=True)
            continue
        found[f"{one.id}_value"] = Coalesce(Sum(one.sum), 0)
        if split:
            found[f"{one.id}_people"] = Count(source.person, distinct=True, filter=Q(**{f"{one.sum}__gt": 0}))
    return found
