"""Pages of figures: a report, a figure opened up, whom it counts, all that there are, and the same as a chart."""

import json

import pytest
from django.urls import reverse

from tests.signing import signed_in
from tests.universe import Universe
from twofold.core import access
from twofold.core.models import AuditEvent
from twofold.indicators.definitions import definitions
from twofold.indicators.reports import reports
from twofold.outreach import actions as outreach
from twofold.outreach.actions import NewContact
from twofold.people import actions as people
from twofold.people.actions import NewClient
from twofold.programme import actions as programme
from twofold.programme.actions import NewEstimate


def crowd(universe: Universe, women: int, men: int, partners: int) -> None:
    """So many women and men who use drugs, and women who are partners, met once each, and the estimates of the state."""
    worker, load = universe.actor("tomba"), universe.caseloads["tomba"]
    told = [("woman", "uses", women), ("man", "uses", men), ("woman", "partner", partners)]
    new = [
        NewClient(site=load.site_id, caseload=load.id, gender=gender, kinds=[kind])
        for gender, kind, n in told
        for _ in range(n)
    ]
    made = people.register_clients(by=worker, clients=new)
    outreach.record_contacts(by=worker, contacts=[NewContact(site=load.site_id, client=row.id) for row in made])
    estimates = [
        NewEstimate("in-mn", "uses", 2012, 24000, "The founding paper", low=20000, high=30000),
        NewEstimate("in-mn", "uses", 2012, 1680, "The same: 7% are women", gender="woman"),
    ]
    owner = universe.organisations["asha"].id
    programme.record_estimates(by=access.operator(), organisation=owner, estimates=estimates)


def test_women_are_shown_with_their_gap(universe: Universe) -> None:
    """24,000 people use drugs, 7% of them women: 20 women and 60 men were reached."""
    crowd(universe, women=20, men=60, partners=6)
    browser = signed_in(universe.staff["meera"])
    asked = {"report": "3", "period": "2026-11", "place": "in-mn", "by": "sex"}
    page = browser.get("/figures/", asked).text
    assert "1.2%" in page  # 20 of 1,680
    number = definitions()["coverage_uses"].number
    opened = browser.get(reverse("figure", args=[number]), {**asked, "sex": "woman"}).text
    assert "1,660 of the estimate" in opened
    assert "1,680" in opened
    assert "7% are women" in opened
    whole = browser.get(reverse("figure", args=[number]), asked).text
    assert "0.3 to 0.4" in whole  # 81 of 30,000 to 81 of 20,000
    men = browser.get(reverse("figure", args=[number]), {**asked, "sex": "man"}).text
    assert "There is no size estimate for this." in men


def test_every_report_opens_in_some_split(universe: Universe) -> None:
    browser = signed_in(universe.staff["meera"])
    splits = ["", "sex", "kind", "sex,age,kind"]
    for n, code in enumerate(reports().by_code()):
        asked = {"report": code, "period": "2026-Q4", "by": splits[n % len(splits)]}
        assert browser.get("/figures/", asked).status_code == 200
        told = json.loads(browser.get("/figures/chart/", asked).content)
        assert told["$schema"].startswith("https://vega")
        people = [row["value"] for row in told["data"]["values"] if row["unit"] == "people"]
        assert not {1, 2, 3, 4} & set(people)


def test_every_figure_opens_up(universe: Universe) -> None:
    browser = signed_in(universe.staff["dev"])
    cells = [{}, {"sex": "woman"}, {"age": "25+"}, {"kind": "partner"}]
    for n, one in enumerate(definitions().values()):
        cell = cells[n % len(cells)]
        asked = {"period": "2026-10", **cell}
        status = browser.get(reverse("figure", args=[one.number]), asked).status_code
        assert status == 200, one.id


def test_whom_a_figure_counts_is_for_the_entitled(universe: Universe) -> None:
    """The data manager may open these files anyway; the officer and the donor may not."""
    url = reverse("figure", args=[definitions()["reached"].number])
    asked = {"period": "2026-10"}
    answer = signed_in(universe.staff["dev"]).get(url, asked)
    assert f"/clients/{universe.clients['bilal']}/" in answer.text
    assert f"/clients/{universe.clients['aisha']}/" in answer.text
    assert f"/clients/{universe.clients['deepa']}/" not in answer.text
    assert AuditEvent.objects.filter(verb="clients.read").count() == 1
    for login in ("meera", "priya"):
        page = signed_in(universe.staff[login]).get(url, asked).text
        assert not any(str(client) in page for client in universe.clients.values())
    narrowed = (
        signed_in(universe.staff["dev"]).get(url, {**asked, "kind": "partner", "sex": "woman", "age": "25+"}).text
    )
    assert f"/clients/{universe.clients['aisha']}/" in narrowed
    assert f"/clients/{universe.clients['bilal']}/" not in narrowed


def test_a_part_that_one_may_not_read_is_listed_by_nobody(universe: Universe) -> None:
    """Selling sex stands in a part of the file that the data manager does not read."""
    url = reverse("figure", args=[definitions()["kp_prev"].number])
    assert "Whom it counts" not in signed_in(universe.staff["dev"]).get(url, {"period": "FY2026"}).text
    assert "Whom it counts" in signed_in(universe.staff["sushila"]).get(url, {"period": "FY2026"}).text


def test_a_client_who_keeps_a_worker_out_is_on_no_list(universe: Universe) -> None:
    url = reverse("figure", args=[definitions()["reached"].number])
    people.block_staff(by=universe.actor("marta"), client=universe.clients["aisha"], staff=universe.staff["dev"].pk)
    answer = signed_in(universe.staff["dev"]).get(url, {"period": "2026-10"}).text
    assert f"/clients/{universe.clients['aisha']}/" not in answer


def test_all_figures_are_listed_and_found(universe: Universe) -> None:
    browser = signed_in(universe.staff["tomba"])
    every = browser.get(reverse("definitions")).text
    assert all(f'/figures/{one.number}/"' in every for one in definitions().values())
    found = browser.get(reverse("definitions"), {"q": "naloxone"}).text
    assert "Naloxone kits" in found
    assert "Registered" not in found
    assert "No figure says that" in browser.get(reverse("definitions"), {"q": "shoes"}).text


def test_every_figure_stands_in_a_report() -> None:
    told = {one for report in reports().report for one in report.figures}
    assert told == set(definitions())


@pytest.mark.parametrize("asked", [{"report": "9"}, {"report": "\x00"}, {"by": "shoes"}, {"period": "FY2026-28"}])
def test_what_cannot_be_asked_is_answered_with_400(universe: Universe, asked: dict[str, str]) -> None:
    assert signed_in(universe.staff["meera"]).get("/figures/", asked).status_code == 400


@pytest.mark.parametrize("asked", [{"sex": "stranger"}, {"sex": "\x00"}, {"age": "15-19"}, {"kind": "shoes"}])
def test_a_cell_that_is_none_is_not_there(universe: Universe, asked: dict[str, str]) -> None:
    url = reverse("figure", args=[definitions()["reached"].number])
    assert signed_in(universe.staff["meera"]).get(url, {"period": "2026-10", **asked}).status_code == 404
