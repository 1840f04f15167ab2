"""Guesses how a list is to be read: the sheet, the line of headings, and each column, from its heading and its values."""

import datetime as dt
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from twofold.core.errors import Invalid
from twofold.exchange.incoming import cells, headings, labels, months
from twofold.exchange.incoming.layout import above, named_month
from twofold.exchange.incoming.mapping import NAMED, ListMapping, Mapping
from twofold.exchange.incoming.profiles import NEED_A_HEADING, NEED_VALUES, PROFILES, Sample
from twofold.exchange.incoming.reading import Sheet
from twofold.exchange.incoming.words import fold, folded, languages, meanings, written
from twofold.people.models import Gender

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
            also, more, surely, _sex = _Reader(sheet, other_top, other_depth, today).guessed()
            if also.what == "contacts" and surely >= SURE:
                lists.append(also)
                doubts += more
    lists.sort(key=lambda one: one.what)
    return Guess(Mapping(list=tuple(lists), sex=first[3]), sure, doubts)


def _worth(sheet: Sheet) -> tuple[float, int, int]:
    score, top, depth = headings.likeliest(sheet)
    below = sum(1 for row in sheet.rows[top + depth :] if sum(cell not in ("", None) for cell in row) > 1)
    return (score * math.log1p(below) if score >= 1.2 else 0.0), top, depth


class _Reader:
    """One sheet with its headings and a sample of what stands below them."""

    def __init__(self, sheet: Sheet, top: int, depth: int, today: dt.date) -> None:
        self.sheet, self.top, self.depth, self.today = sheet, top, depth, today
        self.heads, self.above = headings.composed(sheet, top, depth), above(sheet, top)
        below = (row for row in sheet.rows[top + depth :] if sum(cell not in ("", None) for cell in row) > 1)
        rows = [row for row, _n in zip(below, range(SAMPLE), strict=False)]
        columns = [[row[n] if n < len(row) else "" for row in rows] for n in range(len(self.heads))]
        self.sample = Sample(columns, today)

    def guessed(self) -> tuple[ListMapping, list[str], float, dict[str, str]]:
        """The mapping of this sheet, doubts in words, how sure the least sure of the needed columns is, letters for sexes."""
        monthly = {n: both for n, head in enumerate(self.heads) if (both := headings.in_month(head))}
        fields = self._fields(set(monthly))
        measures = self._measures(monthly, {n for n, _sure in fields.values()})
        plain = {} if measures else self._plain_measures({n for n, _sure in fields.values()})
        what = "contacts" if plain and self._is_register(fields) else "clients"
        fields = {code: found for code, found in fields.items() if code not in _left_out(what)}
        if measures:
            fields.pop("month", None)
        of_one_month = bool(plain) and what == "clients" and "month" not in fields
        month = NAMED if of_one_month and named_month(self.above, self.today) else ""
        made = ListMapping(
            what="contacts" if what == "contacts" else "clients",
            sheet=self.sheet.name,
            heading_row=self.top + 1,
            heading_rows=self.depth,
            month_first=self._month_first(fields),
            month=month,
            columns={code: self.heads[n] for code, (n, _sure) in fields.items()},
            measures=measures or (plain if what == "contacts" or month or "month" in fields else {}),
        )
        sure = min((fields[code][1] for code in ("id", "sex") if code in fields), default=0.0)
        doubts = [*self._doubts(fields), *self._unused(made, fields)]
        if of_one_month and not month:
            doubts.append(_("What is counted here is not brought in: write above the headings which month it is of."))
        own = self._letters(fields)
        for word, code in own.items():
            doubts.append(_("“%(word)s” is read as: %(sex)s.") % {"word": word, "sex": Gender(code).label})
        return made, doubts, sure, own

    def _fields(self, taken: set[int]) -> dict[str, tuple[int, float]]:
        """Field -> (column, how sure): the surest pair first, each column and each field once."""
        pairs = []
        for n, head in enumerate(self.heads):
            if n in taken:
                continue
            named = {score.code: score.sure for score in headings.scores(head) if score.what == "field"}
            best_measure = headings.meant(head, "measure")
            for code, profile in PROFILES.items():
                if code not in named and code in NEED_A_HEADING:
                    continue
                shown = profile(self.sample, n)
                sure = 0.0 if code in NEED_VALUES and not shown else _together(named.get(code, 0.0), shown)
                if best_measure and best_measure.sure > named.get(code, 0.0):
                    sure = 0.0
                if sure >= LEAST:
                    pairs.append((sure, code, n))
        found: dict[str, tuple[int, float]] = {}
        for sure, code, n in sorted(pairs, key=lambda pair: (-pair[0], pair[2])):
            if code not in found and n not in {column for column, _sure in found.values()}:
                found[code] = (n, sure)
        return found

    def _is_register(self, fields: dict[str, tuple[int, float]]) -> bool:
        """Whether each row is a contact: it has a day, and says nothing else of a client or speaks of most of them again."""
        if "day" not in fields or not {"sex", "registered", "birth"} & set(fields):
            return "day" in fields
        ids = [written(cell) for cell in self.sample.columns[fields["id"][0]]] if "id" in fields else []
        return len(set(ids)) < 0.7 * len(ids)

    def _measures(self, monthly: dict[int, Any], taken: set[int]) -> dict[str, str]:
        """Measure -> what its headings say beside the month, by the surest of them."""
        best: dict[str, tuple[float, str]] = {}
        for n, (found, score) in monthly.items():
            if n not in taken and score.sure > best.get(score.code, (0.0, ""))[0]:
                best[score.code] = (score.sure, found.rest)
        return {code: rest for code, (_sure, rest) in best.items()}

    def _letters(self, fields: dict[str, tuple[int, float]]) -> dict[str, str]:
        """What single letters mean for a sex where they mean something else in the language of the headings."""
        if "sex" not in fields:
            return {}
        said = {fold(written(cell)) for cell in self.sample.columns[fields["sex"][0]]}
        spoken = Counter(scores[0].language for head in self.heads if (scores := headings.scores(head)))
        for language, times in spoken.most_common():
            for letters in languages()[language].letters if times > 1 else ():
                if {letters.man, letters.woman} <= said:
                    own = {letters.man: "man", letters.woman: "woman"}
                    return {word.upper(): code for word, code in own.items() if meanings("sex").get(word) != code}
        return {}

    def _unused(self, made: ListMapping, fields: dict[str, tuple[int, float]]) -> list[str]:
        """Columns of numbers that name a month, and of which it is not known what they count."""
        taken = {n for n, _sure in fields.values()}
        known = {fold(rest) for rest in made.measures.values()}
        left = [
            letters(n)
            for n, head in enumerate(self.heads)
            if n not in taken
            and (named := months.parse_text(head))
            and not {fold(named.rest), fold(head)} & (known | folded("totals"))
            and self.sample.share(n, lambda cell: cells.number(cell) is not None) > 0.5
        ]
        if not left:
            return []
        return [
            _("Columns %(columns)s name a month, but what they count is not known: they are not brought in.")
            % {"columns": ", ".join(left)}
        ]

    def _plain_measures(self, taken: set[int]) -> dict[str, str]:
        best: dict[str, tuple[float, str]] = {}
        for n, head in enumerate(self.heads):
            score = headings.meant(head, "measure")
            if n not in taken and score and score.sure > best.get(score.code, (0.0, ""))[0]:
                best[score.code] = (score.sure, head)
        return {code: head for code, (_sure, head) in best.items()}

    def _month_first(self, fields: dict[str, tuple[int, float]]) -> bool:
        """Whether dates are written month first: some must be, and none can be day first."""
        day_first = month_first = 0
        for code in ("birth", "registered", "day"):
            for cell in self.sample.columns[fields[code][0]] if code in fields else []:
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
        ids = [written(cell) for cell in self.sample.columns[fields["id"][0]]] if "id" in fields else []
        if ids and sum(text.isdecimal() and len(text) < 5 for text in ids) > len(ids) / 2:
            told.append(_("The ids look like running numbers. In another list they may stand for other people."))
        return told


def _left_out(what: str) -> set[str]:
    if what == "contacts":
        return {"birth", "registered", "rate", "rate_week", "partner_of", "status", "kind", "nickname", "sex", "month"}
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
