"""A week on paper in a real browser: nothing for an accessibility checker to find, neutral in print, keyed by keyboard alone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.universe import Universe


@pytest.fixture
def tolerated() -> list[str]:
    return ["400"]  # the sheet that is sent back to be mended


def test_a_sheet_is_printed_and_keyed(
    universe: Universe, enter: Callable[..., Page], looks: Callable[[Page], None]
) -> None:
    page = enter("tomba")
    page.goto("/sheets/")
    looks(page)
    page.emulate_media(media="print")
    printed = page.evaluate("document.body.innerText").lower()
    assert not [word for word in ("syringe", "condom", "naloxone", "needle", "twofold", "tomba") if word in printed]
    page.emulate_media(media="screen")
    page.goto("/sheets/key/")
    looks(page)
    page.locator("tbody input").first.focus()
    for key in ("9", "Tab", "2", "0", "Enter"):
        page.keyboard.press(key)
    expect(page.get_by_role("alert")).to_contain_text("Nothing is recorded yet.")
    looks(page)
    page.locator("tbody input").first.fill("1")
    page.keyboard.press("Enter")
    expect(page.locator(".toast")).to_contain_text("1 contact recorded.")
