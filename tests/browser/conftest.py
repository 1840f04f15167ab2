"""Phones for browser tests."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.handset import NO_ANSWER, SIZE, Handset, MakeHandset
from tests.universe import Universe


@pytest.fixture
def tolerated() -> list[str]:
    return NO_ANSWER


@pytest.fixture
def handset(universe: Universe, new_page: Callable[..., Page]) -> MakeHandset:
    """Makes phones, each with a disk of its own."""

    def make(**options: object) -> Handset:
        shape = {"viewport": SIZE, "has_touch": True, "is_mobile": True}
        return Handset(new_page(**shape | options), universe)

    return make
