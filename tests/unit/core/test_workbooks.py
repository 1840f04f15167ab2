"""Workbooks as files: they open, and tell nothing of when they were made."""

import io
import zipfile

from openpyxl import Workbook, load_workbook

from twofold.core.workbooks import saved


def test_a_workbook_tells_no_moment_and_opens() -> None:
    book = Workbook()
    book.active["B2"] = "needles"
    book.create_sheet("दूसरी")
    content = saved(book)
    moments = {part.date_time for part in zipfile.ZipFile(io.BytesIO(content)).infolist()}
    assert moments == {(1980, 1, 1, 0, 0, 0)}
    opened = load_workbook(io.BytesIO(content))
    assert opened.active["B2"].value == "needles" and opened.sheetnames[1] == "दूसरी"
