"""The auditor's day: who opened a file, what was refused, and whether the log holds."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.universe import Universe
from twofold.core import audit


def test_a_day(universe: Universe, enter: Callable[..., Page], looks: Callable[[Page], None]) -> None:
    audit.record_read(universe.actor("marta"), "client", universe.clients["aisha"], ["C3"])
    audit.record_denial(universe.actor("tomba"), "open.staff", "Door")
    audit.seal_all()
    page = enter("omar")
    page.goto("/log/")
    expect(page.get_by_text("The log holds")).to_be_visible()
    expect(page.get_by_text("Marta (outreach worker) opened a file (drug use): client")).to_be_visible()
    looks(page)
    page.get_by_label("Refusals only").check()
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.get_by_text("Tomba (outreach worker) was not let into a page: staff")).to_be_visible()
    page.goto("/log/")
    row = page.get_by_role("row").filter(has_text="opened a file (drug use)")
    row.get_by_role("link").click()
    expect(page.get_by_text("Only rows about one thing.")).to_be_visible()
    expect(page.get_by_text("recorded a consent")).to_be_visible()
    looks(page)
    page.get_by_label("By").select_option(label="Nina")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.get_by_text("Nothing of that kind")).to_be_visible()
    looks(page)
