"""Referrals from a phone: offered and followed in any order, in one's own files only; what a card says of them."""

import datetime as dt
import uuid

from tests.unit.fieldwork.conftest import Phone
from tests.unit.outreach.referring import facility, offer, state
from tests.universe import Universe
from twofold.core import ids
from twofold.fieldwork import along, entries
from twofold.fieldwork.models import Entry
from twofold.outreach.actions import NewStep, follow_referrals
from twofold.outreach.models import Referral, ReferralStep
from twofold.people import actions as people
from twofold.people import reads as files


def made(phone: Phone, client: object, **said: object) -> dict:
    return phone.entry("referral.made", {"client": str(client), "service": "legal", **said})


def followed(phone: Phone, client: object, referral: str, step: str, **said: object) -> dict:
    return phone.entry("referral.followed", {"client": str(client), "referral": referral, "step": step, **said})


def test_a_referral_and_its_steps_go_in_together_in_any_order(universe: Universe, tomba: Phone) -> None:
    bilal = universe.clients["bilal"]
    first = made(tomba, bilal, agreed=True, on="2026-11-20")
    along_, seen = (followed(tomba, bilal, first["id"], step, **said)
                    for step, said in (("accompanied", {"with_whom": "self"}), ("seen", {})))  # fmt: skip
    assert tomba.outcomes(seen, along_, first) == [("accepted", None)] * 3
    assert tomba.outcomes(seen, along_, first) == [("duplicate", None)] * 3
    assert (state(first["id"]).step, state(first["id"]).visit) == ("seen", 1)
    assert ReferralStep.objects.unscoped("tests").count() == 5


def test_a_step_that_comes_before_its_referral_waits_for_it(universe: Universe, tomba: Phone, phone_of) -> None:
    bilal, other = universe.clients["bilal"], phone_of("tomba")
    first = made(tomba, bilal)
    early = followed(other, bilal, first["id"], "agreed")
    assert other.outcomes(early) == [("held", "waiting")]
    assert tomba.outcomes(first) == [("accepted", None)]
    assert Entry.objects.unscoped("tests").get(pk=early["id"]).outcome == "accepted"
    assert state(first["id"]).step == "agreed"


def test_somebody_elses_referral_and_none_wait_alike(universe: Universe, tomba: Phone) -> None:
    hers = str(offer(universe, who="marta", client="aisha"))
    bilal, none = universe.clients["bilal"], str(ids.new_entry_id())
    answers = [tomba.results(followed(tomba, client, referral, "agreed"))[0]
               for client in (bilal, universe.clients["aisha"]) for referral in (hers, none)]  # fmt: skip
    assert {answer["outcome"] for answer in answers} == {"held"}
    assert answers[0]["reason"] == answers[1]["reason"] and answers[2]["reason"] == answers[3]["reason"]
    assert tomba.outcomes(made(tomba, universe.clients["aisha"])) == [("held", "waiting")]
    assert state(hers).step == "offered"


def test_what_cannot_be_is_held_with_the_field_and_harms_no_neighbour(universe: Universe, tomba: Phone) -> None:
    bilal = universe.clients["bilal"]
    good = made(tomba, bilal)
    wrong = [made(tomba, bilal, service="tea"), followed(tomba, bilal, good["id"], "broken", why="rain"),
             followed(tomba, bilal, good["id"], "danced"), made(tomba, bilal, on="2026-11-27", at="HIV ward")]  # fmt: skip
    told = tomba.results(good, *wrong)
    assert [answer["outcome"] for answer in told] == ["accepted", *["held"] * 4]
    assert [answer["reason"]["field"] for answer in told[1:]] == ["body.service", "body.why", "body.step", "body.at"]
    assert Referral.objects.unscoped("tests").count() == 1


def test_moved_and_taken_back_by_naming_the_step(universe: Universe, tomba: Phone) -> None:
    bilal = universe.clients["bilal"]
    first = made(tomba, bilal, agreed=True)
    when = followed(tomba, bilal, first["id"], "appointment", on="2026-11-27")
    moved = followed(tomba, bilal, first["id"], "appointment", on="2026-11-29") | {"corrects": when["id"]}
    assert tomba.outcomes(first, when, moved) == [("accepted", None)] * 3
    assert state(first["id"]).on == dt.date(2026, 11, 29)
    gone = followed(tomba, bilal, first["id"], "appointment", taken_back=True) | {"corrects": moved["id"]}
    assert tomba.outcomes(gone) == [("accepted", None)]
    assert state(first["id"]).step == "agreed"


def test_a_card_says_what_is_open_and_what_may_come_next(universe: Universe, tomba: Phone, marta: Phone) -> None:
    bilal, where = str(universe.clients["bilal"]), facility(universe)
    pk = str(offer(universe, facility=where, agreed=True, on=dt.date(2026, 11, 21)))
    [told] = tomba.cards()[bilal]["along"]
    where_to = "लगातार चलने वाला इलाज (ART) · ART centre, JN hospital"
    assert told.pop("label") == {"en": "Treatment that goes on (ART) · ART centre, JN hospital", "hi": where_to}
    assert uuid.UUID(told.pop("appointment"))
    assert told == {"id": pk, "step": "appointment", "visit": 1, "on": "2026-11-21", "due_on": "2026-11-20",
                    "next": ["appointment", "accompanied", "arrived", "seen", "broken", "outcome", "stopped"]}  # fmt: skip
    assert all("along" not in card for card in marta.cards().values())
    people.place_clients(
        by=universe.actor("priya"), clients=[universe.clients["bilal"]], caseload=universe.caseloads["marta"].pk
    )
    assert bilal not in tomba.cards() and marta.cards()[bilal]["along"][0]["id"] == pk
    assert marta.outcomes(followed(marta, bilal, pk, "stopped", why="not_now")) == [("accepted", None)]
    assert "along" not in marta.cards()[bilal]


def test_a_phone_asks_what_the_office_takes(universe: Universe, tomba: Phone) -> None:
    facility(universe)
    forms = tomba.pull().json()["reference"]["along"]
    assert forms == along.forms(universe.actor("tomba"))
    for form in forms:
        body = entries.BY_NAME[form["kind"], form["v"]].body
        assert {question["name"] for question in form["questions"]} <= set(body.model_fields)
        for language in ("en", "hi"):
            assert all(one["label"][language] for one in form["questions"])
    bilal = universe.clients["bilal"]
    first = made(tomba, bilal)
    tomba.push(first)
    for form in forms[1:]:
        given = {one["name"]: one["choices"][0]["code"] if one["choices"] else "2026-11-27"
                 for one in form["questions"] if one.get("needed")}  # fmt: skip
        assert tomba.outcomes(followed(tomba, bilal, first["id"], form["of"], **given)) == [("accepted", None)], form[
            "of"
        ]


def test_the_card_names_the_appointment_that_another_day_supersedes(universe: Universe) -> None:
    tomba, bilal = universe.actor("tomba"), universe.clients["bilal"]
    pk = offer(universe, agreed=True, on=dt.date(2026, 11, 25), service="pregnancy")
    for day in (2, 3, 4):
        [walk] = along.of_cards(tomba, [files.client(tomba, bilal)])[bilal]
        on = dt.date(2026, 12, day)
        moved = NewStep(pk, "appointment", on=on, corrects=uuid.UUID(walk["appointment"]))
        follow_referrals(by=tomba, steps=[moved])
        assert (state(pk).on, state(pk).visit) == (on, 1)


def test_an_appointment_made_with_the_offer_is_moved_before_the_office_hears(universe: Universe, tomba: Phone) -> None:
    """The phone cannot name it. Whatever the ids are, the last word shows, and the first visit stays the first."""
    bilal = universe.clients["bilal"]
    for days in range(12):
        first = made(tomba, bilal, on="2026-11-25")
        on = dt.date(2026, 12, 1 + days)
        moved = followed(tomba, bilal, first["id"], "appointment", on=on.isoformat())
        again = followed(tomba, bilal, first["id"], "appointment", on="2026-12-24") | {"corrects": moved["id"]}
        pushed = [first, moved, again] if days % 3 == 0 else [first, moved]
        assert tomba.outcomes(*pushed[:1]) + tomba.outcomes(*pushed[1:]) == [("accepted", None)] * len(pushed)
        found = state(first["id"])
        assert (found.step, found.visit, found.on) == ("appointment", 1, dt.date(2026, 12, 24) if days % 3 == 0 else on)


def test_an_appointment_of_another_phone_supersedes_only_what_it_names(
    universe: Universe, tomba: Phone, marta: Phone
) -> None:
    bilal = universe.clients["bilal"]
    first = made(tomba, bilal, on="2026-11-25")
    assert (
        tomba.outcomes(first, followed(tomba, bilal, first["id"], "broken", why="not_now")) == [("accepted", None)] * 2
    )
    second = followed(tomba, bilal, first["id"], "appointment", on="2026-12-03")
    assert tomba.outcomes(second) == [("accepted", None)]
    assert (state(first["id"]).visit, state(first["id"]).on) == (2, dt.date(2026, 12, 3))
