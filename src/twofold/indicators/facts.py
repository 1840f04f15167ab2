"""What the database can say: rows of the derived tables inside a scope, and their grouped counts. The only reader here.

Three kinds of fact: a contact (as it shows now), a spell on the register, a registration. Which of them count is in
`counting`; what is made of them is the matter of `engine`; who may see the outcome that of `report` and `disclosure`.
"""

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, pairwise
from typing import Any

from django.db.models import Case, CharField, Count, F, FilteredRelation, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce

from twofold.core.access import Actor
from twofold.indicators import counting
from twofold.indicators.definitions import Measure
from twofold.indicators.periods import Period
from twofold.outreach.models import ContactTally
from twofold.people.models import Client, RegisterSpell


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
        self, wanted: Sequence[Measure], periods: Sequence[Period], columns: Sequence[str]
    ) -> Iterator[Mapping[str, Any]]:
        """Grouped counts of measures that share fact and filters: one query, however many periods there are.

        `columns`: any of 'sex', 'band', 'kind'. A row holds `period`, the columns, `people` where people are counted, and
        for each sum `sum_COLUMN` and the people behind it, `people_COLUMN`. A row whose sex is None is of supplies without
        a card.
        """
        if len(periods) > 1 and not columns and not wanted[0].filters.of_persons and _apart(periods):
            return self._at_once(wanted, periods)
        if wanted[0].filters.one_kind and "kind" in columns:
            return chain.from_iterable(self._by_one_kind(wanted, period, columns) for period in periods)
        parts = [self._one(wanted, period, columns) for period in periods]
        return iter(parts[0] if len(parts) == 1 else parts[0].union(*parts[1:], all=True))

    def rows(self, measure: Measure, period: Period) -> QuerySet:
        """The facts of this scope that count for a measure in a period, with all that decides it."""
        found = self._rows(measure.fact)
        if measure.fact == "contact":
            return counting.contacts(found, measure.filters, period)
        inside = found.filter(counting.within(measure.fact, period))
        if measure.fact == "register":
            return counting.register(inside, self._rows("contact"), measure.filters, period)
        return inside

    def _one(self, wanted: Sequence[Measure], period: Period, columns: Sequence[str]) -> QuerySet:
        """One period, split by these columns."""
        fact, source = wanted[0].fact, _SOURCES[wanted[0].fact]
        paths = {"sex": f"{source.state}__gender", "band": f"{source.state}__birth_band", "kind": "held__kind"}
        rows = self.rows(wanted[0], period).order_by()
        if "kind" in columns:
            held = counting.kinds_held(fact, f"{source.kinds}__", period)
            rows = rows.annotate(held=FilteredRelation(source.kinds, condition=held))
        rows = rows.values(period=Value(period.code), **{column: F(paths[column]) for column in columns})
        return rows.annotate(**_measures(source, wanted, split=bool(columns)))

    def _by_one_kind(
        self, wanted: Sequence[Measure], period: Period, columns: Sequence[str]
    ) -> Iterator[Mapping[str, Any]]:
        """Everybody under one kind only: the first of the kinds that holds on a day that counts."""
        source, rows = _SOURCES[wanted[0].fact], self.rows(wanted[0], period).order_by()
        paths = {"sex": f"{source.state}__gender", "band": f"{source.state}__birth_band"}
        others = {column: F(path) for column, path in paths.items() if column in columns}
        ranked = wanted[0].filters.kinds
        for n, kind in enumerate(ranked):
            found = counting.of_kinds(rows, (kind,))
            if n:
                found = found.exclude(client__in=counting.of_kinds(rows, ranked[:n]).values("client"))
            found = found.values(period=Value(period.code), kind=Value(kind), **others)
            yield from found.annotate(**_measures(source, wanted, split=True))

    def _at_once(self, wanted: Sequence[Measure], periods: Sequence[Period]) -> Iterator[Mapping[str, Any]]:
        """Totals of several periods that do not overlap, in one pass over the facts."""
        fact, source = wanted[0].fact, _SOURCES[wanted[0].fact]
        if fact == "register":  # a spell may lie in several periods
            counts = [self.rows(wanted[0], period).order_by() for period in periods]
            for period, rows in zip(periods, counts, strict=True):
                yield {"period": period.code, **rows.aggregate(people=Count(source.person, distinct=True))}
            return
        rows = counting.each_by_itself(self._rows(fact), wanted[0].filters).order_by()
        whens = [When(counting.within(fact, period), then=Value(period.code)) for period in periods]
        span = Period(min(p.start for p in periods), max(p.end for p in periods), "", periods[0].length)
        dated = rows.filter(counting.within(fact, span)).values(period=Case(*whens, output_field=CharField()))
        yield from dated.filter(period__isnull=False).annotate(**_measures(source, wanted, split=False))

    def _rows(self, fact: str) -> QuerySet:
        if fact not in self._in_scope:
            self._in_scope[fact] = _inside(fact, self._scope)
        return self._in_scope[fact]


def _inside(fact: str, scope: Scope) -> QuerySet:
    source = _SOURCES[fact]
    rows = source.model.objects.unscoped(counting.WHY)
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


def _measures(source: _Source, wanted: Iterable[Measure], *, split: bool) -> dict[str, Any]:
    """For each measure a number and the people behind it, as aggregates of one query.

    Who stands behind the total of all pieces is not asked: that total is no count of people.
    """
    found: dict[str, Any] = {}
    for one in wanted:
        if one.column == "people":
            found["people"] = Count(source.person, distinct=True)
            continue
        column = counting.COLUMNS[one.column]
        found[f"sum_{one.column}"] = Coalesce(Sum(column), 0)
        if split:
            some = Q(counting.received((one.sum,))) if one.sum else Q()
            found[f"people_{one.column}"] = Count(source.person, distinct=True, filter=some)
    return found
