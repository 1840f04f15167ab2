"""Numbers that something else bears already: whoever sends one is answered as for any other, and nothing is lost."""

import uuid
from typing import Any

import pytest

from tests.unit.fieldwork.conftest import Phone, new_client
from tests.universe import Universe
from twofold.core import ids
from twofold.fieldwork.entries import ENTRIES
from twofold.fieldwork.models import Entry
from twofold.outreach.models import (
    Contact,
    Covering,
    Group,
    GroupAttended,
    HomeVisit,
    Referral,
    ReferralStep,
    VisitWord,
)
from twofold.people.models import ConsentGiven, OwnWord, Profile, Standing

_TABLES = (
    Profile,
    ConsentGiven,
    Standing,
    OwnWord,
    Contact,
    Covering,
    Group,
    HomeVisit,
    VisitWord,
    Referral,
    ReferralStep,
)


def _bodies(client: str) -> dict[str, dict[str, Any]]:
    """Of each kind one that is taken in."""
    at = {"client": client}
    return {
        "client.registered": {"client": new_client()},
        "client.updated": at | {"nickname": "Reed"},
        "consent.recorded": at | {"stage": "full"},
        "client.left": at | {"why": "moved"},
        "client.returned": at,
        "contact.made": at | {"needles_out": 2},
        "referral.made": at | {"service": "testing"},
        "partner.named": at | {"kind": "spouse"},
        "partner.decided": at | {"outcome": "not_now"},
        "partner.invited": at,
        "partner.visited": at | {"outcome": "met"},
        "partner.enrolled": at,
        "visit.began": {"minutes": 30},
        "word.chosen": at | {"word": "kingfisher"},
        "contact.covered": {"code": "AAAA", "word": "kingfisher"},
        "group.held": {"group": "women", "people": 3},
    }


def _rows() -> dict[Any, Any]:
    return {(table, row.pk): row.author for table in _TABLES for row in table.objects.unscoped("tests")}


def _as_if_the_office_had_written_it() -> None:
    rows = Entry.objects.unscoped("tests")
    rows._raw_delete(rows.db)


@pytest.fixture
def borne(universe: Universe, marta: Phone) -> list[str]:
    """Numbers that rows of every table bear, of a client who is not on the other worker's caseload."""
    aisha = str(universe.clients["aisha"])
    made = {kind: marta.entry(kind, body) for kind, body in _bodies(aisha).items() if kind != "client.registered"}
    told = marta.entry("visit.told", {"visit": made["visit.began"]["id"], "word": "back"})
    body = {"client": aisha, "referral": made["referral.made"]["id"], "step": "agreed"}
    entries = [*made.values(), told, marta.entry("referral.followed", body)]
    assert marta.outcomes(*entries) == [("accepted", None)] * len(entries)
    _as_if_the_office_had_written_it()
    return [entry["id"] for entry in entries] + [aisha]


def test_every_kind_is_asked() -> None:
    assert {kind.name for kind in ENTRIES} == {*_bodies("x"), "referral.followed", "visit.told"}


@pytest.mark.parametrize("kind", [*_bodies("")])
def test_the_answer_is_the_same_and_nothing_is_lost(
    universe: Universe, tomba: Phone, borne: list[str], kind: str
) -> None:
    bilal, before = str(universe.clients["bilal"]), _rows()
    for number in borne:
        free = tomba.entry(kind, _bodies(bilal)[kind])
        taken = tomba.entry(kind, _bodies(bilal)[kind], id=number)
        one, other = tomba.results(free, taken)
        assert (one["outcome"], one["reason"]) == ("accepted", None) == (other["outcome"], other["reason"]), number
    after = _rows()
    assert after.items() >= before.items()
    made = [table for table, _ in after.keys() - before.keys()]
    table = next(one.table for one in ENTRIES if one.name == kind)
    assert table is None or made.count(table) == 2 * len(borne)


def test_what_follows_finds_what_came_under_such_a_number(universe: Universe, tomba: Phone, borne: list[str]) -> None:
    """A correction, a step of a referral, the word of a visit: whoever sends them knows of no other number."""
    bilal = str(universe.clients["bilal"])
    for kind in ("client.updated", "consent.recorded", "contact.made", "group.held", "word.chosen"):
        for number in (borne[0], borne[4]):
            _as_if_the_office_had_written_it()
            early = tomba.entry(kind, _bodies(bilal)[kind], corrects=number)
            if kind != "group.held":
                assert tomba.outcomes(early) in ([("held", "waiting")], [("accepted", None)])
            first = tomba.entry(kind, _bodies(bilal)[kind], id=number)
            late = tomba.entry(kind, _bodies(bilal)[kind], corrects=number)
            assert tomba.outcomes(first, late) == [("accepted", None)] * 2, kind
            if kind != "group.held":
                assert tomba.outcomes(early) == [("duplicate", None)], kind
    contact = ids.entry_as_sent(uuid.UUID(borne[4]), _author(universe))
    assert Contact.objects.unscoped("tests").filter(corrects=contact).count() == 2
    for number in borne:
        _as_if_the_office_had_written_it()
        offer = tomba.entry("referral.made", _bodies(bilal)["referral.made"], id=number)
        step = tomba.entry("referral.followed", {"client": bilal, "referral": number, "step": "agreed"})
        assert tomba.outcomes(offer, step) == [("accepted", None)] * 2
        _as_if_the_office_had_written_it()
        visit = tomba.entry("visit.began", {"minutes": 30}, id=number)
        assert tomba.outcomes(visit, tomba.entry("visit.told", {"visit": number, "word": "back"})) == (
            [("accepted", None)] * 2
        )


def _author(universe: Universe) -> uuid.UUID:
    return universe.staff["tomba"].pk


def test_a_card_under_another_cards_number_is_opened_and_served(universe: Universe, tomba: Phone) -> None:
    """The number of a client who is not theirs, and of one of another programme: as a free one, before and after."""
    answers = []
    elsewhere = [str(universe.clients["aisha"]), str(universe.clients["deepa"])]
    for client in (new_client(), *elsewhere):
        contact = {"client": client, "needles_out": 4}
        early, late = tomba.entry("contact.made", contact), tomba.entry("contact.made", contact)
        group = tomba.entry("group.held", {"group": "women", "people": 3, "clients": [client]})
        opened = tomba.entry("client.registered", {"client": client, "nickname": "Reed"})
        update = tomba.entry("client.updated", {"client": client, "nickname": "Rush"}, corrects=client)
        answers.append([tomba.outcomes(one) for one in (early, opened, late, update, group, early)])
        [card] = [card for card in tomba.cards().values() if card["nickname"] == "Rush"]
        contacts = Contact.objects.unscoped("tests").filter(client=card["id"])
        assert contacts.count() == 2
        assert GroupAttended.objects.unscoped("tests").filter(client=card["id"]).count() == 1
        again = tomba.entry("contact.made", {"client": card["id"], "needles_out": 1})
        back = tomba.entry("client.updated", {"client": card["id"], "nickname": "Reed"}, corrects=card["profile"])
        assert tomba.outcomes(again, back) == [("accepted", None)] * 2
        assert Entry.objects.unscoped("tests").get(pk=opened["id"]).review == ("number" if client in elsewhere else "")
    assert answers[0] == answers[1] == answers[2]
    assert answers[0][0] == [("held", "waiting")]
    assert answers[0][1:] == [[("accepted", None)]] * 4 + [[("duplicate", None)]]
    for client in elsewhere:
        assert not Contact.objects.unscoped("tests").filter(client=client, author=_author(universe)).exists()


def _entry(number: str) -> Entry:
    return Entry.objects.unscoped("tests").get(pk=number)


def _needles(client: str) -> list[int]:
    return [row.supplies["syringe_1ml"] for row in Contact.objects.unscoped("tests").filter(client=client)]


def test_what_came_through_another_workers_phone_first_goes_in_for_its_owner(
    universe: Universe, tomba: Phone, marta: Phone
) -> None:
    bilal = str(universe.clients["bilal"])
    entry = tomba.entry("contact.made", {"client": bilal, "needles_out": 9})
    assert marta.outcomes(entry) == [("held", "waiting")]
    assert tomba.outcomes(entry, entry) == [("accepted", None), ("duplicate", None)]
    assert tomba.outcomes(entry) == marta.outcomes(entry) == [("duplicate", None)]
    assert _needles(bilal).count(9) == 1
    assert _entry(entry["id"]).outcome == "closed"
    mended = tomba.entry("contact.made", {"client": bilal, "needles_out": 8}, corrects=entry["id"])
    assert tomba.outcomes(mended) == [("accepted", None)]


@pytest.mark.parametrize("owner_first", [True, False])
def test_what_waits_in_two_names_goes_in_once(
    universe: Universe, tomba: Phone, marta: Phone, owner_first: bool
) -> None:
    client = new_client()
    entry = tomba.entry("contact.made", {"client": client, "needles_out": 9})
    for phone in (tomba, marta) if owner_first else (marta, tomba):
        assert phone.outcomes(entry, entry) == [("held", "waiting")] * 2
    assert Entry.objects.unscoped("tests").filter(outcome="held").count() == 2
    assert tomba.outcomes(tomba.entry("client.registered", {"client": client})) == [("accepted", None)]
    marta.pull()
    assert _needles(client) == [9]
    assert not Entry.objects.unscoped("tests").filter(outcome="held").exists()
    assert tomba.outcomes(entry) == marta.outcomes(entry) == [("duplicate", None)]


def test_something_else_under_the_number_of_another_workers_entry_is_an_entry_like_any_other(
    universe: Universe, tomba: Phone, marta: Phone
) -> None:
    bilal = str(universe.clients["bilal"])
    hers = marta.entry("contact.made", {"client": str(universe.clients["aisha"]), "needles_out": 5})
    waiting = marta.entry("contact.made", {"client": new_client(), "needles_out": 5})
    assert marta.outcomes(hers, waiting) == [("accepted", None), ("held", "waiting")]
    for number in (hers["id"], waiting["id"]):
        his = tomba.entry("contact.made", {"client": bilal, "needles_out": 9}, id=number)
        assert tomba.outcomes(his, his) == [("accepted", None), ("duplicate", None)]
        other = his | {"body": {"client": bilal, "needles_out": 1}}
        assert tomba.outcomes(other, his) == [("held", "conflict"), ("duplicate", None)]
        mended = tomba.entry("contact.made", {"client": bilal, "needles_out": 8}, corrects=number)
        assert tomba.outcomes(mended) == [("accepted", None)]
    assert marta.outcomes(hers, waiting) == [("duplicate", None), ("held", "waiting")]
