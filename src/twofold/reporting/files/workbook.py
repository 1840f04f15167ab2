"""The programme's own workbook: looked into when it is brought in, filled cell by cell. Figures only go in as values.

Nothing that reaches outside the workbook is taken in: macros, links to other files, formulas that fetch. What openpyxl
cannot keep is told at once, not found out on report day.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from twofold.core.errors import Invalid
from twofold.core.workbooks import saved
from twofold.indicators.spreadsheet import inert
from twofold.reporting import mapping

MOST_BYTES, MOST_UNPACKED = 2 * 1024 * 1024, 40 * 1024 * 1024
Value = int | float | str | None
_OUTSIDE = re.compile(r"(?i)\b(WEBSERVICE|FILTERXML|RTD|CALL|REGISTER(\.ID)?|HYPERLINK|IMPORT\w+)\s*\(|\||'?\[[^\]]+\]")
_UNREADABLE = (InvalidFileException, zipfile.BadZipFile, zlib.error, KeyError, ValueError, TypeError, AttributeError)
_UNREADABLE += (OSError, SyntaxError, EOFError, IndexError)
_LOST = {
    "xl/drawings/": "drawings",
    "xl/pivotTables/": "pivot",
    "xl/slicers/": "slicers",
    "xl/ctrlProps/": "controls",
    "customXml/": "custom",
}
_UNKEPT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # signs that XML cannot hold
NAME = re.compile(r"tf_(?P<what>\w+)(?:\.(?P<part>\w+))?")


@dataclass(frozen=True)
class Looked:
    """What a workbook has: its sheets, its named cells (name -> sheet, cell), and what would be lost when it is filled."""

    sheets: tuple[str, ...]
    names: dict[str, tuple[str, str]]
    lost: tuple[str, ...]


def look(content: bytes) -> Looked:
    """Open a workbook that was brought in. Raises Invalid with what to do."""
    parts = _parts(content)
    book = _open(content)
    for sheet in book.worksheets:
        for cell in list(sheet._cells.values()):  # the cells that are there: a sheet may claim to have billions
            if cell.data_type == "f" and _OUTSIDE.search(_formula(cell.value)):
                words = _("The formula in %(cell)s reaches outside this workbook. Take it out and bring it again.")
                raise Invalid(words % {"cell": f"{sheet.title}!{cell.coordinate}"}, field="file")
    lost = tuple(what for start, what in _LOST.items() if any(part.startswith(start) for part in parts))
    return Looked(tuple(sheet.title for sheet in book.worksheets), _names(book), lost)


def _formula(value: object) -> str:
    return str(getattr(value, "text", value))  # a formula over several cells is an object with a text


def _parts(content: bytes) -> list[str]:
    if len(content) > MOST_BYTES:
        raise Invalid(_("This workbook is larger than 2 MB. Take out pictures and old sheets."), field="file")
    wrong = Invalid(_("This is not an Excel workbook (.xlsx). Save it as .xlsx, without a password."), field="file")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            entries = packed.infolist()
    except (zipfile.BadZipFile, ValueError):
        raise wrong from None
    names = [entry.filename for entry in entries]
    if sum(entry.file_size for entry in entries) > MOST_UNPACKED or len(entries) > 2_000:
        raise Invalid(_("This workbook unpacks to more than it should. Save it anew in Excel."), field="file")
    if any(name.lower().endswith(("vbaproject.bin", ".xlm")) or name.startswith("xl/macrosheets") for name in names):
        raise Invalid(_("This workbook holds macros. Save it as .xlsx, without macros, and bring that."), field="file")
    if any(name.startswith(("xl/externalLinks/", "xl/embeddings/", "xl/activeX/")) for name in names):
        words = _("This workbook is linked to other files. Break the links (Data, Edit Links) and bring it again.")
        raise Invalid(words, field="file")
    if "xl/workbook.xml" not in names:
        raise wrong
    return names


def _open(content: bytes) -> Workbook:
    try:
        return load_workbook(io.BytesIO(content), rich_text=True)
    except _UNREADABLE:
        words = _("This workbook cannot be read. Open it in Excel, save it as .xlsx and bring it again.")
        raise Invalid(words, field="file") from None


def _names(book: Workbook) -> dict[str, tuple[str, str]]:
    """Names that stand for one cell each."""
    found = {}
    named = [*book.defined_names.items(), *(pair for sheet in book.worksheets for pair in sheet.defined_names.items())]
    for name, defined in named:
        try:
            places = list(defined.destinations)
        except (ValueError, AttributeError):
            continue
        if len(places) == 1 and mapping.CELL.fullmatch(cell := places[0][1].replace("$", "").partition(":")[0]):
            found[name] = (places[0][0], cell)
    return found


def check(content: bytes, cells: Iterable[mapping.Cell]) -> None:
    """Raise Invalid where a cell cannot be filled: no such sheet, inside a merged cell, a formula."""
    book = _open(content)
    sheets = {sheet.title: sheet for sheet in book.worksheets}
    for one in cells:
        if one.sheet not in sheets:
            known = ", ".join(sheets)
            raise Invalid(
                _("There is no sheet “%(sheet)s”. There are: %(known)s.") % {"sheet": one.sheet, "known": known}
            )
        _check_cell(sheets[one.sheet], one)


def _check_cell(sheet: Worksheet, one: mapping.Cell) -> None:
    cell = sheet[one.cell]
    if isinstance(cell, MergedCell):
        merged = next(area for area in sheet.merged_cells.ranges if one.cell in area)
        first = merged.coord.partition(":")[0]
        words = _("%(cell)s lies inside the merged cells %(area)s. Name the first of them, %(first)s.")
        raise Invalid(words % {"cell": one.at, "area": merged.coord, "first": first}, field="cell")
    if cell.data_type == "f":
        words = _("In %(cell)s stands a formula, which would be lost. Choose another cell, or empty this one first.")
        raise Invalid(words % {"cell": one.at}, field="cell")


def fill(content: bytes, values: Mapping[tuple[str, str], Value], *, why_hidden: str, title: str) -> bytes:
    """The workbook with these values in its cells; everything else as it was. A text is never taken for a formula.

    A hidden figure is a text of its own with a remark, so that nobody reads it as nought.
    """
    book = _open(content)
    for (sheet, at), value in values.items():
        _put(book[sheet][at], value, why_hidden)
    book.properties.title = safe(title)
    book.calculation.fullCalcOnLoad = True  # sums over new figures are worked out when it is opened
    return saved(book)


def _put(cell: Cell, value: Value, why_hidden: str) -> None:
    if isinstance(value, str):
        cell.value = safe(value)
        cell.data_type = "s"
        if value == hidden_words():
            cell.comment = Comment(why_hidden, "Twofold")
    else:
        cell.value = value


def safe(text: str) -> str:
    """A text that a workbook can hold and that no program calculates."""
    return inert(_UNKEPT.sub("", text))


def hidden_words() -> str:
    """What stands where a count may not be shown."""
    return _("hidden")
