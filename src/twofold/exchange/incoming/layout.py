"""Finds the columns of a mapping in a sheet: by their headings, wherever the line of headings stands today."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from twofold.core.errors import Invalid
from twofold.exchange.incoming import headings, months
from twofold.exchange.incoming.mapping import NAMED, ListMapping
from twofold.exchange.incoming.reading import Sheet
from twofold.exchange.incoming.words import fold, written

LOOKED_AT = 60


@dataclass
class Layout:
    """Where everything stands: columns of fields, and of measures with the first day of their month (None: of the row's day)."""

    sheet: Sheet
    mapping: ListMapping
    top: int
    depth: int
    heads: list[str]
    fields: dict[str, int]
    measures: list[tuple[dt.date | None, str, int]] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    @property
    def first_row(self) -> int:
        return self.top + self.depth

    def above(self) -> list[str]:
        """What is written above the headings, and the sheet's name."""
        return above(self.sheet, self.top)

    def months(self) -> list[dt.date]:
        return sorted({month for month, _measure, _n in self.measures if month})


def laid_out(mapping: ListMapping, sheets: Sequence[Sheet], today: dt.date) -> list[Layout]:
    """The layout of one list; of a list that is about the month it names, every sheet that is such a list of another month.

    Raises Invalid where its headings are on no sheet, or where no month is named.
    """
    if mapping.month != NAMED:
        return [_best(mapping, sheets, today)]
    found: dict[str, Layout] = {}
    wanted = {fold(head) for head in mapping.columns.values()}
    for sheet in sorted(sheets, key=lambda one: fold(one.name) != fold(mapping.sheet)):
        line = _line(mapping, sheet)
        month = named_month(above(sheet, line[1]), today) if line and line[0] == len(wanted) else ""
        if line and month:
            told = mapping.model_copy(update={"month": month, "sheet": sheet.name})
            found.setdefault(month, _made(told, sheet, line[1], today))
    if not found:
        raise Invalid(_("These counts are of one month, but which is not written above the headings. Write it there."))
    return [found[month] for month in sorted(found)]


def named_month(texts: Sequence[str], today: dt.date) -> str:
    """The one month that these lines speak of: 2026-09, or nothing."""
    named = [found for text in texts if (found := months.parse_text(text))]
    if len({found.month for found in named}) != 1:
        return ""
    with_year = [found for found in named if found.year] or named
    return f"{months.dated(with_year[:1], texts, today)[0]:%Y-%m}"


def above(sheet: Sheet, top: int) -> list[str]:
    """What is written above the headings, and the sheet's name."""
    return [*(written(cell) for row in sheet.rows[:top] for cell in row if written(cell)), sheet.name]


def _best(mapping: ListMapping, sheets: Sequence[Sheet], today: dt.date) -> Layout:
    best: tuple[int, Sheet, int] | None = None
    for sheet in sorted(sheets, key=lambda one: fold(one.name) != fold(mapping.sheet)):
        found = _line(mapping, sheet)
        if found and (best is None or found[0] > best[0]):
            best = (found[0], sheet, found[1])
    if best is None:
        named = ", ".join(f"“{head}”" for head in mapping.columns.values())
        raise Invalid(
            _("These headings were not found: %(named)s. Look at the mapping, or guess anew.") % {"named": named}
        )
    return _made(mapping, best[1], best[2], today)


def _made(mapping: ListMapping, sheet: Sheet, top: int, today: dt.date) -> Layout:
    heads = headings.composed(sheet, top, mapping.heading_rows)
    plain = [fold(head) for head in heads]
    fields = {code: plain.index(fold(head)) for code, head in mapping.columns.items() if fold(head) in plain}
    missing = [head for code, head in mapping.columns.items() if code not in fields]
    made = Layout(sheet, mapping, top, mapping.heading_rows, heads, fields, missing=missing)
    if "id" not in fields:
        raise Invalid(_("Say which column holds the ids of clients: by them the next list is told from this one."))
    made.measures = _measures(made, today)
    return made


def _line(mapping: ListMapping, sheet: Sheet) -> tuple[int, int] | None:
    """(how many headings are there, line): the line that the mapping names, or wherever they stand now."""
    wanted = {fold(head) for head in mapping.columns.values()}
    best: tuple[int, int] | None = None
    for top in (mapping.heading_row - 1, *range(min(LOOKED_AT, len(sheet.rows)))):
        hits = len(wanted & {fold(head) for head in headings.composed(sheet, top, mapping.heading_rows)})
        if hits == len(wanted):
            return hits, top
        if hits > (best[0] if best else len(wanted) // 2):
            best = (hits, top)
    return best


def _measures(layout: Layout, today: dt.date) -> list[tuple[dt.date | None, str, int]]:
    mapping, taken = layout.mapping, set(layout.fields.values())
    plain = {fold(head): code for code, head in mapping.measures.items()}
    if mapping.what == "contacts" or mapping.month or "month" in layout.fields:
        month = dt.date.fromisoformat(f"{mapping.month}-01") if mapping.month else None
        return [(month, plain[fold(head)], n) for n, head in enumerate(layout.heads) if fold(head) in plain]
    found = []
    for n, head in enumerate(layout.heads):
        named = months.parse_text(head) if n not in taken else None
        if named and fold(named.rest) in plain:
            found.append((named, plain[fold(named.rest)], n))
    days = months.dated([one for one, _code, _n in found], layout.above(), today, mapping.year)
    kept: dict[tuple[dt.date, str], int] = {}
    for day, (_named, code, n) in zip(days, found, strict=True):
        kept.setdefault((day, code), n)  # of two columns that say the same the first counts
    return [(day, code, n) for (day, code), n in kept.items()]
