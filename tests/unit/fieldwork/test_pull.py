"""A phone holds the cards of its worker's caseload, no more; each pull brings what changed."""

from tests.unit.fieldwork.conftest import Phone
from tests.universe import Universe
from twofold.people import actions as people
from twofold.programme import actions as programme


def test_a_first_pull_brings_the_caseload_and_what_all_phones_need(universe: Universe, tomba: Phone) -> None:
    told = tomba.pull().json()
    own = {str(universe.clients[name]) for name in ("bilal", "esha")}
    assert {card["id"] for card in told["cards"] if card["kind"] == "client"} == own
    assert {"supplies", "topics", "kinds", "due", "entries"} <= told["reference"].keys()
    assert told["gone"] == []
    assert not told["more"]
    assert len(told["cursor"]) <= 64


def test_the_next_pull_brings_only_what_changed(universe: Universe, tomba: Phone) -> None:
    bilal = str(universe.clients["bilal"])
    first = tomba.pull().json()
    again = tomba.pull(first["cursor"]).json()
    assert (again["cards"], again["reference"]) == ([], {})
    tomba.push(tomba.entry("contact.made", {"client": bilal, "needles_out": 20}))
    for _ in range(2):  # an answer may be lost: asked again, the same comes
        again = tomba.pull(first["cursor"]).json()
        assert [card["id"] for card in again["cards"]] == [bilal]
    assert again["cards"][0]["contacts"] == 4
    assert again["cards"][0]["last"][0] == {"day": "2026-11-20", "out": 20, "back": 0}
    assert again["cards"][0]["last_supply"] == 20
    assert tomba.pull(again["cursor"]).json()["cards"] == []


def test_a_pull_in_pieces_brings_everything_once(universe: Universe, tomba: Phone) -> None:
    whole = {card["id"] for card in tomba.pull().json()["cards"]}
    cursor, seen, more = "", [], True
    while more and len(seen) < 50:
        told = tomba.pull(cursor, limit=1).json()
        assert len(told["cards"]) <= 1
        seen += [card["id"] for card in told["cards"]]
        cursor, more = told["cursor"], told["more"]
    assert sorted(seen) == sorted(whole)


def test_an_unknown_cursor_gives_a_fresh_start(universe: Universe, tomba: Phone, marta: Phone) -> None:
    known = tomba.pull().json()
    for cursor in ("made up", marta.pull().json()["cursor"], "\x00", "x" * 5000):
        told = tomba.pull(cursor).json()
        assert told["fresh"]
        assert len(told["cards"]) == len(known["cards"])


def test_who_leaves_the_caseload_leaves_the_phone(universe: Universe, tomba: Phone, marta: Phone) -> None:
    bilal = universe.clients["bilal"]
    held = tomba.pull().json()["cursor"]
    people.place_clients(by=universe.actor("priya"), clients=[bilal], caseload=universe.caseloads["marta"].pk)
    late = tomba.entry("contact.made", {"client": str(bilal), "needles_out": 3})
    assert tomba.outcomes(late) == [("accepted", None)]  # the phone held the card at its last pull
    told = tomba.pull(held).json()
    assert told["gone"] == [str(bilal)]
    assert str(bilal) in marta.cards()
    later = tomba.entry("contact.made", {"client": str(bilal), "needles_out": 3})
    assert tomba.outcomes(later) == [("held", "waiting")]
    programme.hand_over_caseload(
        by=universe.actor("priya"), caseload=universe.caseloads["marta"].pk, holder=universe.staff["tomba"].pk
    )
    assert str(bilal) in tomba.cards()
    assert tomba.outcomes(later) == [("duplicate", None)]


def test_a_card_holds_only_what_the_worker_may_read(universe: Universe, phone_of) -> None:
    people.place_clients(
        by=universe.actor("priya"), clients=[universe.clients["bilal"]], caseload=universe.caseloads["peter"].pk
    )
    card = phone_of("peter").cards()[str(universe.clients["bilal"])]
    assert "need_per_week" not in card
    assert "injects" not in card["kinds"]
