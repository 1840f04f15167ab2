"""An M&E officer closes a month with what the manual says: lists in, two figures explained, frozen, the workbook, a PDF."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook

from tests.conftest import Installation
from tests.signing import signed_in
from tests.unit.reporting.test_months import OCTOBER, crowd, meet
from tests.universe import Universe
from twofold.indicators.definitions import definitions
from twofold.reporting.files import example


def test_the_officer_closes_a_month_over_the_pages(universe: Universe) -> None:
    late = crowd(universe)
    officer = signed_in(universe.staff["meera"])
    assert officer.post("/quality/look/").status_code == 302
    month = officer.get("/months/one/", {"period": "2026-10"})
    for line in ("reached", "needles_out"):  # two odd figures: what do they mean, and how do they split?
        assert f"/figures/{definitions()[line].number}/" in month.content.decode()
        assert officer.get(f"/figures/{definitions()[line].number}/").status_code == 200
    assert officer.get("/figures/", {"period": "2026-10", "by": "sex"}).status_code == 200
    assert officer.post("/months/submit/", {"period": "2026-10", "place": ""}).status_code == 302
    file = SimpleUploadedFile("form.xlsx", example.build())
    assert officer.post("/workbook/", {"file": file}).status_code == 302
    book = officer.get("/months/file/", {"period": "2026-10", "kind": "workbook"}).content
    assert load_workbook(io.BytesIO(book))[example.SHEET]["B4"].value == "1"
    paper = officer.get("/months/file/", {"period": "2026-10", "kind": "pdf"})
    assert paper.content.startswith(b"%PDF")
    meet(universe, late[:2], OCTOBER)
    assert "Changed since" in officer.get("/months/one/", {"period": "2026-10"}).content.decode()
    again = {"period": "2026-10", "place": ""}
    assert officer.post("/months/submit/", again).status_code == 400
    assert officer.post("/months/submit/", {**again, "reason": "Two sheets came late"}).status_code == 302
    assert "Two sheets came late" in officer.get("/months/one/", {"period": "2026-10"}).content.decode()


def line_list(path: Path, september: list[int], *more: tuple[str, list[int]]) -> Path:
    """A list as programmes keep it: a title, headings in the fourth row, a column for each month."""
    book = Workbook()
    sheet = book.active
    sheet.append(["LINE LIST"])
    sheet.append([])
    sheet.append([])
    months = [("Sep-26", september), *more]
    columns = [f"{name} {what}" for name, _ in months for what in ("Contacts", "N/S given", "N/S returned", "Condoms")]
    sheet.append(["S.No.", "Client ID", "Sex (M/F/TG)", "Date of birth / age", "Date of registration", *columns])
    for n in range(len(september)):
        told = [number for _, given in months for number in (2, given[n], 5, 4)]
        sheet.append([n + 1, f"MN31/{n:04}", "M", 30 + n, "19/08/2025", *told])
    book.save(path)
    return path


@pytest.mark.slow
def test_the_same_from_the_command_line(installation: Installation, tmp_path: Path) -> None:
    def run(*arguments: str, code: int = 0) -> Any:
        said = installation.run(*arguments)
        assert said.returncode == code, said.stderr
        return json.loads(said.stdout) if said.stdout else said.stderr

    form, out = tmp_path / "form.xlsx", tmp_path / "out"
    form.write_bytes(example.build())
    run("import", str(line_list(tmp_path / "sep.xlsx", [20] * 8)), "--json")
    assert run("quality", "--json")["waiting"]["very_many"] == 0
    first = run("submit", "2026-09", "--workbook", str(form), "--to", str(out), "--json")
    assert (first["version"], first["state"], first["changes"]) == (1, "submitted", [])
    assert first["figures"]["needles_out"] == {"value": 160}
    assert sorted(path.name for path in out.iterdir()) == [
        "twofold-report.csv", "twofold-report.pdf", "twofold-report.xlsx", "twofold-workbook.xlsx",
    ]  # fmt: skip
    run("import", str(line_list(tmp_path / "oct.xlsx", [20] * 7 + [25], ("Oct-26", [10] * 8))), "--json")
    changed = run("submit", "2026-09", "--show", "--json")
    assert changed["state"] == "changed"
    one = next(one for one in changed["changes"] if one["figure"] == "needles_out")
    assert (one["then"], one["now"]) == ({"value": 160}, {"value": 165})
    assert "Say why" in run("submit", "2026-09", "--json", code=2)
    second = run("submit", "2026-09", "--reason", "A cell was corrected", "--json")
    assert (second["version"], second["figures"]["needles_out"]) == (2, {"value": 165})
    assert "still running" in run("submit", "2099-01", "--json", code=2)
