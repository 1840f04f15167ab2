"""Workbooks that go back to whoever brought a list: rows to mend, and empty sheets in our own form. No cell is a formula."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils.exceptions import IllegalCharacterError
from openpyxl.worksheet.worksheet import Worksheet

from twofold.core.workbooks import saved
from twofold.exchange.bringing import Brought
from twofold.exchange.incoming import reasons, totals
from twofold.exchange.incoming.plan import Trouble

HELD_NAME, TEMPLATE_NAME = "twofold-to-mend.xlsx", "twofold-lists.xlsx"  # lie in a folder of downloads: no more is said
_FORMULA = ("=", "+", "@", "\t", "\r")
_MARK = PatternFill("solid", fgColor="FFF2CC")

CLIENTS = ("Client ID", "Nickname", "Sex", "Year of birth", "Date of registration", "Site", "Injections per day",
           "Partner of (ID)", "Typology", "Status")  # fmt: skip
CONTACTS = ("Client ID", "Date of contact", "Site", "Mode", "Contacts", "Needles given", "Needles returned", "Condoms",
            "Naloxone kits")  # fmt: skip
CLIENTS_HI = (
    "क्लाइंट आईडी",
    "उपनाम",
    "लिंग",
    "जन्म वर्ष",
    "पंजीकरण तिथि",
    "केंद्र",
    "इंजेक्शन प्रति दिन",
    "साथी की आईडी",
    "श्रेणी",
    "स्थिति",
)
CONTACTS_HI = ("क्लाइंट आईडी", "संपर्क तिथि", "केंद्र", "संपर्क का प्रकार", "संपर्क", "दी गई सुई", "वापस सुई", "कंडोम", "नालोक्सोन किट")


def put(cell: Cell, value: Any) -> None:
    """Write a value so that no spreadsheet calculates it; signs that a workbook cannot hold fall away."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, str):
        if value.startswith(_FORMULA) or (value[:1] == "-" and len(value) > 1 and not value[1:2].isdigit()):
            value = f"'{value}"
        try:
            cell.value = value
        except IllegalCharacterError:
            cell.value = "".join(c for c in value if ord(c) >= 32)
        cell.data_type = "s"
        return
    cell.value = value


def held(brought: Brought) -> bytes:
    """The rows that were held back, under their own headings, each with the cells and the reasons: to mend and bring again."""
    book = Workbook()
    book.remove(book.active)
    by_list: dict[int, dict[int, list[Trouble]]] = defaultdict(lambda: defaultdict(list))
    for trouble in brought.plan.held:
        by_list[trouble.list][trouble.row].append(trouble)
    for n, rows in sorted(by_list.items()):
        _held_sheet(book.create_sheet(_sheet_name(brought.layouts[n].sheet.name)), brought, n, rows)
    if not by_list:
        book.create_sheet("List")
    return saved(book)


def _held_sheet(sheet: Worksheet, brought: Brought, n: int, rows: dict[int, list[Trouble]]) -> None:
    layout = brought.layouts[n]
    width = max((len(layout.sheet.rows[row - 1]) for row in rows), default=0)
    width = max(width, len(layout.heads))
    lines = [*layout.sheet.rows[: layout.first_row], *(layout.sheet.rows[row - 1] for row in sorted(rows))]
    for line, values in enumerate(lines, start=1):
        for column, value in enumerate(values, start=1):
            if value not in ("", None):
                put(sheet.cell(line, column), value)
    for column, head in ((width + 1, _("Cells to look at")), (width + 2, _("Why the row was held back"))):
        put(sheet.cell(layout.first_row, column), head)
        sheet.cell(layout.first_row, column).font = Font(bold=True)
    for line, row in enumerate(sorted(rows), start=layout.first_row + 1):
        put(sheet.cell(line, width + 1), ", ".join(dict.fromkeys(totals.cell(one) for one in rows[row])))
        put(sheet.cell(line, width + 2), " ".join(dict.fromkeys(reasons.words(one.why) for one in rows[row])))
        sheet.cell(line, width + 2).alignment = Alignment(wrap_text=True)
        for one in rows[row]:
            sheet.cell(line, one.column + 1).fill = _MARK
    for top, left, bottom, right in layout.sheet.merged:
        if bottom < layout.first_row:
            sheet.merge_cells(start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1)


def template(language: str) -> bytes:
    """Our own two sheets, empty, with a sheet that explains them."""
    book = Workbook()
    book.remove(book.active)
    hindi = language.startswith("hi")
    _empty_sheet(book.create_sheet("Clients"), CLIENTS_HI if hindi else CLIENTS)
    _empty_sheet(book.create_sheet("Contacts"), CONTACTS_HI if hindi else CONTACTS)
    sheet = book.create_sheet("Read me")
    for line, text in enumerate(_explained(), start=1):
        put(sheet.cell(line, 1), text)
    sheet.column_dimensions["A"].width = 100
    return saved(book)


def _explained() -> list[str]:
    return [
        _(
            "One row for each client on the first sheet, one row for each contact on the second. Leave out what you do not need."
        ),
        _("Every row needs the client's id, written in the same way on both sheets. Write no full names."),
        _("Dates as day/month/year. What is not known stays empty: empty is unknown, and not nought."),
        _(
            "Months can stand in columns of their own on the first sheet, such as “Apr-26 Contacts” and “Apr-26 Needles given”."
        ),
    ]


def _empty_sheet(sheet: Worksheet, heads: Sequence[str]) -> None:
    for column, head in enumerate(heads, start=1):
        cell = sheet.cell(1, column)
        put(cell, head)
        cell.font = Font(bold=True)
        sheet.column_dimensions[cell.column_letter].width = max(14, len(head) + 2)
    sheet.freeze_panes = "A2"


def _sheet_name(name: str) -> str:
    return "".join(" " if c in "[]:*?/\\" else c for c in name)[:31].strip("' ") or "List"
