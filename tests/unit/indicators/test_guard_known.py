"""An attacker who knows how the guard decides: all small programmes, put together by the page that they show."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import product

import pytest

from tests.machinery.measured import full, measured, of_today
from tests.unit.indicators.attacker import FEW, Atom, Hide, World, hide, numbers, rests, table
from twofold.indicators.definitions import DIMENSIONS, Definition, chosen
from twofold.indicators.guard import Guard

ONCE, GIVEN, TWICE = (1, False, "unknown"), (1, True, "unknown"), (2, True, "unknown")
# The sorts of people that these programmes are made of, and how many people they have at most: on its day, and in full.
SORTS = {
    "by sex, some given": ([(sex, ("injects",), *met) for sex, met in product(("woman", "man"), (ONCE, GIVEN))], 6, 12),
    "kinds, some of two": ([("man", kinds, *ONCE) for kinds in (("injects",), ("partner",), ("injects", "partner"))],
                           9, 24),
    "met, given, given often": ([("man", ("injects",), *met) for met in (ONCE, GIVEN, TWICE)], 7, 24),
}  # fmt: skip
WANTED = ("registered", "reached", "given_needles", "partners_reached", "reached_of_register", "nsp_of_service",
          "nsp_monthly", "coverage_injects")  # fmt: skip
Page = frozenset[object]


def programmes(sorts: Sequence[Atom], most: int) -> Iterator[World]:
    """Every programme of at most so many people of these sorts."""
    for many in product(range(most + 1), repeat=len(sorts)):
        if 0 < sum(many) <= most:
            yield {sort: n for sort, n in zip(sorts, many, strict=True) if n}


def told(people: World, by_guard: Hide) -> tuple[Page, dict[str, int]]:
    """The page, and what it should not tell: numbers that are hidden, and rests."""
    wanted = chosen(WANTED)
    hidden = by_guard(wanted, people)
    tables = {measure: table(measure, people, DIMENSIONS) for one in wanted for measure in one.measures}
    page, secrets = set(), {}
    for measure, cell in numbers(wanted):
        many = tables[measure][cell].people
        page.add((measure, cell, None if hidden.hides(measure, cell) else many))
        if hidden.hides(measure, cell):
            secrets[f"{measure.fact} {measure.filters} {cell}"] = many
    for words, one, cell in rests(wanted):
        assert one.over is not None
        secrets[words] = tables[one.over][cell].people - tables[one.measure][cell].people
    return frozenset(page), secrets


def known(name: str, most: int, by_guard: Hide) -> Iterator[list[str]]:
    """For each page, the small numbers that are the same in all programmes that show it."""
    alike: dict[Page, list[tuple[World, dict[str, int]]]] = defaultdict(list)
    for people in programmes([Atom(sex, "25+", kinds, *met) for sex, kinds, *met in SORTS[name][0]], most):
        page, secrets = told(people, by_guard)
        alike[page].append((people, secrets))
    for worlds in alike.values():
        people, first = worlds[0]
        yield [
            f"{words}: {many} in {list(people.values())}"
            for words, many in first.items()
            if 0 < many < FEW and len({secrets[words] for _, secrets in worlds}) == 1
        ]


@pytest.mark.proof
def test_an_attacker_who_knows_the_method_learns_nothing_from_whole_reports() -> None:
    with measured("disclosure, several tables, attacker knows the method", unit="pages", floor=500) as proof:
        for name in of_today([*SORTS], 1):
            _, some, most = SORTS[name]
            for found in known(name, most if full() else some, hide):
                proof.count += 1
                assert not found


def small_ones_only(wanted: Sequence[Definition], people: World) -> Guard:
    """Planted fault: hides what is small, and nothing else."""
    found = Guard()
    for measure in {measure for one in wanted for measure in one.measures}:
        counted = table(measure, people, DIMENSIONS)
        found.hide(measure, [cell for cell, n in counted.items() if 0 < n.people < FEW])
    return found


@pytest.mark.parametrize("name", SORTS)
def test_a_guard_that_hides_the_small_ones_only_is_found(name: str) -> None:
    assert any(known(name, 6, small_ones_only))
