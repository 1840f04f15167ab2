"""Guesses how a list is to be read: the sheet, the line of headings, and each column, from its heading and its values."""

import datetime as dt
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import Any

from django.utils.translation import gettext as _

from twofold.core.errors import Invalid
from twofold.exchange.incoming import cells, headings, labels, months
from twofold.exchange.incoming.mapping import ListMapping, Mapping
from twofold.exchange.incoming.reading import Sheet
from twofold.exchange.incoming.words import fold, meanings, written

SAMPLE = 300
SURE, LEAST = 0.6, 0.38


@dataclass
class Guess:
    """A mapping, how sure it is (0 to 1), and what a person should look at."""

    mapping: Mapping
    sure: float
    doubts: list[str] = field(default_factory=list)


def guess(sheets: Sequence[Sheet], today: dt.date) -> Guess:
    """How to read these sheets. Raises Invalid where none looks like a list."""
    ranked = sorted(((_worth(sheet), sheet) for sheet in sheets), key=lambda pair: -pair[0][0])
    (worth, top, depth), best = ranked[0]
    if worth <= 0:
        raise Invalid(
            _(
                "No line of headings was found on any sheet. Put one heading above each column, such as “Client ID” or “Sex”."
            )
        )
    first = _Reader(best, top, depth, today).guessed()
    lists, doubts, sure = [first[0]], first[1], first[2]
    for (other_worth, other_top, other_depth), sheet in ranked[1:]:
        if other_worth > 0 and {one.what for one in lists} == {"clients"}:
            also, more, surely = _Reader(sheet, other_top, other_depth, today).guessed()
            if also.what == "contacts" and surely >= SURE:
                lists.append(also)
                doubts += more
    lists.sort(key=lambda one: one.what)
    return Guess(Mapping(list=tuple(lists)), sure, doubts)


def _worth(sheet: Sheet) -> tuple[float, int, int]:
    score, top, depth = headings.likeliest(sheet)
    below = sum(1 for row in sheet.rows[top + depth :] if sum(cell not in ("", None) for cell in row) > 1)
    return (score * math.log1p(below) if score >= 1.2 else 0.0), top, depth


class _Reader:
    """One sheet with its headings and a sample of what stands below them."""

    def __init__(self, sheet: Sheet, top: int, depth: int, today: dt.date) -> None:
        self.sheet, self.top, self.depth, self.today = sheet, top, depth, today
        self.heads = headings.composed(sheet, top, depth)
        below = (row for row in sheet.rows[top + depth :] if sum(cell not in ("", None) for cell in row) > 1)
        rows = [row for row, _n in zip(below, range(SAMPLE), strict=False)]
        self.columns = [[row[n] if n < len(row) else "" for row in rows] for n in range(len(self.heads))]

    def guessed(self) -> tuple[ListMapping, list[str], float]:
        """The mapping of this sheet, doubts in words, and how sure the least sure of the needed columns is."""
        monthly = {n: both for n, head in enumerate(self.heads) if (both := headings.in_month(head))}
        fields = self._fields(set(monthly))
        measures = self._measures(monthly, {n for n, _sure in fields.values()})
        plain = {} if measures else self._plain_measures({n for n, _sure in fields.values()})
        what = (
            "contacts" if plain and "day" in fields and not {"sex", "registered", "birth"} & set(fields) else "clients"
        )
        month = self._month_above() if plain and what == "clients" else ""
        fields = {code: found for code, found in fields.items() if code not in _left_out(what)}
        made = ListMapping(
            what="contacts" if what == "contacts" else "clients",
            sheet=self.sheet.name,
            heading_row=self.top + 1,
            heading_rows=self.depth,
            month_first=self._month_first(fields),
            month=month,
            columns={code: self.heads[n] for code, (n, _sure) in fields.items()},
            measures=measures or (plain if what == "contacts" or month else {}),
        )
        return (
            made,
            self._doubts(fields),
            min((fields[code][1] for code in ("id", "sex") if code in fields), default=0.0),
        )

    def _fields(self, taken: set[int]) -> dict[str, tuple[int, float]]:
        """Field -> (column, how sure): the surest pair first, each column and each field once."""
        pairs = []
        for n, head in enumerate(self.heads):
            if n in taken:
                continue
            named = {score.code: score.sure for score in headings.scores(head) if score.what == "field"}
            best_measure = headings.meant(head, "measure")
            for code, profile in _PROFILES.items():
                if code not in named and code in _NEEDS_A_HEADING:
                    continue
                sure = _together(named.get(code, 0.0), profile(self, n))
                if best_measure and best_measure.sure > named.get(code, 0.0):
                    sure = 0.0
                if sure >= LEAST:
                    pairs.append((sure, code, n))
        found: dict[str, tuple[int, float]] = {}
        for sure, code, n in sorted(pairs, key=lambda pair: (-pair[0], pair[2])):
            if code not in found and n not in {column for column, _sure in found.values()}:
                found[code] = (n, sure)
        return found

    def _measures(self, monthly: dict[int, Any], taken: set[int]) -> dict[str, str]:
        """Measure -> what its headings say beside the month, by the surest of them."""
        best: dict[str, tuple[float, str]] = {}
        for n, (found, score) in monthly.items():
            if n not in taken and score.sure > best.get(score.code, (0.0, ""))[0]:
                best[score.code] = (score.sure, found.rest)
        return {code: rest for code, (_sure, rest) in best.items()}

    def _plain_measures(self, taken: set[int]) -> dict[str, str]:
        best: dict[str, tuple[float, str]] = {}
        for n, head in enumerate(self.heads):
            score = headings.meant(head, "measure")
            if n not in taken and score and score.sure > best.get(score.code, (0.0, ""))[0]:
                best[score.code] = (score.sure, head)
        return {code: head for code, (_sure, head) in best.items()}

    def above(self) -> list[str]:
        """What is written above the headings, and the sheet's name."""
        lines = [written(cell) for row in self.sheet.rows[: self.top] for cell in row if written(cell)]
        return [*lines, self.sheet.name]

    def _month_above(self) -> str:
        """The one month that the lines above speak of."""
        named = [found for text in self.above() if (found := months.parse_text(text))]
        if len({found.month for found in named}) != 1:
            return ""
        return f"{months.dated(named[:1], self.above(), self.today)[0]:%Y-%m}"

    def _month_first(self, fields: dict[str, tuple[int, float]]) -> bool:
        """Whether dates are written month first: some must be, and none can be day first."""
        day_first = month_first = 0
        for code in ("birth", "registered", "day"):
            for cell in self.columns[fields[code][0]] if code in fields else []:
                parts = (
                    [part for part in fold(written(cell)).split() if part.isdecimal()] if isinstance(cell, str) else []
                )
                if len(parts) == 3 and len(parts[0]) <= 2:
                    day_first += int(parts[0]) > 12
                    month_first += int(parts[1]) > 12 and int(parts[0]) <= 12
        return month_first > 0 and day_first == 0

    def _doubts(self, fields: dict[str, tuple[int, float]]) -> list[str]:
        told = [
            _("Column %(column)s is taken as “%(field)s”, and that is not sure.")
            % {"column": letters(n), "field": labels.words(code)}
            for code, (n, sure) in fields.items()
            if sure < SURE
        ]
        ids = [written(cell) for cell in self.columns[fields["id"][0]]] if "id" in fields else []
        if ids and sum(text.isdecimal() and len(text) < 5 for text in ids) > len(ids) / 2:
            told.append(_("The ids look like running numbers. In another list they may stand for other people."))
        return told

    def share(self, n: int, test: Callable[[Any], bool]) -> float:
        """The share of a column's written cells of which `test` holds."""
        said = [cell for cell in self.columns[n] if written(cell)]
        return sum(map(test, said)) / len(said) if said else 0.0


def _left_out(what: str) -> set[str]:
    if what == "contacts":
        return {"birth", "registered", "rate", "rate_week", "partner_of", "status", "kind", "nickname", "sex"}
    return {"day", "mode"}


def _together(named: float, shown: float) -> float:
    """Heading and values weigh together; values alone count for less, and against a heading they cast doubt."""
    if named == 0.0:
        return 0.45 * shown if shown >= 0.8 else 0.0
    return named * (0.65 + 0.35 * shown)


def letters(column: int) -> str:
    """0 -> A, 26 -> AA."""
    text, column = "", column + 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def _as_id(self: _Reader, n: int) -> float:
    said = [written(cell) for cell in self.columns[n] if written(cell)]
    alone = len(set(said)) / len(said) if said else 0.0
    coded = self.share(n, lambda cell: isinstance(cell, str) and _is_code(cell))
    running = self.share(n, lambda cell: (cells.number(cell) or 0) > 0)
    return alone * max(coded, 0.5 * running)


def _is_code(text: str) -> bool:
    plain = text.strip()
    has = any(c.isdigit() for c in plain) and (any(c.isalpha() for c in plain) or len(plain) > 4)
    return has and 3 <= len(plain) <= 24 and not cells.date(plain, today=dt.date(2030, 1, 1)).value


def _as_running(self: _Reader, n: int) -> float:
    said = [found for cell in self.columns[n] if (found := cells.number(cell)) is not None]
    rising = sum(b - a == 1 for a, b in pairwise(said))
    return rising / (len(said) - 1) if len(said) > 2 else 0.0


def _dates(self: _Reader, n: int) -> list[int]:
    found = (cells.date(cell, past=True, today=self.today).value for cell in self.columns[n] if written(cell))
    return [day.year for day in found if day]


def _as_birth(self: _Reader, n: int) -> float:
    until = self.today
    fits = self.share(n, lambda cell: bool(cells.birth_year(cell, month_first=False, until=until, today=until).value))
    years = _dates(self, n)
    ages = self.share(n, lambda cell: 10 <= (cells.number(cell) or 0) <= 90)
    old = median(years) < self.today.year - 12 if years else ages > 0.8 and len(set(self.columns[n])) > 8
    return fits if old else 0.0


def _as_registered(self: _Reader, n: int) -> float:
    years = _dates(self, n)
    said = sum(1 for cell in self.columns[n] if written(cell))
    return len(years) / said if years and median(years) >= 2000 and median(years) > self.today.year - 25 else 0.0


def _as_site(self: _Reader, n: int) -> float:
    said = [fold(written(cell)) for cell in self.columns[n] if written(cell)]
    few = len(set(said)) <= max(15, len(said) // 10)
    return 0.8 * self.share(n, lambda cell: isinstance(cell, str) and not cell.strip().isdecimal()) if few else 0.0


def _as_rate(self: _Reader, n: int) -> float:
    return 0.8 * self.share(n, lambda cell: cells.is_unknown(cell) or 0 <= (cells.number(cell) or 0) <= 30)


def _as_partner(self: _Reader, n: int) -> float:
    blank = sum(1 for cell in self.columns[n] if not written(cell)) / max(1, len(self.columns[n]))
    return self.share(n, lambda cell: _is_code(written(cell))) if blank > 0.4 else 0.3


def _words_of(group: str) -> Callable[[_Reader, int], float]:
    def profile(self: _Reader, n: int) -> float:
        known = meanings(group)
        return self.share(n, lambda cell: isinstance(cell, str) and fold(cell) in known)

    return profile


_PROFILES: dict[str, Callable[[_Reader, int], float]] = {
    "serial": _as_running,
    "id": _as_id,
    "nickname": lambda self, n: (
        0.6 * self.share(n, lambda cell: isinstance(cell, str) and not any(c.isdigit() for c in cell))
    ),
    "sex": _words_of("sex"),
    "birth": _as_birth,
    "registered": _as_registered,
    "site": _as_site,
    "rate": _as_rate,
    "rate_week": _as_rate,
    "partner_of": _as_partner,
    "status": _words_of("status"),
    "kind": _words_of("kind"),
    "day": _as_registered,
    "mode": _words_of("mode"),
}
# Values alone never make these: too many columns look alike.
_NEEDS_A_HEADING = {"nickname", "site", "rate", "rate_week", "partner_of", "day", "mode", "kind", "serial"}
