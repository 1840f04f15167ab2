"""From the office's page to the month's report: a window is let in as a phone, works a day with ten clients without signal,
and every entry stands in the office afterwards, in the files and in the figures.
"""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.handset import WORDS, Handset, MakeHandset
from tests.signing import signed_in
from tests.universe import Universe
from twofold.fieldwork.models import Entry
from twofold.outreach import placing
from twofold.outreach.models import GroupAttended, ReferralState
from twofold.people import actions as people
from twofold.people.actions import NewClient

MORE = [f"client-{n}" for n in range(8)]


@pytest.fixture
def office(universe: Universe, live_server: Any, new_page: Callable[..., Page]) -> Page:
    """The administrator's laptop."""
    page = new_page()
    cookie = signed_in(universe.staff["arun"]).cookies["twofold"].value
    page.context.add_cookies([{"name": "twofold", "value": cookie, "url": live_server.url}])
    return page


def ten_clients(world: Universe) -> list[str]:
    row = world.caseloads["tomba"]
    new = NewClient(site=row.site_id, caseload=row.id, kinds=["injects"])
    made = people.register_clients(by=world.actor("tomba"), clients=[new] * len(MORE))
    world.clients |= {name: client.id for name, client in zip(MORE, made, strict=True)}
    people.choose_words(by=world.actor("marta"), words=[(world.clients["aisha"], "red kite")])
    return ["bilal", "esha", *MORE]


def let_in(office: Page, phone: Handset) -> None:
    """What stands on the office's page is all that a newcomer has."""
    office.goto("/phones/new/")
    office.get_by_label("Whose phone is it?").select_option(label="Tomba")
    office.get_by_role("button", name="Show the code").click()
    phone.page.goto(str(office.get_by_role("link", name=re.compile("^Only to try it")).get_attribute("href")))
    phone.tap("I choose my own")
    for way in ("Next", "Finish"):
        phone.page.get_by_label("Your four words").fill(WORDS)
        phone.tap(way)
    phone.see("Today")
    phone.synced()
    phone.kept()


def hand_out(phone: Handset, needles: int, code: str = "", word: str = "") -> None:
    phone.tap("Hand out")
    phone.tap(str(needles))
    if code:
        phone.page.get_by_text("For a colleague's client").tap()
        phone.page.get_by_label("Code of the card").fill(code)
        phone.page.get_by_label("Their own word").fill(word)
    phone.tap("Save")
    phone.see("Today")


def beside_supplies(phone: Handset) -> None:
    """A card for somebody new, a partner named, going along, a group, a home visit; one contact that is taken back."""
    page = phone.page
    phone.tap("Somebody new")
    phone.tap("Next")
    phone.tap("Yes, keep a card")
    page.get_by_label("What may I call you?").fill("Ravi")
    phone.tap("Save")
    for ways in (
        ("Private talk", "Yes, alone", "Name a partner", "Husband or wife", "Save"),
        ("Going along", "Refer", "Legal aid", "Save"),
        ("Supplies", "Save", "Undo"),
    ):
        phone.open_client("esha")
        for way in ways:
            phone.tap(way)
        expect(page.locator(".toast")).to_contain_text("Taken back." if "Undo" in ways else "Saved on this phone.")
    phone.tap("More")
    phone.tap("Group")
    phone.tap("Peer support")
    page.get_by_text("Who of your clients came").tap()
    phone.tap(re.compile(re.escape(phone.world_code("bilal"))))
    phone.tap("Save")
    phone.see("Today")
    phone.tap("More")
    phone.tap("Home visit")
    phone.tap("I am setting out")
    phone.tap(re.compile("^Home visit: back by"))
    phone.tap("Back and safe")
    expect(phone.button(re.compile("^Home visit: back by"))).to_have_count(0)


def month(world: Universe) -> dict[str, int]:
    """Lines of the month's report that are shown, as the officer reads them."""
    page = signed_in(world.staff["meera"]).get("/months/one/", {"period": "2026-11"}).content.decode()
    found = {}
    for row in re.findall(r"<tr><td class=\"code\">.*?</tr>", page, re.DOTALL):
        *_, value = re.sub(r"<[^>]+>", " ", row).replace(",", "").split()
        if value.isdigit():
            found[re.sub(r"<[^>]+>", " ", row).split()[0]] = int(value)
    return found


def test_a_whole_day_of_ten_clients_stands_in_the_office_and_in_the_month(office: Page, handset: MakeHandset) -> None:
    phone = handset()
    world = phone.world
    names, before = ten_clients(world), month(world)
    let_in(office, phone)
    phone.context.set_offline(True)
    given = {name: at + 1 for at, name in enumerate(names)}
    for name, needles in given.items():
        phone.give(name, needles)
    hand_out(phone, 20)
    hand_out(phone, 5, world.client("aisha").code, "red kite")
    beside_supplies(phone)
    phone.line("19 waiting, from today")
    phone.after_undo()
    phone.context.set_offline(False)
    phone.send()
    phone.line("All sent")
    assert Entry.objects.unscoped("tests").count() == 19
    assert placing.place_all() == 1
    worker = signed_in(world.staff["tomba"])
    for name, needles in given.items():
        file = re.sub(r"<[^>]+>", "", worker.get(f"/clients/{world.clients[name]}/").content.decode())
        assert f"{needles} × Syringe" in file, name
    assert ReferralState.objects.unscoped("tests").get(client=world.clients["esha"]).step == "offered"
    assert GroupAttended.objects.unscoped("tests").get().client_id == world.clients["bilal"]
    after = month(world)
    assert after["A3"] == len(given) + 2  # with Ravi, who is new, and Aisha, for whom a word was said
    assert after["C1"] - before["C1"] == sum(given.values()) + 20 + 5 + 10
