"""Months in headings: 'Apr-26', 'April 2026', '2026-04', 'अप्रैल', a date as a heading; and the year where none is written."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from twofold.exchange.incoming.words import fold, month_pattern, months, numbered_month, written

_YEAR_MONTH = re.compile(r"(?<!\d)(20\d\d) ?(0[1-9]|1[0-2]|[1-9](?= |$))(?!\d)")
_MONTH_YEAR = re.compile(r"(?<!\d)(0?[1-9]|1[0-2]) (20\d\d)(?!\d)")
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_SPAN = re.compile(r"(?<!\d)(20\d\d) (?:20)?(\d\d)(?!\d)")


@dataclass(frozen=True)
class Found:
    """A month in a heading: its number, its year if one is written, and what is left of the heading."""

    month: int
    year: int | None
    rest: str


def parse(heading: Any) -> Found | None:
    """The month that a heading names, or None."""
    if isinstance(heading, dt.date | dt.datetime):
        return Found(heading.month, heading.year, "")
    return parse_text(written(heading))


def parse_text(text: str) -> Found | None:
    """The same of text, which may have been put together from several lines of headings."""
    plain = fold(text)
    found = month_pattern().search(plain)
    if found:
        year = found[2] or _year_before(plain[: found.start()])
        rest = plain[: found.start()] + " " + plain[found.end() :]
        if found[2] is None and year:
            rest = rest.replace(year, " ", 1)
        return Found(months()[found[1]], _full(year), " ".join(rest.split()))
    for pattern, month, year in ((_YEAR_MONTH, 2, 1), (_MONTH_YEAR, 1, 2), (numbered_month(), 1, 2)):
        if number := pattern.search(plain):
            rest = plain[: number.start()] + " " + plain[number.end() :]
            return Found(int(number[month]), _full(number[year]), " ".join(rest.split()))
    return None


def _year_before(text: str) -> str | None:
    found = _YEAR.search(text)
    return found[1] if found else None


def _full(year: str | None) -> int | None:
    if year is None:
        return None
    return int(year) if len(year) == 4 else 2000 + int(year)


def base_year(texts: Sequence[str]) -> int | None:
    """The year that the lines above a list speak of: the only one, or the first of a span such as 2026-27."""
    years: set[int] = set()
    for text in texts:
        plain = fold(text)
        if (span := _SPAN.search(plain)) and int(span[2]) == (int(span[1]) + 1) % 100:
            return int(span[1])
        years |= {int(year) for year in _YEAR.findall(plain)}
    return min(years) if years else None


def dated(found: Sequence[Found], above: Sequence[str], today: dt.date, year: int | None = None) -> list[dt.date]:
    """The first day of each month, in the order of the columns. Years that are not written run on from one to the next."""
    begins = year or base_year(above)
    if begins is None:
        begins = _latest_start([one.month for one in found if one.year is None], today)
    days, running, before = [], begins, 0
    for one in found:
        if one.year is None and one.month < before:
            running += 1
        if one.year is None:
            before = one.month
        days.append(dt.date(one.year or running, one.month, 1))
    return days


def _latest_start(numbers: Sequence[int], today: dt.date) -> int:
    """The last year from which these months, in their order, have all begun by today."""
    turns = sum(1 for one, other in pairwise(numbers) if other < one)
    last = dt.date(today.year, numbers[-1], 1) if numbers else today
    return today.year - turns - (last > today)
