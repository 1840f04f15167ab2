"""What the database can say: the facts of one scope and span, read once into columns. Of what is kept: `extract`."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import batched
from typing import Any

import numpy as np
from django.db.models import BooleanField, CharField, ExpressionWrapper, F, Func, IntegerField, Q, QuerySet
from django.db.models.functions import Cast

from twofold.indicators.facts import (
    LISTED_BACK,
    NOBODY,
    PIECES,
    STILL,
    Column,
    Contacts,
    Facts,
    People,
    Runs,
    Scope,
    Spells,
    bits_of,
    number,
)
from twofold.outreach.models import Beneficiary, ContactTally, Mode, NeedSpell
from twofold.people.models import Client, ClientState, KindSpell, RegisterSpell

WHY = "counts"
_READ_AT_ONCE = 100_000
_ASKED_AT_ONCE = 10_000


def read(scope: Scope, start: dt.date, end: dt.date) -> Facts:
    """The facts of this scope from the first day to the last."""
    numbers: dict[str, int] = {}
    numbered = {"person": numbers}
    contacts = _contacts(scope, numbered, start, end)
    met = len(numbers)
    inside = columns(_states(scope), PEOPLE, numbered)
    reached = np.zeros(len(numbers), dtype=bool)
    reached[inside["person"]] = True
    ids = list(numbers)
    outside = [ids[place] for place in np.flatnonzero(~reached[:met])]
    asked = [outside[n : n + _ASKED_AT_ONCE] for n in range(0, len(outside), _ASKED_AT_ONCE)]
    others = [columns(ClientState.objects.unscoped(WHY).filter(client__in=some), PEOPLE, numbered) for some in asked]
    found = _Spells(scope, start, end, asked, numbered)
    return Facts(
        number(start),
        number(end),
        _as_people([inside, *others], list(numbers), reached),
        Runs({"": contacts}),
        found.of(RegisterSpell, inside_only=True),
        found.of(KindSpell, "kind"),
        found.of(NeedSpell, "per_week"),
    )


class _AsRead:
    """The database gives whole numbers: to make each of them one once more took half the time of reading."""

    def get_db_converters(self, connection: Any) -> list[Any]:
        return []


class Day(_AsRead, Func):
    """A day as a number, made by the database."""

    output_field = IntegerField()

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        return self.as_sql(compiler, connection, template="CAST(julianday(%(expressions)s) - 2440587.5 AS INTEGER)")

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        return self.as_sql(compiler, connection, template="(%(expressions)s - DATE '1970-01-01')")


class _Number(_AsRead, Cast):
    """What the database makes a whole number of."""


class Id(_AsRead, Func):
    """Ids as text, one after the other, alike from every database."""

    output_field = CharField()
    arg_joiner = " || "

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        return self.as_sql(compiler, connection, template="%(expressions)s")

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        texts = self.copy()
        texts.set_source_expressions([Cast(one, CharField()) for one in self.get_source_expressions()])
        return texts.as_sql(compiler, connection, template="replace(%(expressions)s, '-', '')")


def _is(column: str, value: Any) -> Any:
    return _Number(ExpressionWrapper(Q(**{column: value}), output_field=BooleanField()), IntegerField())


PEOPLE = {
    "person": Id("client_id"),
    "sex": F("gender"),
    "band": F("birth_band"),
    "registered": Day("registered_on"),
}
CONTACTS = {
    "person": Id("client_id"),
    "day": Day("day"),
    "listed": _is("mode", Mode.LISTED),
    "own": _is("beneficiary", Beneficiary.CLIENT),
    "stranger": _is("beneficiary", Beneficiary.STRANGER),
    **{name: F(name) for name in (*PIECES, "meetings")},
}


Numbers = dict[str, dict[str, int]]  # of what is numbered, by column


def columns(rows: QuerySet, asked: dict[str, Any], numbers: Numbers) -> dict[str, Column]:
    """The rows as columns. What is numbered and has no number yet gets the next; words, and what is not known, stay."""
    found: dict[str, list[Column]] = {name: [] for name in asked}
    told = rows.order_by().values_list(*asked.values()).iterator(_READ_AT_ONCE)
    for some in batched(told, _READ_AT_ONCE):
        for name, column in zip(asked, zip(*some, strict=True), strict=True):
            found[name].append(_packed(name, _numbered(column, numbers[name]) if name in numbers else column))
    return {name: np.concatenate(parts) if parts else _packed(name, []) for name, parts in found.items()}


def _numbered(column: Sequence[str | None], numbers: dict[str, int]) -> list[int]:
    return [NOBODY if one is None else numbers.setdefault(one, len(numbers)) for one in column]


def _packed(name: str, column: Sequence[Any]) -> Column:
    if name in _AS_THEY_ARE:
        return np.array(column, dtype=object)
    return np.array(column, dtype=np.int8 if name in _YES_OR_NO else np.int32)


_AS_THEY_ARE, _YES_OR_NO = ("sex", "band", "kind", "until"), ("listed", "own", "stranger")


def _contacts(scope: Scope, numbers: Numbers, start: dt.date, end: dt.date) -> Contacts:
    rows: Any = ContactTally.objects.unscoped(WHY).filter(day__range=(start, end))
    if scope.seen_by is not None:
        rows = rows.visible_to(scope.seen_by)
    if scope.organisation is not None:
        rows = rows.filter(organisation=scope.organisation)
    if scope.sites is not None:
        rows = rows.filter(site__in=sorted(scope.sites))
    if scope.without:
        rows = rows.exclude(client__in=sorted(scope.without))
    return as_contacts(by_day(columns(rows, CONTACTS, numbers)))


def by_day(read: dict[str, Column]) -> dict[str, Column]:
    """Columns of contacts in the order of days, with what follows from others."""
    read["condoms_external"] = read["condoms"] - read["condoms_internal"]
    order = np.argsort(read["day"], kind="stable")
    return {name: column[order] for name, column in read.items()}


def as_contacts(read: dict[str, Column]) -> Contacts:
    """Contacts from their columns."""
    pieces = {name: read[name] for name in (*PIECES, "condoms_external", "meetings")}
    lies = read["day"] - LISTED_BACK * read["listed"] if read["listed"].any() else read["day"]
    return Contacts(read["person"], read["day"], lies, read["own"] > 0, read["stranger"] > 0, pieces)


def _states(scope: Scope) -> QuerySet:
    """Everybody in scope."""
    rows: Any = ClientState.objects.unscoped(WHY)
    if scope.seen_by is not None:
        rows = rows.filter(client__in=Client.objects.visible_to(scope.seen_by).values("pk"))
    if scope.organisation is not None:
        rows = rows.filter(organisation=scope.organisation)
    if scope.sites is not None:
        rows = rows.filter(site__in=sorted(scope.sites))
    return rows.exclude(client__in=sorted(scope.without)) if scope.without else rows


@dataclass(frozen=True)
class _Spells:
    """Reads spells of the people in scope and of those met from outside it, where they touch the span."""

    scope: Scope
    start: dt.date
    end: dt.date
    outside: list[list[str]]
    numbers: Numbers

    def of(self, model: Any, what: str = "", *, inside_only: bool = False) -> Spells:
        touching = Q(since__lte=self.end) & (Q(until=None) | Q(until__gt=self.start))
        rows = model.objects.unscoped(WHY).filter(touching)
        chosen = [rows if self.scope == Scope() else rows.filter(client__in=_states(self.scope).values("client"))]
        if not inside_only:
            chosen += [rows.filter(client__in=ids) for ids in self.outside]
        return spells(chosen, what, self.numbers)


def spells(chosen: Sequence[QuerySet], what: str, numbers: Numbers) -> Spells:
    """Spells of these rows, one after the other; `what` names the column that says what holds."""
    asked = {"person": Id("client_id"), "since": Day("since"), "until": Day("until")}
    asked |= {what: F(what)} if what else {}
    parts = [columns(some, asked, numbers) for some in chosen]
    found = {name: np.concatenate([part[name] for part in parts]) for name in asked}
    told = found[what] if what else np.zeros(len(found["person"]), dtype=np.int32)
    until = np.array([STILL if day is None else day for day in found["until"]], dtype=np.int32)
    return Spells(found["person"], bits_of(told) if what == "kind" else told, found["since"], until)


def _as_people(parts: Sequence[dict[str, Column]], ids: list[str], inside: Column) -> People:
    """Columns in the order of numbers."""
    read = {name: np.concatenate([part[name] for part in parts]) for name in PEOPLE}
    order = np.argsort(read["person"], kind="stable")
    sex, band = ([column[n] for n in order] for column in (read["sex"], read["band"]))
    sexes, bands = list(dict.fromkeys(sex)), list(dict.fromkeys(band))
    return People(
        np.array(ids, dtype=object),
        _places(sex, sexes),
        _places(band, bands),
        read["registered"][order],
        inside,
        sexes,
        bands,
    )


def _places(column: Sequence[Any], among: Sequence[Any]) -> Column:
    places = {value: place for place, value in enumerate(among)}
    return np.array([places[value] for value in column], dtype=np.int64)
