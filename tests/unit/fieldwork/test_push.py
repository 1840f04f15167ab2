"""What a phone sends is taken in once, whole, and answered entry by entry."""

from tests.unit.fieldwork.conftest import Phone, new_client
from tests.universe import Universe
from twofold.fieldwork.models import Entry
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
    assert client in tomba.cards()


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
