"""Lays figures out as a table: one row a figure and one column a category, or, split by several, one row a cell."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from twofold.indicators import categories
from twofold.indicators.definitions import Definition, definitions
from twofold.indicators.explained import LEVELS, UNITS
from twofold.indicators.report import Figure


@dataclass(frozen=True)
class Head:
    """The head of a row or a column: its words, and the figure whose definition it leads to."""

    words: str
    definition: Definition | None = None
    unit: str = ""


@dataclass(frozen=True)
class Shown:
    """One figure in its place, and the address at which it is opened up."""

    figure: Figure | None
    address: str = ""
    level: str = ""


@dataclass(frozen=True)
class Row:
    """One line: its heads, and a figure for each column (none where there can be none)."""

    heads: list[Head]
    figures: list[Shown]
    is_total: bool = False


@dataclass(frozen=True)
class Grid:
    """A table to be shown."""

    heads: list[str]
    columns: list[Head]
    rows: list[Row]
    left_out: int = 0


def lay_out(found: Sequence[Figure], by: Sequence[str], language: str, address: str = "") -> Grid:
    """The table of these figures; `address` is the query of the page that they stand on."""
    ids = list(dict.fromkeys(figure.indicator for figure in found))
    heads = {one: _head(definitions()[one], language) for one in ids}
    cells = list(dict.fromkeys(tuple(figure.by.get(name, "") for name in by) for figure in found))
    at = {(figure.indicator, tuple(figure.by.get(name, "") for name in by)): figure for figure in found}
    if len(by) <= 1:
        rows = [Row([heads[one]], [_shown(at.get((one, cell)), address) for cell in cells]) for one in ids]
        told = [n for n, cell in enumerate(cells) if not any(cell) or any(_says(row.figures[n]) for row in rows)]
        columns = [Head(_words(by, cells[n])[0] if by else _("Number")) for n in told]
        rows = [Row(row.heads, [row.figures[n] for n in told]) for row in rows]
        return Grid([_("Figure")], columns, rows, len(cells) - len(told))
    split = [
        Row([Head(w) for w in _words(by, c)], [_shown(at.get((one, c)), address) for one in ids], not any(c))
        for c in cells
    ]
    shown = [row for row in split if row.is_total or any(map(_says, row.figures))]
    names = [str(categories.DIMENSION_WORDS[name]) for name in by]
    return Grid(names, list(heads.values()), shown, len(split) - len(shown))


def _says(shown: Shown) -> bool:
    """Whether there is more to it than a nought, or than not being known."""
    return shown.figure is not None and (shown.figure.suppressed or bool(shown.figure.value))


def _shown(figure: Figure | None, address: str) -> Shown:
    if figure is None:
        return Shown(None)
    level = str(LEVELS[figure.level]) if figure.level else ""
    number = definitions()[figure.indicator].number
    return Shown(figure, f"{reverse('figure', args=[number])}?{address}&{urlencode(figure.by)}", level)


def _head(definition: Definition, language: str) -> Head:
    return Head(definition.words(language).name, definition, str(UNITS[definition.unit]))


def _words(by: Sequence[str], cell: tuple[str, ...]) -> list[str]:
    return [categories.label(name, code) if code else _("All") for name, code in zip(by, cell, strict=True)]
