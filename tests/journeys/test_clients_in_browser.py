"""The pages of clients in a real browser: nothing for an accessibility checker to find, and a contact in a few taps."""

import datetime as dt
import re
import time
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.universe import TODAY, Universe
from twofold.core.access import Consent
from twofold.outreach import actions
from twofold.outreach.actions import NewContact
from twofold.outreach.models import ContactTally
from twofold.people import actions as people

LONG = "Ĺøřéḿ ïṕšúḿ đöļöŕ ☃ šïţ áḿéţ, ćöñšéćţéţúŕ áđïṕïšćïñğ éļïţ, šéđ đö éïúšḿöđ ţéḿṕöŕ " * 3


def fill_world(world: Universe) -> str:
    """Bilal's file with everything that a page can show; his address."""
    by, bilal, site = world.actor("tomba"), world.clients["bilal"], world.sites["imphal-east"].pk
    people.record_consents(by=by, consents=[(bilal, Consent.FULL)], occurred_at=TODAY - dt.timedelta(days=2))
    people.state_kinds(by=world.actor("lata"), statements=[(bilal, "sells_sex", True)])
    profile = {"gender": "man", "birth_year": 1990, "nickname": LONG, "reach": dict.fromkeys(("where", "when"), LONG)}
    people.change_profiles(by=by, profiles=[(bilal, profile)])
    new = NewContact(site=site, client=bilal, note=LONG, place=LONG, supplies={"syringe_1ml": 5}, topics=["overdose"])
    first, second = actions.record_contacts(by=by, contacts=[new, new])
    actions.correct_contact(by=by, contact=first.pk, new=new)
    actions.undo_contact(by=by, contact=second.pk)
    return f"/clients/{bilal}/"


def test_nothing_for_an_accessibility_checker_to_find(
    universe: Universe, enter: Callable[..., Page], looks: Callable[[Page], None]
) -> None:
    bilal = fill_world(universe)
    pages = [
        "/clients/?due=supplies",
        "/due/",
        "/supplies/",
        "/supplies/covering/",
        "/clients/new/",
        "/talks/",
        bilal,
        f"{bilal}contacts/new/",
    ]
    facts = ("profile", "groups", "need", "agreement", "standing", "word", "closed-to", "card", "talk")
    page = enter("lata")
    for address in [*pages, *(f"{bilal}{name}/" for name in facts)]:
        page.goto(address)
        looks(page)
    dev = enter("dev")
    dev.goto("/duplicates/")
    looks(dev)


def test_a_contact_in_a_few_taps_and_taken_back_at_once(universe: Universe, enter: Callable[..., Page]) -> None:
    page = enter("tomba", viewport={"width": 390, "height": 800}, has_touch=True)
    page.goto(f"/clients/{universe.clients['bilal']}/")
    began = time.monotonic()
    page.get_by_role("link", name="Record a contact").tap()
    given = page.get_by_label("Given: Syringe with needle, 1 ml")
    expect(given).to_have_value("28")
    given.locator("xpath=..").get_by_role("button", name="One more").tap()
    page.get_by_label("Given: Condom (external)").locator("xpath=..").get_by_role("button", name="One more").tap()
    page.get_by_role("button", name="Save").tap()
    toast = page.locator(".toast")
    expect(toast).to_contain_text("Saved.")
    assert time.monotonic() - began < 10
    saved = ContactTally.objects.unscoped("tests").filter(client=universe.clients["bilal"]).order_by("day").last()
    assert (saved.needles_out, saved.condoms) == (29, 1)
    toast.get_by_role("button", name="Undo").tap()
    expect(page.locator(".toast")).to_contain_text("Taken back")
    assert not ContactTally.objects.unscoped("tests").filter(pk=saved.pk).exists()


def test_it_works_without_scripts(universe: Universe, enter: Callable[..., Page]) -> None:
    page = enter("tomba", java_script_enabled=False)
    page.goto(f"/clients/{universe.clients['esha']}/contacts/new/")
    page.get_by_label("Given: Syringe with needle, 1 ml").fill("3")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".toast")).to_contain_text("Saved.")
    page.get_by_role("searchbox").fill(str(universe.client("bilal").code).lower())
    page.get_by_role("searchbox").press("Enter")
    expect(page).to_have_url(re.compile(f"/clients/{universe.clients['bilal']}/$"))
