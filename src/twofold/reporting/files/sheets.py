"""The report as a spreadsheet and as text in columns. Every text is inert; a hidden count says that it is hidden."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill

from twofold.core.workbooks import saved
from twofold.indicators import categories, spreadsheet
from twofold.indicators.definitions import DIMENSIONS, definitions
from twofold.reporting import printed as prints
from twofold.reporting.contents import HIDDEN, unkey
from twofold.reporting.files import workbook
from twofold.reporting.printed import Printed

Row = list[str | int | float | None]
_HEAD = PatternFill("solid", fgColor="D9EDEB")


def xlsx(printed: Printed, language: str) -> bytes:
    """Two sheets: the lines of the report, and every figure in every split."""
    book = Workbook()
    first = book.active
    first.title = _("Report")[:31]
    for row in ([printed.title], [printed.state], [printed.reason], []):
        first.append([workbook.safe(text) for text in row if text])
    _table(first, _heads(), _lines(printed, language), (30, 10, 60, 14))
    second = book.create_sheet(_("All figures")[:31])
    _table(second, [*_all_heads()], _all(printed, language), (26, 40, 20, 20, 28, 14))
    first["A1"].font = Font(bold=True, size=14)
    book.properties.creator, book.properties.title = "Twofold", "Twofold"
    return saved(book)


def csv(printed: Printed, language: str) -> bytes:
    """Every figure in every split, one a line."""
    return spreadsheet.table(_all_heads(), _all(printed, language)).encode()


def _table(sheet: object, heads: list[str], rows: Iterator[Row], widths: tuple[int, ...]) -> None:
    start = sheet.max_row + 1 if sheet.max_row > 1 else 1
    for column, head in enumerate(heads, 1):
        cell = sheet.cell(start, column, head)
        cell.font, cell.fill = Font(bold=True), _HEAD
        sheet.column_dimensions[cell.column_letter].width = widths[column - 1]
    for place, row in enumerate(rows, start + 1):
        for column, value in enumerate(row, 1):
            cell = sheet.cell(place, column, workbook.safe(value) if isinstance(value, str) else value)
            if isinstance(value, str):
                cell.data_type = "s"
            else:
                cell.number_format = "#,##0.##" if isinstance(value, float) else "#,##0"
    sheet.freeze_panes = sheet.cell(start + 1, 1)


def _heads() -> list[str]:
    return [_("Section"), _("Line"), _("Figure"), _("Number")]


def _lines(printed: Printed, language: str) -> Iterator[Row]:
    for line in prints.lines(printed, language):
        shown = workbook.hidden_words() if line.hidden else line.value
        yield [line.section, line.code, line.words, shown]


def _all_heads() -> list[str]:
    return [_("Name for machines"), _("Figure"), *(str(categories.DIMENSION_WORDS[d]) for d in DIMENSIONS), _("Number")]


def _all(printed: Printed, language: str) -> Iterator[Row]:
    for name, told in printed.contents.figures.get(printed.period.code, {}).items():
        indicator, by = unkey(name)
        known = definitions().get(indicator)
        shown = workbook.hidden_words() if told.get(HIDDEN) else told["value"]
        split = [categories.label(d, by[d]) if d in by else "" for d in DIMENSIONS]
        yield [indicator, known.words(language).name if known else indicator, *split, shown]
