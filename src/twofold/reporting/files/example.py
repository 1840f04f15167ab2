"""An example of a monthly workbook, in our own words, with named cells: to fill as it is, or to begin from."""

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.workbook.defined_name import DefinedName

from twofold.core.workbooks import saved
from twofold.reporting.lines import form

SHEET = "Monthly"
_HEAD = PatternFill("solid", fgColor="D9EDEB")
_THIN = Side(style="thin", color="999999")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)


def build() -> bytes:
    """The workbook: a head, a line for each of our lines, a sum by formula, a place to sign."""
    language = get_language() or "en"
    book = Workbook()
    sheet = book.active
    sheet.title = SHEET
    sheet.merge_cells("A1:C1")
    _write(sheet["A1"], _("Monthly report of the programme"), Font(bold=True, size=14))
    for row, (name, words) in enumerate((("place", _("Place")), ("period", _("Period")), ("version", _("Version"))), 2):
        _write(sheet.cell(row, 1), words, Font(bold=True))
        sheet.merge_cells(start_row=row, start_column=2, end_row=row, end_column=3)
        _name(book, name, f"$B${row}")
    row = 6
    for section in form().section:
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=3)
        _write(sheet.cell(row, 1), section.words(language), Font(bold=True), _HEAD)
        for line in section.lines:
            row += 1
            _write(sheet.cell(row, 1), line.code)
            _write(sheet.cell(row, 2), line.words(language))
            sheet.cell(row, 3).border, sheet.cell(row, 3).number_format = _BOX, "#,##0"
            _name(book, line.code, f"$C${row}")
        row += 2
    _write(sheet.cell(row, 2), _("Share of syringes that came back"))
    out, back = book.defined_names["tf_C1"].value, book.defined_names["tf_C2"].value
    sheet.cell(row, 3, f'=IF(N({out})=0,"",{back}/{out})').number_format = "0%"
    sheet.cell(row + 2, 1, _("Not checked against the form in force: compare before you send it.")).font = Font(
        italic=True
    )
    sheet.cell(row + 4, 1, _("Signed"))
    for column, width in (("A", 12), ("B", 60), ("C", 16)):
        sheet.column_dimensions[column].width = width
    sheet.freeze_panes = "A6"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    return saved(book)


def _write(cell: Any, text: str, font: Font | None = None, ground: PatternFill | None = None) -> None:
    cell.value, cell.border = text, _BOX
    cell.alignment = Alignment(wrap_text=True, vertical="center")
    if font:
        cell.font = font
    if ground:
        cell.fill = ground


def _name(book: Workbook, name: str, at: str) -> None:
    book.defined_names[f"tf_{name}"] = DefinedName(f"tf_{name}", attr_text=f"'{SHEET}'!{at}")
