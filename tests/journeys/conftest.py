"""What journeys share: a page on which somebody of the world is signed in, and a look at it in several shapes."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.machinery.browser import axe_violations
from tests.signing import signed_in
from tests.universe import Universe

# A phone and a laptop, by day and by night.
SHAPES = ((390, "light"), (1280, "dark"))


@pytest.fixture
def enter(universe: Universe, live_server: Any, new_page: Callable[..., Page]) -> Callable[..., Page]:
    """Makes a page on which this worker is signed in; options are the browser's."""

    def make(login: str, **options: Any) -> Page:
        page = new_page(**options)
        cookie = signed_in(universe.staff[login]).cookies["twofold"].value
        page.context.add_cookies([{"name": "twofold", "value": cookie, "url": live_server.url}])
        return page

    return make


@pytest.fixture
def looks() -> Iterator[Callable[[Page], None]]:
    """Looks at a page on a phone and a laptop: accessible, nothing beyond the edge, a title that says nothing."""

    def look(page: Page) -> None:
        assert page.title() == "Twofold"
        for width, scheme in SHAPES:
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            assert axe_violations(page) == [], (page.url, width, scheme)
            wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
            assert not wide, (page.url, width)

    yield look
