"""Bringing in a list in a real browser: accessible on every step, and going on by itself until it is done."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.unit.exchange import lists
from tests.universe import Universe

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_list_goes_in(
    universe: Universe, enter: Callable[..., Page], looks: Callable[[Page], None], live_server: Any
) -> None:
    page = enter("dev")
    page.goto(f"{live_server.url}/lists/")
    looks(page)
    file = {"name": "list.xlsx", "mimeType": "application/octet-stream", "buffer": lists.few(8)}
    page.set_input_files("input[name=list]", file)
    page.click("main button.primary")
    page.wait_for_url("**/lists/*-*/")
    looks(page)
    page.click("main button.primary")
    page.wait_for_selector(".note.good", timeout=30_000)  # it goes on by itself
    looks(page)
    page.click("main button.primary")
    page.wait_for_url("**/lists/")
