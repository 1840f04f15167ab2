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
from itertools import chain, combinations, product
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

_FILE = Path(__file__).parent / "data" / "disclosure.toml"

Cell = tuple[str | None, ...]
Move = dict[Cell, int]  # how many people more or fewer, cell by cell


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
    people: Mapping[C, int], *, threshold: int, overlapping: int | None = None, total_stands: bool = False
) -> frozenset[C]:
    """The cells that may not be shown, given the people behind every cell of every combination of the dimensions.

    `overlapping`: the place of the dimension of which a person may be in several categories. `total_stands`: the total
    itself is no count of people (pieces given out by a site) and is shown whatever stands behind it.
    """
    page = _Page(dict(people.items()), threshold, overlapping, total_stands)
    page.guard()
    return frozenset(cell for cell in people if cell in page.hidden)


class _Page:
    """One lattice of counts, and what is hidden of it so far."""

    def __init__(self, people: Mapping[Cell, int], threshold: int, overlapping: int | None, total_stands: bool) -> None:
        self.people, self.threshold, self.overlapping = people, threshold, overlapping
        self.width = len(next(iter(people)))
        self.dimensions = [d for d in range(self.width) if any(cell[d] is not None for cell in people)]
        self.everything = [list(dict.fromkeys(c[d] for c in people if c[d] is not None)) for d in range(self.width)]
        self.categories = [self._used(d) for d in range(self.width)]
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
            cheapest = min(self._worlds(cell), key=functools.partial(self._price, cell), default=None)
            if cheapest is None:  # nothing can be shown but the total
                self.hidden |= {other for other in self.people if other != self.total}
                break
            self.hidden |= cheapest.keys()

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

    def _price(self, target: Cell, move: Move) -> tuple[object, ...]:
        """What a move costs: cells newly hidden, the coarsest weigh most; then how many people they hide, roughly.

        Roughly, and then by the order of categories: a choice that hung on exact counts would tell of them.
        """
        new = [cell for cell in move if cell not in self.hidden]
        per_level = [sum(_level(cell) == level for cell in new) for level in range(1, self.width + 1)]
        size = max((self.people[cell] // (2 * self.threshold)).bit_length() for cell in new) if new else 0
        return (*per_level, size, sum(self._steps(target, cell) for cell in new))

    def _steps(self, start: Cell, end: Cell) -> int:
        """How far on in the order of categories, round and round."""
        both = [(d, start[d], end[d]) for d in self.dimensions if start[d] is not None and end[d] is not None]
        places = [(self.everything[d].index(b) - self.everything[d].index(a), d) for d, a, b in both]
        return sum(step % len(self.everything[d]) for step, d in places)

    def _worlds(self, cell: Cell) -> Iterator[Move]:
        """Moves that change this small count and leave everything that must be shown as it is."""
        for move in self._moves(cell):
            for sign in (1, -1):
                changed = {place: sign * step for place, step in move.items()}
                if self._is_small(self.people[cell] + changed[cell]) and self._is_possible(changed):
                    yield changed

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
        return self.overlapping is None or self._kinds_fit(after)

    def _kinds_fit(self, after: Mapping[Cell, int]) -> bool:
        """In each group, every kind has at most all people, and every person has at least one kind (or 'none')."""
        d = self.overlapping
        assert d is not None
        rest = [other for other in self.dimensions if other != d]
        groups = {(*cell[:d], None, *cell[d + 1 :]) for cell in after if all(cell[other] is not None for other in rest)}
        if d not in self.dimensions:
            return True
        for group in groups:
            cells = [(*group[:d], kind, *group[d + 1 :]) for kind in self.categories[d]]
            numbers = [after.get(cell, self.people.get(cell, 0)) for cell in cells]
            whole = after.get(group, self.people.get(group, 0))
            if max(numbers, default=0) > whole or sum(numbers) < whole:
                return False
        return True

    def _moves(self, cell: Cell) -> Iterator[Move]:
        """One person elsewhere: along some of the dimensions of this cell, at every place that extends it."""
        own = [d for d in self.dimensions if cell[d] is not None]
        extensions = [
            [cell[d]] if d in own or d not in self.dimensions else self.categories[d] for d in range(self.width)
        ]
        for base in product(*extensions):
            for along in chain.from_iterable(combinations(own, n) for n in range(1, len(own) + 1)):
                others = [[c for c in self.categories[d] if c != base[d]] for d in along]
                for partners in product(*others):
                    yield self._swap(base, dict(zip(along, partners, strict=True)))
            if self.overlapping in own:
                yield self._gain(base)

    def _swap(self, base: Cell, partners: Mapping[int, str]) -> Move:
        """The corners of the box that `base` and `partners` span, one more and one fewer in turn, with their margins."""
        move: Move = {}
        for turned in _subsets(partners):
            corner = tuple(partners[d] if d in turned else category for d, category in enumerate(base))
            for kept in _subsets(set(self.dimensions) - partners.keys()):
                cell = tuple(c if d in partners or d in kept else None for d, c in enumerate(corner))
                move[cell] = (-1) ** len(turned)
        return move

    def _gain(self, base: Cell) -> Move:
        """Somebody is of one kind more: only counts of that kind change."""
        free = [d for d in self.dimensions if d != self.overlapping]
        return {tuple(None if d in left else c for d, c in enumerate(base)): 1 for left in _subsets(free)}


def _subsets(items: Iterable[int]) -> Iterator[tuple[int, ...]]:
    found = sorted(items)
    return chain.from_iterable(combinations(found, n) for n in range(len(found) + 1))


def _level(cell: Cell) -> int:
    return sum(category is not None for category in cell)


def _key(cell: Cell) -> tuple[str, ...]:
    return tuple(category or "" for category in cell)
