"""Everybody of a period, those who are alike counted together. Disclosure control looks at them; nobody else does."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from twofold.indicators.categories import NO_KIND, codes
from twofold.indicators.counting import none
from twofold.indicators.definitions import Measure
from twofold.indicators.facts import Column, bit

_IN_A_TABLE = 1 << 18  # up to so large a number the numbers that there are get looked up, not sorted


@dataclass(frozen=True, eq=False)
class Crowd:
    """Sorts of people: their sex and age, for each measure the kinds under which they count, and how many there are."""

    sex: Column
    age: Column
    held: Mapping[Measure, Column]
    people: Column
    _every: dict[Measure, Column] = field(default_factory=dict)

    def who(self, measure: Measure, kind: str | None) -> Column:
        """Who counts for a measure, of this kind (None: of all)."""
        found: Column = self.every(measure)[0 if kind is None else 1 + codes("kind").index(kind)]
        return found

    def every(self, measure: Measure) -> Column:
        """Who counts for a measure: of all, then of each kind in their order."""
        if measure not in self._every:
            kinds = [none() if kind == NO_KIND else bit(kind) for kind in codes("kind")]
            asked = np.array([none() * 2 - 1, *kinds], dtype=np.uint32)
            self._every[measure] = (self.held[measure] & asked[:, None]) > 0
        return self._every[measure]

    def there(self, sex: str | None, age: str | None) -> Column:
        """Who is of this sex and this age (None: of all)."""
        asked = [column == one for column, one in ((self.sex, sex), (self.age, age)) if one is not None]
        return np.logical_and.reduce([np.ones(len(self.people), dtype=bool), *asked])

    @cached_property
    def size(self) -> int:
        return int(self.people.sum())


def alike(sex: tuple[list[str], Column], age: tuple[list[str], Column], held: Mapping[Measure, Column]) -> Crowd:
    """Put those together who are alike in all of it. Sex and age: names, and the place of each person's among them."""
    group, most = np.zeros(len(sex[1]), dtype=np.int64), 1
    for column in (sex[1], age[1], *held.values()):
        codes, many = _coded(column)
        group, most = group * many + codes, most * many
        if most > _IN_A_TABLE:
            group, most = _coded(group)
    group, most = _coded(group)
    one = np.zeros(most, dtype=np.int64)
    one[group] = np.arange(len(group))
    sexes, ages = (np.array(names, dtype=object)[places[one]] for names, places in (sex, age))
    kept = {measure: column[one] for measure, column in held.items()}
    return Crowd(sexes, ages, kept, np.bincount(group, minlength=most))


def _coded(column: Column) -> tuple[Column, int]:
    """The numbers of a column numbered anew without gaps, and how many there are."""
    if not len(column):
        return column.astype(np.int64), 0
    if int(column.max()) >= _IN_A_TABLE:
        found, codes = np.unique(column, return_inverse=True)
        return codes, len(found)
    there = np.zeros(int(column.max()) + 1, dtype=bool)
    there[column] = True
    places = np.cumsum(there) - 1
    return places[column], int(places[-1]) + 1
