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
import math
import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
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
    people: Mapping[C, int],
    *,
    threshold: int,
    overlapping: Overlapping | None = None,
    total_stands: bool = False,
    also: Collection[C] = (),
) -> frozenset[C]:
    """The cells that may not be shown, given the people behind every cell of every combination of the dimensions.

    `also` names cells that are to be protected as if they were small: a rate of theirs tells of a few.

    `total_stands`: the total itself is no count of people (pieces given out by a site) and is shown whatever stands
    behind it.
    """
    if not also and not any(0 < number < threshold for number in people.values()):
        return frozenset()
    page = _Page(dict(people.items()), threshold, overlapping, total_stands, frozenset(also))
    page.guard()
    return frozenset(cell for cell in people if cell in page.hidden)


class _Page:
    """One lattice of counts, and what is hidden of it so far."""

    def __init__(
        self,
        people: Mapping[Cell, int],
        threshold: int,
        overlapping: Overlapping | None,
        total_stands: bool,
        also: frozenset[Cell],
    ) -> None:
        self.people, self.threshold, self.overlapping, self.also = people, threshold, overlapping, also
        self.kinds = overlapping.place if overlapping else -1
        self.width = len(next(iter(people)))
        self.dimensions = [d for d in range(self.width) if any(cell[d] is not None for cell in people)]
        self.everything = [list(dict.fromkeys(c[d] for c in people if c[d] is not None)) for d in range(self.width)]
        self.categories = [self._used(d) for d in range(self.width)]
        self.patterns: dict[tuple[tuple[int, ...], bool], list[tuple[tuple[int, ...], int]]] = {}
        self.ranks = {cell: self._rank(cell) for cell in people}
        self.lengths = [len(categories) for categories in self.everything]
        self.total: Cell = (None,) * self.width
        self.hidden: set[Cell] = set()
        for cell in sorted(people, key=_level):
            if self._is_small(people[cell]) or (people[cell] == 0 and self._is_covered(cell)):
                self.hidden.add(cell)
            if self._is_low(people[cell]):
                self.hidden.update(self._whole_lines(cell))
        self.hidden |= also
        if total_stands:
            self.hidden.discard(self.total)

    def guard(self) -> None:
        """Hide more until every small count that is hidden has another world."""
        small = [cell for cell in self.hidden if self._is_few(cell) and cell != self.total]
        for cell in sorted(small, key=lambda cell: (_level(cell), _key(cell))):
            world = self._nearest_world(cell, self._moves(cell)) or self._nearest_world(cell, self._far_moves(cell))
            if world is None:  # nothing can be shown but the total
                self.hidden |= {other for other in self.people if other != self.total}
                break
            self.hidden |= world.keys()

    def _nearest_world(self, cell: Cell, moves: Iterator[Move]) -> Move | None:
        """The move that changes this small count and costs least: nothing, where all that it touches is hidden already."""
        best, price = None, None
        for move in moves:
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

    def _is_few(self, cell: Cell) -> bool:
        return cell in self.also or self._is_small(self.people[cell])

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

    def _is_covered(self, cell: Cell) -> bool:
        """A zero that stands in a small count or in a hidden zero, and in nothing that is shown as zero."""
        above = [parent for parent in self._parents(cell) if parent in self.people]
        zeros = [parent for parent in above if self.people[parent] == 0]
        few = any(self._is_small(self.people[parent]) for parent in above)
        return all(zero in self.hidden for zero in zeros) and (few or bool(zeros))

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
        """This count stays small, and all that must be shown stays as it is."""
        stays = cell in self.also or self._is_small(self.people[cell] + move[cell])
        return stays and self._is_possible(move)

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
        return self.kinds not in self.dimensions or self._kinds_fit(after)

    def _kinds_fit(self, after: Mapping[Cell, int]) -> bool:
        """In each group, people of none and people of any kind are all people, whoever is of several kinds."""
        assert self.overlapping is not None
        d, none = self.kinds, self.overlapping.none
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
            for along, partners in self._partners(base, own):
                for sign in (1, -1):
                    together = self._with_their_kinds(base, along, partners, sign)
                    moves = [self._along(one, along, partners) for one in together]
                    yield {place: sign * step for move in moves for place, step in move.items()}
            yield from self._gains(base, own)

    def _far_moves(self, cell: Cell) -> Iterator[Move]:
        """One person who is something else altogether."""
        places = [self.categories[d] if d in self.dimensions else [None] for d in range(self.width)]
        for base, other in product(product(*places), product(*places)):
            if base != other and all(c in (None, base[d]) for d, c in enumerate(cell)):
                for leaves, comes in ((other, base), (base, other)):
                    without = {part for one in self._with_their_kinds(leaves, (), leaves, -1) for part in _margins(one)}
                    with_them = set(_margins(comes))
                    move = dict.fromkeys(with_them - without, 1) | dict.fromkeys(without - with_them, -1)
                    if cell in move:
                        yield move

    def _with_their_kinds(self, base: Cell, along: tuple[int, ...], partners: Cell, sign: int) -> list[Cell]:
        """The place once for each kind of the person who goes. Where all who are there are of a kind, so are they."""
        if self.kinds not in self.dimensions or self.kinds in along:
            return [base]
        found = [base]
        for turned in _subsets(along):
            if sign * (-1) ** len(turned) < 0:  # from here somebody goes
                there = [partners[d] if d in turned else c for d, c in enumerate(base)]
                for kind in self.categories[self.kinds]:
                    there[self.kinds] = kind
                    all_of_them = (*there[: self.kinds], None, *there[self.kinds + 1 :])
                    if self.people[all_of_them] and self.people.get(tuple(there)) == self.people[all_of_them]:
                        found.append((*base[: self.kinds], kind, *base[self.kinds + 1 :]))
        return list(dict.fromkeys(found))

    def _partners(self, base: Cell, own: Sequence[int]) -> Iterator[tuple[tuple[int, ...], Cell]]:
        """Along which dimensions, and where to."""
        for along in _subsets(own)[1:]:
            others = [
                [c for c in self.categories[d] if c != base[d]] if d in along else [None] for d in range(self.width)
            ]
            for partners in product(*others):
                yield along, partners

    def _gains(self, base: Cell, own: Sequence[int]) -> Iterator[Move]:
        """Somebody is of one kind more, or fewer: only counts of that kind change."""
        if self.overlapping and self.kinds in own and base[self.kinds] != self.overlapping.none:
            choices = [(category, None) for category in base]
            cells = [tuple(map(getitem, choices, places)) for places, _ in self._pattern((self.kinds,), swaps=False)]
            yield from (dict.fromkeys(cells, sign) for sign in (1, -1))

    def _along(self, base: Cell, along: tuple[int, ...], partners: Cell) -> Move:
        """The corners of the box that `base` and `partners` span, one more and one fewer in turn, with their margins."""
        choices = [(category, partners[d], None) for d, category in enumerate(base)]
        return {tuple(map(getitem, choices, places)): sign for places, sign in self._pattern(along, swaps=True)}

    def _pattern(self, along: tuple[int, ...], *, swaps: bool) -> list[tuple[tuple[int, ...], int]]:
        """Which choice stands in each place of every cell of a move, and with which sign. The last choice is 'all'."""
        if (along, swaps) not in self.patterns:
            last = 2 if swaps else 1
            moved = (0, 1) if swaps else (0,)
            places = [
                moved if d in along else (0, last) if d in self.dimensions else (last,) for d in range(self.width)
            ]
            sign = {0: 1, 1: -1} if swaps else {0: 1, 1: 1}
            self.patterns[along, swaps] = [
                (place, math.prod(sign[place[d]] for d in along)) for place in product(*places)
            ]
        return self.patterns[along, swaps]


def _subsets(items: Sequence[int]) -> list[tuple[int, ...]]:
    return [chosen for n in range(len(items) + 1) for chosen in combinations(items, n)]


def _level(cell: Cell) -> int:
    return sum(category is not None for category in cell)


def _key(cell: Cell) -> tuple[str, ...]:
    return tuple(category or "" for category in cell)


def _margins(place: Cell) -> Iterator[Cell]:
    """The cell and all that it is part of."""
    return product(*((c, None) if c is not None else (None,) for c in place))
