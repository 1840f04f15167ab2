"""Counts declared measures over facts: a few grouped queries, then margins. No meaning stands here, only arithmetic.

A table maps cells to counts. A cell is (sex, age, kind), None standing for 'all'. People are counted distinct in every
cell; a person has one sex and one age in a period, so those add up; of kinds a person may have several, so those do not.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from twofold.indicators.categories import NO_KIND, STRANGER, age_group, codes
from twofold.indicators.definitions import DIMENSIONS, Definition, Filters, Measure
from twofold.indicators.facts import Facts, Scope
from twofold.indicators.periods import Period

Cell = tuple[str | None, str | None, str | None]
ALL: Cell = (None, None, None)


@dataclass(frozen=True)
class Count:
    """A number, and how many distinct people stand behind it. Of people the two are the same."""

    value: int = 0
    people: int = 0

    def __add__(self, other: "Count") -> "Count":
        return Count(self.value + other.value, self.people + other.people)


Table = dict[Cell, Count]


def count(
    wanted: Sequence[Definition], periods: Sequence[Period], scope: Scope, by: Sequence[str] = ()
) -> dict[tuple[str, str], Table]:
    """The numerator's table for each (indicator, period): every cell of every combination of `by`, zeros too."""
    tables = count_measures([one.measure for one in wanted], periods, scope, by)
    return {(one.id, period.code): tables[one.measure, period.code] for one in wanted for period in periods}


def count_measures(
    wanted: Iterable[Measure], periods: Sequence[Period], scope: Scope, by: Sequence[str] = ()
) -> dict[tuple[Measure, str], Table]:
    """A table for each (measure, period), each measure counted once however often it is asked for."""
    facts = Facts(scope)
    wanted = list(dict.fromkeys(wanted))
    ends = {period.code: period.end.year for period in periods}
    tables = {(one, code): dict.fromkeys(cells(by, one.ages), Count()) for one in wanted for code in ends}
    columns = ["sex", "band"] if "age" in by else ["sex"] if by else []
    for group in _alike(wanted):
        for kind in ([], ["kind"]) if "kind" in by else ([],):
            for row in facts.grouped(group, periods, [*columns, *kind]):
                for one in group:
                    _add(tables[one, row["period"]], one, row, ends[row["period"]], by)
    return tables


def cells(by: Sequence[str], ages: str = "25") -> Iterator[Cell]:
    """Every cell of every combination of these dimensions, the total first."""
    choices = [[None, *codes(name, ages)] if name in by else [None] for name in DIMENSIONS]
    return product(choices[0], choices[1], choices[2])


def _alike(wanted: Sequence[Measure]) -> list[list[Measure]]:
    """The measures in groups that one query can count."""
    groups: dict[tuple[str, Filters], list[Measure]] = {}
    for one in wanted:
        groups.setdefault((one.fact, one.filters), []).append(one)
    return list(groups.values())


def _add(table: Table, one: Measure, row: Mapping[str, Any], year: int, by: Sequence[str]) -> None:
    """Put one grouped row into its cell and every margin over sex and age. Kinds have margins of their own query."""
    counts = one.column == "people"
    people = row.get("people" if counts else f"people_{one.column}", 0)
    found = Count(people if counts else row[f"sum_{one.column}"], people)
    if found == Count():
        return
    place = _place(row, one.ages, year, by)
    for sex, age, kind in product(*({value, None} for value in place[:2]), [place[2]]):
        cell = (sex, age, kind)
        table[cell] = table.get(cell, Count()) + found


def _place(row: Mapping[str, Any], ages: str, year: int, by: Sequence[str]) -> Cell:
    known = not by or row["sex"] is not None
    sex = row["sex"] if "sex" in by else None
    age = age_group(row["band"], year, ages) if "age" in by else None
    kind = (row["kind"] or NO_KIND) if "kind" in row else None
    if known:
        return sex, age, kind
    return STRANGER if "sex" in by else None, STRANGER if "age" in by else None, STRANGER if "kind" in row else None
