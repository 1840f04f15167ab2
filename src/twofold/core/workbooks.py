"""A workbook as a file: the same content is the same bytes, at whatever moment and on whichever machine it is written.

What stands in it is the matter of the apps that make it. The library writes sheets by way of files of the system, and a
workbook would tell when these were made.
"""

import io
import zipfile

from openpyxl import Workbook
from openpyxl.writer.excel import save_workbook

_NEVER = (1980, 1, 1, 0, 0, 0)  # the earliest that such a file can say


def saved(book: Workbook) -> bytes:
    """The file."""
    told, out = io.BytesIO(), io.BytesIO()
    save_workbook(book, told)
    with zipfile.ZipFile(told) as parts, zipfile.ZipFile(out, "w") as file:
        for part in parts.infolist():
            still = zipfile.ZipInfo(part.filename, _NEVER)
            file.writestr(still, parts.read(part), zipfile.ZIP_DEFLATED)
    return out.getvalue()
