"""How many people there are to reach where a figure is about: the size estimates that stand under a rate.

Which estimate stands for which area is decided in one pure function; the tables are read at the end of the file.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from twofold.indicators.places import Where
from twofold.programme.models import Place, Site, SizeEstimate


@dataclass(frozen=True)
class Estimate:
    """A number of people with its interval, where one was published, and what it is put together from."""

    value: int
    low: int | None = None
    high: int | None = None
    places: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Published:
    """One size estimate that holds."""

    place: str
    population: str
    gender: str
    year: int
    value: int
    low: int | None
    high: int | None
    source: str


class Estimates:
    """All estimates that hold for a scope, and the places that its sites are in."""

    def __init__(self, rows: Iterable[Published], parents: Mapping[str, str | None], districts: Iterable[str]) -> None:
        self._rows, self._parents, self._districts = list(rows), parents, sorted(set(districts))

    def of(self, population: str, sex: str, year: int, place: str | None) -> Estimate | None:
        """The estimate of this population (of one sex, or of all where that is empty) for a place, or for all sites.

        A place's own estimate stands. Otherwise each district with a site needs one, its own or that of the nearest
        area around it within the place; where one lacks it, the whole is not known.
        """
        found: dict[str, Published] = {}
        if place is not None and (own := self._latest(place, population, sex, year)):
            found[place] = own
        else:
            for district in self._districts:
                nearest = self._nearest(district, population, sex, year, place)
                if nearest is None:
                    return None
                found[nearest.place] = nearest
        kept = [row for code, row in found.items() if not any(other in found for other in self._around(code))]
        return _together(kept) if kept else None

    def _nearest(self, district: str, population: str, sex: str, year: int, within: str | None) -> Published | None:
        for code in (district, *self._around(district)):
            if own := self._latest(code, population, sex, year):
                return own
            if code == within:
                return None
        return None

    def _around(self, code: str) -> list[str]:
        """The areas that a place lies in, nearest first."""
        found: list[str] = []
        above = self._parents.get(code)
        while above is not None:
            found.append(above)
            above = self._parents.get(above)
        return found

    def _latest(self, place: str, population: str, sex: str, year: int) -> Published | None:
        """The last one made until then, or the first one after it. Of two of one year the larger: it flatters nobody."""
        asked = (place, population, sex)
        rows = [row for row in self._rows if (row.place, row.population, row.gender) == asked]
        until = [row for row in rows if row.year <= year]
        if until:
            return max(until, key=lambda row: (row.year, row.value))
        return min(rows, key=lambda row: (row.year, -row.value)) if rows else None


def _together(rows: list[Published]) -> Estimate:
    """Several areas as one: lows and highs add up to an interval that is rather too wide than too narrow."""
    known = all(row.low is not None and row.high is not None for row in rows)
    return Estimate(
        sum(row.value for row in rows),
        sum(row.low or 0 for row in rows) if known else None,
        sum(row.high or 0 for row in rows) if known else None,
        tuple(sorted(row.place for row in rows)),
        tuple(sorted({row.year for row in rows})),
        tuple(sorted({row.source for row in rows})),
    )


def standing(where: Where) -> Estimates:
    """The estimates that hold for a scope."""
    rows: Any = SizeEstimate.objects.filter(replaced_by=None)
    sites: Any = Site.objects.all()
    if where.scope.organisation is not None:
        rows = rows.filter(organisation=where.scope.organisation)
        sites = sites.filter(organisation=where.scope.organisation)
    if where.scope.sites is not None:
        sites = sites.filter(pk__in=where.scope.sites)
    columns = ("place_id", "population", "gender", "year", "value", "low", "high", "source")
    return Estimates(
        [Published(*row) for row in rows.values_list(*columns)],
        dict(Place.objects.values_list("code", "parent_id")),
        sites.values_list("place_id", flat=True),
    )
