"""What counting comes to: tables of cells, each a number and how many distinct people stand behind it. No arithmetic here."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from twofold.indicators.definitions import Measure
from twofold.indicators.periods import Period

Cell = tuple[str | None, str | None, str | None]  # sex, age, kind; None stands for 'all'
ALL: Cell = (None, None, None)


@dataclass(frozen=True)
class Count:
    """A number, and how many distinct people stand behind it. Of people the two are the same."""

    value: int = 0
    people: int = 0

    def __add__(self, other: "Count") -> "Count":
        return Count(self.value + other.value, self.people + other.people)


Table = dict[Cell, Count]
NOTHING = Count()


class Counts(Protocol):
    """What can count: the engine."""

    def table(self, measure: Measure, period: Period, by: Sequence[str] = ()) -> Table:
        """Every cell of every combination of `by`."""

    def there(self, period: Period) -> bool:
        """Whether there is anything to count in a period."""
