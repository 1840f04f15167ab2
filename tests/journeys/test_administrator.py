"""The administrator's day: a new site, a new worker, roles that do not go together, a lost phone, somebody leaves."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.universe import Universe


@pytest.fixture
def tolerated() -> list[str]:
    """Refusals are answered with 400, which a browser writes down."""
    return ["status of 400"]


def test_a_day(universe: Universe, enter: Callable[..., Page], new_page: Callable[..., Page]) -> None:
    page = enter("arun", java_script_enabled=False)
    page.goto("/")
    page.get_by_role("link", name="Sites").click()
    page.get_by_role("link", name="New site").click()
    page.get_by_label("Name", exact=True).fill("Riverside")
    page.get_by_label("Code", exact=True).fill("Riverside")
    page.get_by_label("Place").select_option("in-mn-imphal")
    page.get_by_label("Clinic").check()
    page.get_by_role("button", name="Open the site").click()
    expect(page.get_by_text("A code is made of small letters").first).to_be_visible()
    expect(page.get_by_label("Name", exact=True)).to_have_value("Riverside")
    page.get_by_label("Code", exact=True).fill("riverside")
    page.get_by_role("button", name="Open the site").click()
    expect(page.get_by_role("link", name="Riverside")).to_be_visible()
    password = hire(page)
    other = new_page()
    other.goto("/")
    other.get_by_label("Login").fill("kim")
    other.get_by_label("Password").fill(password)
    other.get_by_role("button", name="Sign in").click()
    expect(other.get_by_role("heading", name="Set up your second key")).to_be_visible()
    leave(page)
    other.reload()
    expect(other.get_by_role("button", name="Sign in")).to_be_visible()


def hire(page: Page) -> str:
    """Kim is hired; the password that was shown."""
    page.get_by_role("link", name="Staff").click()
    page.get_by_role("link", name="New worker").click()
    page.get_by_label("Name", exact=True).fill("Kim")
    page.get_by_label("Login").fill("kim")
    page.get_by_label("Auditor").check()
    page.get_by_label("Programme manager").check()
    page.get_by_label("Riverside").check()
    page.get_by_role("button", name="Open the account").click()
    expect(page.get_by_text("Who leads the work must not be the one who audits it.").first).to_be_visible()
    page.get_by_label("Auditor").uncheck()
    page.get_by_role("button", name="Open the account").click()
    expect(page.get_by_role("heading", name="The account is open")).to_be_visible()
    return page.locator("dd.code").last.inner_text()


def leave(page: Page) -> None:
    """Kim leaves; the way back is offered."""
    page.get_by_role("link", name="Done").click()
    page.get_by_role("link", name="Kim").click()
    page.get_by_role("button", name="Close the account").click()
    expect(page.get_by_text("The account is closed.")).to_be_visible()
    expect(page.get_by_role("button", name="Undo")).to_be_visible()


def test_every_page_looks_right(universe: Universe, enter: Callable[..., Page], looks: Callable[[Page], None]) -> None:
    page = enter("arun")
    site, marta = universe.sites["imphal-east"].pk, universe.staff["marta"].pk
    for path in ("/sites/", "/sites/new/", f"/sites/{site}/", "/staff/", "/staff/new/", f"/staff/{marta}/",
                 f"/staff/{marta}/password/", f"/staff/{universe.staff['arun'].pk}/", "/catalogue/"):  # fmt: skip
        page.goto(path)
        looks(page)
    page.goto(f"/staff/{marta}/second-key/")
    page.get_by_role("button", name="Make a new password").click()
    expect(page.get_by_text("It is shown this one time.")).to_be_visible()
    looks(page)
