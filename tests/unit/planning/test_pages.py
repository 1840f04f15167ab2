"""Pages and paper of planning: who finds them, what they say when something is missing or wrong, and what a brief holds."""

import datetime as dt
import re

import pytest
from django.utils import translation

from tests.signing import signed_in
from tests.unit.planning.conftest import values
from tests.universe import STAFF
from twofold.core import clock
from twofold.core.access import DOORS, Door
from twofold.planning import actions, printed, reads, work
from twofold.planning.models import Run, Scenario, ScenarioVersion

PAGES = ("/planning/", "/planning/saved/", "/planning/assumptions/", "/planning/compare/", "/briefs/")


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_there_before_anything_is_kept(universe, path):
    answer = signed_in(universe.staff["priya"]).get(path)
    assert answer.status_code == 200
    assert "<title>Twofold</title>" in answer.text


@pytest.mark.parametrize("login", ["meera", "dora", "dev", "marta", "lata", "arun"])
def test_planning_opens_to_those_who_plan(universe, login):
    may = bool(DOORS[Door.PLANNING] & set(STAFF[login][2]))
    assert signed_in(universe.staff[login]).get("/planning/").status_code == (200 if may else 404)


def form(**changed):
    return {**{code: f"{value:g}" for code, value in values().items()}, "years": "2"} | changed


def test_a_look_keeps_nothing(universe):
    answer = signed_in(universe.staff["priya"]).post("/planning/", form(plan_nsp="80", look="yes"))
    assert answer.status_code == 200
    assert "infections averted" in answer.text.lower()
    assert not Scenario.objects.exists()


def test_htmx_gets_the_answer_only(universe):
    answer = signed_in(universe.staff["priya"]).post("/planning/", form(plan_ost="40"), headers={"HX-Request": "true"})
    assert "<html" not in answer.text
    assert "Extra cost" in answer.text


def test_a_look_keeps_nothing_even_where_the_button_that_keeps_was_pressed_meanwhile(universe):
    told = form(plan_ost="40", name="More", keep="yes")
    assert (
        signed_in(universe.staff["priya"]).post("/planning/", told, headers={"HX-Request": "true"}).status_code == 200
    )
    assert not Scenario.objects.exists()


def test_what_is_kept_without_a_name_is_called_by_its_day(universe):
    priya = signed_in(universe.staff["priya"])
    assert priya.post("/planning/", form(plan_ost="40", name=" ", keep="yes")).status_code == 302
    assert ScenarioVersion.objects.get().name == "Asked on 20 Nov 2026"


@pytest.mark.parametrize(
    ("wrong", "about"),
    [
        ({"plan_nsp": "99"}, "plan_nsp"),
        ({"plan_nsp": "97", "women": "50", "women_access": "10"}, "plan_nsp"),
        ({"nsp": "-1"}, "nsp"),
        ({"plan_art": "nan"}, "plan_art"),
        ({"size": "3"}, "size"),
        ({"cost_ost": "x"}, "cost_ost"),
        ({"years": "0"}, "years"),
        ({"budget": "-5"}, "budget"),
        ({"budget": "1e999"}, "budget"),
        ({"name": "x" * 500, "keep": "yes"}, "name"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(universe, wrong, about):
    answer = signed_in(universe.staff["priya"]).post("/planning/", form(**wrong))
    assert answer.status_code == 400
    assert f'href="#id_{about}"' in answer.text
    assert not Scenario.objects.exists()


def test_money_is_read_as_people_write_it(universe):
    answer = signed_in(universe.staff["priya"]).post("/planning/", form(budget="₹1,00,00,000", name="More", keep="yes"))
    assert answer.status_code == 302
    assert Scenario.objects.get().versions.get().budget == 10_000_000


def test_every_state_of_a_run_says_what_to_do(universe, keep):
    pk, priya = keep(worked=False), signed_in(universe.staff["priya"])
    page = f"/planning/saved/{pk}/"
    assert "not worked out yet" in priya.get(page).text
    priya.post(f"{page}run/")
    assert "waits for its turn" in priya.get(page).text
    run = Run.objects.get()
    assert priya.post(f"/planning/runs/{run.pk}/cancel/").status_code == 302
    assert "was cancelled" in priya.get(page).text
    with clock.held(clock.now() + dt.timedelta(minutes=1)):  # of two runs of one moment neither is the later
        priya.post(f"{page}run/")
    work.all_waiting()
    assert "What you planned" in priya.get(page).text
    assert "worked out" in priya.get("/planning/saved/").text


def test_a_budget_that_buys_nothing_says_so(universe, keep):
    page = signed_in(universe.staff["priya"]).get(f"/planning/saved/{keep(budget=1)}/").text
    assert "buys no step of any service" in page
    assert "What you planned" in page


def test_two_stand_side_by_side(universe, keep):
    one, other = keep("One"), keep("Other", plan_ost=50.0)
    page = signed_in(universe.staff["meera"]).get("/planning/compare/", {"one": one, "other": other})
    assert page.status_code == 200
    assert "Cost of one infection averted" in page.text
    assert signed_in(universe.staff["meera"]).get("/planning/compare/", {"one": "x", "other": other}).status_code == 200


def test_a_changed_question_is_a_version_and_the_answer_says_of_which_it_is(universe, keep):
    pk, priya = keep(), signed_in(universe.staff["priya"])
    assert 'value="80"' in priya.get(f"/planning/saved/{pk}/change/").text
    answer = priya.post(f"/planning/saved/{pk}/change/", form(plan_nsp="50", name="Less", keep="yes"))
    assert answer.headers["Location"] == f"/planning/saved/{pk}/"
    page = priya.get(f"/planning/saved/{pk}/").text
    assert "of version 1" in page
    assert "Earlier versions" in page


def brief_of(universe, pk):
    return reads.scenario(universe.actor("priya"), pk)


@pytest.mark.parametrize("language", ["en", "hi"])
@pytest.mark.parametrize("budget", [0, 1, 500_000_000])
def test_a_brief_has_two_pages_and_a_name_that_says_nothing(universe, keep, language, budget):
    pk = keep("A name as long as a name may be, and then some more words up to eighty signs.", budget=budget)
    with translation.override(language):
        data = printed.brief(brief_of(universe, pk), "Asha")
    assert len(re.findall(rb"/Type /Page\b", data)) == 2
    answer = signed_in(universe.staff["priya"]).get(f"/briefs/{pk}/")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="twofold.pdf"'


def test_a_funder_reads_what_was_opened_and_nothing_else(universe, keep):
    shut, opened = keep("Shut"), keep("Opened")
    dora, priya = signed_in(universe.staff["dora"]), signed_in(universe.staff["priya"])
    assert "No brief is open to you yet" in dora.get("/briefs/").text
    priya.post(f"/planning/saved/{opened}/funders/", {"open": "yes"})
    page = dora.get("/briefs/").text
    assert "Opened" in page
    assert "Shut" not in page
    assert dora.get(f"/briefs/{opened}/").status_code == 200
    assert dora.get(f"/briefs/{shut}/").content == dora.get("/briefs/00000000-0000-4000-8000-000000000000/").content
    for path in ("/planning/", f"/planning/saved/{opened}/"):
        assert dora.get(path).status_code == 404


def test_a_brief_that_is_not_there_yet_leads_to_where_it_is_made(universe, keep):
    pk = keep(worked=False)
    assert signed_in(universe.staff["priya"]).get(f"/briefs/{pk}/").headers["Location"] == f"/planning/saved/{pk}/"
    actions.open_to_funders(by=universe.actor("priya"), scenarios=[pk], is_open=True)
    assert signed_in(universe.staff["dora"]).get(f"/briefs/{pk}/").headers["Location"] == "/briefs/"
