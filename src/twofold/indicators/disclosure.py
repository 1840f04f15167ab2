"""Small counts are not shown, nor anything that gives them away. One pure function; no database, no framework.

A count of one to four people is hidden (`data/disclosure.toml` says how many and why). That is not enough: a hidden count can
often be worked out from a total that is shown. So for every hidden count there must be *another world*: a programme in
which this count is different and that shows the very same page. Moving one person from one category to another makes
such a world if every count it touches is hidden. Where there is none, the least that makes one is hidden too.

A zero is shown: it says that there is nobody. But under a hidden small count the zeros are hidden as well, or they
would say who the few are.
"""

import datetime as dt
import functools
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, combinations, product
from operator import getitem
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

_FILE = Path(__file__).parent / "data" / "disclosure.toml"

Cell = tuple[str | None, ...]
Move = dict[Cell, int]  # how many people more or fewer, cell by cell


@dataclass(frozen=True)
class Overlapping:
    """A dimension of which a person may be in several categories: its place, and the category of those in none."""

    place: int
    none: str


class Policy(BaseModel):
    """From how many people on a count is shown, with version, effective date and source."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    version: str
    effective: dt.date
    source: str
    status: Literal["verified", "unverified"]
    threshold: int


@functools.cache
def policy() -> Policy:
    """The policy in force."""
    return Policy.model_validate(tomllib.loads(_FILE.read_text(encoding="utf-8")))


def hidden[C: Cell](
    people: Mapping[C, int], *, threshold: int, overlapping: Overlapping | None = None, total_stands: bool = False
) -> frozenset[C]:
    """The cells that may not be shown, given the people behind every cell of every combination of the dimensions.

    `total_stands`: the total itself is no count of people (pieces given out by a site) and is shown whatever stands
    behind it.
    """
    page = _Page(dict(people.items()), threshold, overlapping, total_stands)
    page.guard()
    return frozenset(cell for cell in people if cell in page.hidden)


class _Page:
    """One lattice of counts, and what is hidden of it so far."""

    def __init__(
        self, people: Mapping[Cell, int], threshold: int, overlapping: Overlapping | None, total_stands: bool
    ) -> None:
        self.people, self.threshold, self.overlapping = people, threshold, overlapping
        self.width = len(next(iter(people)))
        self.dimensions = [d for d in range(self.width) if any(cell[d] is not None for cell in people)]
        self.everything = [list(dict.fromkeys(c[d] for c in people if c[d] is not None)) for d in range(self.width)]
        self.categories = [self._used(d) for d in range(self.width)]
        self.patterns: dict[tuple[tuple[int, ...], bool], list[tuple[tuple[int, ...], int]]] = {}
        self.ranks = {cell: self._rank(cell) for cell in people}
        self.lengths = [len(categories) for categories in self.everything]
        self.total: Cell = (None,) * self.width
        self.hidden = {cell for cell, n in people.items() if self._is_small(n)}
        self.hidden |= {cell for cell, n in people.items() if n == 0 and self._under_a_few(cell)}
        self.hidden |= {child for cell, n in people.items() if self._is_low(n) for child in self._whole_lines(cell)}
        if total_stands:
            self.hidden.discard(self.total)

    def guard(self) -> None:
        """Hide more until every small count that is hidden has another world."""
        small = [cell for cell in self.hidden if self._is_small(self.people[cell]) and cell != self.total]
        for cell in sorted(small, key=lambda cell: (_level(cell), _key(cell))):
            world = self._nearest_world(cell)
            if world is None:  # nothing can be shown but the total
                self.hidden |= {other for other in self.people if other != self.total}
                break
            self.hidden |= world.keys()

    def _nearest_world(self, cell: Cell) -> Move | None:
        """The move that changes this small count and costs least: nothing, where all that it touches is hidden already."""
        best, price = None, None
        for move in self._moves(cell):
            new = [place for place in move if place not in self.hidden]
            costs = self._price(cell, new)
            if (price is None or costs < price) and self._makes_a_world(cell, move):
                best, price = move, costs
                if not new:
                    break
        return best

    def _used(self, dimension: int) -> list[str]:
        found = {cell[dimension]: None for cell, n in self.people.items() if n and cell[dimension] is not None}
        return [category for category in found if category is not None]

    def _is_small(self, number: int) -> bool:
        return 0 < number < self.threshold

    def _is_low(self, number: int) -> bool:
        return self.threshold <= number < 2 * self.threshold

    def _whole_lines(self, cell: Cell) -> Iterator[Cell]:
        """Under a low count the parts are shown all or not at all."""
        for d in self.dimensions:
            if cell[d] is None:
                line = [(*cell[:d], category, *cell[d + 1 :]) for category in self.everything[d]]
                if any(self._is_small(self.people.get(part, 0)) for part in line):
                    yield from line

    def _parents(self, cell: Cell) -> Iterator[Cell]:
        for d, category in enumerate(cell):
            if category is not None:
                yield (*cell[:d], None, *cell[d + 1 :])

    def _under_a_few(self, cell: Cell) -> bool:
        """A zero that stands in a small count, and in nothing that is shown as zero anyway."""
        above = [self.people.get(parent, 0) for parent in self._parents(cell)]
        return any(map(self._is_small, above)) and all(above)

    def _price(self, target: Cell, new: list[Cell]) -> tuple[int, ...]:
        """What hiding these costs: the coarsest weigh most; then how many people they hide, roughly.

        Roughly, and then by the order of categories: a choice that hung on exact counts would tell of them.
        """
        if not new:
            return ()
        ranks = [self.ranks[cell] for cell in new]
        levels = [level for level, _, _ in ranks]
        size = max(size for _, size, _ in ranks)
        start = self.ranks[target][2]
        steps = sum(
            (b - a) % self.lengths[d]
            for _, _, end in ranks
            for d, (a, b) in enumerate(zip(start, end, strict=True))
            if a >= 0 <= b
        )
        return (*(levels.count(level) for level in range(1, self.width + 1)), size, steps)

    def _rank(self, cell: Cell) -> tuple[int, int, tuple[int, ...]]:
        """How fine a cell is, how many people it holds, roughly, and where its categories stand in their order."""
        size = (self.people[cell] // (2 * self.threshold)).bit_length()
        return _level(cell), size, tuple(-1 if c is None else self.everything[d].index(c) for d, c in enumerate(cell))

    def _makes_a_world(self, cell: Cell, move: Move) -> bool:
        """With one person more or one fewer, this count stays small, and all that must be shown stays as it is."""
        for sign in (1, -1):
            changed = {place: sign * step for place, step in move.items()}
            if self._is_small(self.people[cell] + changed[cell]) and self._is_possible(changed):
                return True
        return False

    def _is_possible(self, move: Move) -> bool:
        if self.total in move:
            return False
        after = {cell: self.people.get(cell, 0) + step for cell, step in move.items()}
        for cell, number in after.items():
            if number < 0 or ((number == 0 or self.people.get(cell, 0) == 0) and cell not in self.hidden):
                return False
            if number == 0 and not any(
                self._is_small(after.get(parent, self.people[parent])) for parent in self._parents(cell)
            ):
                return False  # a zero would be shown there
        return self.overlapping is None or self.overlapping.place not in self.dimensions or self._kinds_fit(after)

    def _kinds_fit(self, after: Mapping[Cell, int]) -> bool:
        """In each group, people of none and people of any kind are all people, whoever is of several kinds."""
        assert self.overlapping is not None
        d, none = self.overlapping.place, self.overlapping.none
        rest = [other for other in self.dimensions if other != d]
        for group in {(*cell[:d], None, *cell[d + 1 :]) for cell in after if all(cell[o] is not None for o in rest)}:
            cells = {kind: (*group[:d], kind, *group[d + 1 :]) for kind in (*self.categories[d], none)}
            numbers = {kind: after.get(cell, self.people.get(cell, 0)) for kind, cell in cells.items()}
            some = after.get(group, self.people.get(group, 0)) - numbers.pop(none)
            if not max(numbers.values(), default=0) <= some <= sum(numbers.values()):
                return False
        return True

    def _moves(self, cell: Cell) -> Iterator[Move]:
        """One person elsewhere: along some of the dimensions of this cell, at every place that extends it."""
        own = [d for d in self.dimensions if cell[d] is not None]
        wide = [[c] if c is not None or d not in self.dimensions else self.categories[d] for d, c in enumerate(cell)]
        for base in product(*wide):
            if (
                self.overlapping
                and self.overlapping.place in own
                and base[self.overlapping.place] != self.overlapping.none
            ):
                yield self._along(base, {}, self.overlapping.place)
            for along in _subsets(own):
                others = [[c for c in self.categories[d] if c != base[d]] for d in along]
                for partners in product(*others) if along else ():
                    yield self._along(base, dict(zip(along, partners, strict=True)))

    def _along(self, base: Cell, partners: Mapping[int, str], gained: int | None = None) -> Move:
        """The corners of the box that `base` and `partners` span, one more and one fewer in turn, with their margins.

        With `gained` instead of partners: somebody is of one kind more, and only counts of that kind change.
        """
        choices = [(category, partners.get(d), None) for d, category in enumerate(base)]
        signs = self._pattern(tuple(partners) if gained is None else (gained,), gained is None)
        return {tuple(map(getitem, choices, places)): sign for places, sign in signs}

    def _pattern(self, along: tuple[int, ...], swaps: bool) -> list[tuple[tuple[int, ...], int]]:
        """Which of (base, partner, all) stands in each place of every cell of a move, and with which sign."""
        if (along, swaps) not in self.patterns:
            places = [
                ((0, 1) if swaps else (0,)) if d in along else (0, 2) if d in self.dimensions else (2,)
                for d in range(self.width)
            ]
            self.patterns[along, swaps] = [(place, (-1) ** place.count(1)) for place in product(*places)]
        return self.patterns[along, swaps]


def _subsets(items: Iterable[int]) -> Iterator[tuple[int, ...]]:
    found = sorted(items)
    return chain.from_iterable(combinations(found, n) for n in range(len(found) + 1))


def _level(cell: Cell) -> int:
    return sum(category is not None for category in cell)


def _key(cell: Cell) -> tuple[str, ...]:
    return tuple(category or "" for category in cell)
