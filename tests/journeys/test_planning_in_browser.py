"""Planning in a real browser: a slider is moved and the answer moves along; what is kept is worked out and read."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.test_planning import SMALL
from tests.universe import Universe
from twofold import epi
from twofold.planning import answers, work

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "EFFORT", SMALL)
    monkeypatch.setattr(answers, "QUICK_PEOPLE", 60)
    monkeypatch.setattr(answers, "QUICK_SEEDS", 3)
    monkeypatch.setattr(answers, "doubted", lambda: list(epi.parameters())[:4])


def test_a_slider_is_moved_a_mix_is_found_and_a_brief_is_printed(
    universe: Universe, enter: Callable[..., Page], looks: Callable[[Page], None], live_server: Any
) -> None:
    page = enter("priya")
    page.goto(f"{live_server.url}/planning/")
    slider = page.locator("[data-slides=id_plan_ost]")
    slider.focus()
    before = float(page.input_value("#id_plan_ost"))
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    assert float(page.input_value("#id_plan_ost")) > before, "the number follows the slider, by keys alone"
    page.fill("#id_plan_nsp", "55")
    assert page.input_value("[data-slides=id_plan_nsp]") == "55", "and the slider follows the number"
    expect(page.locator(".tile-value").first).to_be_visible(timeout=60_000)  # nobody pressed anything
    looks(page)
    page.fill("#id_budget", "1,00,00,000")
    page.fill("#id_name", "Ten million more")
    page.click("button[name=keep]")
    page.wait_for_url("**/planning/saved/*/")
    looks(page)
    work.all_waiting()
    answer = page.get_by_role("heading", name="What the answer hangs on")
    expect(answer).to_be_visible(timeout=20_000)  # nobody loaded the page anew
    looks(page)
    with page.expect_download() as printed:
        page.click("main .primary[download]")
    assert printed.value.suggested_filename == "twofold.pdf"
    page.goto(f"{live_server.url}/planning/assumptions/")
    looks(page)
