"""Several reports at once, in the hands of somebody who may not see small numbers: three months beside their quarter, and sites
beside their organisation. An attacker with linear programming knows all that any of them shows.
"""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations, product

import numpy as np
import pytest

from tests.machinery.measured import full, measured
from tests.unit.indicators import attacker
from tests.unit.indicators.attacker import AGES, FEW, KINDS, SEXES, Atom, Counts, InParts, World, numbers, rests
from twofold.indicators import beside, guard
from twofold.indicators.beside import ALONE, EVERYTHING, PUBLISHED
from twofold.indicators.definitions import DIMENSIONS, chosen, definitions
from twofold.indicators.engine import ALL, Count
from twofold.indicators.guard import Guard
from twofold.indicators.periods import Length, Period, inside, parse

QUARTER = parse("2026-Q1")
MONTHS = QUARTER.months
WANTED = chosen(["registered", "new_registrations", "reached", "reached_twice", "partners_reached", "given_needles",
                 "reached_of_register", "nsp_of_service"])  # fmt: skip
NUMBERS, RESTS = numbers(WANTED), [(one, cell) for _, one, cell in rests(WANTED)]
ABSENT, MET, GIVEN = "", "met", "given"
ON_REGISTER = [some for n in range(4) for some in combinations(range(3), n)]
SITES = ("north", "south", "far")


@dataclass(frozen=True)
class Way:
    """People who are alike: what became of them in each of the months, in which they were on the register, and whether their
    first there was the month of their registration. Somebody may leave and come back.
    """

    atom: Atom
    months: tuple[str, ...]
    on_register: tuple[int, ...]
    new: bool = False

    def within(self, period: Period) -> Atom:
        """What the tables can tell of them in a month or in the quarter."""
        here = [MONTHS.index(month) for month in period.months]
        told = [self.months[n] for n in here if self.months[n]]
        since = self.on_register[0] if self.new else -1
        return replace(
            self.atom, met=min(len(told), 2), given=GIVEN in told,
            registered=bool(set(here) & set(self.on_register)), new=since in here,
        )  # fmt: skip


class Programme(InParts[Way]):
    """The people of a quarter."""


def every_way(atoms: Sequence[Atom]) -> list[Way]:
    """All that people of these sorts may have done in three months."""
    return [
        Way(atom, months, on_register, new)
        for atom, months, on_register in product(atoms, product((ABSENT, MET, GIVEN), repeat=3), ON_REGISTER)
        for new in ((False, True) if on_register else (False,))
        if not new or not any(months[: on_register[0]])
    ]


def programme(random_: random.Random) -> tuple[list[Way], Programme]:
    """Some dozens or hundreds of people of a few sorts, who come every month or now and then; and what they might have done."""
    sexes, ages = SEXES[: random_.choice([2, 2, 3])], AGES[: random_.choice([1, 1, 2])]
    atoms = [Atom(*sort, 0, False, "unknown") for sort in product(sexes, ages, random_.sample(KINDS, 2))]
    weights = [random_.random() ** 2 + 0.02 for _ in atoms]
    often, given = random_.choice([0.3, 0.6, 0.8, 0.95]), random_.choice([0.5, 0.8, 0.95])
    found: dict[Way, int] = Counter()
    for atom in random_.choices(atoms, weights, k=random_.choice([30, 60, 100, 200, 400])):
        since = random_.choice([-1] * 9 + [0, 1, 2])
        first = max(since, 0)
        came = [n >= first and random_.random() < often for n in range(3)]
        months = tuple((GIVEN if random_.random() < given else MET) if one else ABSENT for one in came)
        until = 3 if random_.random() < 0.95 else first + 1
        found[Way(atom, months, tuple(range(first, until)), since >= 0)] += 1
    return every_way(atoms), Programme(dict(found))


@cache
def _rows(sort: Atom) -> np.ndarray:
    """In which numbers and in which rests somebody counts."""
    counts = [one.counts_for(measure) and one.stands_in(cell) for one in [sort] for measure, cell in NUMBERS]
    for one, cell in RESTS:
        assert one.over is not None
        counts.append(sort.counts_for(one.over) and not sort.counts_for(one.measure) and sort.stands_in(cell))
    return np.array(counts, dtype=float)


@dataclass
class Attack:
    """What an attacker knows of some sorts of people, and the small numbers that are to be found out."""

    true: np.ndarray

    def __post_init__(self) -> None:
        self.known: list[np.ndarray] = [np.zeros(len(self.true))]
        self.small: dict[bytes, tuple[str, np.ndarray]] = {}

    def read(self, words: str, rows: np.ndarray, hidden: Guard, *, is_the_readers: bool = True) -> None:
        """Take a report in: by sort of people where it counts, and what of it is hidden."""
        hides = np.array([hidden.hides(*number) for number in NUMBERS] + [True] * len(RESTS))
        many = rows @ self.true
        if is_the_readers:
            self.known.extend(rows[~hides])
        for n in np.flatnonzero((many > 0) & (many < FEW)):
            told = NUMBERS[n] if n < len(NUMBERS) else RESTS[n - len(NUMBERS)]
            self.small.setdefault(rows[n].tobytes(), (f"{words} {told}", rows[n]))

    def found(self, most: int) -> Iterator[str]:
        """The small numbers that follow, of so many that are tried."""
        known = np.array(self.known)
        there = ~known[known @ self.true == 0].any(axis=0)
        known = np.unique(known[:, there], axis=0)
        tried = random.Random(1).sample([*self.small.values()], min(most, len(self.small)))
        if not tried:
            return
        aims = np.array([aim[there] for _, aim in tried])
        every = np.concatenate([known, aims])
        # Sorts that count in the same numbers are one sort: told by a sum that no two of them share.
        weights = np.random.default_rng(1).random(len(every))
        _, first, alike = np.unique((weights @ every).round(9), return_index=True, return_inverse=True)
        true = np.bincount(alike.ravel(), weights=self.true[there])
        for (words, _), aim in zip(tried, aims[:, first], strict=True):
            if attacker.follows(aim, true, known[:, first]):
                yield words


def told(seed: int, most: int = 6, periods: Sequence[Period] = (*MONTHS, QUARTER)) -> list[str]:
    """The small numbers that follow from the months of a programme and its quarter together."""
    ways, people = programme(random.Random(seed))
    attack = Attack(np.array([people.people.get(way, 0) for way in ways], dtype=float))
    for period in periods:
        rows = np.array([_rows(way.within(period)) for way in ways]).T
        attack.read(str(period), rows, guard.guard(WANTED, period, DIMENSIONS, people, EVERYTHING))
    return [*attack.found(most)]


@pytest.mark.proof
def test_months_and_their_quarter_tell_nobody() -> None:
    with measured("disclosure, people in months beside their quarter", unit="programmes", floor=400) as proof:
        first = 0 if full() else random.randrange(400)
        for seed in range(first, first + (400 if full() else 4)):
            proof.count += 1
            assert not told(seed), seed


# What is left out of product code, and with which programme it is found.
@pytest.mark.parametrize(
    ("target", "part", "put", "seed"),
    [(guard, "of_a_longer_period", lambda *_, **__: {}, 10),
     (beside._Page, "_is_loose", lambda *_, **__: True, 0)],
)  # fmt: skip
def test_a_planted_fault_is_found(
    monkeypatch: pytest.MonkeyPatch, target: object, part: str, put: object, seed: int
) -> None:
    assert not told(seed)
    monkeypatch.setattr(target, part, put)
    assert told(seed)


def at_sites(seed: int, most: int = 6) -> list[str]:
    """The small numbers that follow from the reports of three sites and their organisation. Some people are met at two."""
    random_ = random.Random(seed)
    atoms = [
        Atom(*sort)
        for sort in product(SEXES[:2], AGES[:1], random_.sample(KINDS, 2), (1, 2), (False, True), ("unknown",))
    ]
    places = [(one,) for one in SITES] + [(SITES[0], SITES[1])]
    ways = [*product(atoms, places)]
    people = Counter(random_.choices(ways, [random_.random() ** 3 for _ in ways], k=random_.choice([30, 60, 100])))
    attack = Attack(np.array([people[way] for way in ways], dtype=float))
    for site in (None, *SITES):
        here: World = Counter()
        for (atom, there), n in people.items():
            here[atom] += n * (site is None or site in there)
        hidden = guard.guard(WANTED, MONTHS[0], DIMENSIONS, counts := Counts(+here), EVERYTHING)
        if site is not None:
            tables = {measure: counts.table(measure, MONTHS[0], DIMENSIONS) for measure, _ in NUMBERS}
            for measure, cells in beside.of_a_part(tables).items():
                hidden.hide(measure, cells)
        rows = np.array([_rows(atom) * (site is None or site in there) for atom, there in ways]).T
        attack.read(site or "all", rows, hidden)
    return [*attack.found(most)]


@pytest.mark.proof
def test_sites_and_their_organisation_tell_nobody() -> None:
    with measured("disclosure, sites beside their organisation", unit="programmes", floor=400) as proof:
        first = 0 if full() else random.randrange(400)
        for seed in range(first, first + (400 if full() else 4)):
            proof.count += 1
            assert not at_sites(seed), seed


def test_sites_that_show_people_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not any(map(at_sites, range(12)))
    monkeypatch.setattr(beside, "of_a_part", lambda tables: {})
    assert any(map(at_sites, range(12)))


def test_what_a_part_shows() -> None:
    """Supplies and contacts, not split: nobody stands behind a total of pieces for certain."""
    for one in definitions().values():
        for measure in one.measures:
            cells = dict.fromkeys([ALL, ("woman", None, None)], Count())
            hidden = beside.of_a_part({measure: cells})[measure]
            assert (ALL in hidden) is (measure.count not in ("pieces", "contacts"))
            assert ("woman", None, None) in hidden


@pytest.mark.parametrize(("period", "many"), [("2026-Q1", [3]), ("2026-H1", [6, 2]), ("FY2026", [12, 4, 2, 1])])
def test_which_shorter_periods_are_inside(period: str, many: list[int]) -> None:
    """A half may begin with any quarter: some calendar has it."""
    found = [parts for length in Length for parts in inside(parse(period), length)]
    assert [len(parts) for parts in found] == many
    assert not any(inside(parse("2026-01"), length) for length in Length)


def test_nothing_is_hidden_beside_what_the_reader_does_not_have() -> None:
    """A donor has no months: a quarter stands alone. Whoever may see small numbers has nothing beside a report."""
    _, people = programme(random.Random(10))
    cells = [guard.guard(WANTED, QUARTER, DIMENSIONS, people, one).cells for one in (ALONE, PUBLISHED, EVERYTHING)]
    assert cells[0] == cells[1]
    assert cells[0] != cells[2]


@pytest.mark.parametrize("seed", range(3))
def test_totals_are_the_same_whether_asked_for_split_or_not(seed: int) -> None:
    _, people = programme(random.Random(seed))
    split, alone = (guard.guard(WANTED, QUARTER, by, people, EVERYTHING) for by in (DIMENSIONS, ()))
    for measure, cell in NUMBERS:
        assert cell != ALL or split.hides(measure, ALL) == alone.hides(measure, ALL)
