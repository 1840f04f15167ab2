"""Counts declared measures over facts: who counts, then every cell and its margins. No meaning stands here, only arithmetic.

A table maps cells to counts. A cell is (sex, age, kind), None standing for 'all'. People are counted distinct in every
cell; a person has one sex and one age in a period, so those add up; of kinds a person may have several, so those do not.
"""

import threading
import uuid
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import product

import numpy as np

from twofold.indicators import extract, facts, reading, since
from twofold.indicators.categories import NO_KIND, STRANGER, codes
from twofold.indicators.counting import Span, none
from twofold.indicators.crowd import Crowd, alike
from twofold.indicators.definitions import DIMENSIONS, Definition, Measure
from twofold.indicators.facts import NOBODY, Column, Facts, Scope, bit
from twofold.indicators.held import Held
from twofold.indicators.periods import Period
from twofold.indicators.tables import ALL, NOTHING, Cell, Count, Table

__all__ = ["ALL", "NOTHING", "Cell", "Count", "Engine", "Table", "cells", "count", "count_measures", "engine", "forget"]
_held = Held()


class Engine:
    """Counts what is asked, over facts that are read once, however many figures, periods and splits are asked for."""

    def __init__(self, read: Facts, tables: dict[since.Asked, Table] | None = None) -> None:
        self._facts = read
        self._alone = threading.RLock()  # what is counted once is kept, and several may ask at once
        self._countings: tuple[str, dict[Measure, _Counting]] = ("", {})  # of the period that is being counted
        self._tables = tables or {}

    def table(self, measure: Measure, period: Period, by: Sequence[str] = ()) -> Table:
        """Every cell of every combination of `by`, zeros too."""
        asked = (measure, period, tuple(by))
        with self._alone:
            if asked not in self._tables:
                self._tables[asked] = self._counting(measure, period).table(by)
            return self._tables[asked]

    def there(self, period: Period) -> bool:
        """Whether there is anything to count in a period."""
        with self._alone:
            span = self._at(period)
            return bool(len(span.who) or len(span.contacts.person))

    def on(self, read: extract.Read, before: extract.Read) -> "Engine":
        """An engine over what was read since, which counts anew only who changed of what this one counted before."""
        if not (before.states and read.states and read.numbering) or read.numbering != before.numbering:
            return Engine(read.facts)
        with self._alone:
            tables = dict(self._tables)
        days = before.changed(read.states)
        return Engine(read.facts, since.brought_up(tables, before.facts, read.facts, days, Engine))

    def crowd(self, measures: Sequence[Measure], period: Period) -> Crowd:
        """Everybody, alike with alike: under which kinds each counts for each of these measures."""
        with self._alone:
            each = [self._counting(measure, period) for measure in measures]
            return alike(*each[0].described, {one.measure: one.behind for one in each})

    def who(self, measure: Measure, period: Period, cell: Cell) -> list[uuid.UUID]:
        """Whom one cell counts."""
        with self._alone:
            return self._counting(measure, period).who(cell)

    @property
    def size(self) -> int:
        """Some so many bytes."""
        return self._facts.size

    def _counting(self, measure: Measure, period: Period) -> "_Counting":
        span, found = self._at(period), self._countings[1]
        if measure not in found:
            found[measure] = _Counting(span, measure)
        return found[measure]

    def _at(self, period: Period) -> Span:
        if self._countings[0] != period.code:
            self._countings, self._span = (period.code, {}), Span(self._facts, period)
        return self._span


def forget() -> None:
    """Count everything anew, as a process that has just begun."""
    _held.clear()


def engine(scope: Scope, periods: Sequence[Period], wanted: Iterable[Measure]) -> Engine:
    """An engine over all that these measures ask for in these periods."""
    start, end = facts.span(periods, whole_years=any(one.filters.first_of_year for one in wanted))
    look = extract.look(scope, start, end)
    if look is None:
        return Engine(reading.read(scope, start, end))
    found, before = _held.of(scope, look)
    if found is not None and before is None:
        return found
    read = extract.read(scope, look, before)
    if read is None:
        return Engine(reading.read(scope, start, end))
    counts = found.on(read, before) if found and before else Engine(read.facts)
    return _held.keep(scope, look, counts, read)


def count(
    wanted: Sequence[Definition], periods: Sequence[Period], scope: Scope, by: Sequence[str] = ()
) -> dict[tuple[str, str], Table]:
    """The numerator's table for each (indicator, period)."""
    tables = count_measures([one.measure for one in wanted], periods, scope, by)
    return {(one.id, period.code): tables[one.measure, period.code] for one in wanted for period in periods}


def count_measures(
    wanted: Iterable[Measure], periods: Sequence[Period], scope: Scope, by: Sequence[str] = ()
) -> dict[tuple[Measure, str], Table]:
    """A table for each (measure, period), each measure counted once however often it is asked for."""
    wanted = list(dict.fromkeys(wanted))
    found = engine(scope, periods, wanted)
    return {(one, period.code): found.table(one, period, by) for period in periods for one in wanted}


def cells(by: Sequence[str], ages: str = "25") -> Iterator[Cell]:
    """Every cell of every combination of these dimensions, the total first."""
    choices = [[None, *codes(name, ages)] if name in by else [None] for name in DIMENSIONS]
    return product(choices[0], choices[1], choices[2])


class _Counting:
    """One measure over one span."""

    def __init__(self, span: Span, measure: Measure) -> None:
        self.span, self.measure = span, measure
        self.sexes, self.ages = span.facts.people.sexes, codes("age", measure.ages)
        self._age_of_band = span.ages(measure.ages)

    @property
    def described(self) -> tuple[tuple[list[str], Column], tuple[list[str], Column]]:
        """Sex and age of each person: their names, and the place of each person's."""
        people, who = self.span.facts.people, self.span.who
        return (self.sexes, people.sex[who]), (self.ages, self._age_of_band[people.band[who]])

    def table(self, by: Sequence[str]) -> Table:
        """Every cell of every combination of these dimensions. Kinds are counted one by one: a person may be of several."""
        table = dict.fromkeys(cells(by, self.measure.ages), NOTHING)
        behind, every = self.behind, [(None, 0), *(self._kinds() if "kind" in by else ())]
        for kind, wanted in every:
            people = self.span.groups.counted((behind & wanted) > 0 if wanted else behind > 0)
            values = self._values(wanted) if self._is_sum else people
            self._spread(table, values, people, kind, by)
        if self._is_sum:
            self._add_strangers(table, by)
        return table

    def who(self, cell: Cell) -> list[uuid.UUID]:
        """The people in one cell."""
        sex, age, kind = cell
        behind, ((_, sexes), (_, ages)) = self.behind, self.described
        there = (behind & dict(self._kinds())[kind]) > 0 if kind is not None else behind > 0
        if sex is not None:
            there &= sexes == (self.sexes.index(sex) if sex in self.sexes else NOBODY)
        if age is not None:
            there &= ages == self.ages.index(age)
        return [self.span.facts.people.uuid(n) for n in self.span.who[there]]

    @property
    def _is_sum(self) -> bool:
        return self.measure.column != "people"

    def _kinds(self) -> list[tuple[str, int]]:
        return [(kind, none() if kind == NO_KIND else bit(kind)) for kind in codes("kind")]

    @cached_property
    def behind(self) -> Column:
        """For each person all the kinds under which they count; of pieces, whoever had some."""
        return self.span.behind(self.measure)

    def _values(self, wanted: int) -> Column:
        """What is added up, of people of this kind (nought: of all), by group."""
        groups, pieces = self.span.group_of_contact, self.span.contacts.pieces[self.measure.column]
        if wanted:
            held = self.span.held
            there = ((held & wanted) > 0) if wanted != none() else (held == 0)
            groups, pieces = groups[there], pieces[there]
        many = self.span.groups.many
        return np.bincount(groups, weights=pieces, minlength=many)[:many]

    def _spread(self, table: Table, values: Column, people: Column, kind: str | None, by: Sequence[str]) -> None:
        """Put what was counted by group into its cells and every margin over sex and age."""
        grids = np.zeros((2, len(self.sexes) + 1, len(self.ages) + 1), dtype=np.int64)
        groups = self.span.groups
        for grid, column in zip(grids, (values, people), strict=True):
            np.add.at(grid, (groups.sex, self._age_of_band[groups.band]), column.astype(np.int64))
            grid[-1, :] = grid[:-1, :].sum(axis=0)
            grid[:, -1] = grid[:, :-1].sum(axis=1)
        found = grids.tolist()
        sexes = [*enumerate(self.sexes), (-1, None)] if "sex" in by else [(-1, None)]
        ages = [*enumerate(self.ages), (-1, None)] if "age" in by else [(-1, None)]
        for (s, sex), (a, age) in product(sexes, ages):
            value, many = found[0][s][a], found[1][s][a]
            if value or many:
                table[sex, age, kind] = Count(value, many)

    def _add_strangers(self, table: Table, by: Sequence[str]) -> None:
        """Supplies without a card: nobody stands behind them, and they are part of every total."""
        nobody = self.span.met == NOBODY
        found = Count(int(self.span.contacts.pieces[self.measure.column][nobody].sum()))
        if found != NOTHING:
            sexes, ages, kinds = ((STRANGER, None) if name in by else (None,) for name in DIMENSIONS)
            for cell in product(sexes, ages, kinds):
                table[cell] = table.get(cell, NOTHING) + found
