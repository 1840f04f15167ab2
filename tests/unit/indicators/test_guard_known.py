"""An attacker who knows how the guard decides: all small programmes, put together by the page that they show."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product

import numpy as np
import pytest

from tests.machinery.measured import full, measured, of_today
from tests.unit.indicators.attacker import FEW, WANTED, Atom, Hide, World, hide, numbers, rests, table
from twofold.indicators import guard
from twofold.indicators.definitions import DIMENSIONS, Definition, chosen
from twofold.indicators.guard import Guard

ONCE, GIVEN, TWICE = (1, False, "unknown"), (1, True, "unknown"), (2, True, "unknown")
NOT_MET, NEW, NEW_MET = (0, False, "unknown"), (0, False, "unknown", True, True), (1, False, "unknown", True, True)
ON_NO_REGISTER = (1, False, "unknown", False)
INJECTS, PARTNER, BOTH = ("injects",), ("partner",), ("injects", "partner")
MORE = FEW - 1  # where it is hidden how many there are, there may be so many more who are hidden


@dataclass(frozen=True)
class Sorts:
    """The sorts of people that programmes are made of, how many people they have at most, on its day and in full, and how
    many fewer a programme has of which it is asked what its page tells: others that show the same may be larger.
    """

    atoms: tuple[Atom, ...]
    some: int
    most: int
    spare: int = 0

    @cached_property
    def rows(self) -> np.ndarray:
        """Who counts in each number of the page, then in each rest."""
        wanted = chosen(WANTED)
        found = [[one.counts_for(m) and one.stands_in(cell) for one in self.atoms] for m, cell in numbers(wanted)]
        for _, one, cell in rests(wanted):
            assert one.over is not None
            whole, part = one.over, one.measure
            found.append([a.counts_for(whole) and not a.counts_for(part) and a.stands_in(cell) for a in self.atoms])
        return np.array(found)

    def programmes(self, most: int) -> Iterator[tuple[int, ...]]:
        """Every programme of at most so many people: how many of each sort."""
        for many in product(range(most + 1), repeat=len(self.atoms)):
            if 0 < sum(many) <= most:
                yield many


def made_of(sexes: Sequence[str], kinds: Sequence[tuple[str, ...]], met: Sequence[tuple]) -> tuple[Atom, ...]:
    return tuple(Atom(sex, "25+", kind, *each) for sex, kind, each in product(sexes, kinds, met))


BOTH_SEXES = ("woman", "man")
SORTS = {
    "by sex, some given": Sorts(made_of(BOTH_SEXES, [INJECTS], [ONCE, GIVEN]), 6, 11),
    "kinds, some of two": Sorts(made_of(["man"], [INJECTS, PARTNER, BOTH], [ONCE]), 9, 16),
    "met, given, given often": Sorts(made_of(["man"], [INJECTS], [ONCE, GIVEN, TWICE]), 7, 16),
    "by sex, some not met": Sorts(made_of(BOTH_SEXES, [INJECTS], [NOT_MET, ONCE]), 9, 11, MORE),
    "kinds, some not met": Sorts(made_of(["man"], [INJECTS, PARTNER], [NOT_MET, ONCE]), 9, 11, MORE),
    "some not met, some on no register": Sorts(
        made_of(["man"], [INJECTS], [NOT_MET, ONCE, GIVEN, ON_NO_REGISTER]), 9, 11, MORE),
    "some new, some not met": Sorts(made_of(["man"], [INJECTS], [NOT_MET, ONCE, NEW, NEW_MET]), 9, 13, MORE),
    "by sex, some new": Sorts(made_of(BOTH_SEXES, [INJECTS], [NOT_MET, NEW]), 9, 13, MORE),
    "kinds, some new": Sorts(made_of(["man"], [INJECTS, PARTNER], [NOT_MET, NEW]), 9, 13, MORE),
}  # fmt: skip


def known(sorts: Sorts, most: int, by_guard: Hide) -> Iterator[list[str]]:
    """For each page, the small numbers that it hides and that are the same in all programmes that show it; small rests too."""
    wanted = chosen(WANTED)
    every = numbers(wanted)
    measures = {measure: n for n, measure in enumerate(dict.fromkeys(measure for measure, _ in every))}
    cells = [(measures[measure], cell) for measure, cell in every]
    words = [
        *(f"{measure.fact} {measure.filters} {cell}" for measure, cell in every),
        *(one for one, *_ in rests(wanted)),
    ]
    alike: dict[bytes, list[np.ndarray]] = defaultdict(list)
    for many in sorts.programmes(most):
        found = by_guard(wanted, {atom: n for atom, n in zip(sorts.atoms, many, strict=True) if n})
        hides = [found.cells.get(measure, set()) for measure in measures]
        hidden = np.array([cell in hides[n] for n, cell in cells])
        page = np.where(hidden, -1, (sorts.rows @ many)[: len(every)])
        alike[page.tobytes()].append(np.array(many))
    for page, worlds in alike.items():
        if min(map(sum, worlds)) > most - sorts.spare:
            continue
        told = sorts.rows @ np.array(worlds).T
        fixed = (told == told[:, :1]).all(axis=1) & (told[:, 0] > 0) & (told[:, 0] < FEW)
        fixed[: len(every)] &= np.frombuffer(page, dtype=int) < 0
        yield [f"{words[n]}: {told[n, 0]} in {worlds[0]}" for n in np.flatnonzero(fixed)]


@pytest.mark.proof
def test_an_attacker_who_knows_the_method_learns_nothing_from_whole_reports() -> None:
    with measured("disclosure, several tables, attacker knows the method", unit="pages", floor=800) as proof:
        for name in of_today([*SORTS], 1):
            sorts = SORTS[name]
            for found in known(sorts, sorts.most if full() else sorts.some, hide):
                proof.count += 1
                assert not found


def small_ones_only(wanted: Sequence[Definition], people: World) -> Guard:
    """Planted fault: hides what is small, and nothing else."""
    found = Guard()
    for measure in {measure for one in wanted for measure in one.measures}:
        counted = table(measure, people, DIMENSIONS)
        found.hide(measure, [cell for cell, n in counted.items() if 0 < n.people < FEW])
    return found


@pytest.mark.parametrize("name", [name for name, sorts in SORTS.items() if not sorts.spare])
def test_a_guard_that_hides_the_small_ones_only_is_found(name: str) -> None:
    assert any(known(SORTS[name], 6, small_ones_only))


def test_a_guard_that_shows_the_new_where_it_hides_all_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of six partners who are hidden five are shown as new: six they are, and the one who is left injects."""
    here = Sorts((*made_of(["man"], [INJECTS], [NOT_MET]), *made_of(["man"], [PARTNER], [NOT_MET, NEW])), 9, 9, 2)
    assert not any(known(here, 9, hide))
    monkeypatch.setattr(guard, "_hide_the_new", lambda taken: None)
    assert any(known(here, 9, hide))
