"""The browser of the tests: it reaches our own server, and nothing a page does wrong goes unnoticed."""

import pytest
from playwright.sync_api import Error, Page

from tests.machinery.browser import Watch, axe_violations
from tests.universe import TODAY, Universe


def test_a_page_of_ours_opens(page: Page) -> None:
    answer = page.goto("/healthz")
    assert answer and answer.status == 200


def test_the_world_and_its_pages_stand_at_the_same_day(universe: Universe, page: Page) -> None:
    answer = page.goto("/healthz")
    assert answer and f"{TODAY:%d %b %Y}" in answer.headers["date"]


def test_errors_of_a_page_are_seen(page: Page, watch: Watch) -> None:
    page.goto("/healthz")
    page.evaluate("console.error('planted message')")
    page.evaluate("setTimeout(() => { throw new Error('planted fault') })")
    page.wait_for_timeout(200)
    assert watch.left([]) == ["console: planted message", "page error: planted fault"]
    assert watch.left(["planted message"]) == ["page error: planted fault"]
    watch.complaints.clear()


def test_another_host_is_not_reached(page: Page, watch: Watch) -> None:
    with pytest.raises(Error):
        page.goto("http://elsewhere.example/")
    assert "asked another host: http://elsewhere.example/" in watch.left([])
    watch.complaints.clear()


def test_pages_of_two_people_share_nothing(new_page: object) -> None:
    one, other = new_page(), new_page(locale="hi-IN")
    one.goto("/healthz")
    one.evaluate("document.cookie = 'planted=1'")
    other.goto("/healthz")
    assert "planted" not in other.evaluate("document.cookie")
    assert other.evaluate("navigator.language") == "hi-IN"


def test_an_inaccessible_page_is_found(page: Page) -> None:
    page.set_content("<html lang='en'><title>x</title><main><h1>x</h1><img src='data:,'></main></html>")
    assert any(said.startswith("image-alt") for said in axe_violations(page))
