"""Files as they come: encodings, separators, damaged, locked, empty; and cells as people write them."""

import datetime as dt
import io
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from tests.conftest import Command
from tests.unit.exchange import lists
from twofold.core.errors import Invalid
from twofold.exchange import bringing, sheets
from twofold.exchange.incoming import cells, mapping, months, reading

TABLE = [["Client ID", "Sex", "Date of registration", "Apr-26 Contacts"], ["A/001", "F", "02/04/2026", "3"],
         ["A/002", "पुरुष", "03/04/2026", "1,0"], ["A/003", "M", "31/04/2026", "2"]]  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_csv_however_it_was_saved(encoding: str, separator: str) -> None:
    text = "\r\n".join(separator.join(f'"{cell}"' if separator in cell else cell for cell in row) for row in TABLE)
    assert reading.read(text.encode(encoding))[0].rows == TABLE


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"PK\x03\x04 not a workbook", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600, "password"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "damaged"),
        (b"%PDF-1.7\n%\xe2\xe3", "neither"),
        (b"<html><table></table></html>", "neither"),
        (bytes(range(256)), "neither"),
    ],
)
def test_what_cannot_be_read(content: bytes, words: str) -> None:
    with pytest.raises(Invalid, match=words):
        reading.read(content)


def test_an_empty_workbook_and_one_without_headings() -> None:
    out = io.BytesIO()
    book = Workbook()
    book.save(out)
    with pytest.raises(Invalid, match="nothing in this workbook"):
        reading.read(out.getvalue())
    with pytest.raises(Invalid, match="No line of headings"):
        bringing.understand([reading.Sheet("S", [["some", "words"], ["and", "more"]])], lists.TODAY)
    with pytest.raises(Invalid, match="holds the ids"):
        bringing.understand([reading.Sheet("S", [["Sex", "Age", "Status"], *[["M", 30, "Active"]] * 9])], lists.TODAY)


@pytest.mark.parametrize(
    ("cell", "day"),
    [("19/08/2025", "2025-08-19"), ("30-Oct-2025", "2025-10-30"), ("23.08.78", "2078-08-23"), ("1 January 2004", "2004-01-01"),
     ("Apr 12, 2026", "2026-04-12"), ("१२ अप्रैल २०२६", "2026-04-12"), ("१२/०४/२०२६", "2026-04-12"), (45000.0, "2023-03-15"),
     ("2026-04-12T00:00:00", "2026-04-12"), ("20260412", "2026-04-12"), ("12Apr2026", "2026-04-12"),
     ("31/02/2026", cells.IMPOSSIBLE), ("soon", cells.UNREADABLE), ("2-3", cells.UNREADABLE), ("NA", ""), ("-", "")],
)  # fmt: skip
def test_days(cell: Any, day: str) -> None:
    found = cells.date(cell, today=lists.TODAY)
    assert (found.value.isoformat() if found.value else found.why) == day


@pytest.mark.parametrize(
    ("cell", "year"),
    [(36.0, 1990), ("36 yrs", 1990), ("36yrs", 1990), ("1990", 1990), ("23.08.78", 1978), (dt.date(2009, 1, 1), 2009),
     ("०१/०१/१९८०", 1980), (33000.0, 1990), ("NA", None), ("?", None), ("130", None), ("01/01/2031", None)],
)  # fmt: skip
def test_years_of_birth(cell: Any, year: int | None) -> None:
    assert cells.birth_year(cell, month_first=False, until=dt.date(2026, 9, 30), today=lists.TODAY).value == year


@pytest.mark.parametrize(
    ("cell", "said"),
    [("1,200", 1200), ("१२", 12), (12.0, 12), ("-", 0), ("", 0), ("nil", 0), ("−5", cells.NEGATIVE), ("(5)", cells.NEGATIVE),
     ("some", cells.UNREADABLE), (2.5, cells.UNREADABLE), (99_999, cells.TOO_LARGE)],
)  # fmt: skip
def test_counts(cell: Any, said: Any) -> None:
    found = cells.count(cell)
    assert (found.why or found.value) == said


@pytest.mark.parametrize(
    ("heading", "found"),
    [("Apr-26 Contacts", (4, 2026, "contacts")), ("2026-04", (4, 2026, "")), ("अप्रैल", (4, None, "")),
     ("Contacts (Sep 26)", (9, 2026, "contacts")), ("04/2026 condoms", (4, 2026, "condoms")), ("Marital status", None)],
)  # fmt: skip
def test_months_in_headings(heading: str, found: tuple[int, int | None, str] | None) -> None:
    told = months.parse(heading)
    assert (told and (told.month, told.year, told.rest)) == found


def test_months_without_a_year_run_on() -> None:
    named = [months.Found(number, None, "") for number in (10, 11, 12, 1, 2, 3)]
    assert months.dated(named, ["Financial year 2025-26"], lists.TODAY)[-1] == dt.date(2026, 3, 1)
    assert months.dated(named, [], lists.TODAY)[0] == dt.date(2025, 10, 1)


def test_month_first_dates_are_seen() -> None:
    rows = [[f"A/{n:03}", "M", f"04/{n + 1:02}/2026", 1] for n in range(20)]
    found = bringing.understand([reading.Sheet("S", [TABLE[0], *rows])], lists.TODAY)
    assert found.mapping.list[0].month_first and not found.plan.held


def test_rows_to_mend_hold_no_formula() -> None:
    rows = [["A/001", "=1+1", "02/04/2026", 3], ["A/002", "@x", "02/04/2026", 3], ["A/003", "M", "02/04/2026", "-4"]]
    found = bringing.understand([reading.Sheet("S", [TABLE[0], *rows])], lists.TODAY)
    assert len(found.plan.held) == 3
    sheet = load_workbook(io.BytesIO(sheets.held(found))).active
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    assert sheet["E2"].value == "B2" and "cannot be read" in sheet["F2"].value


def test_a_mapping_that_is_wrong_says_where() -> None:
    for text, words in (("x = = 1", "TOML"), ("version = 1", "list"), ('version = 1\nlist = [{sheet="S", heading_row=1, '
                        'columns={id="ID", shoe="Shoe"}}]', "shoe")):  # fmt: skip
        with pytest.raises(Invalid, match=words):
            mapping.load(text)


@pytest.mark.django_db
def test_the_command(twofold: Command, tmp_path: Path) -> None:
    path, kept = tmp_path / "list.csv", tmp_path / "m.toml"
    path.write_text("\n".join(",".join(f'"{cell}"' for cell in row) for row in TABLE))
    told = twofold("import", path, "--json", "--write-mapping", kept, code=3)
    assert [one["why"] for one in told["held_back"]] == ["impossible date"]
    assert "A/001" not in twofold.err
    assert mapping.load(kept.read_text()).list[0].columns["id"] == "Client ID"
    path.write_bytes(b"PK\x03\x04")
    assert "damaged" in twofold("import", path, code=2)
    assert "cannot be read" in twofold("import", "nowhere.xlsx", code=2)
