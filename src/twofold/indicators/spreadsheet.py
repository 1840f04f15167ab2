"""Figures as a file for a spreadsheet, inert: no cell can be taken for a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

from twofold.indicators import categories
from twofold.indicators.definitions import DIMENSIONS, definitions
from twofold.indicators.report import Figure

FILE_NAME = "twofold-figures.csv"  # lies in a folder of downloads: it says no more than that
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def inert(text: object) -> str:
    """Text as it is, or behind an apostrophe where a spreadsheet would calculate it."""
    written = str(text)
    return f"'{written}" if written.startswith(_FORMULA) else written


def table(heads: Sequence[object], rows: Iterable[Sequence[object]]) -> str:
    """A CSV table, every cell inert. The mark at its beginning tells spreadsheets that it is UTF-8."""
    found = io.StringIO()
    writer = csv.writer(found)
    for row in (heads, *rows):
        writer.writerow([inert(cell) for cell in row])
    return f"\ufeff{found.getvalue()}"


def figures(found: Iterable[Figure], *, place: str, language: str) -> str:
    """Figures, one a line, with codes for machines and words for people."""
    rows = [
        [
            figure.indicator,
            definitions()[figure.indicator].words(language).name,
            figure.period,
            place,
            *(categories.label(name, figure.by[name]) if name in figure.by else "" for name in DIMENSIONS),
            *("" if n is None else n for n in (figure.value, figure.numerator, figure.denominator)),
            figure.unit,
            "yes" if figure.suppressed else "",
            *(figure.interval or ("", "")),
            figure.lacking or "",
            figure.version,
        ]
        for figure in found
    ]
    heads = ["id", "figure", "period", "place", *DIMENSIONS, "value", "numerator", "denominator", "unit", "hidden"]
    return table([*heads, "low", "high", "lacking", "version"], rows)
