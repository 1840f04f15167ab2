"""Spans of days that figures are about, by the calendar of whoever asks: months, quarters, halves, years. No database.

    2026-09  2026-Q3  2026-H2  2026                month, quarter, half, year from January (UNAIDS, Global Fund)
    FY2026-27  FY2026-27-Q1  FY2026-27-H1          the Indian year: April 2026 to March 2027 (NACO)
    FY2026  FY2026-Q4  FY2026-H1                   the American year: October 2025 to September 2026 (PEPFAR)

DHIS2's codes `2026April` and `2025Oct` are understood too.
"""

import calendar
import datetime as dt
import re
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from twofold.core.errors import Invalid

EARLIEST, LATEST = 2000, 2100
_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")
_SPAN = re.compile(r"(?P<year>[0-9]{4}|FY[0-9]{4}-[0-9]{2}|FY[0-9]{4})(?:-(?P<part>Q[1-4]|H[12]))?")
_DHIS2 = re.compile(r"([0-9]{4})(April|Oct)")


class Length(StrEnum):
    """How long a period is."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"


class Calendar(StrEnum):
    """Where a year begins."""

    JANUARY = "jan-dec"
    APRIL = "apr-mar"
    OCTOBER = "oct-sep"


_LENGTHS = {"Q": (Length.QUARTER, 3), "H": (Length.HALF, 6)}


@dataclass(frozen=True, order=True)
class Period:
    """From the first day to the last, both included."""

    start: dt.date
    end: dt.date
    code: str
    length: Length
    calendar: Calendar = field(default=Calendar.JANUARY, compare=False)

    def __str__(self) -> str:
        return self.code

    @property
    def is_long(self) -> bool:
        """A quarter or longer: what may be shown to somebody outside the programme."""
        return self.length is not Length.MONTH

    @property
    def months(self) -> list["Period"]:
        """The months that it is made of, oldest first."""
        return last_months(self.end, (self.end.month - self.start.month) % 12 + 1)

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1

    @property
    def thirties(self) -> list[tuple[dt.date, dt.date]]:
        """The whole spans of 30 days from the first day on; what is left over asks for nothing. Never none."""
        count = max(1, self.days // 30)
        starts = [self.start + dt.timedelta(days=30 * n) for n in range(count)]
        return [(day, min(day + dt.timedelta(days=29), self.end)) for day in starts]


def parse(text: str) -> Period:
    """The period in `text`, in any of the forms above. Raises Invalid with a message that says so."""
    wrong = Invalid(
        _(
            "Write the period as a month (2026-09), a quarter (2026-Q3), a half (2026-H2) or a year (2026), or as a year "
            "from April (FY2026-27) or to September (FY2026) or a part of it (FY2026-Q4)."
        ),
        field="period",
    )
    if found := _MONTH.fullmatch(text):
        year, number = map(int, found.groups())
        if EARLIEST <= year <= LATEST and 1 <= number <= 12:
            return month(year, number)
    elif found := _DHIS2.fullmatch(text):
        year = int(found[1])
        return parse(f"FY{year}-{(year + 1) % 100:02}" if found[2] == "April" else f"FY{year + 1}")
    elif found := _SPAN.fullmatch(text):
        first = _first_month(found["year"])
        if first is not None and EARLIEST <= first[0] <= LATEST:
            return _span(text, *first, found["part"])
    raise wrong


def _first_month(year: str) -> tuple[int, int, Calendar] | None:
    """Year and month in which this year begins."""
    if not year.startswith("FY"):
        return int(year), 1, Calendar.JANUARY
    number = int(year[2:6])
    if "-" not in year:
        return number - 1, 10, Calendar.OCTOBER
    return (number, 4, Calendar.APRIL) if int(year[7:]) == (number + 1) % 100 else None


def _span(code: str, year: int, first: int, kind: Calendar, part: str | None) -> Period:
    length, months = _LENGTHS[part[0]] if part else (Length.YEAR, 12)
    begins = year * 12 + first - 1 + (months * (int(part[1]) - 1) if part else 0)
    ends = begins + months - 1
    return Period(month(begins // 12, begins % 12 + 1).start, month(ends // 12, ends % 12 + 1).end, code, length, kind)


def month(year: int, number: int) -> Period:
    """A calendar month."""
    last = calendar.monthrange(year, number)[1]
    return Period(dt.date(year, number, 1), dt.date(year, number, last), f"{year}-{number:02}", Length.MONTH)


def quarter(year: int, number: int) -> Period:
    """A quarter of the calendar year: Q1 is January to March."""
    return parse(f"{year}-Q{number}")


def month_of(day: dt.date) -> Period:
    """The month that `day` lies in."""
    return month(day.year, day.month)


def year_of(day: dt.date, kind: Calendar) -> Period:
    """The year of this calendar that `day` lies in."""
    if kind is Calendar.APRIL:
        first = day.year if day.month >= 4 else day.year - 1
        return parse(f"FY{first}-{(first + 1) % 100:02}")
    if kind is Calendar.OCTOBER:
        return parse(f"FY{day.year + (day.month >= 10)}")
    return parse(str(day.year))


def last_months(day: dt.date, count: int) -> list[Period]:
    """The month of `day` and those before it, oldest first."""
    places = [day.year * 12 + day.month - 1 - back for back in range(count)]
    return [month(place // 12, place % 12 + 1) for place in reversed(places) if place // 12 >= EARLIEST]


def recent(day: dt.date) -> list[Period]:
    """What one usually asks for, newest first: the months of a year and more, then quarters, then years of each calendar."""
    months = last_months(day, 15)[::-1]
    quarters = list(dict.fromkeys(quarter(p.start.year, (p.start.month + 2) // 3) for p in last_months(day, 24)))
    years = [
        year_of(dt.date(day.year - back, day.month, 1), kind)
        for kind in Calendar
        for back in range(3)
        if day.year - back > EARLIEST
    ]
    return [*months, *quarters[::-1], *years]


def before(period: Period, count: int) -> list[Period]:
    """So many periods of the same length up to this one, oldest first: what a trend is made of."""
    found = [period]
    while len(found) < count and (earlier := _previous(found[0])) is not None:
        found.insert(0, earlier)
    return found


def _previous(period: Period) -> Period | None:
    """The period of the same length and calendar that ends the day before."""
    day = period.start - dt.timedelta(days=1)
    if day.year <= EARLIEST:
        return None
    if period.length is Length.MONTH:
        return month_of(day)
    whole = year_of(day, period.calendar)
    if period.length is Length.YEAR:
        return whole
    marks = [f"Q{n}" for n in range(1, 5)] if period.length is Length.QUARTER else ["H1", "H2"]
    parts = [parse(f"{whole.code}-{mark}") for mark in marks]
    return next(part for part in parts if part.start <= day <= part.end)


def inside(period: Period, length: Length) -> list[list[Period]]:
    """The shorter periods of this length inside one, whatever the calendar: in each list they follow one another."""
    if list(Length).index(length) >= list(Length).index(period.length):
        return []
    if length is Length.MONTH:
        return [period.months]
    quarters = [quarter(one.start.year, (one.start.month + 2) // 3) for one in period.months[::3]]
    if length is Length.QUARTER:
        return [quarters]
    pairs = [zip(quarters[first::2], quarters[first + 1 :: 2], strict=False) for first in (0, 1)]
    return [[Period(a.start, b.end, f"{a.code} {b.code}", Length.HALF) for a, b in pair] for pair in pairs]


def quarters_over(day: dt.date, count: int) -> list[Period]:
    """The last quarters that were over on `day`, oldest first."""
    found = [quarter(year, number) for year in range(day.year - 1 - count // 4, day.year + 1) for number in range(1, 5)]
    return [one for one in found if one.end < day][-count:]
