"""Rates, numerators, denominators and the same number in several tables tell on one another: an attacker with linear
programming tries what is shown of whole reports at once.
"""

import functools
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product

import numpy as np
import pytest
from scipy.optimize import linprog

from tests.machinery.measured import full, measured
from twofold.indicators import engine, guard, periods
from twofold.indicators.definitions import DIMENSIONS, Definition, Measure, chosen, definitions
from twofold.indicators.disclosure import policy
from twofold.indicators.engine import ALL, Cell, Count, Table
from twofold.indicators.guard import Guard

FEW = policy().threshold
SEPTEMBER = periods.parse("2026-09")
SEXES, AGES = ("woman", "man", "trans_woman"), ("<25", "25+")
HELD = ("injects", "partner", "family", "none")
KINDS = [held for n in range(4) for held in combinations(HELD[:3], n)]
NEEDS = ("unknown", "known", "met")
WANTED = ("reached", "given_needles", "partners_reached", "family_reached", "nsp_of_service", "nsp_monthly", "need_met",
          "need_unknown", "coverage_injects", "nsp_of_estimate", "coverage_partners",
          "needles_per_person_global_fund")  # fmt: skip


@dataclass(frozen=True)
class Atom:
    """All that the tables can tell of one person who was met."""

    sex: str
    age: str
    kinds: tuple[str, ...]
    given: bool
    need: str

    def counts_for(self, measure: Measure) -> bool:
        asked = measure.filters
        by_need = {None: True, "unknown": self.need == "unknown", "met": self.need == "met",
                   "known": self.need != "unknown"}  # fmt: skip
        of_kind = not asked.kinds or bool(set(asked.kinds) & set(self.kinds))
        return of_kind and (self.given or not asked.received) and by_need[asked.need]

    def stands_in(self, cell: Cell) -> bool:
        held = self.kinds or ("none",)
        return cell[0] in (None, self.sex) and cell[1] in (None, self.age) and (cell[2] is None or cell[2] in held)


ATOMS = [Atom(*parts) for parts in product(SEXES, AGES, KINDS, (False, True), NEEDS)]
World = dict[Atom, int]
Hide = Callable[[Sequence[Definition], World], Guard]


def world(random_: random.Random) -> World:
    """A programme of some dozens, most of them alike, with a few who are not; or a large one with one or two who are not."""
    found = dict.fromkeys(ATOMS, 0)
    large = random_.random() < 0.5
    kinds = HELD[: random_.choice([2, 3])]
    there = [atom for atom in ATOMS if set(atom.kinds) <= set(kinds)]
    often = random_.sample(there, random_.choice([3, 5, 12, 30]) if large else 8)
    for atom in often:
        found[atom] = random_.choice([9, 20, 40, 200] if large else [0, 3, 9, 20, 40])
    for atom in random_.sample(there, random_.choice([1, 1, 2, 3] if large else [2, 6, 15])):
        found[atom] += random_.choice([1, 2, 3, 4] if large else [1, 1, 2, 4])
    return found


def table(measure: Measure, people: World, by: Sequence[str]) -> Table:
    found: Table = dict.fromkeys(engine.cells(by, measure.ages), Count())
    for atom, n in people.items():
        if n and atom.counts_for(measure):
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


def hide(wanted: Sequence[Definition], people: World) -> Guard:
    """The guard of product code, over this world."""
    return guard.guard(wanted, SEPTEMBER, DIMENSIONS, Counts(people))


def numbers(wanted: Sequence[Definition]) -> Iterator[tuple[Measure, Cell]]:
    """Every number of people that these figures have, by whatever they are split by."""
    choices = {"sex": SEXES, "age": AGES, "kind": HELD}
    for one in wanted:
        splits = [(*(choices[name] if name in one.by else ()), None) for name in DIMENSIONS]
        for measure in one.measures:
            if measure.count == "people":
                yield from ((measure, cell) for cell in product(*splits))


@functools.cache
def row(measure: Measure, cell: Cell) -> np.ndarray:
    return np.array([float(atom.counts_for(measure) and atom.stands_in(cell)) for atom in ATOMS])


def pinned(wanted: Sequence[Definition], people: World, hidden: Guard, most: int) -> list[str]:
    """Small numbers, and small rests of rates, that follow from all that is shown by sex, by age and by kind."""
    true = np.array([people[atom] for atom in ATOMS], dtype=float)
    every = list(dict.fromkeys(numbers(wanted)))
    known = np.unique([np.zeros(len(ATOMS)), *(row(*one) for one in every if not hidden.hides(*one))], axis=0)
    sums = known @ true
    targets = [(f"{m.filters} {cell}", row(m, cell)) for m, cell in every if hidden.hides(m, cell)]
    for one in wanted:
        if one.over is not None and one.over.count == one.count == "people":
            cells = {cell for measure, cell in numbers([one])}
            targets += [(f"{one.id} rest {c}", row(one.over, c) - row(one.measure, c)) for c in sorted(cells, key=str)]
    small = list({aim.tobytes(): (words, aim) for words, aim in targets if 0 < aim @ true < FEW}.values())
    found = []
    for words, aim in random.Random(1).sample(small, min(most, len(small))):
        ends = [linprog(sign * aim, A_eq=known, b_eq=sums, bounds=(0, None), method="highs") for sign in (1, -1)]
        low, high = ends[0].fun, -ends[1].fun if ends[1].status == 0 else np.inf
        if high - low < 1 - 1e-6:
            found.append(f"{words}: {aim @ true:g} lies between {low:g} and {high:g}")
    return found


def attacked(hide: Hide, tries: int, most: int = 5, first: int = 0) -> Iterator[list[str]]:
    wanted = chosen(WANTED)
    for seed in range(first, first + tries):
        people = world(random.Random(seed))
        yield pinned(wanted, people, hide(wanted, people), most)


@pytest.mark.proof
def test_an_attacker_with_whole_reports_pins_nobody() -> None:
    with measured("disclosure, rates and several tables, linear programming", unit="programmes", floor=2000) as proof:
        tries, first = (2000, 0) if full() else (30, random.randrange(2000))
        for found in attacked(hide, tries, first=first):
            proof.count += 1
            assert not found


def without_rates(wanted: Sequence[Definition], people: World) -> Guard:
    """Planted fault: each table of numbers by itself, and nothing for rates."""
    found = Guard()
    for measure in {m for one in wanted for m in one.measures if m.count == "people"}:
        counted = table(measure, people, DIMENSIONS)
        found.hide(measure, [cell for cell, n in counted.items() if 0 < n.people < FEW])
    return found


def nothing(*_: object, **__: object) -> set[Cell]:
    return set()


# The part of the guard that is left out, and from which programme on some are tried.
@pytest.mark.parametrize(
    ("part", "first"),
    [("_hide_rates", 0), ("_hide_some_of", 0), ("_tell_of_several_kinds", 32), ("_hidden_in_slice", 2)],
)
def test_a_planted_fault_is_found(monkeypatch: pytest.MonkeyPatch, part: str, first: int) -> None:
    monkeypatch.setattr(guard, part, nothing)
    assert any(attacked(hide, 8, first=first))


def test_a_guard_without_rates_is_found() -> None:
    assert any(attacked(without_rates, 12))


def test_a_number_hidden_anywhere_is_hidden_everywhere() -> None:
    """58 of 60 were given syringes: the two are hidden, and so is 58 where it stands as a denominator."""
    people = dict.fromkeys(ATOMS, 0)
    people[Atom("man", "25+", ("injects",), True, "unknown")] = 58
    people[Atom("man", "25+", ("injects",), False, "unknown")] = 2
    wanted = chosen(["nsp_of_service", "nsp_monthly"])
    hidden = hide(wanted, people)
    service, monthly = definitions()["nsp_of_service"], definitions()["nsp_monthly"]
    assert hidden.hides(service.measure, ALL)
    assert hidden.hides(monthly.over, ALL)
    assert not hidden.hides(service.over, ALL)


@pytest.mark.parametrize(("both", "shown"), [(0, True), (1, False), (4, False), (9, True)])
def test_kinds_are_shown_where_they_tell_of_nobody_of_two(both: int, shown: bool) -> None:
    """40 who inject and 40 partners among 79 people: one is both."""
    people = dict.fromkeys(ATOMS, 0)
    for kinds, n in ((("injects",), 40 - both), (("partner",), 40 - both), (("injects", "partner"), both)):
        people[Atom("man", "25+", kinds, True, "unknown")] = n
    wanted = chosen(["reached", "partners_reached"])
    hidden = hide(wanted, people)
    reached, partners = definitions()["reached"], definitions()["partners_reached"]
    assert hidden.hides(reached.measure, (None, None, "injects")) is not shown
    assert not hidden.hides(reached.measure, ALL)
    assert hidden.hides(partners.measure, (None, None, "injects"))
