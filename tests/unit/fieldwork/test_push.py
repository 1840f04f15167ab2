"""What a phone sends is taken in once, whole, and answered entry by entry."""

import hashlib
import uuid

import pytest
from django.db import transaction

from tests.unit.fieldwork.conftest import Phone, new_client
from tests.universe import Universe
from twofold.fieldwork.models import Entry
from twofold.outreach.actions import contacts
from twofold.outreach.models import Contact


def test_a_contact_is_taken_in_once(universe: Universe, tomba: Phone) -> None:
    bilal = str(universe.clients["bilal"])
    told = tomba.entry("contact.made", {"client": bilal, "needles_out": 20, "needles_in": 11, "condoms": 6})
    assert tomba.outcomes(told) == [("accepted", None)]
    assert tomba.outcomes(told, told) == [("duplicate", None), ("duplicate", None)]
    row = Contact.objects.unscoped("tests").get(pk=told["id"])
    assert row.supplies == {"syringe_1ml": 20, "condom_external": 6}
    assert row.returned == {"syringe_1ml": 11}
    assert str(row.device) == tomba.device
    assert row.author == universe.staff["tomba"].pk


def test_a_new_client_and_what_follows_go_in_together(universe: Universe, tomba: Phone) -> None:
    client = new_client()
    said = [
        tomba.entry("contact.made", {"client": client, "needles_out": 5}),
        tomba.entry("consent.recorded", {"client": client, "stage": "full"}),
        tomba.entry("client.registered", {"client": client, "nickname": "Jo", "kinds": ["injects"]}),
        tomba.entry("contact.made", {"client": None, "needles_out": 2}),
    ]
    assert tomba.outcomes(*said) == [("accepted", None)] * 4
    assert tomba.cards()[client]["consent"] == "full"


def test_what_is_not_there_and_what_is_not_theirs_wait_alike(universe: Universe, tomba: Phone) -> None:
    hers = tomba.entry("contact.made", {"client": str(universe.clients["aisha"]), "needles_out": 1})
    nobodys = tomba.entry("contact.made", {"client": new_client(), "needles_out": 1})
    one, other = tomba.results(hers, nobodys)
    assert one["outcome"] == "held"
    assert one["reason"]["code"] == "waiting"
    assert one["reason"] == other["reason"]


def test_what_waited_goes_in_by_itself(universe: Universe, tomba: Phone, phone_of) -> None:
    other, client = phone_of("tomba"), new_client()
    early = other.entry("contact.made", {"client": client, "needles_out": 7})
    assert other.outcomes(early) == [("held", "waiting")]
    assert tomba.outcomes(tomba.entry("client.registered", {"client": client})) == [("accepted", None)]
    assert Entry.objects.unscoped("tests").get(pk=early["id"]).outcome == "accepted"
    assert other.outcomes(early) == [("duplicate", None)]


def test_other_content_under_one_number_is_held(tomba: Phone) -> None:
    first = tomba.entry("contact.made", {"client": None, "needles_out": 7})
    second = first | {"body": {"client": None, "needles_out": 8}}
    assert tomba.outcomes(first, second) == [("accepted", None), ("held", "conflict")]
    assert tomba.outcomes(second, first, second) == [("held", "conflict"), ("duplicate", None), ("held", "conflict")]
    assert Entry.objects.unscoped("tests").count() == 2


def test_one_bad_entry_never_fails_its_neighbours(tomba: Phone) -> None:
    good = [tomba.entry("contact.made", {"client": None, "needles_out": n}) for n in (1, 2)]
    bad = [
        tomba.entry("contact.made", {"needles_out": -1}),
        tomba.entry("contact.made", {"needles_out": 1, "colour": "red"}),
        tomba.entry("contact.made", {"supplies": {"elephant": 1}}),
        tomba.entry("tea.drunk", {}),
        tomba.entry("contact.made", {}, v=9),
        {"id": "no id", "kind": "contact.made"},
        "a word",
        None,
        17,
    ]
    answers = tomba.outcomes(good[0], *bad, good[1])
    assert answers[0] == answers[-1] == ("accepted", None)
    assert [code for _, code in answers[1:-1]] == [
        "invalid", "invalid", "invalid", "unknown_kind", "unknown_version", "invalid", "invalid", "invalid", "invalid",
    ]  # fmt: skip
    assert all(outcome == "held" for outcome, _ in answers[1:-1])
    assert Entry.objects.unscoped("tests").count() == 11


def test_a_mistake_of_the_office_holds_one_entry_and_is_written_down(
    universe: Universe, tomba: Phone, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    real = contacts._check_words

    def broken(new: contacts.NewContact) -> None:
        real(new)
        if new.place == "bridge":
            raise ZeroDivisionError

    monkeypatch.setattr(contacts, "_check_words", broken)
    said = [tomba.entry("contact.made", {"needles_out": 1, "place": place}) for place in ("a", "bridge", "b")]
    assert tomba.outcomes(*said) == [("accepted", None), ("held", "fault"), ("accepted", None)]
    assert [(line.name, line.exc_info and line.exc_info[0]) for line in caplog.records] == [
        ("twofold.fieldwork", ZeroDivisionError)
    ]


def test_two_phones_that_changed_one_card_end_alike_in_either_order(universe: Universe, phone_of) -> None:
    bilal, shown = str(universe.clients["bilal"]), set()
    seen = phone_of("tomba").cards()[bilal]["profile"]
    one, other = phone_of("tomba"), phone_of("tomba")
    rivals = [
        (one, one.entry("client.updated", {"client": bilal, "nickname": "One"}, corrects=seen)),
        (other, other.entry("client.updated", {"client": bilal, "gender": "not_said"}, corrects=seen)),
    ]
    for turned in (rivals, rivals[::-1]):
        with transaction.atomic():
            assert [phone.outcomes(entry) for phone, entry in turned] == [[("accepted", None)]] * 2
            card = one.cards()[bilal]
            shown.add((card["nickname"], card["gender"], card["profile"]))
            assert Entry.objects.unscoped("tests").filter(review="rivals").count() == 1
            transaction.set_rollback(True)
    first = min(rivals, key=lambda pair: hashlib.sha256(uuid.UUID(pair[1]["id"]).bytes).digest())
    assert [profile for _, _, profile in shown] == [first[1]["id"]]


def test_a_change_upon_a_change_shows(universe: Universe, tomba: Phone) -> None:
    bilal = str(universe.clients["bilal"])
    first = tomba.entry("client.updated", {"client": bilal, "nickname": "One", "kinds": {"family": True}})
    second = tomba.entry("client.updated", {"client": bilal, "reach": {"where": "bridge"}}, corrects=first["id"])
    assert tomba.outcomes(second, first) == [("accepted", None)] * 2
    card = tomba.cards()[bilal]
    assert (card["nickname"], card["reach"]) == ("One", {"where": "bridge"})


def test_what_is_said_after_consent_was_taken_back_is_taken_in_and_looked_at(universe: Universe, tomba: Phone) -> None:
    bilal = str(universe.clients["bilal"])
    said = [
        tomba.entry("consent.recorded", {"client": bilal, "stage": "withdrawn"}),
        tomba.entry("client.updated", {"client": bilal, "nickname": "B"}),
        tomba.entry("client.left", {"client": bilal, "why": "chose"}),
        tomba.entry("client.returned", {"client": bilal}),
        tomba.entry("contact.made", {"client": bilal, "needles_out": 3}, occurred_at="1970-01-01T00:00:00Z"),
        tomba.entry("contact.made", {"client": bilal, "needles_out": 3}, occurred_at="2071-01-01T00:00:00Z"),
    ]
    assert tomba.outcomes(*said) == [("accepted", None)] * 6
    reviews = dict(Entry.objects.unscoped("tests").values_list("id", "review"))
    assert [reviews[uuid.UUID(entry["id"])] for entry in said[-2:]] == ["clock", "clock"]


def test_a_correction_takes_the_place_of_a_contact_and_may_come_first(universe: Universe, tomba: Phone) -> None:
    bilal = str(universe.clients["bilal"])
    first = tomba.entry("contact.made", {"client": bilal, "needles_out": 3})
    better = tomba.entry("contact.made", {"client": bilal, "needles_out": 4}, corrects=first["id"])
    gone = tomba.entry("contact.made", {"client": bilal, "taken_back": True}, corrects=better["id"])
    assert tomba.outcomes(gone, better) == [("held", "waiting")] * 2
    assert tomba.outcomes(first) == [("accepted", None)]
    assert tomba.outcomes(gone, better, first) == [("duplicate", None)] * 3
    assert tomba.cards()[bilal]["contacts"] == 3
