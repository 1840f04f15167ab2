"""Rates, numerators, denominators and the same number in several tables tell on one another: an attacker with linear
programming tries what is shown of whole reports at once.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import pytest
from scipy.optimize import linprog

from tests.machinery.measured import full, measured
from twofold.indicators import engine, guard, periods
from twofold.indicators.definitions import DIMENSIONS, Definition, Filters, Measure, chosen, definitions
from twofold.indicators.disclosure import policy
from twofold.indicators.engine import ALL, Cell, Count, Table
from twofold.indicators.facts import Scope
from twofold.indicators.guard import Guard

FEW = policy().threshold
SEPTEMBER = periods.parse("2026-09")
SEXES, AGES = ("woman", "man", "trans_woman"), ("<25", "25+")
KINDS = (("injects",), ("partner",), ("injects", "partner"), ())
NEEDS = ("unknown", "known", "met")
WANTED = ("reached", "given_needles", "partners_reached", "nsp_of_service", "nsp_monthly", "need_met", "need_unknown",
          "coverage_injects", "nsp_of_estimate", "coverage_partners", "needles_per_person_global_fund")  # fmt: skip


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
    """A programme of some dozens, most of them alike, with a few who are not."""
    found = dict.fromkeys(ATOMS, 0)
    often = random_.sample(ATOMS, 8)
    for atom in often:
        found[atom] = random_.choice([0, 3, 9, 20, 40])
    for atom in random_.sample(ATOMS, random_.choice([2, 6, 15])):
        found[atom] += random_.choice([1, 1, 2, 4])
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


def guarding(monkeypatch: pytest.MonkeyPatch) -> Hide:
    """The guard of product code, over this world instead of a database."""

    def hide(wanted: Sequence[Definition], people: World) -> Guard:
        def count(measures, spans, scope, by=()):
            return {(m, span.code): table(m, people, by) for m in measures for span in spans}

        monkeypatch.setattr(engine, "count_measures", count)
        tables = {m: table(m, people, DIMENSIONS) for one in wanted for m in one.measures}
        return guard.guard(wanted, SEPTEMBER, Scope(), DIMENSIONS, tables)

    return hide


def numbers(wanted: Sequence[Definition]) -> Iterator[tuple[Measure, Cell]]:
    """Every number of people that these figures have by sex, by age, by both, and in one."""
    for one in wanted:
        for measure in one.measures:
            if measure.count == "people":
                yield from ((measure, cell) for cell in product((*SEXES, None), (*AGES, None), (None,)))


def row(measure: Measure, cell: Cell) -> np.ndarray:
    return np.array([float(atom.counts_for(measure) and atom.stands_in(cell)) for atom in ATOMS])


def pinned(wanted: Sequence[Definition], people: World, hidden: Guard, most: int) -> list[str]:
    """Small numbers of rates and of parts, and small rests of rates, that follow from all that is shown by sex and age.

    A table by kinds has a harness of its own (`test_disclosure`); together with all these it is not tried here.
    """
    true = np.array([people[atom] for atom in ATOMS], dtype=float)
    every = list(dict.fromkeys(numbers(wanted)))
    rows = [row(*one) for one in every if not hidden.hides(*one)]
    known, sums = (np.array(rows), np.array([r @ true for r in rows])) if rows else (None, None)
    aimed = [(m, cell) for m, cell in every if hidden.hides(m, cell) and m.filters != Filters() and cell[2] is None]
    targets = [(f"{m.filters} {cell}", row(m, cell)) for m, cell in aimed]
    for one in wanted:
        if one.over is not None and one.over.count == one.count == "people":
            cells = product((*SEXES, None), (*AGES, None), (None,))
            targets += [(f"{one.id} rest {c}", row(one.over, c) - row(one.measure, c)) for c in cells]
    small = [(words, aim) for words, aim in targets if 0 < aim @ true < FEW]
    found = []
    for words, aim in random.Random(1).sample(small, min(most, len(small))):
        ends = [linprog(sign * aim, A_eq=known, b_eq=sums, bounds=(0, None), method="highs") for sign in (1, -1)]
        low, high = ends[0].fun, -ends[1].fun if ends[1].status == 0 else np.inf
        if high - low < 1 - 1e-6:
            found.append(f"{words}: {aim @ true:g} lies between {low:g} and {high:g}")
    return found


def attacked(hide: Hide, tries: int, most: int = 5) -> Iterator[list[str]]:
    wanted = chosen(WANTED)
    for seed in range(tries):
        people = world(random.Random(seed))
        yield pinned(wanted, people, hide(wanted, people), most)


@pytest.mark.proof
def test_an_attacker_with_whole_reports_pins_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    with measured("disclosure, rates and several tables, linear programming", unit="programmes", floor=400) as proof:
        for found in attacked(guarding(monkeypatch), 400 if full() else 15):
            proof.count += 1
            assert not found


def without_rates(wanted: Sequence[Definition], people: World) -> Guard:
    """Planted fault: each table of numbers by itself, and nothing for rates."""
    found = Guard()
    for measure in {m for one in wanted for m in one.measures if m.count == "people"}:
        counted = table(measure, people, DIMENSIONS)
        found.hide(measure, [cell for cell, n in counted.items() if 0 < n.people < FEW])
    return found


def test_a_planted_fault_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    assert any(attacked(without_rates, 12))
    hide = guarding(monkeypatch)
    monkeypatch.setattr(guard, "_hide_rates", lambda *_: None)
    assert any(attacked(hide, 12))


def test_a_number_hidden_anywhere_is_hidden_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """58 of 60 were given syringes: the two are hidden, and so is 58 where it stands as a denominator."""
    people = dict.fromkeys(ATOMS, 0)
    people[Atom("man", "25+", ("injects",), True, "unknown")] = 58
    people[Atom("man", "25+", ("injects",), False, "unknown")] = 2
    wanted = chosen(["nsp_of_service", "nsp_monthly"])
    hidden = guarding(monkeypatch)(wanted, people)
    service, monthly = definitions()["nsp_of_service"], definitions()["nsp_monthly"]
    assert hidden.hides(service.measure, ALL)
    assert hidden.hides(monthly.over, ALL)
    assert not hidden.hides(service.over, ALL)
