"""A month is handed in: frozen with all its figures, compared with what late records made of it, handed in once more."""

import datetime as dt
import io
import uuid
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.signing import signed_in
from tests.universe import Universe
from twofold.core import access, clock
from twofold.core.errors import Denied, Invalid
from twofold.core.models import AuditEvent
from twofold.outreach import actions as outreach
from twofold.outreach.actions import NewContact
from twofold.people import actions as people
from twofold.people.actions import NewClient
from twofold.reporting import actions, standing
from twofold.reporting.actions import NewReport
from twofold.reporting.models import Submission
from twofold.reporting.where import about

OCTOBER = dt.datetime(2026, 10, 20, 5, tzinfo=dt.UTC)


def crowd(universe: Universe, size: int = 6) -> list[uuid.UUID]:
    """Enough men on Tomba's list, met in October, for a count that may be shown."""
    row = universe.caseloads["tomba"]
    new = [NewClient(site=row.site_id, caseload=row.id, gender="man", kinds=["injects"]) for _ in range(size)]
    with clock.held(OCTOBER - dt.timedelta(days=10)):
        made = people.register_clients(by=universe.actor("tomba"), clients=new)
    meet(universe, [one.pk for one in made])
    return [one.pk for one in made]


def meet(universe: Universe, clients: list[uuid.UUID], moment: dt.datetime = OCTOBER) -> None:
    site = universe.caseloads["tomba"].site_id
    told = [NewContact(site=site, client=one, supplies={"syringe_1ml": 10}, occurred_at=moment) for one in clients]
    outreach.record_contacts(by=universe.actor("tomba"), contacts=told)


def hand_in(universe: Universe, reason: str = "", login: str = "meera", period: str = "2026-10") -> Submission:
    return actions.submit_reports(by=universe.actor(login), reports=[NewReport(period, reason=reason)])[0]


def test_what_was_handed_in_stays_whatever_comes_later(universe: Universe) -> None:
    late = crowd(universe)
    first = hand_in(universe)
    then = standing.of(first).told("2026-10", "needles_out")
    meet(universe, late[:3], OCTOBER + dt.timedelta(days=2))
    assert standing.of(Submission.objects.get()).told("2026-10", "needles_out") == then == {"value": 94}
    page = signed_in(universe.staff["meera"]).get("/months/one/", {"period": "2026-10"}).content.decode()
    assert "What late records have changed since" in page
    assert "124" in page
    assert first.author_name == "Meera"
    assert first.definitions["needles_out"]
    assert AuditEvent.objects.filter(verb="report.submitted", detail__digest=first.digest).count() == 1


def test_once_more_needs_a_reason_and_a_change(universe: Universe) -> None:
    late = crowd(universe)
    first = hand_in(universe)
    with pytest.raises(Invalid, match="Nothing has changed since version 1"):
        hand_in(universe, reason="why not")
    meet(universe, late[:1], OCTOBER + dt.timedelta(days=2))
    with pytest.raises(Invalid, match="Say why"):
        hand_in(universe)
    second = hand_in(universe, reason="A sheet came late")
    assert (second.version, second.supersedes_id) == (2, first.pk)
    assert [row.version for row in standing.versions(first.organisation_id, "2026-10", "")] == [2, 1]
    assert standing.of(Submission.objects.get(version=1)).digest() == first.digest


def test_months_say_how_they_stand(universe: Universe) -> None:
    late = crowd(universe)

    def states() -> dict[str, str]:
        from twofold.indicators.periods import month_of

        found = standing.months(about(universe.actor("meera"), None), month_of(dt.date(2026, 11, 20)))
        return {one.period.code: one.state for one in found}

    assert states()["2026-11"] == "running"
    assert states()["2026-10"] == "open"
    hand_in(universe)
    assert states()["2026-10"] == "submitted"
    meet(universe, late[:1], OCTOBER + dt.timedelta(days=2))
    assert states()["2026-10"] == "changed"


def test_a_running_month_a_wrong_role_and_a_figure_changed_by_hand(universe: Universe) -> None:
    with pytest.raises(Invalid, match="still running"):
        hand_in(universe, period="2026-11")
    for login in ("dev", "tomba", "dora"):
        with pytest.raises(Denied):
            hand_in(universe, login=login)
    row = hand_in(universe)
    assert standing.holds(row)
    row.figures["2026-10"]["needles_out"] = {"value": 1_000}
    assert not standing.holds(row)


def test_small_counts_are_hidden_in_everything_that_leaves(universe: Universe) -> None:
    hand_in(universe)  # two clients were met in October
    browser = signed_in(universe.staff["meera"])
    for kind in ("csv", "xlsx", "pdf"):
        answer = browser.get("/months/file/", {"period": "2026-10", "kind": kind})
        assert answer.status_code == 200
        assert "twofold-report" in answer["Content-Disposition"]
    text = browser.get("/months/file/", {"period": "2026-10", "kind": "csv"}).content.decode("utf-8-sig")
    row = next(line for line in text.splitlines() if line.startswith("reached,"))
    assert row.endswith(",hidden")
    book = load_workbook(io.BytesIO(browser.get("/months/file/", {"period": "2026-10", "kind": "xlsx"}).content))
    told = {line[1].value: line[3].value for line in book.worksheets[0].iter_rows() if len(line) > 3}
    assert (told["A3"], told["C1"]) == ("hidden", 34)


@pytest.mark.parametrize("asked", [{"period": "2026-13"}, {"period": "\x00"}, {"kind": "exe"}, {"kind": ""}])
def test_what_cannot_be_asked_for_is_answered_with_what_to_do(universe: Universe, asked: dict[str, Any]) -> None:
    answer = signed_in(universe.staff["meera"]).get("/months/file/", {"period": "2026-10", **asked})
    assert answer.status_code == 400


def test_another_organisations_site_and_a_version_that_is_none_are_not_there(universe: Universe) -> None:
    browser = signed_in(universe.staff["meera"])
    assert browser.get("/months/one/", {"place": "patna"}).status_code == 404
    assert browser.get("/months/file/", {"period": "2026-10", "version": "7"}).status_code == 404
    assert signed_in(universe.staff["priya"]).get("/months/", {"place": "imphal-east"}).status_code == 200


def test_a_donor_reads_quarters_that_were_handed_in_and_nothing_else(universe: Universe) -> None:
    crowd(universe)
    month, quarter = hand_in(universe), hand_in(universe, period="2026-Q3")
    donor = signed_in(universe.staff["dora"])
    page = donor.get("/published/").content.decode()
    assert str(quarter.pk) in page
    assert str(month.pk) not in page
    assert donor.get("/published/", {"report": str(quarter.pk)}).status_code == 200
    assert donor.get("/published/", {"report": str(month.pk)}).status_code == 404
    assert donor.get("/months/").status_code == 404


def test_the_operator_names_whose_report_it_is(universe: Universe) -> None:
    with pytest.raises(Invalid, match="asha, beacon"):
        actions.submit_reports(by=access.operator(), reports=[NewReport("2026-10")])
    row = actions.submit_reports(by=access.operator(), reports=[NewReport("2026-10", "imphal-east")])[0]
    assert (row.place, row.author_name) == ("imphal-east", "operator")
