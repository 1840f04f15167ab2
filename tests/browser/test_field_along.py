"""Going along on the phone: offered, and a whole visit told without signal, as the office then has it."""

import datetime as dt

from playwright.sync_api import expect

from tests.browser.handset import MakeHandset
from tests.machinery.browser import axe_violations
from tests.unit.outreach.referring import facility, offer, state
from twofold.outreach.models import Referral, ReferralState


def test_a_whole_visit_without_signal_arrives(handset: MakeHandset) -> None:
    phone = handset()
    facility(phone.world, name="District hospital", services=["pregnancy"])
    pk = offer(phone.world, agreed=True, on=dt.date(2026, 11, 20), service="pregnancy")
    phone.enrol("tomba")
    page = phone.page
    expect(page.get_by_text("Go along")).to_be_visible()
    phone.kept()
    phone.context.set_offline(True)
    for step in ("On the way", "Arrived", "Seen"):
        phone.open_client("bilal")
        phone.tap("Going along")
        expect(page.get_by_role("heading", name="Pregnancy: test, care, birth")).to_be_visible()
        assert step != "Arrived" or not axe_violations(page)
        phone.tap(step)
        phone.tap("Save")
        expect(page.locator(".toast")).to_contain_text("Saved on this phone.")
    phone.open_client("esha")
    phone.tap("Going along")
    phone.tap("Refer")
    phone.tap("Save")
    expect(page.locator(".toast")).to_contain_text("Something is still to be answered: What for")
    phone.tap("What to do in an overdose")
    expect(page.get_by_text("Call an ambulance. Say: 'not breathing'.")).to_be_visible()
    phone.tap("Legal aid")
    expect(page.get_by_text("Call an ambulance.")).to_have_count(0)
    expect(page.get_by_text("What is said to the lawyer stays with the lawyer.")).to_be_visible()
    phone.tap("District hospital")
    assert not axe_violations(page)
    phone.tap("Save")
    phone.line("4 waiting, from today")
    phone.after_undo()
    phone.context.set_offline(False)
    phone.send()
    phone.line("All sent")
    assert state(pk).step == "seen"
    made = ReferralState.objects.unscoped("tests").get(client=phone.world.clients["esha"])
    assert made.step == "offered"
    assert Referral.objects.unscoped("tests").get(pk=made.pk).body["service"] == "legal"
