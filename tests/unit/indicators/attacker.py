"""An attacker on whole reports: programmes of a few sorts of people, every number that a report has of them, and what follows
from those that are shown. What is asked of the guard with it stands in `test_guard` and `test_guard_known`.
"""

import functools
import math
import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import Protocol

import numpy as np
from scipy.optimize import linprog

from twofold.indicators import engine, guard, periods
from twofold.indicators.counting import none
from twofold.indicators.crowd import Crowd
from twofold.indicators.definitions import DIMENSIONS, Definition, Measure, chosen
from twofold.indicators.disclosure import policy
from twofold.indicators.engine import Cell, Count, Table
from twofold.indicators.facts import bit
from twofold.indicators.guard import Guard

FEW = policy().threshold
SEPTEMBER = periods.parse("2026-09")
SEXES, AGES = ("woman", "man", "trans_woman"), ("<25", "25+")
HELD = ("injects", "partner", "family", "none")
KINDS = [held for n in range(4) for held in combinations(HELD[:3], n)]
MET = [(0, False, "unknown"), *product((1, 2), (False, True), ("unknown", "known", "met"))]
MET += [(1, False, "unknown", False)]
MET += [(*met, True, True) for met in ((0, False, "unknown"), (1, False, "unknown"), (1, True, "unknown"))]
WANTED = ("registered", "new_registrations", "reached", "reached_twice", "partners_reached", "given_needles", "family_reached",
          "reached_of_register", "twice_of_register", "nsp_of_service", "nsp_of_estimate", "nsp_monthly",
          "nsp_regular_of_estimate", "needles_per_person_global_fund", "needles_per_person_who_service", "need_met",
          "need_unknown", "coverage_injects", "coverage_uses", "coverage_partners", "package_of_estimate")  # fmt: skip


@dataclass(frozen=True)
class Atom:
    """All that the tables can tell of one person: how often they were met, whether given syringes, whether on the register,
    and whether newly so.

    Who was met and is on no register makes that those met are not simply some of those registered.
    """

    sex: str
    age: str
    kinds: tuple[str, ...]
    met: int
    given: bool
    need: str
    registered: bool = True
    new: bool = False

    def counts_for(self, measure: Measure) -> bool:
        asked = measure.filters
        if measure.fact == "registration":
            return self.new
        if measure.fact != "contact":
            return self.registered and self.met >= asked.met
        by_need = {None: True, "unknown": self.need == "unknown", "met": self.need == "met",
                   "known": self.need != "unknown"}  # fmt: skip
        of_kind = not asked.kinds or bool(set(asked.kinds) & set(self.kinds))
        often = 2 if asked.monthly or asked.each_30_days else asked.at_least
        return of_kind and self.met >= often and (self.given or not asked.received) and by_need[asked.need]

    @functools.cached_property
    def bits(self) -> int:
        """The kinds as a crowd has them."""
        return sum(bit(kind) for kind in self.kinds) or none()

    def stands_in(self, cell: Cell) -> bool:
        held = self.kinds or ("none",)
        return cell[0] in (None, self.sex) and cell[1] in (None, self.age) and (cell[2] is None or cell[2] in held)


ATOMS = [Atom(sex, age, kinds, *met) for sex, age, kinds, met in product(SEXES, AGES, KINDS, MET)]
World = dict[Atom, int]
Hide = Callable[[Sequence[Definition], World], Guard]


def world(random_: random.Random) -> World:
    """A programme of some dozens, most of them alike, with a few who are not; or a large one with one or two who are not."""
    large = random_.random() < 0.5
    kinds = HELD[: random_.choice([2, 3])]
    there = [atom for atom in ATOMS if set(atom.kinds) <= set(kinds)]
    found: World = {}
    for atom in random_.sample(there, random_.choice([3, 5, 12, 30]) if large else 8):
        found[atom] = random_.choice([9, 20, 40, 200] if large else [0, 3, 9, 20, 40])
    for atom in random_.sample(there, random_.choice([1, 1, 2, 3] if large else [2, 6, 15])):
        found[atom] = found.get(atom, 0) + random_.choice([1, 2, 3, 4] if large else [1, 1, 2, 4])
    return {atom: n for atom, n in found.items() if n}


def table(measure: Measure, people: World, by: Sequence[str]) -> Table:
    found: Table = dict.fromkeys(engine.cells(by, measure.ages), Count())
    for atom, n in people.items():
        if atom.counts_for(measure):
            held = (*(atom.kinds or ("none",)), None) if "kind" in by else (None,)
            places = product(
                (atom.sex, None) if "sex" in by else (None,), (atom.age, None) if "age" in by else (None,), held
            )
            for cell in places:
                found[cell] = found.get(cell, Count()) + Count(n, n)
    return found


@dataclass(frozen=True)
class Counts:
    """Counts a world instead of a database."""

    people: World

    def table(self, measure: Measure, period: periods.Period, by: Sequence[str] = ()) -> Table:
        return table(measure, self.people, by)

    def crowd(self, measures: Sequence[Measure], period: periods.Period) -> Crowd:
        there = list(self.people)
        held = {
            one: np.array([atom.bits if atom.counts_for(one) else 0 for atom in there], dtype=np.uint32)
            for one in measures
        }
        sexes, ages = np.array([atom.sex for atom in there]), np.array([atom.age for atom in there])
        return Crowd(sexes, ages, held, np.array(list(self.people.values()), dtype=int))


class Sort(Protocol):
    """People who are alike, over a longer time."""

    def within(self, period: periods.Period) -> Atom:
        """What the tables can tell of them in a part of it."""


@dataclass(frozen=True)
class InParts[S: Sort]:
    """Counts people in any part of the time in which they were met."""

    people: dict[S, int]

    def of(self, period: periods.Period) -> Counts:
        there: World = Counter()
        for sort, n in self.people.items():
            if (atom := sort.within(period)).registered or atom.met:
                there[atom] += n
        return Counts(there)

    def table(self, measure: Measure, period: periods.Period, by: Sequence[str] = ()) -> Table:
        return self.of(period).table(measure, period, by)

    def crowd(self, measures: Sequence[Measure], period: periods.Period) -> Crowd:
        return self.of(period).crowd(measures, period)


def hide(wanted: Sequence[Definition], people: World, by: Sequence[str] = DIMENSIONS) -> Guard:
    """The guard of product code, over this world."""
    return guard.guard(wanted, SEPTEMBER, by, Counts(people))


def numbers(wanted: Sequence[Definition]) -> list[tuple[Measure, Cell]]:
    """Every number of people that these figures have, by whatever they are split by."""
    choices = {"sex": SEXES, "age": AGES, "kind": HELD}
    found: dict[tuple[Measure, Cell], None] = {}
    for one in wanted:
        splits = [(*(choices[name] if name in one.by else ()), None) for name in DIMENSIONS]
        for measure in one.measures:
            if measure.count in ("people", "registrations"):
                found |= dict.fromkeys((measure, cell) for cell in product(*splits))
    return list(found)


def rests(wanted: Sequence[Definition]) -> Iterator[tuple[str, Definition, Cell]]:
    """Those of a denominator who are not in its numerator, wherever the two are split."""
    for one in wanted:
        if one.over is not None and one.over.count == one.count == "people":
            yield from ((f"{one.id} rest {cell}", one, cell) for cell in {cell: None for _, cell in numbers([one])})


@functools.cache
def row(measure: Measure, cell: Cell) -> np.ndarray:
    return np.array([float(atom.counts_for(measure) and atom.stands_in(cell)) for atom in ATOMS])


def pinned(wanted: Sequence[Definition], people: World, hidden: Guard, most: int) -> list[str]:
    """Small numbers, and small rests of rates, that follow from all that is shown by sex, by age and by kind.

    The attacker knows of each that it is of one to four: a number is known if no other of these is possible.
    """
    true = np.array([people.get(atom, 0) for atom in ATOMS], dtype=float)
    every = numbers(wanted)
    known = np.unique([np.zeros(len(ATOMS)), *(row(*one) for one in every if not hidden.hides(*one))], axis=0)
    there = ~known[known @ true == 0].any(axis=0)  # of whom it is not shown that there are none
    known = np.unique(known[:, there], axis=0)
    targets = [(f"{m.filters} {cell}", row(m, cell)) for m, cell in every if hidden.hides(m, cell)]
    targets += [(words, row(one.over, cell) - row(one.measure, cell)) for words, one, cell in rests(wanted)]
    small = list({aim.tobytes(): (words, aim) for words, aim in targets if 0 < aim @ true < FEW}.values())
    some = random.Random(1).sample(small, min(most, len(small)))
    return [f"{words}: {aim @ true:.0f}" for words, aim in some if follows(aim[there], true[there], known)]


def follows(aim: np.ndarray, true: np.ndarray, known: np.ndarray) -> bool:
    """Whether a small number follows from the sums that are known, for one who knows that it is small."""
    many = round(aim @ true)
    for sign in (1, -1):  # one end may be enough
        end = linprog(sign * aim, A_eq=known, b_eq=known @ true, bounds=(0, None), method="highs")
        assert end.status in (0, 3), end.message
        reached = end.fun if end.status == 0 else -math.inf
        if many != (math.ceil(max(1, reached) - 1e-6) if sign > 0 else math.floor(min(FEW - 1, -reached) + 1e-6)):
            return False
    return True


def attacked(hide: Hide, tries: int, most: int = 5, first: int = 0) -> Iterator[list[str]]:
    wanted = chosen(WANTED)
    for seed in range(first, first + tries):
        people = world(random.Random(seed))
        yield pinned(wanted, people, hide(wanted, people), most)
