"""Months beside their quarters and their year: what adds up tells of a month that is hidden by the others."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
import pytest

from tests.machinery.measured import full, measured
from tests.unit.indicators.attacker import AGES, FEW, KINDS, SEXES, Atom, InParts, follows, numbers
from twofold.indicators import guard
from twofold.indicators.definitions import DIMENSIONS, Definition, chosen, definitions
from twofold.indicators.engine import ALL
from twofold.indicators.guard import Guard
from twofold.indicators.periods import Period, parse

YEAR, HALF = parse("2026"), parse("2026-H1")
QUARTERS = [parse(f"2026-Q{n}") for n in (1, 2, 3, 4)]
SORTS = [Atom(sex, age, kinds, 1, True, "unknown") for sex, age, kinds in product(SEXES, AGES, KINDS)]
NEW = chosen(["new_registrations", "registered"])


@dataclass(frozen=True)
class Alike:
    """People who are alike: met in which months, and in which of them new (None: on the register before)."""

    atom: Atom
    met: frozenset[Period]
    since: Period | None = None

    def within(self, period: Period) -> Atom:
        """What the tables can tell of them in the months of this period."""
        months = period.months
        times, since = len(self.met.intersection(months)), self.since
        here = replace(
            self.atom, met=min(times, 2), registered=since is None or since <= months[-1], new=since in months
        )
        return here if times else replace(here, given=False, need="unknown")


class Years(InParts[Alike]):
    """The people of a year."""

    def guard(self, period: Period, wanted: Sequence[Definition] = NEW, by: Sequence[str] = DIMENSIONS) -> Guard:
        return guard.guard(wanted, period, by, self)


def year(random_: random.Random) -> Years:
    """A programme of a few sorts of people; some months some dozens of each are new, some months a few."""
    found: dict[Alike, int] = {}
    sorts = random_.sample(SORTS, 4)
    few = random_.sample(YEAR.months, 4)
    for atom in sorts:
        found[Alike(atom, frozenset(YEAR.months))] = random_.choice([20, 60])
        for month in YEAR.months:
            found[Alike(atom, frozenset({month}), month)] = random_.choice([1, 2, 4] if month in few else [12, 20, 40])
    return Years({one: n for one, n in found.items() if n})


def told(years: Years, periods: list[Period], most: int) -> Iterator[str]:
    """The small numbers of new registrations that follow from all that these periods show."""
    measure = definitions()["new_registrations"].measure
    places = [(atom, month) for month in YEAR.months for atom in SORTS]
    true = np.array([sum(n for o, n in years.people.items() if o.since == m and o.atom == a) for a, m in places], float)
    known, small = [], {}
    for period in periods:
        hidden = years.guard(period)
        for cell in [cell for one, cell in numbers(NEW) if one == measure]:
            row = np.array([float(month in period.months and atom.stands_in(cell)) for atom, month in places])
            if not hidden.hides(measure, cell):
                known.append(row)
            elif 0 < row @ true < FEW:
                small[f"{period} {cell}"] = row
    for words in random.Random(1).sample([*small], min(most, len(small))):
        if follows(small[words], true, np.unique(known, axis=0)):
            yield words


@pytest.mark.proof
def test_a_year_with_its_quarters_and_months_tells_nobody() -> None:
    with measured("disclosure, months beside quarters and year", unit="programmes", floor=20) as proof:
        first = 0 if full() else random.randrange(20)
        every = [*YEAR.months, *QUARTERS, YEAR] if full() else [*HALF.months, *QUARTERS[:2], HALF]
        for seed in range(first, first + (20 if full() else 1)):
            proof.count += 1
            assert not [*told(year(random.Random(seed)), every, 12)]


def test_a_guard_of_each_period_by_itself_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    quarter = QUARTERS[0]
    assert not any(told(year(random.Random(1)), [*quarter.months, quarter], 12))
    monkeypatch.setattr(guard, "told_by_months", lambda *_: {})
    assert any(told(year(random.Random(1)), [*quarter.months, quarter], 12))


@pytest.mark.parametrize(("again", "shown"), [(0, False), (9, False), (10, True), (40, True)])
def test_people_are_shown_where_the_months_do_not_add_up(again: int, shown: bool) -> None:
    """Four were met in March. Where hardly anybody of January came again in February, they follow from the quarter."""
    january, february, march = QUARTERS[0].months
    met = {(january,): 50 - again, (february,): 60 - again, (january, february): again, (march,): 4}
    atom = Atom("man", "25+", ("injects",), 1, True, "unknown")
    years = Years({Alike(atom, frozenset(months)): n for months, n in met.items() if n})
    wanted = chosen(["reached"])
    assert years.guard(march, wanted).hides(wanted[0].measure, ALL)
    for by in DIMENSIONS, ():  # whether asked for split or not
        assert years.guard(QUARTERS[0], wanted, by).hides(wanted[0].measure, ALL) is not shown


def test_a_longer_period_shows_what_all_its_months_show() -> None:
    atom = Atom("man", "25+", ("injects",), 1, True, "unknown")
    years = Years({Alike(atom, frozenset({month}), month): 9 for month in YEAR.months})
    for cell in ALL, ("man", None, None), ("man", "25+", "injects"):
        assert not years.guard(YEAR).hides(NEW[0].measure, cell)
