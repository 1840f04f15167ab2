"""Who is shown what of a part and of a longer period: by role, page by page and file by file."""

import csv
import io

import pytest
from django.urls import reverse

from tests.signing import signed_in
from tests.unit.indicators.test_pages import crowd
from tests.universe import Universe
from twofold.core.access import Role
from twofold.core.errors import NotThere
from twofold.indicators import access
from twofold.indicators.beside import ALONE, EVERYTHING, PUBLISHED
from twofold.indicators.definitions import definitions
from twofold.indicators.periods import parse
from twofold.reporting import contents
from twofold.reporting.where import about

MONTH, QUARTER, SITE = {"period": "2026-11"}, {"period": "2026-Q4"}, {"place": "imphal-east"}
PEOPLE = {one.id for one in definitions().values() if one.count not in ("pieces", "contacts") and not one.estimate_only}


def rows(universe: Universe, login: str, asked: dict[str, str]) -> dict[str, dict[str, str]]:
    """The totals of a downloaded report."""
    text = signed_in(universe.staff[login]).get("/figures/file/", {"report": "1", **asked}).content.decode("utf-8-sig")
    return {
        row["id"]: row for row in csv.DictReader(io.StringIO(text)) if not (row["sex"] or row["age"] or row["kind"])
    }


def test_who_has_which_reports_beside_one(universe: Universe) -> None:
    """Whoever may open every file of the organisation could count; an officer who sees figures only, and a donor, may not."""
    told = {"meera": EVERYTHING, "dora": PUBLISHED, "priya": ALONE, "dev": ALONE, "sushila": ALONE}
    assert {login: access.beside(universe.actor(login)) for login in told} == told
    assert access.beside(universe.actor("priya", second_factor=False)) != ALONE
    assert {Role.ME_OFFICER, Role.DONOR}.isdisjoint(universe.actor("priya").roles)


@pytest.mark.parametrize("login", ["meera", "priya"])
def test_people_of_a_site_are_for_those_who_could_count_them(universe: Universe, login: str) -> None:
    crowd(universe, women=20, men=60, partners=6)
    found = rows(universe, login, {**MONTH, **SITE})
    assert found["contacts"]["value"]
    for one in PEOPLE & found.keys():
        assert login == "priya" or found[one]["hidden"] == "yes"
        assert login == "priya" or not (found[one]["value"] or found[one]["numerator"] or found[one]["denominator"])
    assert bool(found["reached"]["value"]) is (login == "priya")
    assert rows(universe, login, MONTH)["reached"]["value"] == "88"


def test_no_page_of_a_site_tells_the_officer_how_many(universe: Universe) -> None:
    crowd(universe, women=20, men=60, partners=6)
    browser, number = signed_in(universe.staff["meera"]), definitions()["reached"].number
    page = browser.get("/figures/", {"report": "1", **MONTH, **SITE}).text
    assert "Of a part of the organisation you see supplies and contacts." in page
    told = browser.get("/figures/chart/", {"report": "1", "by": "sex", **MONTH, **SITE}).json()["data"]["values"]
    assert {row["unit"] for row in told} <= {"pieces", "contacts"}
    for cell in {}, {"sex": "man"}:
        opened = browser.get(reverse("figure", args=[number]), {**MONTH, **SITE, **cell}).text
        assert ">86<" not in opened
        assert ">88<" not in opened
        assert ">60<" not in opened
    for address in "/months/", "/months/one/", "/months/file/":
        assert browser.get(address, {"period": "2026-10", **SITE}).status_code == 404
    assert browser.post("/months/submit/", {"period": "2026-10", **SITE}).status_code == 404
    with pytest.raises(NotThere):
        about(universe.actor("meera"), "imphal-east")


def test_a_quarter_is_not_played_off_against_its_months(universe: Universe) -> None:
    """All but a few of the quarter came in November alone: how many there were in October would follow."""
    crowd(universe, women=20, men=60, partners=6)
    assert (
        rows(universe, "priya", QUARTER)["given_needles"]["hidden"]
        == rows(universe, "meera", QUARTER)["given_needles"]["hidden"]
    )
    assert rows(universe, "meera", MONTH)["reached"]["value"] == "88"
    assert rows(universe, "meera", QUARTER)["reached"]["hidden"] == "yes"
    assert (
        not signed_in(universe.staff["meera"])
        .get("/figures/chart/", {"report": "6", **QUARTER, "by": "sex"})
        .json()["data"]["values"]
    )


def test_what_is_handed_in_is_hidden_for_whoever_reads_it(universe: Universe) -> None:
    """A manager who sees more does not hand more in: officers and donors read it."""
    crowd(universe, women=20, men=60, partners=6)
    by_login = [
        contents.count([parse("2026-Q4")], about(universe.actor(one), None).where) for one in ("meera", "priya")
    ]
    assert by_login[0].digest() == by_login[1].digest()
    assert by_login[0].told("2026-Q4", "reached") == {"value": None, "hidden": True}
