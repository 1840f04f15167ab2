"""Figures in every role: the page on which each begins, the table, the definition, the file to take away."""

import csv
import io

import pytest

from tests.signing import signed_in
from tests.universe import STAFF
from twofold.core.access import DOORS, Door
from twofold.indicators.definitions import definitions


@pytest.mark.parametrize("login", STAFF)
def test_everybody_has_a_page_to_begin_on(universe, login):
    answer = signed_in(universe.staff[login]).get("/")
    assert answer.status_code == 200
    assert "<title>Twofold</title>" in answer.text


@pytest.mark.parametrize("login", STAFF)
def test_figures_open_for_those_who_report_and_for_nobody_else(universe, login):
    may = bool(DOORS[Door.REPORTS] & set(STAFF[login][2]))
    assert signed_in(universe.staff[login]).get("/figures/").status_code == (200 if may else 404)


def test_a_file_to_take_away_holds_no_small_count(universe):
    answer = signed_in(universe.staff["meera"]).get("/figures/file/", {"period": "2026-10"})
    assert answer.status_code == 200
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) > 1
    assert not any(cell in {"1", "2", "3", "4"} for row in rows[1:] for cell in row[-1:])


@pytest.mark.parametrize("period", ["2026-13", "0", "x" * 5000, "\x00", "٢٠٢٦-١٠"])
def test_a_period_that_is_none_is_answered_with_what_to_do(universe, period):
    assert 200 <= signed_in(universe.staff["meera"]).get("/figures/", {"period": period}).status_code < 500


def test_every_figure_opens_its_definition(universe):
    browser = signed_in(universe.staff["meera"])
    page = browser.get("/figures/", {"period": "2026-10"})
    assert page.status_code == 200
    for place in range(1, len(list(definitions())) + 1):
        assert browser.get(f"/figures/{place}/").status_code == 200
    assert browser.get("/figures/no-such-figure/").status_code == 404


def test_a_client_elsewhere_changes_nothing_on_a_workers_page(universe):
    """Tomba's page counts his own clients; what Marta records is not his to learn."""
    before = signed_in(universe.staff["tomba"]).get("/").text
    marta = signed_in(universe.staff["marta"])
    page = marta.get("/")
    assert page.status_code == 200
    from twofold.outreach import actions
    from twofold.outreach.actions import NewContact

    row = universe.caseloads["marta"]
    actions.record_contacts(
        by=universe.actor("marta"), contacts=[NewContact(site=row.site_id, client=universe.clients["aisha"])]
    )
    after = signed_in(universe.staff["tomba"]).get("/").text

    def without_token(text):
        return [line for line in text.splitlines() if "csrf" not in line]

    assert without_token(before) == without_token(after)
