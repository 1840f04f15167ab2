"""Spans of days that figures are about: a month, a quarter or a year of the organisation's own calendar. No database."""

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from twofold.core.errors import Invalid

EARLIEST, LATEST = 2000, 2100
_FORMS = re.compile(r"(?P<year>[0-9]{4})(?:-(?:(?P<month>[0-9]{2})|Q(?P<quarter>[1-4])))?")


class Length(StrEnum):
    """How long a period is."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


@dataclass(frozen=True, order=True)
class Period:
    """From the first day to the last, both included."""

    start: dt.date
    end: dt.date
    code: str
    length: Length

    def __str__(self) -> str:
        return self.code

    @property
    def is_long(self) -> bool:
        """A quarter or a year: what may be shown to somebody outside the programme."""
        return self.length is not Length.MONTH


def parse(text: str) -> Period:
    """The period in `text`: 2026-09, 2026-Q3 or 2026. Raises Invalid with a message that says so."""
    found = _FORMS.fullmatch(text)
    wrong = Invalid(_("Write the period as a month (2026-09), a quarter (2026-Q3) or a year (2026)."), field="period")
    if found is None:
        raise wrong
    year = int(found["year"])
    if not EARLIEST <= year <= LATEST:
        raise wrong
    if found["quarter"]:
        return quarter(year, int(found["quarter"]))
    if found["month"]:
        if not 1 <= int(found["month"]) <= 12:
            raise wrong
        return month(year, int(found["month"]))
    return Period(dt.date(year, 1, 1), dt.date(year, 12, 31), f"{year}", Length.YEAR)


def month(year: int, number: int) -> Period:
    """A calendar month."""
    last = calendar.monthrange(year, number)[1]
    return Period(dt.date(year, number, 1), dt.date(year, number, last), f"{year}-{number:02}", Length.MONTH)


def quarter(year: int, number: int) -> Period:
    """A quarter of the calendar year: Q1 is January to March."""
    first, last = month(year, 3 * number - 2), month(year, 3 * number)
    return Period(first.start, last.end, f"{year}-Q{number}", Length.QUARTER)


def month_of(day: dt.date) -> Period:
    """The month that `day` lies in."""
    return month(day.year, day.month)


def last_months(day: dt.date, count: int) -> list[Period]:
    """The month of `day` and those before it, oldest first."""
    places = [day.year * 12 + day.month - 1 - back for back in range(count)]
    return [month(place // 12, place % 12 + 1) for place in reversed(places) if place // 12 >= EARLIEST]


def recent(day: dt.date) -> list[Period]:
    """What one usually asks for, newest first: the months of a year and more, then the quarters, then the years."""
    months = last_months(day, 15)[::-1]
    quarters = list(dict.fromkeys(quarter(p.start.year, (p.start.month + 2) // 3) for p in last_months(day, 24)))
    years = [parse(str(day.year - back)) for back in range(3)]
    return [*months, *quarters[::-1], *years]


def quarters_over(day: dt.date, count: int) -> list[Period]:
    """The last quarters that were over on `day`, oldest first."""
    found = [quarter(year, number) for year in range(day.year - 1 - count // 4, day.year + 1) for number in range(1, 5)]
    return [one for one in found if one.end < day][-count:]
