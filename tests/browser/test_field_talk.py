"""The way to a partner on the phone: alone first, a form for each step, without signal, and nothing of it on a screen again."""

import datetime as dt

from playwright.sync_api import expect

from tests.browser.handset import Handset, MakeHandset, disk
from tests.machinery.browser import axe_violations
from tests.universe import TODAY, Universe
from twofold.core.access import Consent
from twofold.couples import reads
from twofold.couples.rules import Path
from twofold.people import actions as people
from twofold.people import reads as files


def talk(phone: Handset) -> None:
    """From the client's card to the steps; at the question first of all, somebody who is not alone goes back."""
    phone.open_client("bilal")
    phone.tap("Private talk")
    phone.see("Are you alone with the client?")
    phone.tap("Yes, alone")
    phone.see("Private talk")


def test_not_alone_leads_back_and_asks_nothing(handset: MakeHandset) -> None:
    phone = handset().enrol("tomba")
    phone.open_client("bilal")
    phone.tap("Private talk")
    assert not axe_violations(phone.page)
    phone.tap("Not now")
    expect(phone.button("Name a partner")).to_have_count(0)
    phone.line("All sent")


def test_a_private_talk_without_signal_arrives_and_stands_on_no_screen(handset: MakeHandset) -> None:
    phone = handset().enrol("tomba")
    page = phone.page
    phone.kept()
    phone.context.set_offline(True)
    talk(phone)
    phone.tap("Name a partner")
    phone.tap("Husband or wife")
    page.get_by_label("What the client calls them").fill("Anjali-Q7")
    phone.tap("Save")
    expect(page.locator(".toast")).to_contain_text("Saved on this phone.")
    talk(phone)
    assert not axe_violations(page)
    phone.tap("Decide together")
    phone.tap("Save")
    expect(page.locator(".toast")).to_contain_text("Something is still to be answered: What came of it")
    phone.tap("Not sure")
    phone.tap("Not now")
    page.get_by_label("When next").fill("2026-12-15")
    assert not axe_violations(page)
    phone.tap("Save")
    phone.line("2 waiting, from today")
    phone.after_undo()
    assert "Anjali-Q7" not in page.content() and "Anjali-Q7" not in str(disk(page))
    phone.context.set_offline(False)
    phone.send()
    phone.line("All sent")
    talk(phone)
    assert "Anjali-Q7" not in page.content()
    path = arrived(phone.world)
    assert (path.partner["nickname"], path.state, path.next_on) == ("Anjali-Q7", "not_now", dt.date(2026, 12, 15))
    assert path.gate.wanting == ("not_now", "unsafe")


def arrived(world: Universe) -> Path:
    """What the counsellor sees of it, once the client agreed to records in full."""
    lata = world.actor("lata")
    people.record_consents(by=lata, consents=[(world.clients["bilal"], Consent.FULL)])
    [path] = reads.walked(lata, files.client(lata, world.clients["bilal"]), TODAY.date()) or []
    return path
