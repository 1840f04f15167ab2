"""Somebody signs in for the first time, and again, on a phone and without any script."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.signing import code
from tests.universe import PASSWORD, Universe


@pytest.fixture
def tolerated() -> list[str]:
    """Refusals are answered with 400, which a browser writes down."""
    return ["status of 400"]


def knock(page: Page, password: str = PASSWORD) -> None:
    page.get_by_label("Login").fill("priya")
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def test_the_first_time(universe: Universe, page: Page, looks: Callable[[Page], None]) -> None:
    page.goto("/caseloads/")
    looks(page)
    knock(page, "not the password")
    expect(page.get_by_text("The login or the password is not right.")).to_be_visible()
    expect(page.get_by_label("Login")).to_have_value("")
    knock(page)
    expect(page.get_by_role("heading", name="Set up your second key")).to_be_visible()
    assert page.locator("img").evaluate("image => image.naturalWidth") > 0, "the picture is drawn"
    looks(page)
    page.goto("/staff/")
    expect(page.get_by_role("heading", name="Set up your second key")).to_be_visible()
    secret = page.locator("figcaption .code").all_inner_texts()
    page.get_by_label("The six digits").fill(code("".join(secret)))
    page.get_by_role("button", name="Set up").click()
    expect(page.get_by_text("They are shown this one time.")).to_be_visible()
    assert page.get_by_role("list", name="Recovery codes").get_by_role("listitem").count() == 10
    looks(page)
    page.get_by_role("link", name="I have written them down").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.goto("/account/")
    looks(page)


def test_quick_exit_leaves_nothing(universe: Universe, enter: Callable[..., Page]) -> None:
    page = enter("priya")
    page.goto("/staff/")
    for _ in range(3):
        page.keyboard.press("Escape")
    page.wait_for_url("**/weather/")
    page.wait_for_timeout(300)
    page.goto("/staff/")
    assert "/sign-in/" in page.url


def test_without_any_script(universe: Universe, new_page: Callable[..., Page]) -> None:
    from tests.signing import give_factor

    give_factor(universe.staff["priya"])
    page = new_page(java_script_enabled=False, viewport={"width": 390, "height": 800})
    page.goto("/")
    knock(page)
    page.get_by_label("Code").fill("12")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label("Code").fill(code())
    page.get_by_role("button", name="Sign in").click()
    page.goto("/account/")
    page.get_by_role("link", name="Change it").click()
    page.get_by_label("Password now").fill(PASSWORD)
    page.get_by_label("New password", exact=True).fill("another four plain words")
    page.get_by_label("New password once more").fill("another four plain words")
    page.get_by_role("button", name="Change it").click()
    expect(page.get_by_text("Your password is changed.")).to_be_visible()
    page.get_by_role("button", name="Quick exit").click()
    assert page.url.endswith("/weather/")
    page.goto("/")
    assert "/sign-in/" in page.url


def test_in_hindi(universe: Universe, new_page: Callable[..., Page]) -> None:
    page = new_page(locale="hi-IN")
    page.goto("/sign-in/")
    assert page.locator("html").get_attribute("lang") == "hi"
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    assert page.locator("html").get_attribute("lang") == "en"
