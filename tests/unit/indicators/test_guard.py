"""Rates, numerators, denominators and the same number in several tables tell on one another: an attacker with linear
programming tries what is shown of whole reports at once. Who knows how the guard decides is in `test_guard_known`.
"""

import random
from collections.abc import Sequence

import pytest

from tests.machinery.measured import full, measured
from tests.unit.indicators.attacker import ATOMS, FEW, WANTED, Atom, World, attacked, hide, numbers, table, world
from twofold.indicators import guard, worlds
from twofold.indicators.definitions import DIMENSIONS, Definition, chosen, definitions
from twofold.indicators.engine import ALL, Cell
from twofold.indicators.guard import Guard


@pytest.mark.proof
def test_an_attacker_with_whole_reports_pins_nobody() -> None:
    with measured("disclosure, rates and several tables, linear programming", unit="programmes", floor=2000) as proof:
        tries, first = (2000, 0) if full() else (20, random.randrange(2000))
        for found in attacked(hide, tries, first=first):
            proof.count += 1
            assert not found


@pytest.mark.proof
def test_two_reports_asked_one_after_the_other_tell_no_more_than_one() -> None:
    """Whichever figures are asked for together, and whether split or not, the same numbers are hidden."""
    with measured("disclosure, reports asked one after the other", unit="pairs of reports", floor=1000) as proof:
        first = 0 if full() else random.randrange(2000)
        for seed in range(first, first + (1000 if full() else 5)):
            random_ = random.Random(seed)
            people, every = world(random_), [*definitions().values()]
            whole, some = hide(every, people), random_.sample(every, random_.choice([1, 2, 7]))
            alone, totals = hide(some, people), hide(some, people, by=())
            proof.count += 1
            for measure, cell in numbers(some):
                assert alone.hides(measure, cell) == whole.hides(measure, cell)
                assert cell != ALL or totals.hides(measure, cell) == whole.hides(measure, cell)


@pytest.mark.proof
def test_much_is_shown() -> None:
    """A guard that hides everything is safe and of no use: all but a few totals, and a third of the parts, are shown."""
    wanted, totals, parts = chosen(WANTED), [], []
    for seed in range(400 if full() else 10):
        people = world(random.Random(seed))
        if sum(people.values()) >= 400:
            hidden = hide(wanted, people)
            for measure, cell in numbers(wanted):
                if sum(n for atom, n in people.items() if atom.counts_for(measure) and atom.stands_in(cell)) >= FEW:
                    (totals if cell == ALL else parts).append(not hidden.hides(measure, cell))
    assert sum(totals) > 0.8 * len(totals)
    assert sum(parts) > 0.3 * len(parts)


def without_rates(wanted: Sequence[Definition], people: World) -> Guard:
    """Planted fault: each table of numbers by itself, and nothing for rates."""
    found = Guard()
    for measure in {m for one in wanted for m in one.measures if m.count == "people"}:
        counted = table(measure, people, DIMENSIONS)
        found.hide(measure, [cell for cell, n in counted.items() if 0 < n.people < FEW])
    return found


def nothing(*_: object, **__: object) -> set[Cell]:
    return set()


# What is left out of product code, and with which programme it is found.
@pytest.mark.parametrize(
    ("module", "part", "put", "first"),
    [(guard, "_few", nothing, 0), (guard, "_rests", nothing, 11), (guard, "_hidden", nothing, 0),
     (worlds, "ENOUGH", 0, 0)],
)  # fmt: skip
def test_a_planted_fault_is_found(
    monkeypatch: pytest.MonkeyPatch, module: object, part: str, put: object, first: int
) -> None:
    assert not any(attacked(hide, 2, first=first))
    monkeypatch.setattr(module, part, put)
    assert any(attacked(hide, 2, first=first))


def test_a_guard_without_rates_is_found() -> None:
    assert any(attacked(without_rates, 12))


def test_a_number_hidden_anywhere_is_hidden_everywhere() -> None:
    """58 of 60 were given syringes: the two are hidden, and so is 58 where it stands as a denominator."""
    people = {Atom("man", "25+", ("injects",), 1, given, "unknown"): n for given, n in ((True, 58), (False, 2))}
    wanted = chosen(["nsp_of_service", "nsp_monthly"])
    hidden = hide(wanted, people)
    service, monthly = definitions()["nsp_of_service"], definitions()["nsp_monthly"]
    assert hidden.hides(service.measure, ALL)
    assert hidden.hides(monthly.over, ALL)
    assert not hidden.hides(service.over, ALL)


@pytest.mark.parametrize(("both", "shown"), [(0, True), (1, False), (4, False), (9, True)])
def test_kinds_are_shown_where_they_tell_of_nobody_of_two(both: int, shown: bool) -> None:
    """40 who inject and 40 partners among 79 people: one is both."""
    told = ((("injects",), 40 - both), (("partner",), 40 - both), (("injects", "partner"), both))
    people = {Atom("man", "25+", kinds, 1, True, "unknown"): n for kinds, n in told if n}
    wanted = chosen(["reached", "partners_reached"])
    hidden = hide(wanted, people)
    reached, partners = definitions()["reached"], definitions()["partners_reached"]
    assert not hidden.hides(reached.measure, (None, None, "injects"))
    assert hidden.hides(reached.measure, (None, None, "partner")) is not shown
    assert not hidden.hides(reached.measure, ALL)
    assert hidden.hides(partners.measure, (None, None, "injects"))


def test_every_sort_of_people_is_tried() -> None:
    assert len(ATOMS) == len(set(ATOMS)) == 816
