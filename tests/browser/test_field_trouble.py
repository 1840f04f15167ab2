"""When things go wrong with a phone: wrong words, two workers, two tabs, a full disk, shut out, moved caseload, an update."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.handset import WORDS, Handset, MakeHandset, disk
from tests.browser.test_field_day import REMIND
from twofold.core import access
from twofold.fieldwork import actions, pages, release
from twofold.fieldwork.models import Entry
from twofold.outreach.models import Contact, ContactTally
from twofold.people import actions as people

OTHER = "window carpet nine tall"


def needles() -> list[int]:
    """As they came in: a phone's clock orders nothing."""
    rows = Contact.objects.unscoped("tests").order_by("received_at", "id").values_list("id", flat=True)
    counted = ContactTally.objects.unscoped("tests").in_bulk(list(rows))
    return [counted[row].needles_out for row in rows]


def test_two_workers_share_a_phone_and_neither_opens_the_other(handset: MakeHandset) -> None:
    phone = handset().enrol("tomba")
    page = phone.page
    phone.tap("Lock now")
    expect(page.get_by_label("Your four words")).to_be_visible()
    text = page.locator("body").inner_text()
    assert "Bil" not in text and phone.world_code("bilal") not in text and "omba" not in text
    phone.unlock("quite other words here")
    expect(page.get_by_role("alert")).to_contain_text("These words open nothing")
    phone.tap("Another worker")
    page.get_by_label("Code from the office").fill(f" {phone.secret('marta')}\n")
    phone.tap("Next")
    phone.tap("I choose my own")
    page.get_by_label("Your four words").fill("one two")
    phone.tap("Next")
    expect(page.get_by_role("alert")).to_contain_text("at least four")
    page.get_by_label("Your four words").fill(OTHER)
    phone.tap("Next")
    page.get_by_label("Your four words").fill(WORDS)
    phone.tap("Finish")
    expect(page.get_by_role("alert")).to_contain_text("Not the same")
    page.get_by_label("Your four words").fill(OTHER)
    phone.tap("Finish")
    phone.see("Today")
    phone.synced()
    phone.tap("Clients")
    expect(page.get_by_text(phone.world_code("aisha"))).to_be_visible()
    assert phone.world_code("bilal") not in page.locator("body").inner_text()
    phone.tap("Lock now")
    phone.unlock()
    phone.tap("Clients")
    expect(page.get_by_text(phone.world_code("bilal"))).to_be_visible()
    assert phone.world_code("aisha") not in page.locator("body").inner_text()
    # A round that comes between the passphrase and the cards from the disk brings none: what was read would put it back.
    part = "const part = (name) => import(document.querySelector('script').src.replace('main.js', name));"
    page.evaluate(f"async () => {{ {part} await (await part('sync.js')).run() }}")
    asked: list[str] = []
    phone.context.on("request", lambda request: asked.append(request.url))
    page.evaluate(f"async () => {{ {part} (await part('cards.js')).close(); await (await part('sync.js')).run() }}")
    assert not [url for url in asked if "/sync/pull" in url]


def test_sealed_work_goes_out_of_a_locked_phone_from_one_of_two_tabs_once(handset: MakeHandset) -> None:
    phone = handset().enrol("tomba")
    before = len(needles())
    other = Handset(phone.context.new_page(), phone.world)
    other.page.goto("/field/")
    other.unlock()
    other.see("Today")
    phone.context.set_offline(True)
    other.give("esha", 8)
    other.after_undo()
    phone.page.bring_to_front()
    phone.give("bilal", 26)
    phone.line("2 waiting")
    phone.after_undo()
    phone.tap("Lock now")
    expect(other.page.get_by_label("Your four words")).to_be_visible()
    phone.context.set_offline(False)
    for one in (phone, other):
        one.page.evaluate("dispatchEvent(new Event('online'))")
    phone.unlock()
    phone.line("All sent")
    assert sorted(needles()[before:]) == [8, 26]
    assert sorted(entry["seq"] for entry in {entry["id"]: entry for entry in phone.sent}.values()) == [1, 2]


def test_a_full_disk_is_told_and_loses_nothing(handset: MakeHandset) -> None:
    phone = handset().enrol("tomba")
    before = len(needles())
    full = """() => {
      const put = IDBObjectStore.prototype.put;
      window.room = () => { IDBObjectStore.prototype.put = put; };
      IDBObjectStore.prototype.put = function (row) {
        if (row.kind) throw new DOMException('full', 'QuotaExceededError');
        return put.call(this, row);
      };
    }"""
    phone.page.evaluate(full)
    phone.open_client("bilal")
    phone.tap("Supplies")
    phone.tap("Save")
    expect(phone.page.locator(".toast")).to_contain_text("Not saved: this phone is full")
    phone.line("All sent")
    expect(phone.page.get_by_role("group", name="Needles and syringes given").get_by_role("status")).to_have_text("30")
    phone.page.evaluate("room()")
    phone.tap("Save")
    phone.line("1 waiting")
    phone.after_undo()
    phone.send()
    phone.line("All sent")
    assert needles()[before:] == [30]


def test_a_phone_that_is_shut_out_wipes_and_its_sealed_work_still_arrives(handset: MakeHandset) -> None:
    phone = handset().enrol("tomba")
    phone.context.set_offline(True)
    phone.give("bilal", 5)
    phone.after_undo()
    actions.revoke(by=access.operator(), device=phone.device.pk)
    phone.page.evaluate("localStorage.setItem('left', 'over')")
    with phone.page.expect_response(lambda answer: "x-wiped" in answer.request.headers) as last:
        phone.context.set_offline(False)  # it sends by itself, and there is nothing left to tap
    assert last.value.all_headers()["clear-site-data"] == '"cache", "storage"'
    expect(phone.page.get_by_role("heading", name="Set up this phone")).to_be_visible()
    assert [row.code for row in Entry.objects.unscoped("tests")] == ["revoked"]
    assert phone.page.evaluate("caches.keys()") == []
    assert phone.page.evaluate("indexedDB.databases()") == []
    assert phone.page.evaluate("localStorage.getItem('left')") is None


def test_a_moved_client_leaves_the_phone_and_the_work_arrives(handset: MakeHandset) -> None:
    phone = handset().enrol("tomba")
    world, before = phone.world, len(needles())
    phone.context.set_offline(True)
    phone.give("bilal", 4)
    phone.after_undo()
    people.place_clients(
        by=world.actor("priya"), clients=[world.clients["bilal"]], caseload=world.caseloads["marta"].id
    )
    phone.context.set_offline(False)
    phone.send()
    phone.line("All sent")
    assert needles()[before:] == [4]
    phone.tap("Clients")
    expect(phone.page.get_by_text(phone.world_code("esha"))).to_be_visible()
    expect(phone.page.get_by_text(phone.world_code("bilal"))).to_have_count(0)  # cards come after the answer to a push
    assert len(disk(phone.page)["cards"]) == 1


def test_a_clock_that_is_off_by_decades_holds_nothing_back(handset: MakeHandset) -> None:
    phone = handset().enrol("tomba")
    before = len(needles())
    for year, pieces in ((1971, 3), (2090, 2)):
        phone.clock(f"Date.UTC({year}, 5) - Date.UTC(2026, 10)")
        phone.give("bilal", pieces)
        phone.clock("0")
        phone.send()
        phone.line("All sent")
    assert sorted(needles()[before:]) == [2, 3]


def test_an_update_waits_for_what_is_unsent(handset: MakeHandset, monkeypatch: pytest.MonkeyPatch) -> None:
    phone = handset().enrol("tomba")
    phone.kept()
    phone.context.set_offline(True)
    phone.give("bilal", 2)
    old, now = release.current().hash, release.current()
    changed = release.Release("0123456789abcdef", now.files)
    monkeypatch.setattr(release, "current", lambda: changed)
    monkeypatch.setattr(pages.release, "current", lambda: changed)
    running = "document.querySelector('script').src"
    phone.tap("Lock now")
    phone.page.route("**/sync/push", lambda route: route.abort())
    phone.context.set_offline(False)
    phone.page.evaluate("navigator.serviceWorker.getRegistration('/field/').then((one) => one.update())")
    phone.until("async () => (await navigator.serviceWorker.getRegistration('/field/')).waiting !== null")
    phone.page.reload()
    assert old in phone.page.evaluate(running)
    phone.unlock()
    phone.line("1 waiting")
    phone.page.unroute("**/sync/push")
    phone.after_undo()
    phone.send()
    phone.line("All sent")
    phone.tap("Lock now")
    expect(phone.page.locator("script[src*='0123456789abcdef']")).to_have_count(1)
    phone.unlock()
    phone.see("Today")


def test_two_fingers_lock_and_exit_leaves_for_the_weather(handset: MakeHandset) -> None:
    phone = handset().enrol("tomba")
    page: Page = phone.page
    touch = phone.context.new_cdp_session(page)
    points = [{"x": 100, "y": 300, "id": 0}, {"x": 220, "y": 320, "id": 1}]
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": points})
    expect(page.get_by_label("Your four words")).to_be_visible()
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    phone.unlock()
    phone.see("Today")
    for _ in range(3):
        page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile("/weather/$"))


def test_who_is_late_is_reminded_on_a_phone_that_started_anew(handset: MakeHandset) -> None:
    phone = handset().enrol("tomba")
    page, word = phone.page, phone.page.locator(".toast")
    phone.kept()
    phone.context.set_offline(True)
    phone.tap("More")
    phone.tap("Home visit")
    phone.tap("I am setting out")
    expect(word).to_contain_text("Saved on this phone.")
    for opened in (False, True):
        page.reload()
        expect(page.get_by_label("Your four words")).to_be_visible()
        phone.clock("2 * 3600000")
        page.evaluate(REMIND)
        if opened:
            phone.unlock()
            phone.tap(re.compile("^Home visit: back by"))
            phone.tap("Back and safe")
            expect(word).to_contain_text("Saved on this phone.")
            page.evaluate(REMIND)  # as every twenty seconds: what a locked phone needs is written down
        else:
            expect(word).to_have_text("Please open.")
    page.reload()
    expect(page.get_by_label("Your four words")).to_be_visible()
    phone.clock("2 * 3600000")
    page.evaluate(REMIND)
    expect(word).to_have_count(0)


def test_nobody_is_reminded_of_a_visit_that_was_taken_back(handset: MakeHandset) -> None:
    phone = handset().enrol("tomba")
    phone.tap("More")
    phone.tap("Home visit")
    phone.tap("I am setting out")
    phone.tap("Undo")
    expect(phone.page.locator(".toast")).to_have_text("Taken back.")
    phone.clock("2 * 3600000")
    phone.page.evaluate(REMIND)
    expect(phone.page.locator(".toast")).to_have_text("Taken back.")
    phone.tap("Lock now")
    phone.page.evaluate(REMIND)
    expect(phone.page.locator(".toast")).to_have_count(0)


def test_a_code_that_is_scanned_into_a_page_that_stood_open_is_taken(handset: MakeHandset) -> None:
    phone = handset()
    phone.page.goto("/field/")
    phone.see("Set up this phone")
    phone.page.goto(f"/field/#e={phone.secret('tomba')}")  # the same page: nothing is loaded
    phone.see("Your four words")
    assert phone.page.url.endswith("/field/")
