"""The pages of groups in a real browser: nothing for an accessibility checker to find, from a first group to its codes."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.universe import Universe
from twofold.people.models import Client


def test_a_group_is_written_down(universe: Universe, enter: Callable[..., Page], looks: Callable[[Page], None]) -> None:
    page = enter("tomba")
    code = Client.objects.unscoped("tests").get(pk=universe.clients["bilal"]).code
    page.goto("/groups/")
    looks(page)
    page.get_by_role("link", name="A group was held").first.click()
    expect(page.get_by_label("Kind of group")).to_be_visible()
    looks(page)
    page.get_by_label("Kind of group").select_option("peer_support")
    page.get_by_label("How many were there").fill("6")
    page.get_by_label("Codes of those who were there").fill(f"{code.lower()}\n")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".toast, .note").first).to_contain_text("Saved.")
    looks(page)
    page.get_by_role("link", name="Peer support").click()
    expect(page.get_by_role("link", name=code)).to_be_visible()
    looks(page)
    page.get_by_role("button", name=f"{code} Was not there").click()
    expect(page.get_by_text("None written down.")).to_be_visible()
