"""Recording, correcting and taking back contacts through the pages: twice is once, nothing is lost, nothing strays."""

import datetime as dt
import re
import uuid
from typing import Any

import pytest
from django.test import Client as Browser

from tests.signing import signed_in
from tests.universe import Universe
from twofold.core import ids
from twofold.outreach import actions
from twofold.outreach.actions import NewContact
from twofold.outreach.models import Contact, ContactTally, ServiceState
from twofold.people import actions as people
from twofold.programme import actions as programme

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 20)


@pytest.fixture
def tomba(universe: Universe) -> Browser:
    return signed_in(universe.staff["tomba"])


def address(world: Universe, name: str = "bilal") -> str:
    return f"/clients/{world.clients[name]}/contacts/new/"


def said(world: Universe, **changed: Any) -> dict[str, Any]:
    return {
        "id": str(ids.new_entry_id()),
        "out_syringe_1ml": "14",
        "back_syringe_1ml": "9",
        "out_condom_external": "6",
        "beneficiary": "client",
        "mode": "outreach",
        "site": str(world.sites["imphal-east"].pk),
        "day": TODAY.isoformat(),
        "topics": ["overdose"],
        "place": "by the market",
        "note": "",
    } | changed


def stored(world: Universe, told: dict[str, Any]) -> uuid.UUID:
    """The id under which what Tomba sent is kept."""
    return ids.entry_as_sent(uuid.UUID(told["id"]), world.staff["tomba"].pk)


def contacts(world: Universe, name: str = "bilal") -> Any:
    return Contact.objects.unscoped("tests").filter(client=world.clients[name])


def test_a_contact_is_saved_and_can_be_taken_back(universe: Universe, tomba: Browser) -> None:
    told = said(universe)
    answer = tomba.post(address(universe), told, follow=True)
    row = contacts(universe).get(pk=stored(universe, told))
    assert (row.supplies, row.returned) == ({"syringe_1ml": 14, "condom_external": 6}, {"syringe_1ml": 9})
    assert (row.day, row.mode, row.beneficiary) == (TODAY, "outreach", "client")
    assert row.details["topics"] == ["overdose"] and row.details["place"] == "by the market"
    assert answer.redirect_chain == [(f"/clients/{universe.clients['bilal']}/", 302)]
    undo = f"/contacts/{row.pk}/undo/"
    toast = re.search(rb'<div class="toast">.*?</form>', answer.content, re.S)
    assert toast and undo.encode() in toast[0]
    answer = tomba.post(undo, follow=True)
    assert not ContactTally.objects.unscoped("tests").filter(root=row.root).exists()
    assert "Taken back" in answer.content.decode()


def test_the_same_form_sent_twice_is_one_contact(universe: Universe, tomba: Browser) -> None:
    before, told = contacts(universe).count(), said(universe)
    for _ in range(2):
        assert tomba.post(address(universe), told).status_code == 302
    assert contacts(universe).count() == before + 1


def test_taking_back_twice_is_taking_back_once(universe: Universe, tomba: Browser) -> None:
    undo = f"/contacts/{universe.contacts['bilal-3']}/undo/"
    for _ in range(2):
        assert tomba.post(undo).status_code == 302
    assert contacts(universe).filter(void=True).count() == 1
    assert tomba.get(undo).status_code == 405


def test_what_was_taken_back_does_not_count(universe: Universe, tomba: Browser) -> None:
    before = universe.client("bilal").service
    assert (before.contacts, before.last_day) == (3, dt.date(2026, 11, 9))
    tomba.post(f"/contacts/{universe.contacts['bilal-3']}/undo/")
    after = universe.client("bilal").service
    assert (after.contacts, after.last_day) == (2, dt.date(2026, 10, 19))


def test_syringes_are_offered_from_the_need(universe: Universe, tomba: Browser) -> None:
    """Two injections a day are fourteen a week; the next contact is in two weeks."""
    page = tomba.get(address(universe))
    assert page.context["form"].initial["out_syringe_1ml"] == 28


def test_without_a_known_need_what_was_taken_last_is_offered(universe: Universe, tomba: Browser) -> None:
    form = tomba.get(address(universe, "esha")).context["form"]
    assert not [name for name in form.initial if name.startswith("out_")]
    actions.record_contacts(
        by=universe.actor("tomba"),
        contacts=[
            NewContact(
                site=universe.sites["imphal-east"].pk, client=universe.clients["esha"], supplies={"syringe_2ml": 6}
            )
        ],
    )
    assert tomba.get(address(universe, "esha")).context["form"].initial["out_syringe_2ml"] == 6


def test_a_role_that_may_not_read_the_need_is_not_shown_it(universe: Universe) -> None:
    page = signed_in(universe.staff["gopal"]).get(address(universe))
    assert page.context["form"].initial["out_syringe_1ml"] == 10


def test_only_what_the_organisation_offers_is_asked(universe: Universe, tomba: Browser) -> None:
    programme.offer_items(by=universe.actor("priya"), offered={"cooker": False, "needle_26g": False})
    page = tomba.get(address(universe)).content.decode()
    assert "out_cooker" not in page and "needle_26g" not in page and "out_wipe" in page
    tomba.post(address(universe), told := said(universe, out_cooker="5"))
    assert "cooker" not in contacts(universe).get(pk=stored(universe, told)).supplies


def test_a_correction_keeps_what_is_offered_no_more(universe: Universe, tomba: Browser) -> None:
    programme.offer_items(by=universe.actor("priya"), offered={"needle_24g": False})
    page = tomba.get(f"/contacts/{universe.contacts['bilal-3']}/correct/")
    assert page.context["form"].initial["back_needle_24g"] == 3
    assert b"back_needle_24g" in page.content


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("out_syringe_1ml", "-1"),
        ("out_syringe_1ml", "1.5"),
        ("out_syringe_1ml", "10001"),
        ("out_syringe_1ml", "9" * 5000),
        ("out_syringe_1ml", "many"),
        ("out_syringe_1ml", "\x00"),
        ("back_syringe_1ml", "💉"),
        ("day", "2026-11-21"),
        ("day", "1999-12-31"),
        ("day", "0001-01-01"),
        ("day", "9999-12-31"),
        ("day", "yesterday"),
        ("day", ""),
        ("mode", "by_drone"),
        ("mode", ""),
        ("beneficiary", "stranger"),
        ("topics", ["weather"]),
        ("site", "nowhere"),
        ("site", ""),
        ("note", "x" * 2001),
        ("place", "x" * 2001),
    ],
)
def test_what_cannot_be_right_is_said_and_nothing_is_lost(
    universe: Universe, tomba: Browser, field: str, typed: Any
) -> None:
    before = contacts(universe).count()
    answer = tomba.post(address(universe), said(universe, note="so far") | {field: typed})
    assert answer.status_code == 400
    assert contacts(universe).count() == before
    form = answer.context["form"]
    assert form.errors[field]
    assert f'id="id_{field}_error"'.encode() in answer.content
    if field != "note":
        assert b">\nso far</textarea>" in answer.content


def test_a_site_of_another_organisation_cannot_be_chosen(universe: Universe, tomba: Browser) -> None:
    answer = tomba.post(address(universe), said(universe, site=str(universe.sites["patna"].pk)))
    assert answer.status_code == 400
    assert answer.context["form"].errors["site"] == ["Choose a site from the list."]


def test_an_empty_form_is_answered_in_words(universe: Universe, tomba: Browser) -> None:
    assert tomba.post(address(universe), {}).status_code == 400


def test_an_earlier_day_and_an_unreadable_id_are_taken(universe: Universe, tomba: Browser) -> None:
    before = contacts(universe).count()
    answer = tomba.post(address(universe), said(universe, id="not an id", day="2026-10-30"))
    assert (answer.status_code, contacts(universe).count()) == (302, before + 1)
    assert contacts(universe).filter(day=dt.date(2026, 10, 30)).exists()


def test_a_contact_with_somebody_who_left_is_taken(universe: Universe, tomba: Browser) -> None:
    people.record_standings(by=universe.actor("tomba"), standings=[(universe.clients["bilal"], "moved")])
    assert tomba.post(address(universe), said(universe)).status_code == 302
    assert universe.client("bilal").service.due_on is None


def test_a_hidden_client_takes_no_contact(universe: Universe) -> None:
    before = contacts(universe).count()
    assert signed_in(universe.staff["marta"]).post(address(universe), said(universe)).status_code == 404
    assert contacts(universe).count() == before


def correction(world: Universe, contact: str, **changed: Any) -> tuple[str, dict[str, Any]]:
    return f"/contacts/{world.contacts[contact]}/correct/", said(world, day="2026-11-09", **changed)


def test_a_correction_shows_and_what_was_said_before_is_kept(universe: Universe, tomba: Browser) -> None:
    where, told = correction(universe, "bilal-3", out_syringe_1ml="11", note="counted again")
    answer = tomba.post(where, told, follow=True)
    assert ContactTally.objects.unscoped("tests").get(root=universe.contacts["bilal-3"]).needles_out == 11
    entry = next(entry for entry in answer.context["timeline"] if entry.contact == stored(universe, told))
    assert (entry.tags, [old.facts[0] for old in entry.before]) == (
        ["Corrected"],
        [("Given", "10 × Syringe with needle, 1 ml")],
    )
    assert b"counted again" in answer.content and b"Said before" in answer.content
    assert answer.content.count(b"10 \xc3\x97 Syringe") == 1


def test_a_correction_sent_twice_is_one(universe: Universe, tomba: Browser) -> None:
    where, told = correction(universe, "bilal-3")
    before = contacts(universe).count()
    for _ in range(2):
        assert tomba.post(where, told).status_code == 302
    assert contacts(universe).count() == before + 1


def test_two_corrections_of_the_same_words_do_not_cover_each_other(universe: Universe, tomba: Browser) -> None:
    """Whoever comes second is told, and keeps what was typed."""
    tomba.post(*correction(universe, "bilal-3", out_syringe_1ml="11"))
    where, told = correction(universe, "bilal-3", out_syringe_1ml="12", note="mine")
    answer = tomba.post(where, told)
    assert (answer.status_code, answer.context["form"]["note"].value()) == (400, "mine")
    assert "in the meantime" in answer.content.decode()
    assert ContactTally.objects.unscoped("tests").get(root=universe.contacts["bilal-3"]).needles_out == 11


def test_a_correction_reaches_the_same_client_whatever_is_sent(universe: Universe, tomba: Browser) -> None:
    where, told = correction(universe, "bilal-3", client=str(universe.clients["esha"]))
    tomba.post(where, told)
    assert Contact.objects.unscoped("tests").get(pk=stored(universe, told)).client_id == universe.clients["bilal"]
    assert not contacts(universe, "esha").exists()


def test_a_correction_of_the_same_day_keeps_the_hour(universe: Universe, tomba: Browser) -> None:
    before = contacts(universe).get(pk=universe.contacts["bilal-3"]).details["occurred_at"]
    where, told = correction(universe, "bilal-3")
    tomba.post(where, told)
    assert contacts(universe).get(pk=stored(universe, told)).details["occurred_at"] == before


def test_taken_back_contacts_are_struck_through_for_whoever_could_have_done_so(
    universe: Universe, tomba: Browser
) -> None:
    tomba.post(f"/contacts/{universe.contacts['bilal-3']}/undo/")
    page = f"/clients/{universe.clients['bilal']}/"
    entry = tomba.get(page).context["timeline"][0]
    assert (entry.taken_back, entry.contact, entry.facts[0][1]) == (True, None, "10 × Syringe with needle, 1 ml")
    shown = signed_in(universe.staff["priya"]).get(page).context["timeline"]
    assert not [entry for entry in shown if entry.taken_back]


def test_supplies_without_a_card(universe: Universe, tomba: Browser) -> None:
    before = Contact.objects.unscoped("tests").filter(client=None).count()
    nothing = {name: text for name, text in said(universe).items() if not name.startswith(("out_", "back_"))}
    assert tomba.post("/supplies/", nothing).status_code == 400
    for _ in range(2):
        answer = tomba.post("/supplies/", told := {**nothing, "out_syringe_1ml": "10"}, follow=True)
    assert answer.redirect_chain == [("/supplies/", 302)]
    row = Contact.objects.unscoped("tests").get(pk=stored(universe, told))
    assert (row.client_id, row.beneficiary, row.supplies) == (None, "stranger", {"syringe_1ml": 10})
    assert Contact.objects.unscoped("tests").filter(client=None).count() == before + 1


def test_a_colleague_cannot_take_back_supplies_without_a_card(universe: Universe) -> None:
    undo = f"/contacts/{universe.contacts['stranger']}/undo/"
    assert signed_in(universe.staff["marta"]).post(undo).status_code == 404
    assert signed_in(universe.staff["tomba"]).post(undo).status_code == 302


def test_supplies_without_a_card_can_be_corrected(universe: Universe, tomba: Browser) -> None:
    where = f"/contacts/{universe.contacts['stranger']}/correct/"
    assert tomba.get(where).context["form"].initial["out_syringe_1ml"] == 10
    tomba.post(where, said(universe, out_syringe_1ml="12", day="2026-11-10"))
    assert ContactTally.objects.unscoped("tests").get(root=universe.contacts["stranger"]).needles_out == 12


def test_the_last_supplies_decide_when_the_next_are_due(universe: Universe, tomba: Browser) -> None:
    tomba.post(address(universe), said(universe, out_syringe_1ml="7"))
    service = ServiceState.objects.unscoped("tests").get(pk=universe.clients["bilal"])
    assert service.due_on == TODAY + dt.timedelta(days=3)


def test_the_id_of_a_hidden_contact_is_as_good_as_any_other(universe: Universe, tomba: Browser) -> None:
    """It was an answer: a correction broke, and a contact was thrown away, where somebody else's contact had that id."""
    hidden = str(universe.contacts["aisha-1"])
    before = contacts(universe).count()
    assert tomba.post(address(universe), said(universe, id=hidden)).status_code == 302
    where, told = correction(universe, "bilal-3", id=hidden, out_syringe_1ml="11")
    assert tomba.post(where, told | {"id": str(ids.new_entry_id())}).status_code == 302
    assert contacts(universe).count() == before + 2
    assert contacts(universe, "aisha").filter(pk=hidden).exists()


def test_an_action_leaves_the_id_of_somebody_elses_contact_alone(universe: Universe) -> None:
    """A phone's entries come with their ids: one that is taken is not used, and nothing is lost."""
    tomba, hidden = universe.actor("tomba"), universe.contacts["aisha-1"]
    new = NewContact(site=universe.sites["imphal-east"].pk, client=universe.clients["bilal"], id=hidden)
    made = actions.record_contacts(by=tomba, contacts=[new])[0]
    again = actions.correct_contact(by=tomba, contact=universe.contacts["bilal-3"], new=new)
    assert hidden not in (made.pk, again.pk) and made.client_id == again.client_id == universe.clients["bilal"]
