"""What may not be shown of several figures of one place and period taken together: their tables tell on one another.

One table by itself is the matter of `disclosure`. Here: a rate, its numerator, its denominator and those it leaves out
give each other away; the people behind one rate are part of those behind another; one number stands in several tables.
So the rates about one group of people, and counts of some of those whom another figure counts, are split only where
nothing in any of these splits is small or hidden; else they are shown in one number, if that tells of nobody. What is
shown split beside them is one table that is guarded by itself. And kinds, of which a person may be of several, are not split
so finely that they tell of a few who are of two.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Protocol

from twofold.indicators import disclosure
from twofold.indicators.categories import NO_KIND, STRANGER, codes
from twofold.indicators.definitions import DIMENSIONS, Definition, Filters, Measure, definitions
from twofold.indicators.engine import ALL, Cell, Count, Table
from twofold.indicators.periods import Period

KINDS = disclosure.Overlapping(DIMENSIONS.index("kind"), NO_KIND)
OF_RATES = ("sex", "age")  # what rates may be split by: a rate is of people of one kind
Tables = Mapping[Measure, Table]
WIDE = "25"
SPLITS_OF_KINDS = ((0, 1), (0,), (1,), ())  # by which of the dimensions before it a table by kind is split as well
Family = tuple[str, tuple[str, ...]]  # the rates about the same people: from which facts, of which kinds


class Counts(Protocol):
    """What can count: the engine."""

    def table(self, measure: Measure, period: Period, by: Sequence[str] = ()) -> Table:
        """Every cell of every combination of `by`."""


@dataclass
class Guard:
    """The cells that may not be shown, number by number."""

    cells: dict[Measure, set[Cell]] = field(default_factory=dict)

    def hides(self, measure: Measure, cell: Cell) -> bool:
        return cell in self.cells.get(measure, ())

    def hide(self, measure: Measure, cells: Iterable[Cell]) -> None:
        self.cells.setdefault(measure, set()).update(cells)


def guard(wanted: Sequence[Definition], period: Period, by: Sequence[str], counts: Counts) -> Guard:
    """What of these figures is hidden, if they are split by all dimensions, or, where `by` is empty, not at all."""
    found = Guard()
    families = _families(wanted if by else [one for one in wanted if one.is_rate])
    members = [one for one in definitions().values() if family(one) in families]
    slices = _slices([measure for one in members for measure in one.measures])
    plain = [measure for one in wanted for measure in one.measures if family(one) is None or measure.count == "pieces"]
    split = DIMENSIONS if by else ()
    bases = {measure: _of_everybody(measure) for measure in map(_wider, plain) if _of_everybody(measure) != measure}
    wide = [*map(_wider, plain), *bases.values()]
    whole = {measure: counts.table(measure, period, split) for measure in wide}
    whole |= {measure: counts.table(measure, period, DIMENSIONS) for measure in slices.values()}
    several = {measure: _tell_of_several_kinds(table) for measure, table in whole.items()}
    for measure, table in whole.items():
        found.hide(measure, guarded(measure, table))
    for measure, base in bases.items():
        apart = bool((several[measure] | several[base]) - {ALL})
        _hide_some_of(found, (measure, whole[measure]), (base, whole[base]), apart=apart)
    rated = [_wider(measure) for one in members for measure in one.measures if measure.count == "people"]
    parts = {measure: counts.table(measure, period, OF_RATES if by else ()) for measure in rated}
    for key in families:
        _hide_rates(found, [one for one in members if family(one) == key], parts, slices)
    for measure in plain:
        if measure != _wider(measure):
            found.hide(measure, _finer(counts.table(measure, period, split), found.cells[_wider(measure)]))
    for measure, cells in several.items():
        found.hide(measure, cells)
    return found


def family(one: Definition) -> Family | None:
    """The people whom a rate is about; None for a figure that is no rate of people."""
    people = one.over if one.over is not None and one.over.count == "people" else one.measure
    return (people.fact, people.filters.kinds) if one.is_rate and people.count == "people" else None


def guarded(measure: Measure, table: Table) -> frozenset[Cell]:
    """The cells of one table that may not be shown. Supplies without a card are nobody's and stay."""
    people = {cell: count.people for cell, count in table.items() if STRANGER not in cell}
    threshold = disclosure.policy().threshold
    stands = measure.count in ("pieces", "contacts")
    return disclosure.hidden(people, threshold=threshold, overlapping=KINDS, total_stands=stands)


def _of_everybody(measure: Measure) -> Measure:
    """The figure whose people those of this one are some of."""
    part = measure.count == "people" and measure.fact == "contact"
    return measure.model_copy(update={"filters": Filters()}) if part else measure


def _hide_some_of(found: Guard, some: tuple[Measure, Table], base: tuple[Measure, Table], *, apart: bool) -> None:
    """Some of those who stand in another table: each bounds the other, and what is left over is a number too.

    So they are split where nothing is hidden and no rest is small; `apart`: kinds are hidden in one of the two.
    """
    (measure, table), (whole, everybody) = some, base
    rests = {cell for cell, count in table.items() if _is_few(everybody.get(cell, Count()).people - count.people)}
    if apart or (found.cells[measure] | found.cells[whole] | rests) - {ALL}:
        found.hide(measure, set(table) - {ALL})
    if measure.filters.kinds and not measure.filters.one_kind:  # who of these is of another kind too: pairs of kinds
        found.hide(measure, {cell for cell in table if cell[2] is not None})
    if ALL in rests or any(found.hides(whole, (None, None, kind)) for kind in measure.filters.kinds):
        found.hide(measure, set(table))


def _tell_of_several_kinds(table: Table) -> set[Cell]:
    """What to hide of kinds so that they do not tell of a few who are of several.

    So kinds are split by sex and age, by one of the two, by neither, or not shown: the finest of these that tells of nobody.
    """
    cells = [cell for cell in table if STRANGER not in cell]
    groups = {cell[:2] for cell in cells}
    telling = {group for group in groups if any(map(_is_few, _of_several_kinds(table, group)))}
    for split in SPLITS_OF_KINDS:
        shown = {group for group in groups if all(group[d] is None or d in split for d in range(2))}
        if not shown & telling:
            break
    else:
        shown = set()
    return {cell for cell in cells if cell[2] is not None and cell[:2] not in shown}


def _of_several_kinds(table: Table, group: tuple[str | None, str | None]) -> Iterator[int]:
    """All kinds together, less the people of any, are those of more than one; of two kinds, so many at least are of both."""
    held = {kind: table.get((*group, kind), Count()).people for kind in (*codes("kind"), None)}
    some = held.pop(None) - held.pop(NO_KIND)
    yield sum(held.values()) - some
    yield from (sum(pair) - some for pair in combinations(held.values(), 2))


def _wider(measure: Measure) -> Measure:
    """The same by the two ages that most figures are split by."""
    return measure.model_copy(update={"ages": WIDE})


def _finer(table: Table, wider: set[Cell]) -> set[Cell]:
    """Narrow ages add up to wider ones that stand elsewhere: all of them are shown, or none is."""
    ages = {cell for cell in table if cell[1] is not None}
    few = any(_is_few(table[cell].people) for cell in ages if cell[2] is None)
    hides = few or any(cell[2] is None for cell in wider)
    return {cell for cell in wider if cell[1] is None} | (ages if hides else set())


def _families(wanted: Sequence[Definition]) -> list[Family]:
    """The families that these figures belong to, or share a number with."""
    asked = {_wider(measure) for one in wanted for measure in one.measures}
    found = {family(one): None for one in definitions().values() if asked & set(one.measures)}
    return [key for key in found if key is not None]


def _slices(measures: Iterable[Measure]) -> dict[Measure, Measure]:
    """Measures that are, for one kind, a column of a figure that is split by kinds: that figure's measure."""
    plain = {one.measure for one in definitions().values() if not one.is_rate and "kind" in one.by}
    whole = {one: one.model_copy(update={"filters": _of_all_kinds(one.filters)}) for one in measures}
    return {one: column for one, column in whole.items() if one.count == "people" and column in plain}


def _of_all_kinds(filters: Filters) -> Filters:
    return filters.model_copy(update={"kinds": (), "own_right": False})


def _hide_rates(found: Guard, rates: Sequence[Definition], tables: Tables, slices: Mapping[Measure, Measure]) -> None:
    """Rates about one group of people: split where no number of theirs, and no rest, is small or hidden; else in one."""
    measures = list(dict.fromkeys(m for one in rates for m in one.measures if m.count == "people"))
    base = max(measures, key=lambda measure: tables[measure][ALL].people)
    by_age = any("age" in one.by for one in rates)
    people = {cell: count.people for cell, count in tables[base].items() if by_age or cell[1] is None}
    few = {cell for cell in people if any(_tells_of_few(one, tables, cell) for one in rates)}
    pattern = few | disclosure.hidden(people, threshold=disclosure.policy().threshold)
    for measure in measures:
        pattern |= _hidden_in_slice(found, measure, slices)
        if found.cells.get(measure, set()) - {ALL}:
            pattern |= found.cells[measure]
    for measure in measures:
        every = set(tables[measure]) | {cell for cell in found.cells.get(measure, ()) if cell != ALL}
        if pattern - {ALL}:
            found.hide(measure, every - {ALL})
        in_slice = ALL in _hidden_in_slice(found, measure, slices)
        if ALL in pattern and (measure != base or in_slice or _is_few(people[ALL])):
            found.hide(measure, every | {ALL})


def _tells_of_few(one: Definition, tables: Tables, cell: Cell) -> bool:
    """Whether numerator, denominator, or those of the one who are not in the other are a few."""
    numbers = [tables[measure][cell].people for measure in one.measures if measure.count == "people"]
    if len(numbers) > 1:
        numbers.append(numbers[1] - numbers[0])
    return any(_is_few(number) for number in numbers)


def _is_few(number: int) -> bool:
    return 0 < number < disclosure.policy().threshold


def _hidden_in_slice(found: Guard, measure: Measure, slices: Mapping[Measure, Measure]) -> set[Cell]:
    """Cells that are hidden where the same number stands in a table split by kind."""
    kinds = measure.filters.kinds
    if measure not in slices or len(kinds) > 1:
        return set()
    kind = kinds[0] if kinds else None
    return {(sex, age, None) for sex, age, held in found.cells[slices[measure]] if held == kind}
