"""The manager's day: a caseload changes hands, clients move in one step and back, a target is set."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.universe import Universe


@pytest.fixture
def tolerated() -> list[str]:
    """Refusals are answered with 400, which a browser writes down."""
    return ["status of 400"]


def test_a_day(universe: Universe, enter: Callable[..., Page]) -> None:
    page = enter("priya", java_script_enabled=False)
    page.goto("/")
    page.get_by_role("link", name="Caseloads").click()
    page.get_by_role("link", name="Marta's clients").click()
    page.get_by_label("Held by").select_option(label="Peter")
    page.get_by_role("button", name="Hand over").click()
    expect(page.get_by_text("The caseload is handed over.")).to_be_visible()
    assert universe.caseloads["marta"].pk in universe.actor("peter").caseloads
    move(universe, page)
    plan(page)


def move(universe: Universe, page: Page) -> None:
    """One is ticked, one written; both go to Peter, and back."""
    page.goto("/caseloads/")
    page.get_by_role("link", name="Move clients").click()
    page.get_by_role("button", name="Look at it first").click()
    expect(page.get_by_text("Choose where they go.").first).to_be_visible()
    page.get_by_label(universe.client("bilal").code).check()
    page.get_by_label("Or write their codes").fill(f"{universe.client('chandra').code.lower()}\nNO-SUCH")
    page.get_by_label("Move to").select_option(label="Peter's clients (Peter)")
    page.get_by_role("button", name="Look at it first").click()
    expect(page.get_by_text("2 clients move")).to_be_visible()
    expect(page.get_by_text("NO-SUCH")).to_be_visible()
    page.get_by_role("button", name="Move them").click()
    expect(page.get_by_text("2 clients moved.")).to_be_visible()
    assert universe.client("bilal").state.caseload == universe.caseloads["peter"]
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("2 clients are back.")).to_be_visible()
    assert universe.client("bilal").state.caseload == universe.caseloads["tomba"]
    assert universe.client("chandra").state.caseload == universe.caseloads["ibemhal"]


def plan(page: Page) -> None:
    """24,000 people, 7% of them women."""
    page.get_by_role("link", name="Targets and estimates").click()
    for gender, value in (("Everybody", "24000"), ("Woman", "1680")):
        page.get_by_role("link", name="New estimate").first.click()
        page.get_by_label("Place").select_option("in-mn")
        page.get_by_label("Who is counted").select_option("uses")
        page.get_by_label("Gender").select_option(label=gender)
        page.get_by_label("Year").fill("2012")
        page.get_by_label("Estimate", exact=True).fill(value)
        page.get_by_label("Source").fill("A paper")
        page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("1,680 (7%)")).to_be_visible()


def test_every_page_looks_right(universe: Universe, enter: Callable[..., Page], looks: Callable[[Page], None]) -> None:
    page = enter("priya")
    caseload = universe.caseloads["tomba"].pk
    for path in ("/caseloads/", "/caseloads/new/", f"/caseloads/{caseload}/", f"/caseloads/move/?source={caseload}",
                 "/plans/", "/plans/targets/new/", "/plans/estimates/new/"):  # fmt: skip
        page.goto(path)
        looks(page)
    page.goto(f"/caseloads/move/?source={caseload}")
    page.get_by_role("button", name="Look at it first").click()
    expect(page.get_by_text("Choose where they go.").first).to_be_visible()
    looks(page)
