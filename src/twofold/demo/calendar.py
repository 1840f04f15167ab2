"""The days of the story: its months, when each worker's notes arrive, gaps at a site. Pure."""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from twofold.demo.world import Gap, World

MONTHS = 24
ZONE = ZoneInfo("Asia/Kolkata")
FORTNIGHT = 14


@dataclass(frozen=True)
class Month:
    """A calendar month of the story, cut off at the story's last day."""

    first: dt.date
    last: dt.date
    whole: bool

    def days(self) -> list[dt.date]:
        return [self.first + dt.timedelta(days=n) for n in range((self.last - self.first).days + 1)]


@dataclass(frozen=True)
class Story:
    """The span of the story: 24 whole months and the one that has begun."""

    world: World
    end: dt.date

    @property
    def start(self) -> dt.date:
        return self.end.replace(year=self.end.year - MONTHS // 12, day=1)

    def months(self) -> list[Month]:
        """All months in order; the last one may not be whole."""
        found, first = [], self.start
        while first <= self.end:
            following = (first.replace(day=28) + dt.timedelta(days=4)).replace(day=1)
            last = following - dt.timedelta(days=1)
            found.append(Month(first, min(last, self.end), last <= self.end))
            first = following
        return found

    def within(self, gaps: tuple[Gap, ...], site: str, day: dt.date) -> bool:
        """Whether `day` falls into one of these gaps of the site."""
        return any(gap.site == site and day < self._over(gap) and day >= self._began(gap) for gap in gaps)

    def arrives(self, worker: str, site: str, day: dt.date, late: int = 0) -> dt.date:
        """The day on which the worker's notes of `day` reach the office: once a fortnight, later without a network."""
        order = [row.login for row in self.world.staff].index(worker)
        comes = order % 6 + 1 + 7 * (order % 2)  # a weekday of its own for each, never a Sunday
        earliest = day + dt.timedelta(days=late)
        arrival = earliest + dt.timedelta(days=(comes - earliest.toordinal()) % FORTNIGHT)
        while self.within(self.world.silence, site, arrival):
            arrival += dt.timedelta(days=FORTNIGHT)
        return min(arrival, self.end)

    def _began(self, gap: Gap) -> dt.date:
        return self.end - dt.timedelta(days=gap.began_days_ago)

    def _over(self, gap: Gap) -> dt.date:
        return self._began(gap) + dt.timedelta(days=gap.lasted_days)


def moment(day: dt.date, hour: int, minute: int = 0, second: int = 0) -> dt.datetime:
    """A moment of `day` by the programme's own clock."""
    return dt.datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=ZONE)
