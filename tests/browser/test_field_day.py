"""A worker's day with the phone: enrolled, five taps, three taps, somebody new, without signal, and all of it in the office."""

import re

from playwright.sync_api import expect

from tests.browser.handset import WORDS, Handset, MakeHandset, disk
from tests.machinery.browser import axe_violations
from tests.machinery.measured import measured
from twofold.outreach import placing
from twofold.outreach.models import ContactTally, Group, GroupAttended, VisitWord
from twofold.people import actions as people
from twofold.people.models import Client, OwnWord

REMIND = "import(document.querySelector('script').src.replace('main.js', 'rounds.js')).then((all) => all.remind())"


def tallies(**of: object) -> list[ContactTally]:
    return list(ContactTally.objects.unscoped("tests").filter(**of).order_by("contact_id"))


def test_a_day_without_signal_arrives_whole(handset: MakeHandset) -> None:
    phone = handset().enrol("tomba")
    world = phone.world
    before = len(tallies())
    phone.kept()
    phone.context.set_offline(True)
    phone.give("bilal", 12)
    expect(phone.page.locator(".toast")).to_contain_text("Saved on this phone.")
    phone.tap("Hand out")
    phone.tap("10")
    phone.tap("Save")
    phone.tap("Somebody new")
    phone.tap("Next")
    phone.tap("Yes, keep a card")
    phone.page.get_by_label("What may I call you?").fill("Ravi")
    phone.tap("Save")
    phone.see("Today")
    phone.line("4 waiting, from today")
    phone.page.reload()
    phone.unlock()
    phone.line("4 waiting, from today")
    phone.tap("Clients")
    expect(phone.page.get_by_text("Ravi")).to_be_visible()
    assert len(tallies()) == before
    phone.after_undo()
    phone.context.set_offline(False)
    phone.send()
    phone.line("All sent")
    made = tallies()[before:]
    assert [
        (row.client_id and str(row.client_id) == str(world.clients["bilal"]), row.needles_out) for row in made[:2]
    ] == [
        (True, 12),
        (None, 10),
    ]
    ravi = Client.objects.unscoped("tests").get(pk=made[2].client_id)
    assert made[2].needles_out == 10
    expect(phone.page.get_by_role("button", name=re.compile(re.escape(ravi.code)))).to_be_visible()
    assert [sorted(entry["body"]) for entry in phone.sent] == [["key", "sealed"]] * 4
    assert [entry["seq"] for entry in phone.sent] == [1, 2, 3, 4]


def test_a_contact_in_five_taps_and_supplies_in_three(handset: MakeHandset) -> None:
    phone = handset().enrol("tomba")
    slow = phone.context.new_cdp_session(phone.page)
    slow.send("Emulation.setCPUThrottlingRate", {"rate": 6})
    taps = ["Needles and syringes back: 5 more", "Save"]
    with measured("contact on a phone, six times slower", unit="taps", floor=4) as proof:
        phone.page.get_by_role("button", name=re.compile(phone.world_code("bilal"))).tap()
        phone.tap("Supplies")
        for name in taps:
            phone.tap(name)
        expect(phone.page.locator(".toast")).to_contain_text("Saved on this phone.")
        proof.count = 2 + len(taps)
    assert proof.count <= 5
    saved = phone.page.evaluate(
        """() => new Promise((done) => {
          const began = performance.now();
          document.querySelector('.bar [data-name=stranger]').click();
          const told = new MutationObserver(() => document.querySelector('.toast') && done(performance.now() - began));
          told.observe(document.getElementById('toast'), { childList: true });
          const wait = setInterval(() => {
            const save = document.querySelector('.foot .primary');
            if (!save || !document.querySelector('.chip.big')) return;
            clearInterval(wait);
            document.querySelector('.chip.big').click();
            save.click();
          }, 5);
        })"""
    )
    with measured("from the tap to saved on a phone, six times slower", unit="ms", floor=1) as proof:
        proof.count = round(saved)
    phone.line("2 waiting")


def covers(phone: Handset) -> None:
    """A word for one's own client; then supplies for a colleague's, who says code and word. Nothing of the card shows."""
    world = phone.world
    people.choose_words(by=world.actor("marta"), words=[(world.clients["aisha"], "red kite")])
    phone.open_client("bilal")
    phone.tap("Own word")
    phone.page.get_by_label("Which word do they choose?").fill("b-l ")
    phone.tap("Save")
    expect(phone.page.get_by_role("alert")).to_contain_text("at least three letters")
    phone.page.get_by_label("Which word do they choose?").fill("blue kite")
    phone.tap("Save")
    phone.tap("Hand out")
    phone.tap("10")
    phone.page.get_by_text("For a colleague's client").tap()
    assert axe_violations(phone.page) == []
    phone.page.get_by_label("Code of the card").fill(world.client("aisha").code)
    phone.tap("Save")
    expect(phone.page.locator(".toast")).to_contain_text("or neither")
    phone.page.get_by_label("Their own word").fill("Red Kite")
    phone.tap("Save")
    expect(phone.page.locator(".toast")).to_contain_text("Saved on this phone.")
    phone.clock("22000")
    phone.send()
    phone.line("All sent")
    assert placing.place_all() == 1
    assert [row.needles_out for row in tallies(client=world.clients["aisha"], author=world.staff["tomba"].pk)] == [10]
    assert OwnWord.objects.unscoped("tests").filter(client=world.clients["bilal"]).count() == 1
    assert [sorted(entry["body"]) for entry in phone.sent] == [["key", "sealed"]] * 3
    phone.tap("Clients")
    assert world.client("aisha").code not in phone.page.content()


def test_what_was_saved_can_be_taken_back_for_ten_seconds(handset: MakeHandset) -> None:
    phone = handset().enrol("tomba")
    before = len(tallies())
    phone.give("bilal")
    phone.line("1 waiting")
    phone.tap("Undo")
    phone.line("All sent")
    expect(phone.page.locator(".toast")).to_contain_text("Taken back.")
    phone.give("bilal", 9)
    phone.after_undo()
    phone.send()
    phone.line("All sent")
    assert [row.needles_out for row in tallies()[before:]] == [9]
    assert [entry["seq"] for entry in phone.sent] == [1]
    covers(phone)


def test_no_card_no_word_and_no_key_lies_open_on_the_disk(handset: MakeHandset) -> None:
    phone = handset().enrol("tomba")
    phone.give("bilal", 7)
    kept = str(disk(phone.page))
    for secret in ("tea stall", "Bil", phone.world_code("bilal"), str(phone.world.clients["bilal"]), "syringe", WORDS):
        assert secret not in kept


def test_hindi_and_accessible_and_nothing_beyond_the_edge(handset: MakeHandset) -> None:
    phone = handset().enrol("tomba")
    page = phone.page

    def looks() -> None:
        assert page.title() == "Twofold" and page.url.endswith("/field/")
        assert axe_violations(page) == []
        for width in (320, 360):
            page.set_viewport_size({"width": width, "height": 740})
            assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"), (
                width
            )

    def small() -> list[str]:
        return page.evaluate(
            """() => [...document.querySelectorAll('button, input, textarea, summary')].filter((one) => one.offsetParent !== null)
            .map((one) => [one.textContent || one.id, one.getBoundingClientRect()])
            .filter(([, box]) => box.width < 48 || box.height < 48).map(([name, box]) => `${name} ${box.width}x${box.height}`)"""
        )

    for language in ("en", "hi"):
        for way in ("today", "clients", "stranger", "more"):
            page.locator(f".bar [data-name={way}]").tap()
            expect(page.locator(f".bar [data-name={way}]")).to_have_attribute("aria-current", "page")
            looks()
            assert small() == []
        page.locator(".bar [data-name=today]").tap()
        page.locator(".row").first.tap()
        looks()
        page.locator(".foot .button").tap()
        looks()
        if language == "en":
            phone.tap("More")
            phone.tap("Language")
            phone.tap("हिन्दी")
            expect(page.locator("html")).to_have_attribute("lang", "hi")
    page.locator(".top .button.sign").tap()
    looks()
    phone.unlock(language="hi")
    phone.see("आज")


def test_a_home_visit_and_a_group_without_signal_arrive(handset: MakeHandset) -> None:
    phone = handset().enrol("tomba")
    page, world = phone.page, phone.world
    phone.kept()
    phone.context.set_offline(True)
    phone.tap("More")
    phone.tap("Home visit")
    assert axe_violations(page) == []
    page.get_by_label("Where, roughly").fill("behind the mill")
    phone.tap("I am setting out")
    phone.tap(re.compile("^Home visit: back by"))
    expect(page.get_by_text("Not sent yet: the office does not know of it.")).to_be_visible()
    assert axe_violations(page) == []
    phone.clock("2 * 3600000")
    page.evaluate(REMIND)
    expect(page.locator(".toast")).to_contain_text("Your time is over.")
    phone.clock("0")
    phone.tap("Back and safe")
    expect(phone.button(re.compile("^Home visit: back by"))).to_have_count(0)
    phone.tap("More")
    phone.tap("Group")
    phone.tap("Peer support")
    page.get_by_text("Who of your clients came").tap()
    phone.tap(re.compile(re.escape(phone.world_code("bilal"))))
    phone.tap("Others, without a card here: one more")
    assert axe_violations(page) == []
    phone.tap("Save")
    phone.line("3 waiting, from today")
    phone.after_undo()
    phone.context.set_offline(False)
    phone.send()
    phone.line("All sent")
    assert [row.word for row in VisitWord.objects.unscoped("tests")] == ["back"]
    [group] = Group.objects.unscoped("tests")
    assert group.people == 2
    [there] = GroupAttended.objects.unscoped("tests")
    assert there.client_id == world.clients["bilal"]
