"""An M&E officer closes a month with what the manual says: lists in, two figures explained, frozen, the workbook, a PDF."""

import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from openpyxl import Workbook, load_workbook
from openpyxl.workbook.defined_name import DefinedName

from tests.conftest import Command
from tests.journeys import test_data_manager as wizard
from tests.signing import signed_in
from tests.universe import Universe
from twofold.indicators.definitions import definitions
from twofold.reporting import standing
from twofold.reporting.files import example
from twofold.reporting.models import Submission


def test_the_officer_closes_a_month_over_the_pages(universe: Universe, tmp_path: Path) -> None:
    dev, officer = signed_in(universe.staff["dev"]), signed_in(universe.staff["meera"])
    brought(dev, line_list(tmp_path / "sep.xlsx", [20] * 8))
    assert officer.post("/quality/look/").status_code == 302
    month = officer.get("/months/one/", {"period": "2026-09"})
    for line in ("reached", "needles_out"):  # two odd figures: what do they mean, and how do they split?
        assert f"/figures/{definitions()[line].number}/" in month.content.decode()
        assert officer.get(f"/figures/{definitions()[line].number}/").status_code == 200
    assert officer.get("/figures/", {"period": "2026-09", "by": "sex"}).status_code == 200
    september = {"period": "2026-09", "place": ""}
    assert officer.post("/months/submit/", september).status_code == 302
    file = SimpleUploadedFile("form.xlsx", example.build())
    assert officer.post("/workbook/", {"file": file}).status_code == 302
    book = load_workbook(io.BytesIO(officer.get("/months/file/", {"period": "2026-09", "kind": "workbook"}).content))
    ((sheet, given),) = book.defined_names["tf_C1"].destinations
    assert (book[sheet]["B4"].value, book[sheet][given].value) == ("1", 160)
    paper = officer.get("/months/file/", {"period": "2026-09", "kind": "pdf"})
    assert paper.content.startswith(b"%PDF")
    brought(dev, line_list(tmp_path / "oct.xlsx", [20] * 7 + [25], ("Oct-26", [10] * 8)))
    assert "Changed since" in officer.get("/months/one/", {"period": "2026-09"}).content.decode()
    assert officer.post("/months/submit/", september).status_code == 400
    assert officer.post("/months/submit/", {**september, "reason": "A cell was corrected"}).status_code == 302
    again = officer.get("/months/one/", {"period": "2026-09"}).content.decode()
    assert "A cell was corrected" in again
    assert standing.of(Submission.objects.get(version=2)).told("2026-09", "needles_out") == {"value": 165}


def brought(browser: Browser, path: Path) -> None:
    """The wizard with a list, from the file to the last row."""
    url = wizard.bring(browser, path.read_bytes()).url
    assert wizard.say(browser, url, s0="imphal-east").status_code == 302
    assert wizard.go(browser, url).context["row"].outcome["held"] == 0


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


@pytest.mark.django_db
def test_the_same_from_the_command_line(twofold: Command, tmp_path: Path) -> None:
    run, form, out = twofold, tmp_path / "form.xlsx", tmp_path / "out"
    book = load_workbook(io.BytesIO(example.build()))
    book.defined_names["tf_nosuch"] = DefinedName("tf_nosuch", attr_text=f"'{book.sheetnames[0]}'!$Z$99")
    book.save(form)
    run("import", line_list(tmp_path / "sep.xlsx", [20] * 8), "--json")
    assert run("quality", "--json")["waiting"]["very_many"] == 0
    first = run("submit", "2026-09", "--workbook", form, "--to", out, "--json")
    assert (first["version"], first["state"], first["changes"]) == (1, "submitted", [])
    assert first["figures"]["needles_out"] == {"value": 160}
    assert "tf_nosuch" in first["warnings"][0], "a name that says no figure would stay empty in what is sent"
    assert sorted(path.name for path in out.iterdir()) == [
        "twofold-report.csv", "twofold-report.pdf", "twofold-report.xlsx", "twofold-workbook.xlsx",
    ]  # fmt: skip
    run("import", line_list(tmp_path / "oct.xlsx", [20] * 7 + [25], ("Oct-26", [10] * 8)), "--json")
    changed = run("submit", "2026-09", "--show", "--json")
    assert changed["state"] == "changed"
    one = next(one for one in changed["changes"] if one["figure"] == "needles_out")
    assert (one["then"], one["now"]) == ({"value": 160}, {"value": 165})
    assert "Say why" in run("submit", "2026-09", "--json", code=2)
    second = run("submit", "2026-09", "--reason", "A cell was corrected", "--json")
    assert (second["version"], second["figures"]["needles_out"]) == (2, {"value": 165})
    assert "still running" in run("submit", "2099-01", "--json", code=2)
