"""Small counts cannot be worked out. Attackers try every table of a small size; planted faults show that they would find out."""

import random
from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import product

import pytest

from tests.machinery.measured import full, measured
from twofold.indicators.disclosure import Cell, Overlapping, hidden, policy

FEW = policy().threshold
type Table = dict[Cell, int]
type Protect = Callable[[Table], frozenset[Cell]]


def guard(table: Table) -> frozenset[Cell]:
    return hidden(table, threshold=FEW)


def guard_kinds(table: Table) -> frozenset[Cell]:
    return hidden(table, threshold=FEW, overlapping=Overlapping(1, "none"))


def only_the_small(table: Table) -> frozenset[Cell]:
    """Planted fault: hides small counts and nothing else."""
    return frozenset(cell for cell, n in table.items() if 0 < n < FEW)


def one_partner_in_the_row(table: Table) -> frozenset[Cell]:
    """Planted fault: looks along rows, not down columns."""
    found = set(only_the_small(table))
    for cell in list(found):
        if len(cell) == 2 and None not in cell:
            row = [c for c in table if c[0] == cell[0] and c[1] is not None and c not in found and table[c]]
            if row and sum((cell[0], c[1]) in found for c in row) == 0:
                found.add(min(row, key=lambda c: table[c]))
    return frozenset(found)


def tables(shape: tuple[int, ...], most: int) -> Iterator[Table]:
    """Every table of this shape with at most so many people, with its margins."""
    categories = [[chr(97 + n) for n in range(length)] for length in shape]
    places = list(product(*categories))
    for numbers in _numbers(len(places), most):
        table: defaultdict[Cell, int] = defaultdict(int)
        for place, n in zip(places, numbers, strict=True):
            for margin in product(*({category, None} for category in place)):
                table[margin] += n
        yield dict(table)


def tables_of_kinds(most: int, sexes: str) -> Iterator[Table]:
    """Every table of sex and kind where people may be of kind p, of kind q, of both, or of none."""
    places = list(product(sexes, ((), ("p",), ("q",), ("p", "q"))))
    for numbers in _numbers(len(places), most):
        table: Table = dict.fromkeys(product((*sexes, None), ("p", "q", "none", None)), 0)
        for (sex, kinds), n in zip(places, numbers, strict=True):
            for margin in product((sex, None), (*(kinds or ("none",)), None)):
                table[margin] += n
        yield table


def _numbers(length: int, most: int) -> Iterator[tuple[int, ...]]:
    if not length:
        yield ()
        return
    for n in range(most + 1):
        for rest in _numbers(length - 1, most - n):
            yield (n, *rest)


def pinned_by_the_method(shape: tuple[int, ...], most: int, protect: Protect) -> list[tuple[Table, Cell]]:
    """An attacker who knows the very method groups all tables by the page they show, and looks what is common to them."""
    worlds: dict[frozenset[tuple[Cell, int | None]], list[Table]] = defaultdict(list)
    for table in tables(shape, most):
        gone = protect(table)
        worlds[frozenset((cell, None if cell in gone else n) for cell, n in table.items())].append(table)
    return [
        (alike[0], cell)
        for page, alike in worlds.items()
        for cell, shown in page
        if shown is None and len({table[cell] for table in alike}) == 1 and 0 < alike[0][cell] < FEW
    ]


def pinned_by_sums(table: Table, everything: list[Table], gone: frozenset[Cell]) -> list[Cell]:
    """An attacker who knows the margins, and that a hidden count is no zero unless it stands under a hidden one."""
    shown = {cell: n for cell, n in table.items() if cell not in gone}
    above = {
        cell: [(*cell[:d], None, *cell[d + 1 :]) for d in range(len(cell)) if cell[d] is not None] for cell in gone
    }
    never_zero = {cell for cell in gone if not any(up in gone or table[up] < 2 * FEW for up in above[cell])}
    worlds = [
        other
        for other in everything
        if all(other[cell] == n for cell, n in shown.items()) and all(other[cell] for cell in never_zero)
    ]
    return [cell for cell in gone if 0 < table[cell] < FEW and len({other[cell] for other in worlds}) == 1]


def attacked(everything: list[Table], protect: Protect, sample: int) -> Iterator[list[Cell]]:
    """What is pinned, table by table, in a sample of all tables up to some size."""
    by_total: dict[int, list[Table]] = defaultdict(list)
    total = (None,) * len(next(iter(everything[0])))
    for table in everything:
        by_total[table[total]].append(table)
    for table in random.sample(everything, min(sample, len(everything))):
        gone = protect(table)
        # Where the total is hidden, the attacker still knows that it is small.
        worlds = by_total[table[total]] if total not in gone else [t for n in range(1, FEW) for t in by_total[n]]
        yield pinned_by_sums(table, worlds, gone)


@pytest.mark.proof
def test_an_attacker_who_knows_the_method_learns_nothing_from_one_split() -> None:
    with measured("disclosure, one split, attacker knows the method", unit="tables", floor=12_000) as proof:
        for shape, most in (
            ((2,), 20),
            ((3,), 16),
            ((4,), 13 if full() else 10),
            ((5,), 11 if full() else 7),
            ((6,), 9 if full() else 5),
        ):
            proof.count += sum(1 for _ in tables(shape, most))
            assert not pinned_by_the_method(shape, most, guard), shape


@pytest.mark.proof
def test_an_attacker_with_sums_learns_nothing_from_two_splits() -> None:
    shapes = [((2, 2), 14), ((2, 3), 9), ((3, 3), 7), ((2, 2, 2), 6)] if full() else [((2, 2), 12), ((2, 3), 7)]
    with measured("disclosure, two splits, attacker adds and subtracts", unit="tables", floor=6000) as proof:
        for shape, most in shapes:
            for pinned in attacked(list(tables(shape, most)), guard, 1600 if full() else 80):
                proof.count += 1
                assert not pinned


@pytest.mark.proof
def test_kinds_that_overlap_give_nothing_away() -> None:
    shapes = [("a", 14), ("ab", 9)] if full() else [("a", 11), ("ab", 6)]
    with measured("disclosure, kinds that overlap", unit="tables", floor=3000) as proof:
        for sexes, most in shapes:
            for pinned in attacked(list(tables_of_kinds(most, sexes)), guard_kinds, 1600 if full() else 80):
                proof.count += 1
                assert not pinned


@pytest.mark.parametrize("fault", [only_the_small, one_partner_in_the_row])
def test_a_planted_fault_is_found(fault: Protect) -> None:
    assert any(attacked(list(tables((2, 2), 12)), fault, 400))
    assert pinned_by_the_method((3,), 10, only_the_small)


def test_kinds_that_are_taken_to_add_up_are_found() -> None:
    assert any(attacked(list(tables_of_kinds(11, "a")), only_the_small, 400))


# What a page shows: '-' stands for a count that is hidden.
@pytest.mark.parametrize(
    ("people", "shown"),
    [
        ("all 0, women 0, men 0", "all 0, women 0, men 0"),
        ("all 3, women 0, men 3", "all -, women -, men -"),
        ("all 5, women 5, men 0", "all 5, women 5, men 0"),
        ("all 5, women 4, men 1", "all 5, women -, men -"),
        ("all 60, women 20, men 40", "all 60, women 20, men 40"),
        ("all 60, women 3, men 57", "all 60, women -, men -"),
        ("all 60, women 3, men 57, others 0", "all 60, women -, men -, others 0"),
        ("all 90, women 3, men 57, others 30", "all 90, women -, men 57, others -"),
        ("all 63, women 3, men 56, others 4", "all 63, women -, men 56, others -"),
        ("all 58, women 1, men 56, others 1", "all 58, women -, men -, others -"),
    ],
)
def test_what_a_page_shows(people: str, shown: str) -> None:
    said = dict(pair.rsplit(" ", 1) for pair in people.split(", "))
    table: Table = {(None if name == "all" else name,): int(n) for name, n in said.items()}
    gone = guard(table)
    assert ", ".join(f"{c or 'all'} {'-' if (c,) in gone else n}" for (c,), n in table.items()) == shown


def test_a_total_of_pieces_stands_and_tells_nothing_of_a_few() -> None:
    table: Table = {(None,): 3, ("women",): 3, ("men",): 0}
    assert hidden(table, threshold=FEW, total_stands=True) == {("women",), ("men",)}
