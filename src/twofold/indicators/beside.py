"""What is hidden because of other reports that somebody reads beside this one, who may not see small numbers. No database.

Such a reader has two things beside one another: the whole and its parts. **Places:** of people only the whole organisation
is shown, so there are no parts; of a site or a place supplies and contacts, not split. **Periods:** whoever was met in a month
was met in its quarter, so there are as many women in the quarter as in any month, and a small number of a month may follow
from what is left. The month was decided for itself and stands; so of the quarter a number of people is shown only where it is
loose: each month shows it, many stand in several months, and many were not there in each of them. A rest that follows from
what is shown must be loose too. Who sees what: `access`. What one report hides by itself: `guard`.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from twofold.indicators.categories import STRANGER
from twofold.indicators.definitions import Measure
from twofold.indicators.disclosure import policy
from twofold.indicators.engine import ALL, NOTHING, Cell, Table
from twofold.indicators.periods import Length, Period, inside


@dataclass(frozen=True)
class Beside:
    """What else a reader has: reports of shorter periods, by their length; of the whole, where a report is of a part of it."""

    lengths: frozenset[Length] = frozenset()
    whole: bool = False


ALONE = Beside()  # nothing: whoever reads it could count small numbers in the files
EVERYTHING = Beside(frozenset(Length), whole=True)
OF_ITS_PLACE = Beside(frozenset(Length))  # a report that is handed in
PUBLISHED = Beside(frozenset({Length.QUARTER, Length.HALF}), whole=True)
_REGISTER = Measure(count="people", fact="register")
_SPLIT = (0, 1)  # sex and age add up; kinds do not
_KIND = 2


class Tables(Protocol):
    """What can count: the engine."""

    def table(self, measure: Measure, period: Period, by: Sequence[str] = ()) -> Table:
        """Every cell of every combination of `by`."""


Hides = Callable[[Period], Mapping[Measure, set[Cell]]]


def of_a_part(tables: Mapping[Measure, Table]) -> dict[Measure, set[Cell]]:
    """What a site or another part of the organisation does not show beside the whole: people, and supplies split by people."""
    return {
        one: {c for c in table if one.count not in ("pieces", "contacts") or not (c == ALL or STRANGER in c)}
        for one, table in tables.items()
    }


def of_a_longer_period(
    hidden: Mapping[Measure, set[Cell]],
    period: Period,
    by: Sequence[str],
    counts: Tables,
    *,
    hides: Hides,
    beside: Beside,
) -> dict[Measure, set[Cell]]:
    """What of a longer period is hidden beside the shorter ones that its reader has. `hidden`: what of it is hidden already."""
    shorter = _shorter(period, beside)
    people = [measure for measure in hidden if measure.count == "people"]
    if not shorter or not people:
        return {}
    register = counts.table(_REGISTER, period, by)
    by_parts = [hides(part) for part in shorter[0]]
    tables = [[{one: counts.table(one, part, by) for one in people} for part in parts] for parts in shorter]
    found = {}
    for one in people:
        if one.fact == "register":  # beside its months it says how many are new in each
            found[one] = set(register)
            continue
        page = _Page(counts.table(one, period, by), register, [[part[one] for part in parts] for parts in tables])
        found[one] = page.hidden(hidden[one], {cell for part in by_parts for cell in part.get(one, ())})
    return found


def _shorter(period: Period, beside: Beside) -> list[list[Period]]:
    """The shorter periods inside this one, such as follow one another together, the shortest first."""
    return [parts for length in Length if length in beside.lengths for parts in inside(period, length)]


@dataclass(frozen=True)
class _Page:
    """One count of people in a longer period, and in the shorter ones inside it, length by length."""

    whole: Table
    register: Table
    parts: Sequence[Sequence[Table]]

    def hidden(self, already: Collection[Cell], told: Collection[Cell]) -> set[Cell]:
        """All that is hidden of it, given what is hidden already and what a part hides."""
        there = [cell for cell, count in self.whole.items() if count.people]
        if self._adds_up():
            return set(already)
        found = {cell for cell in there if cell in already or cell in told or not self._is_loose([cell])}
        found |= {cell for cell in there if not self._is_loose_without(cell)}
        grown = True
        while grown:
            more = {cell for line in self._lines(there, found) for cell in self._beside_the_hidden(line, found)}
            grown = not more <= found
            found |= more
        return found | set(already)

    def _adds_up(self) -> bool:
        """Nobody stands in two of the parts (they count the first time of a year): what adds up is the matter of `longer`."""
        return sum(part[ALL].people for part in self.parts[0]) == self.whole[ALL].people

    def _is_loose(self, cells: Collection[Cell], without: Collection[Cell] = ()) -> bool:
        """Whether of those in these cells many stand in several parts, and many are missing in each of them; and no few are left
        of the register, nor on none: how many are on it follows from months and newcomers.
        """

        def people(table: Table) -> int:
            return sum(table.get(c, NOTHING).people for c in cells) - sum(table.get(c, NOTHING).people for c in without)

        few, here = policy().threshold, people(self.whole)
        if 0 < abs(people(self.register) - here) < few:
            return False
        for parts in self.parts:
            there = [people(part) for part in parts]
            if any(here - n < 2 * few for n in there) or (len(there) > 1 and sum(there) - here < 2 * few):
                return False
        return True

    def _is_loose_without(self, cell: Cell) -> bool:
        """Whether those who are not of this kind are loose, or nobody: who is of none of them follows from all."""
        if cell[_KIND] is None:
            return True
        every: Cell = (cell[0], cell[1], None)
        rest = self.whole[every].people - self.whole[cell].people
        return rest == 0 or self._is_loose([every], without=[cell])

    def _lines(self, there: Collection[Cell], found: Collection[Cell]) -> Iterator[list[Cell]]:
        """The parts of each number that is shown, by sex or by age: they add up to it."""
        for whole in there:
            for d in _SPLIT:
                if whole not in found and whole[d] is None:
                    line = [c for c in there if c[d] is not None and (*c[:d], None, *c[d + 1 :]) == whole]
                    if line:
                        yield line

    def _beside_the_hidden(self, line: Sequence[Cell], found: Collection[Cell]) -> list[Cell]:
        """What else of a line is hidden, so that those who are hidden together are loose: the most people first."""
        more: list[Cell] = []
        gone = [cell for cell in line if cell in found]
        rest = sorted((cell for cell in line if cell not in found), key=lambda cell: self.whole[cell].people)
        while gone and rest and not self._is_loose([*gone, *more]):
            more.append(rest.pop())
        return more
