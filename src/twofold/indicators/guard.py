"""What may not be shown of several figures of one place and period taken together: their tables tell on one another.

One table by itself is the matter of `disclosure`. Here: the people of one figure are some of those of another (given
syringes, of those met; those who inject, of all), and who is left over is a number too. So all counts of people are taken in one
order, whatever was asked for; each is split as finely as it can be beside those that went before: a part is hidden where it
is small, or where what it leaves of a larger count is, and then enough beside it that it cannot be worked out. The column of
a kind is a count like any other. Of what is left `worlds` shows one number after the other, totals first, then by sex, by age,
by kind, while it tells of nobody. Totals are decided by themselves. A rate is shown where its numerator and its denominator are.
"""

import functools
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Protocol

import numpy as np

from twofold.indicators import disclosure, engine, worlds
from twofold.indicators.beside import ALONE, Beside, of_a_longer_period
from twofold.indicators.categories import NO_KIND, STRANGER, codes
from twofold.indicators.crowd import Crowd
from twofold.indicators.definitions import DIMENSIONS, Definition, Filters, Measure, definitions
from twofold.indicators.engine import Cell, Table
from twofold.indicators.longer import told_by_months
from twofold.indicators.nested import WIDE, column_of, contains, is_of_the_register, wider
from twofold.indicators.periods import Period
from twofold.indicators.worlds import Sorts

Group = tuple[str | None, str | None]  # sex, age
ALL_PEOPLE: Group = (None, None)
KINDS = disclosure.Overlapping(DIMENSIONS.index("kind"), NO_KIND)


class Counts(Protocol):
    """What can count: the engine."""

    def table(self, measure: Measure, period: Period, by: Sequence[str] = ()) -> Table:
        """Every cell of every combination of `by`."""

    def crowd(self, measures: Sequence[Measure], period: Period) -> Crowd:
        """Everybody, alike with alike: under which kinds each counts for each of these measures."""


@dataclass
class Guard:
    """The cells that may not be shown, number by number."""

    cells: dict[Measure, set[Cell]] = field(default_factory=dict)

    def hides(self, measure: Measure, cell: Cell) -> bool:
        return cell in self.cells.get(measure, ())

    def hide(self, measure: Measure, cells: Iterable[Cell]) -> None:
        self.cells.setdefault(measure, set()).update(cells)


@dataclass
class _Taken:
    """A count that was taken: who counts, how many by sex and age, and which of these cells are hidden."""

    who: Sorts
    people: dict[Group, int]
    hidden: set[Group] = field(default_factory=set)
    told: list[tuple[Measure, str | None]] = field(default_factory=list)  # as what it stands on pages

    def shown(self, cell: Group, otherwise: int) -> int:
        """The number in a cell, or where it is hidden or not there, another."""
        return otherwise if cell in self.hidden else self.people.get(cell, otherwise)


def guard(
    wanted: Sequence[Definition], period: Period, by: Sequence[str], counts: Counts, beside: Beside = ALONE
) -> Guard:
    """What of these figures is hidden, if they are split by all dimensions, or, where `by` is empty, not at all.

    `beside`: what other reports the reader has who may not see small numbers.
    """
    by = DIMENSIONS if by else ()
    measures = list(dict.fromkeys(measure for one in wanted for measure in one.measures))

    @functools.cache
    def hides(part: Period) -> dict[Measure, set[Cell]]:
        return _by_itself(measures, part, by, counts).cells

    found = _by_itself(measures, period, by, counts)
    if period.is_long:
        for measure, cells in told_by_months(measures, period, by, counts, hides).items():
            found.hide(measure, cells)
        already = {measure: found.cells.get(measure, set()) for measure in measures}
        for measure, cells in of_a_longer_period(already, period, by, counts, hides=hides, beside=beside).items():
            found.hide(measure, cells)
    return found


def _by_itself(measures: Sequence[Measure], period: Period, by: Sequence[str], counts: Counts) -> Guard:
    """What one period hides, whatever other periods tell."""
    found, crowd = Guard(), counts.crowd(_of_people(), period)
    few = _few(crowd, [*_everybody_of(crowd), *_rests(crowd)])
    taken = _taken(crowd, few, [])
    if by:
        taken = _taken(crowd, few, taken)
    for one in taken:
        for measure, kind in one.told:
            found.hide(measure, ((*cell, kind) for cell in one.hidden))
    for measure in measures:
        _hide_the_others(found, measure, by, functools.partial(counts.table, measure, period, by))
    return found


def _hide_the_others(found: Guard, measure: Measure, by: Sequence[str], table: Callable[[], Table]) -> None:
    """Of pieces what the people behind them ask for; of narrow ages what the wider ones do; of kinds, pairs of them."""
    if measure.count in ("pieces", "contacts"):
        found.hide(measure, guarded(table()))
        return
    found.hide(measure, found.cells[wider(measure)])
    if measure.ages != WIDE:
        found.hide(measure, _finer(table(), found.cells[wider(measure)]))
    if not _is_split_by_kinds(measure):
        found.hide(measure, (cell for cell in engine.cells(by, measure.ages) if cell[2] is not None))


def guarded(table: Table) -> frozenset[Cell]:
    """The cells of one table of pieces that may not be shown. Supplies without a card are nobody's and stay."""
    people = {cell: count.people for cell, count in table.items() if STRANGER not in cell}
    return disclosure.hidden(people, threshold=disclosure.policy().threshold, overlapping=KINDS, total_stands=True)


@dataclass(frozen=True)
class _Step:
    """A count in the order of all: its place among those that differ, and the places before it whose people are some of its."""

    measure: Measure
    kind: str | None
    place: int
    beside: tuple[int, ...]
    inside: int | None = None  # of the newly registered, the place of all who are on the register


@functools.cache
def _plan() -> tuple[_Step, ...]:
    """All counts of people in their order, each followed by its columns, where it may be split by kinds."""
    places: dict[Measure, int] = {}
    steps = []
    for measure in _of_people():
        for kind in (None, *(codes("kind") if _is_split_by_kinds(measure) else ())):
            key = wider(measure) if kind is None else column_of(measure, kind)
            place = places.setdefault(key, len(places))
            nested = (n for other, n in places.items() if contains(other, key) or contains(key, other))
            inside = next((n for other, n in places.items() if is_of_the_register(other, key)), None)
            steps.append(_Step(measure, kind, place, tuple(n for n in nested if n < place), inside))
    return tuple(steps)


def _taken(crowd: Crowd, few: Sequence[Sorts], totals: Sequence[_Taken]) -> list[_Taken]:
    """All counts of people in their order, with what is hidden of each: of the totals, or, with those decided, of all parts."""
    groups = {cell: crowd.there(*cell) for cell in (_every_group() if totals else [ALL_PEOPLE])}
    taken = _each_beside_those_before(crowd, groups, totals)
    numbers = [
        worlds.Number(one, cell, one.who & there, _rank(one, cell, n))
        for n, one in enumerate(taken)
        for cell, there in groups.items()
        if one.people[cell]
    ]
    stands = {(id(one), ALL_PEOPLE) for one in taken} if totals else ()
    worlds.keep_apart(numbers, crowd.people, few, disclosure.policy().threshold, stands)
    _hide_the_new(taken)
    return taken


def _hide_the_new(taken: Sequence[_Taken]) -> None:
    """How many are new says how many are on the register at least: where that is hidden, so are the new."""
    for step in _plan():
        if step.inside is not None:
            taken[step.place].hidden |= taken[step.inside].hidden


def _each_beside_those_before(crowd: Crowd, groups: Mapping[Group, Sorts], totals: Sequence[_Taken]) -> list[_Taken]:
    """Every count that differs, with what is hidden of it beside those before it."""
    taken: list[_Taken] = []
    table: dict[str | None, _Taken] = {}  # a count (None) and those of its columns that were taken
    masks = (np.array(list(groups.values())) * crowd.people).T
    for step in _plan():
        table = {} if step.kind is None else table
        if step.place == len(taken):
            who = crowd.who(step.measure, step.kind)
            new = _Taken(who, dict(zip(groups, (who @ masks).tolist(), strict=True)))
            tells = [] if step.kind is None else _tell_of_two_kinds(table, step.kind, new.people)
            total = totals[step.place] if totals else None
            new.hidden = _hidden(new.people, [taken[n] for n in step.beside], tells, total)
            taken.append(new)
        table[step.kind] = taken[step.place]
        taken[step.place].told.append((step.measure, step.kind))
    return taken


def _rank(one: _Taken, cell: Group, place: int) -> tuple[int, ...]:
    """What is wanted most: what is split least; by sex, by age, by kind; then the order of counts."""
    of_kind = all(kind is not None for _, kind in one.told)
    return (sum(part is not None for part in cell) + of_kind, of_kind, cell[1] is not None, place)


def _everybody_of(crowd: Crowd) -> Iterator[Sorts]:
    """Those of every count, and those of each kind among them: of the counts of a kind too, these are of two."""
    return (who for measure in crowd.held for who in crowd.every(measure))


def _rests(crowd: Crowd) -> Iterator[Sorts]:
    """Those of the denominator of a rate who are not in its numerator: they are a number too."""
    for one in definitions().values():
        if one.over is not None and one.count == one.over.count == "people":
            yield crowd.who(wider(one.over), None) & ~crowd.who(wider(one.measure), None)


def _few(crowd: Crowd, counts: Iterable[Sorts]) -> list[Sorts]:
    """All the small numbers that there are, however finely they are split: nobody may work them out, even of totals."""
    every = np.array(list(counts))
    groups = np.array([crowd.there(*cell) for cell in _every_group()])
    people = (every * crowd.people.astype(float)) @ groups.T.astype(float)
    small = (people > 0) & (people < disclosure.policy().threshold)
    return [every[n] & groups[g] for n, g in zip(*np.nonzero(small), strict=True)]


def _every_group() -> list[Group]:
    return [(sex, age) for sex in (None, *codes("sex")) for age in (None, *codes("age", WIDE))]


@functools.cache
def _of_people() -> tuple[Measure, ...]:
    """Everything that counts people, by the widest ages. What is hidden last stands first: counts of everybody, those met
    before those registered; then what stands over a size estimate; then the others in the order of pages.
    """

    def turn(one: Definition) -> tuple[bool, bool, bool, int]:
        return one.filters != Filters(), one.fact != "contact", one.estimate is None, one.number

    ranked = sorted(definitions().values(), key=turn)
    every = dict.fromkeys(wider(measure) for one in ranked for measure in one.measures)
    return tuple(measure for measure in every if measure.count in ("people", "registrations"))


def _is_split_by_kinds(measure: Measure) -> bool:
    """By kinds only what is about everybody: who of those of a kind is of another is a matter of pairs of kinds."""
    return measure.filters.one_kind or not measure.filters.kinds


def _hidden(
    people: dict[Group, int], beside: Sequence[_Taken], tells: Collection[Group], total: _Taken | None
) -> set[Group]:
    """What of a count is hidden beside those before it of which these people are some, or who are some of these."""
    threshold = disclosure.policy().threshold
    few = {
        cell
        for one in beside
        for cell, n in people.items()
        if 0 < abs(n - one.people[cell]) < threshold and cell not in one.hidden
    }
    found = set(disclosure.hidden(people, threshold=threshold, also=few | set(tells)))
    if total is not None:
        found = found - {ALL_PEOPLE} | (total.hidden & {ALL_PEOPLE})
    return set(people) if ALL_PEOPLE in found else found


def _tell_of_two_kinds(table: Mapping[str | None, _Taken], kind: str, people: Mapping[Group, int]) -> list[Group]:
    """Where this column beside those that are shown tells of a few who are of more than one kind.

    All kinds together, less the people of any, are those of several; of two kinds, so many at least are of both. A few
    who are of other kinds only are not told either: beside a few who are of both, that would say how many.
    """
    found = []
    for cell in {cell for cell, n in people.items() if n} - table[None].hidden:
        shown = {one: column.shown(cell, 0) for one, column in table.items() if one} | {kind: people[cell]}
        some = table[None].people[cell] - shown.pop(NO_KIND, 0)
        shown = {one: n for one, n in shown.items() if n}
        several = (sum(group) - some for group in (shown.values(), *combinations(shown.values(), 2)))
        others = some - shown.get(kind, some)
        if any(map(_is_few, (*several, others))):
            found.append(cell)
    return found


def _finer(table: Table, wide: set[Cell]) -> set[Cell]:
    """Narrow ages add up to wider ones that stand elsewhere: all of them are shown, or none is."""
    ages = {cell for cell in table if cell[1] is not None}
    few = any(_is_few(table[cell].people) for cell in ages if cell[2] is None)
    hides = few or any(cell[2] is None for cell in wide)
    return {cell for cell in wide if cell[1] is None} | (ages if hides else set())


def _is_few(number: int) -> bool:
    return 0 < number < disclosure.policy().threshold
