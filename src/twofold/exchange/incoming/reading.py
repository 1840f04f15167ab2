"""Reads a file that somebody brings into sheets of plain cells: workbooks, CSV in the usual encodings and with any separator.

What cannot be read is said in words that tell what to do. Nothing of the file's content stands in a message.
"""

import csv
import io
import zipfile
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from twofold.core.errors import Invalid

MOST_BYTES = 60 * 1024 * 1024
MOST_UNPACKED = 1024 * 1024 * 1024
MOST_ROWS = 1_000_000
_ZIP, _OLE = b"PK", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_ENCODINGS = ("utf-8-sig", "cp1252")
_SEPARATORS = ",;\t|"

Row = list[Any]


@dataclass
class Sheet:
    """One sheet: its name, its rows from the very first, and which cells of it are merged (top, left, bottom, right)."""

    name: str
    rows: list[Row]
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)

    def cell(self, row: int, column: int) -> Any:
        line = self.rows[row] if row < len(self.rows) else []
        return line[column] if column < len(line) else ""


def read(content: bytes) -> list[Sheet]:
    """The sheets of a file. Raises Invalid where it is no list that can be read."""
    if not content.strip(b"\0 \r\n\t"):
        raise Invalid(_("This file is empty. Choose the workbook that holds the list."))
    if len(content) > MOST_BYTES:
        raise Invalid(_("This file is too large. Bring it in parts of at most %(n)s MB.") % {"n": MOST_BYTES >> 20})
    packed = content.startswith((_ZIP, _OLE))
    sheets = _workbook(content) if packed else [Sheet("CSV", _table(_text(content)))]
    if not any(any(cell not in ("", None) for cell in row) for sheet in sheets for row in sheet.rows):
        raise Invalid(_("There is nothing in this workbook. Choose the one that holds the list."))
    return sheets


def _workbook(content: bytes) -> list[Sheet]:
    from python_calamine import CalamineError, CalamineWorkbook

    if content.startswith(_OLE) and _ENCRYPTED in content:
        raise Invalid(_("This workbook is locked by a password. Open it, save it without one, and bring it again."))
    if content.startswith(_ZIP):
        _check_zip(content)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return [_sheet(book, name) for name in book.sheet_names]
    except (CalamineError, ValueError, OSError):
        raise Invalid(
            _("This workbook cannot be read; it may be damaged. Open it, save it anew as .xlsx, and bring it again.")
        ) from None


def _check_zip(content: bytes) -> None:
    """A small file that unpacks to more than any list is not opened at all."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            size = sum(entry.file_size for entry in packed.infolist())
    except (zipfile.BadZipFile, OSError, ValueError):
        raise Invalid(
            _("This workbook cannot be read; it may be damaged. Open it, save it anew as .xlsx, and bring it again.")
        ) from None
    if size > MOST_UNPACKED:
        raise Invalid(_("This file is too large. Bring it in parts of at most %(n)s MB.") % {"n": MOST_BYTES >> 20})


def _sheet(book: Any, name: str) -> Sheet:
    sheet = book.get_sheet_by_name(name)
    rows = sheet.to_python(skip_empty_area=False, nrows=MOST_ROWS)
    merged = [(top, left, bottom, right) for (top, left), (bottom, right) in (sheet.merged_cell_ranges or [])]
    return Sheet(name, rows, merged)


def _text(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    elif content[1:2] == b"\0" or content[:1] == b"\0":
        encodings = ("utf-16-le", "utf-16-be")
    else:
        encodings = _ENCODINGS
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _reads_as_text(text):
            return text
    raise Invalid(_("This is neither a workbook nor a table of text. Bring the list as .xlsx, .ods or .csv."))


def _reads_as_text(text: str) -> bool:
    head = text[:20_000]
    strange = sum(1 for c in head if (ord(c) < 32 and c not in "\r\n\t\x0c") or c == "\ufffd")
    return strange == 0 and not head.lstrip().lower().startswith(("<!doctype", "<html", "<?xml", "%pdf"))


def _table(text: str) -> list[Row]:
    """Rows of a CSV, by the separator that cuts most of its first lines into the same number of cells."""
    lines = text.splitlines()[:200]
    separator = max(_SEPARATORS, key=lambda sign: _evenness(lines, sign))
    csv.field_size_limit(1_000_000)
    try:
        return [list(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator)][:MOST_ROWS]
    except csv.Error:
        raise Invalid(
            _("This is neither a workbook nor a table of text. Bring the list as .xlsx, .ods or .csv.")
        ) from None


def _evenness(lines: list[str], separator: str) -> tuple[int, int]:
    try:
        widths = [len(row) for row in csv.reader(lines, delimiter=separator) if row]
    except csv.Error:
        return 0, 0
    wide = [width for width in widths if width > 1]
    usual = max(set(wide), key=wide.count, default=0)
    return wide.count(usual) * usual, usual
