"""The days of the story: its months, when each worker's notes arrive, gaps at a site. Pure."""

import datetime as dt
import functools
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from twofold.demo.world import Gap, World

MONTHS = 24
ZONE = ZoneInfo("Asia/Kolkata")
WEEK, SUNDAY = 7, 6
OF_LATE = 90  # days before the end


@dataclass(frozen=True)
class Month:
    """A calendar month of the story, cut off at the story's last day."""

    first: dt.date
    last: dt.date
    whole: bool

    @property
    def length(self) -> int:
        return (self.last - self.first).days + 1

    @functools.cached_property
    def working(self) -> list[dt.date]:
        """Its days without Sundays."""
        days = [self.first + dt.timedelta(days=n) for n in range(self.length)]
        return [day for day in days if day.weekday() != SUNDAY]


@dataclass(frozen=True)
class Story:
    """The span of the story: 24 whole months and the one that has begun."""

    world: World
    end: dt.date

    @property
    def start(self) -> dt.date:
        return self.end.replace(year=self.end.year - MONTHS // 12, day=1)

    @functools.cached_property
    def months(self) -> list[Month]:
        """All months in order; the last one may not be whole."""
        found, first = [], self.start
        while first <= self.end:
            following = (first.replace(day=28) + dt.timedelta(days=4)).replace(day=1)
            last = following - dt.timedelta(days=1)
            found.append(Month(first, min(last, self.end), last <= self.end))
            first = following
        return found

    @functools.cached_property
    def places(self) -> dict[str, int]:
        """Login -> place in the list of staff: the order in which notes are taken in."""
        return {worker.login: place for place, worker in enumerate(self.world.staff)}

    @functools.cached_property
    def _handed_over(self) -> dict[str, list[tuple[dt.date, str]]]:
        found: dict[str, list[tuple[dt.date, str]]] = {}
        for row in self.world.handover:
            found.setdefault(row.caseload, []).append((self.months[row.after_months].first, row.to))
        return found

    def holders(self, caseload: str) -> list[tuple[dt.date, str]]:
        """(from when, who) holds a caseload; the first is whom it is named after."""
        return [(self.start, caseload), *self._handed_over.get(caseload, [])]

    def within(self, gaps: tuple[Gap, ...], site: str, day: dt.date) -> bool:
        """Whether `day` falls into one of these gaps of the site."""
        return any(gap.site == site and 0 <= (day - self._began(gap)).days < gap.lasted_days for gap in gaps)

    def arrives(self, worker: str, site: str, day: dt.date, late: int = 0) -> dt.date:
        """The day on which the worker's notes of `day` reach the office, later without a network.

        In the first years notes come every four weeks; of late those with a caseload bring theirs every fortnight.
        """
        arrival = self._visit(worker, day + dt.timedelta(days=late))
        while self.within(self.world.silence, site, arrival):
            arrival = self._visit(worker, arrival + dt.timedelta(days=1))
        return min(arrival, self.end)

    def _visit(self, worker: str, day: dt.date) -> dt.date:
        """The first day from `day` on which this worker comes to the office; each has a weekday, and no Sunday."""
        place = self.places[worker]
        comes = place % 6 + 1 + WEEK * (place % 4)

        def following(earliest: dt.date, every: int) -> dt.date:
            return earliest + dt.timedelta(days=(comes - earliest.toordinal()) % every)

        found = following(day, 4 * WEEK)
        if self.world.staff[place].caseload:
            found = min(found, following(max(day, self.end - dt.timedelta(days=OF_LATE)), 2 * WEEK))
        return found

    def _began(self, gap: Gap) -> dt.date:
        return self.end - dt.timedelta(days=gap.began_days_ago)


def moment(day: dt.date, hour: int, minute: int = 0, second: int = 0) -> dt.datetime:
    """A moment of `day` by the programme's own clock."""
    return dt.datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=ZONE)
