"""How the phone's screens behave under a thumb: nothing covered, nothing that jumps, what is needed in reach."""

from itertools import pairwise

from playwright.sync_api import Locator, expect

from tests.browser.handset import WORDS, MakeHandset
from tests.machinery.browser import axe_violations
from tests.unit.outreach.referring import facility
from twofold.people import actions as people
from twofold.people.actions import NewClient

HEADINGS = {"Private talk": "Are you alone with the client?", "Yes, alone": "Private talk"}
SMALL = {"width": 180, "height": 320}  # text twice as large on a small phone: half as many of its own pixels


def top_of(place: Locator) -> float:
    box = place.bounding_box()
    assert box is not None
    return box["y"]


def test_a_word_of_what_happened_covers_nothing_and_nothing_jumps_when_it_is_over(handset: MakeHandset) -> None:
    phone = handset()
    phone.page.clock.install()
    phone.enrol("tomba").give("bilal")
    toast, title = phone.page.locator(".toast"), phone.page.locator("#title")
    expect(toast).to_contain_text("Saved on this phone.")
    assert toast.evaluate("one => getComputedStyle(one).backgroundColor") != "rgba(0, 0, 0, 0)"
    assert axe_violations(phone.page) == []
    phone.open_client("esha")
    expect(phone.button("Undo")).to_be_visible()
    places = [toast, phone.button("Back"), title]
    for above, below in pairwise(places):
        box = above.bounding_box()
        assert box is not None and box["y"] + box["height"] <= top_of(below)
    before = top_of(title)
    phone.page.clock.run_for(11_000)
    expect(toast).to_be_hidden()
    assert top_of(title) == before
    phone.tap("Back")
    expect(title).to_have_text("Clients")
    assert top_of(title) < before


def test_with_large_text_a_word_of_what_is_missing_is_in_sight(handset: MakeHandset) -> None:
    phone = handset().enrol("tomba")
    facility(phone.world, name="District hospital", services=["pregnancy"])
    phone.open_client("bilal")
    phone.tap("Going along")
    phone.tap("Refer")
    phone.page.set_viewport_size(SMALL)
    phone.tap("Save")
    expect(phone.page.locator(".toast")).to_be_in_viewport(ratio=1)


def test_somebody_new_is_in_reach_however_long_the_list_is(handset: MakeHandset) -> None:
    phone = handset().enrol("tomba")
    for _ in range(8):
        phone.page.locator(".rows").evaluate("list => list.append(list.firstElementChild.cloneNode(true))")
    expect(phone.button("Somebody new")).to_be_in_viewport(ratio=1)


def test_a_card_shows_contacts_that_the_office_knows_of_and_ones_own(handset: MakeHandset) -> None:
    phone = handset().enrol("tomba")
    page = phone.page
    phone.open_client("bilal")
    counts = page.locator(".last li span:last-child")  # the browser's day is not the office's here
    known = counts.all_inner_texts()
    assert known, "brought by the card"
    phone.tap("Supplies")
    phone.tap("Save")
    phone.open_client("bilal")
    shown = counts.all_inner_texts()
    assert shown == ["30 given, 0 back", *known[:2]]
    phone.after_undo()
    phone.send()
    phone.line("All sent")
    phone.open_client("bilal")
    assert counts.all_inner_texts() == shown


def test_the_words_and_enter_open_the_phone(handset: MakeHandset) -> None:
    phone = handset().enrol("tomba")
    phone.tap("Lock now")
    phone.page.get_by_label("Your four words").fill(WORDS)
    phone.page.keyboard.press("Enter")
    phone.see("Today")


def test_with_large_text_nothing_is_wider_than_the_phone(handset: MakeHandset) -> None:
    phone = handset().enrol("tomba")
    page = phone.page
    facility(phone.world, name="District hospital", services=["pregnancy"])
    page.set_viewport_size(SMALL)

    def fits(where: str) -> None:
        assert page.evaluate("document.documentElement.scrollWidth") <= SMALL["width"], where
        cut = "[...document.querySelectorAll('.bar button')].filter((one) => one.scrollWidth > one.clientWidth).length"
        assert page.evaluate(cut) == 0, where

    for way in ("today", "clients", "stranger", "more"):
        page.locator(f".bar [data-name={way}]").tap()
        fits(way)
    for way in ("Home visit", "Group"):
        phone.tap("More")
        phone.tap(way)
        fits(way)
    for ways in (("Supplies",), ("Going along", "Refer"), ("Private talk", "Yes, alone", "Decide together")):
        phone.open_client("bilal")
        for way in ways:
            phone.tap(way)
            phone.see(phone.world_code("bilal") if way == "Supplies" else HEADINGS.get(way, way))
            fits(way)


def test_with_large_text_the_bar_below_a_long_list_stays_where_it_is(handset: MakeHandset) -> None:
    phone = handset().enrol("tomba")
    page = phone.page
    page.set_viewport_size(SMALL)
    for _ in range(60):
        page.locator(".rows").evaluate("list => list.append(list.firstElementChild.cloneNode(true))")
    before = page.evaluate("document.documentElement.scrollHeight")
    page.evaluate("scrollTo(0, 99999)")
    page.wait_for_timeout(300)
    assert page.evaluate("document.documentElement.scrollHeight") == before
    assert page.evaluate("scrollY + innerHeight") >= before - 1


def test_what_is_searched_for_stays_when_the_office_answers(handset: MakeHandset) -> None:
    phone = handset()
    row = phone.world.caseloads["tomba"]
    new = NewClient(site=row.site_id, caseload=row.id)
    people.register_clients(by=phone.world.actor("tomba"), clients=[new] * 5)
    phone.enrol("tomba").tap("Clients")
    search = phone.page.get_by_label("Code or nickname")
    search.fill("bil")
    expect(phone.page.locator(".row")).to_have_count(1)
    search.blur()
    sync = "document.querySelector('script').src.replace('main.js', 'sync.js')"
    phone.page.evaluate(f"import({sync}).then((one) => one.run())")
    phone.page.wait_for_timeout(100)  # a screen that is drawn anew is there by then
    assert phone.page.locator(".row").count() == 1
    expect(search).to_have_value("bil")
