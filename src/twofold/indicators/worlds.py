"""Which numbers may be shown together, so that no small number can be worked out. Pure arithmetic; no database.

It cannot where there is *another world*: the same sorts of people in other numbers, such that all that is shown stays and the
small number is another that is small too. So numbers are shown one after the other, the most wanted first, each only if every
small number has another world still. Such a world is looked for from the one there is, by shifting people between the sorts
that there are, in the direction that changes the small number most for what each sort can give. What is shown is kept as
directions at right angles: another number costs one step, however many stand already.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

Vector = npt.NDArray[np.float64]
Sorts = npt.NDArray[np.bool_]  # of each sort of people, whether it is one of those that are counted
NOTHING = 1e-6
ENOUGH = 1 - NOTHING  # a number that can be one more or one less is not known


class Count(Protocol):
    """A count with its cells and what is hidden of it."""

    hidden: set[Any]


@dataclass(frozen=True, eq=False)
class Number:
    """One number of a page: of which count, in which cell, which sorts of people it counts. The lowest rank is shown first."""

    of: Count
    cell: Any
    who: Sorts
    rank: tuple[int, ...]

    @property
    def is_hidden(self) -> bool:
        return self.cell in self.of.hidden


def keep_apart(
    numbers: Sequence[Number],
    people: npt.NDArray[Any],
    few: Sequence[Sorts],
    threshold: int,
    stands: Collection[Any] = (),
) -> None:
    """Hide more until none of `few` (each the sorts of people in it) can be worked out of what is shown.

    `stands` names cells (of which count, which cell) that stay as they are, whatever they tell by themselves.
    """
    if not len(few):
        return
    worlds, others = _Worlds(people, few, threshold), []
    for alike in _same(numbers):
        if any((id(one.of), one.cell) in stands and not one.is_hidden for one in alike):
            worlds.show(alike[0].who, stands=True)
        elif not all(one.is_hidden for one in alike):
            others.append(alike)
    worlds.give_up_what_is_told()
    for alike in sorted(others, key=lambda alike: min(one.rank for one in alike)):
        if not worlds.show(alike[0].who):
            for one in alike:
                one.of.hidden.add(one.cell)


def _same(numbers: Sequence[Number]) -> list[list[Number]]:
    """The numbers that are of the same people are one number, wherever it stands; those of nobody tell nothing."""
    found: dict[bytes, list[Number]] = {}
    for one in numbers:
        if one.who.any():
            found.setdefault(one.who.tobytes(), []).append(one)
    return list(found.values())


class _Worlds:
    """What is shown so far, and for each small number in which direction there are other worlds."""

    def __init__(self, people: npt.NDArray[Any], few: Sequence[Sorts], threshold: int) -> None:
        aims = np.array(list({who.tobytes(): who for who in few}.values()))
        self.people = people.astype(np.float64)
        self.free: Vector = aims * self.people
        many = self.free.sum(axis=1)
        self.more, self.less = many < threshold - 1, many > 1  # a few who would be still, with one more or one fewer
        self.shown: Vector = np.empty((0, len(people)))
        self.standing = 0  # how many rows of it are in use

    def show(self, who: Sorts, *, stands: bool = False) -> bool:
        """Show a number, unless that leaves a small one no other world."""
        new = self._beyond_what_is_shown(who * self.people)
        if new is None:
            return True
        along = self.free @ new
        touched = np.flatnonzero(np.abs(along) > NOTHING * NOTHING)
        free = self.free[touched] - np.outer(along[touched], new)
        if not stands and not self._are_open(free, touched).all():
            return False
        self.free[touched] = free
        self._keep(new)
        return True

    def give_up_what_is_told(self) -> None:
        """What follows from the numbers that stand cannot be kept by hiding others."""
        kept = self._are_open(self.free, np.arange(len(self.free)))
        self.free, self.more, self.less = self.free[kept], self.more[kept], self.less[kept]

    def _beyond_what_is_shown(self, new: Vector) -> Vector | None:
        """The direction that a number adds to those shown; None if it follows from them."""
        shown, size = self.shown[: self.standing], np.linalg.norm(new)
        for _ in range(2):  # once more: what rounding left
            new = new - (shown @ new) @ shown
        left = np.linalg.norm(new)
        return new / left if left > NOTHING * size else None

    def _keep(self, new: Vector) -> None:
        if self.standing == len(self.shown):
            self.shown = np.concatenate([self.shown, np.empty((max(64, self.standing), len(new)))])
        self.shown[self.standing] = new
        self.standing += 1

    def _are_open(self, free: Vector, which: npt.NDArray[np.intp]) -> Sorts:
        """Which small numbers can be one more or one fewer and still small, nobody being fewer than none."""
        if not len(free):
            return np.ones(0, dtype=bool)
        steps = (free**2).sum(axis=1)
        # No sort of people can lose more than all of it: so far goes the way up, and so far the way down.
        more = steps >= ENOUGH * np.maximum(-free.min(axis=1), NOTHING)
        fewer = steps >= ENOUGH * np.maximum(free.max(axis=1), NOTHING)
        found: Sorts = (more & self.more[which]) | (fewer & self.less[which])
        return found
