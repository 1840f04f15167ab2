"""The pages of referrals in a real browser: nothing for an accessibility checker to find, and a slip that says nothing."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.unit.outreach.referring import DAY, facility, follow, offer
from tests.universe import TODAY, Universe


def test_referrals_are_accessible_and_a_step_is_two_taps(
    universe: Universe, enter: Callable[..., Page], looks: Callable[[Page], None]
) -> None:
    on = (TODAY + DAY).date()
    where = facility(universe, slip_where="Room 12", address="Porompat, Imphal East", phone="+91 385 000 0000")
    pk = offer(universe, service="overdose", facility=where, agreed=True, on=on, note="by bus")
    offer(universe, client="esha", service="legal", place="By the river")
    follow(universe, pk, "broken", days=-1, why="closed")
    follow(universe, pk, "appointment", on=on, at="10 o’clock")
    page, bilal = enter("tomba"), universe.clients["bilal"]
    for address in (
        "/referrals/?show=open", f"/referrals/{pk}/", f"/referrals/{pk}/accompanied/", f"/referrals/{pk}/broken/",
        f"/referrals/{pk}/slip/", f"/clients/{bilal}/referrals/new/", f"/clients/{bilal}/", "/facilities/",
    ):  # fmt: skip
        page.goto(address)
        looks(page)
    office = enter("priya")
    for address in (f"/facilities/{where}/", "/facilities/"):
        office.goto(address)
        looks(office)
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"/referrals/{pk}/")
    page.get_by_role("link", name="On the way").click()
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".toast")).to_contain_text("Saved.")
    page.locator(".toast").get_by_role("button", name="Undo").click()
    expect(page.locator(".toast")).to_contain_text("Taken back")
    page.goto(f"/referrals/{pk}/slip/")
    page.emulate_media(media="print")
    printed = page.evaluate("document.body.innerText").split()
    assert " ".join(printed) == "Saturday 21 Nov 2026 10 o’clock JN hospital Room 12"
