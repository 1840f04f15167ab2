"""What a cell says: a date, a year of birth, a sex, a count, a frequency. Pure; each answers with a value or with why not.

A reason is one of a few codes; the words for each are in `reasons`. No message ever holds what stands in a cell.
"""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from twofold.exchange.incoming.months import dated, parse_text
from twofold.exchange.incoming.words import fold, folded, meanings, written

UNREADABLE, IMPOSSIBLE, NEGATIVE, TOO_LARGE = "unreadable", "impossible date", "negative", "too large"
_EXCEL_EPOCH = dt.date(1899, 12, 30)
_SERIALS = range(10_000, 80_000)
_THREE = re.compile(r"^(\d{1,4})[-/. ]+(\d{1,2})[-/. ]+(\d{1,4})(?:[ tT].*)?$")
_NUMBER = re.compile(r"^[+]?\d+(?:\.\d+)?$")
_MINUS = str.maketrans({"−": "-", "–": "-", "—": "-"})
_GROUPED = re.compile(r"(?<=\d)[, \u00a0'](?=\d{2,3}(?:\D|$))")
MOST_PIECES = 10_000
MOST_A_DAY = 50


@dataclass(frozen=True)
class Said:
    """A value, or None with the reason (an empty reason: the cell says nothing, rightly)."""

    value: Any = None
    why: str = ""


NOTHING = Said()


def _digits(text: str) -> str:
    return "".join(str(int(c)) if c.isdecimal() else c for c in text)


def is_unknown(cell: Any) -> bool:
    """Whether a cell says that something is not known: empty, a dash, NA, '?'."""
    return not isinstance(cell, int | float | dt.date) and fold(written(cell)) in folded("unknown")


def number(cell: Any) -> float | None:
    """A number, however it is written: 1,200 or १२ or 12.0."""
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int | float):
        return float(cell)
    text = _GROUPED.sub("", _digits(written(cell)).translate(_MINUS))
    if text.startswith("(") and text.endswith(")"):
        text = f"-{text[1:-1]}"
    sign = -1 if text.startswith("-") else 1
    text = text.removeprefix("-").strip()
    return sign * float(text) if _NUMBER.match(text) and len(text) < 16 else None


def count(cell: Any, most: int = MOST_PIECES) -> Said:
    """Pieces or meetings. Nothing written is nought; what cannot be read is not known."""
    if isinstance(cell, str) and (not cell or cell == "-"):
        return Said(0)
    found = number(cell)
    if found is None:
        return Said(0) if fold(written(cell)) in folded("nothing") else Said(None, UNREADABLE)
    if found < 0:
        return Said(None, NEGATIVE)
    if not float(found).is_integer():
        return Said(None, UNREADABLE)
    return Said(int(found)) if found <= most else Said(None, TOO_LARGE)


def sex(cell: Any, own: dict[str, str]) -> Said:
    """A gender by the words of lists; `own` holds what this list means by words of its own."""
    text = fold(written(cell))
    if not text and not written(cell):
        return NOTHING
    found = own.get(text) or meanings("sex").get(text)
    return Said(found) if found else Said(None, UNREADABLE)


def coded(cell: Any, group: str) -> Said:
    """A code by the words of lists."""
    text = fold(written(cell))
    found = meanings(group).get(text)
    return Said(found) if found else NOTHING if text in folded("unknown") else Said(None, UNREADABLE)


def rate(cell: Any) -> Said:
    """How often somebody injects. '2-3' and 'NA' are not known, which is neither nought nor an average."""
    if is_unknown(cell):
        return NOTHING
    found = number(cell)
    if found is None:
        return Said(None, UNREADABLE)
    return Said(found) if 0 <= found <= MOST_A_DAY * 7 else Said(None, NEGATIVE if found < 0 else TOO_LARGE)


def date(cell: Any, *, month_first: bool = False, past: bool = False, today: dt.date) -> Said:
    """A day: a date of the workbook, its number, or text in one of many forms. `past`: a year of two digits lies behind us."""
    if isinstance(cell, dt.date):
        return Said(cell.date() if isinstance(cell, dt.datetime) else cell)
    if is_unknown(cell):
        return NOTHING
    serial = number(cell)
    if serial is not None and int(serial) in _SERIALS:
        return Said(_EXCEL_EPOCH + dt.timedelta(days=int(serial)))
    text = _digits(written(cell))
    if serial is not None and re.fullmatch(r"(19|20)\d{6}", text):
        return _day(int(text[:4]), int(text[4:6]), int(text[6:]))
    if three := _THREE.match(text):
        return _from_three(three[1], three[2], three[3], month_first=month_first, past=past, today=today)
    return _from_words(text, past=past, today=today)


def _from_three(a: str, b: str, c: str, *, month_first: bool, past: bool, today: dt.date) -> Said:
    if len(a) == 4:
        return _day(int(a), int(b), int(c))
    if len(a) == 3 or len(c) == 3:
        return Said(None, UNREADABLE)
    day, month = (int(b), int(a)) if month_first else (int(a), int(b))
    return _day(_year(c, past=past, today=today), month, day)


def _from_words(text: str, *, past: bool, today: dt.date) -> Said:
    """12 April 2026, Apr 12 2026, १२ अप्रैल २०२६."""
    found = parse_text(text)
    if found is None:
        return Said(None, UNREADABLE)
    numbers = [part for part in fold(text).split() if part.isdecimal()]
    glued = re.fullmatch(r"(\d{1,2})\D+(\d{2}|\d{4})", fold(text).replace(" ", ""))
    if len(numbers) != 2 and glued:
        numbers = [glued[1], glued[2]]
    if len(numbers) != 2:
        return Said(None, UNREADABLE)
    day, year = (numbers[1], numbers[0]) if len(numbers[0]) == 4 else numbers
    return _day(_year(year, past=past, today=today), found.month, int(day))


def _year(text: str, *, past: bool, today: dt.date) -> int:
    year = int(text)
    if len(text) > 2:
        return year
    return 1900 + year if past and 2000 + year > today.year else 2000 + year


def _day(year: int, month: int, day: int) -> Said:
    try:
        return Said(dt.date(year, month, day))
    except ValueError:
        return Said(None, IMPOSSIBLE)


def month(cell: Any, above: Sequence[str], year: int | None, *, today: dt.date) -> dt.date | None:
    """The first day of the month that a cell names; its year is written there, above the list, or the last one that fits."""
    if isinstance(cell, dt.date):
        return dt.date(cell.year, cell.month, 1)
    serial = number(cell)
    if serial is not None and int(serial) in _SERIALS:
        return (_EXCEL_EPOCH + dt.timedelta(days=int(serial))).replace(day=1)
    found = parse_text(written(cell))
    return dated([found], above, today, year)[0] if found else None


def birth_year(cell: Any, *, month_first: bool, until: dt.date, today: dt.date) -> Said:
    """A year of birth from a date, a year or an age (as at `until`, the list's last day). Only the year is kept."""
    if isinstance(cell, dt.date):
        return _born(cell.year, until)
    if is_unknown(cell):
        return NOTHING
    found = number(_without_years(cell))
    if found is not None and found < 0:
        return Said(None, NEGATIVE)
    if found is not None and found <= 120:
        return _born(until.year - int(found), until)
    if found is not None and 1900 <= found <= until.year:
        return _born(int(found), until)
    told = date(cell, month_first=month_first, past=True, today=today)
    return _born(told.value.year, until) if told.value else told


def _without_years(cell: Any) -> Any:
    """'36 yrs' is 36."""
    if not isinstance(cell, str):
        return cell
    parts = re.sub(r"(?<=\d)(?=[^\W\d])", " ", fold(cell)).split() if "-" not in cell else [cell]
    return parts[0] if len(parts) == 2 and parts[1] in folded("years") else cell


def _born(year: int, until: dt.date) -> Said:
    return Said(year) if 1900 <= year <= until.year else Said(None, IMPOSSIBLE)
