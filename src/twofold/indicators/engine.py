"""Counts declared definitions over facts: a few grouped queries, then margins. No meaning stands here, only arithmetic.

A table maps cells to counts. A cell is (sex, age, kind), None standing for 'all'. People are counted distinct in every
cell; a person has one sex and one age in a period, so those add up; of kinds a person may have several, so those do not.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from twofold.indicators.categories import NO_KIND, STRANGER, age_group, codes
from twofold.indicators.definitions import DIMENSIONS, Definition, Filters
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
    """A table for each (indicator, period): every cell of every combination of `by`, zeros too."""
    facts = Facts(scope)
    ends = {period.code: period.end.year for period in periods}
    tables = {(one.id, code): dict.fromkeys(cells(by), Count()) for one in wanted for code in ends}
    columns = ["sex", "band"] if "age" in by else ["sex"] if by else []
    for group in _alike(wanted):
        for kind in ([], ["kind"]) if "kind" in by else ([],):
            for row in facts.grouped(group, periods, [*columns, *kind]):
                _add(tables, group, row, ends[row["period"]], by)
    return tables


def cells(by: Sequence[str]) -> Iterator[Cell]:
    """Every cell of every combination of these dimensions, the total first."""
    choices = [[None, *codes(name)] if name in by else [None] for name in DIMENSIONS]
    return product(choices[0], choices[1], choices[2])


def _alike(wanted: Sequence[Definition]) -> list[list[Definition]]:
    """The definitions in groups that one query can count."""
    groups: dict[tuple[str, Filters], list[Definition]] = {}
    for one in wanted:
        groups.setdefault((one.fact, one.filters), []).append(one)
    return list(groups.values())


def _add(
    tables: dict[tuple[str, str], Table],
    group: Sequence[Definition],
    row: Mapping[str, Any],
    year: int,
    by: Sequence[str],
) -> None:
    """Put one grouped row into its cell and every margin over sex and age. Kinds have margins of their own query."""
    place = _place(row, year, by)
    for one in group:
        people = row.get(f"{one.id}_people", 0)
        found = Count(row.get(f"{one.id}_value", people), people)
        if found == Count():
            continue
        table = tables[one.id, row["period"]]
        margins = product(*({value, None} for value in place[:2]), [place[2]])
        for sex, age, kind in margins:
            cell = (sex, age, kind)
            table[cell] = table.get(cell, Count()) + found


def _place(row: Mapping[str, Any], year: int, by: Sequence[str]) -> Cell:
    known = not by or row["sex"] is not None
    sex = row["sex"] if "sex" in by else None
    age = age_group(row["band"], year) if "age" in by else None
    kind = (row["kind"] or NO_KIND) if "kind" in row else None
    if known:
        return sex, age, kind
    return STRANGER if "sex" in by else None, STRANGER if "age" in by else None, STRANGER if "kind" in row else None
