"""The path to a partner: how far it has come, when it may go on, and that it stands in one file alone."""

import datetime as dt
import uuid
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.universe import Universe
from twofold.core.access import Consent
from twofold.core.errors import Denied, Invalid, NotThere
from twofold.core.models import AuditEvent
from twofold.couples import reads, words
from twofold.couples.actions import NewStep, Statement, name_partners, note_steps
from twofold.couples.models import OUTCOMES, PartnerNamed, PartnerStep, Safe
from twofold.couples.rules import Path, paths, policy, steps_in_turn
from twofold.people import actions as people
from twofold.people import reads as files

TODAY = dt.date(2026, 11, 20)
PARTNER = {"id": "p", "kind": "spouse", "nickname": "Bilu", "day": "2026-09-01", "received_at": "", "corrects": None,
           "known_as": "", "resolved": None, "cohabiting": True, "injects_together": None}  # fmt: skip


UNSAID = {
    "partner": "", "how": "not_said", "safe": "not_asked", "planned": None, "corrects": None, "void": False, "note": "",
}  # fmt: skip


def step(number: int, what: str, outcome: str, day: str = "2026-11-01", **told: Any) -> dict[str, Any]:
    return {
        "id": f"s{number}",
        "step": what,
        "outcome": outcome,
        "day": day,
        "at": f"{day}T0{number}",
        **UNSAID,
        **told,
    }


AGREED = step(1, "decided", "agreed", safe="safe")
LONG_AGO = step(1, "decided", "agreed", day="2026-05-01", safe="safe")
# What was said and done so far | where it stands | what is wanting before an invitation | when next
TABLE: list[tuple[str, list[dict[str, Any]], str, tuple[str, ...], str]] = [
    ("nothing but a name", [], "named", ("decision",), ""),
    ("agreed, and felt safe", [AGREED], "agreed", (), "2026-11-08"),
    ("agreed, for a day", [AGREED | {"planned": "2026-12-03"}], "agreed", (), "2026-12-03"),
    ("agreed, not asked", [step(1, "decided", "agreed")], "agreed", ("talk",), "2026-11-08"),
    ("agreed, not sure", [step(1, "decided", "agreed", safe="unsure")], "agreed", ("unsafe",), "2026-11-08"),
    ("agreed long ago", [LONG_AGO], "agreed", ("old_talk",), "2026-05-08"),
    ("not now", [step(1, "decided", "not_now", safe="safe")], "not_now", ("not_now",), "2027-01-31"),
    ("never", [step(1, "decided", "never")], "never", ("never", "talk"), ""),
    ("never, then yes", [step(1, "decided", "never"), step(2, "decided", "agreed", safe="safe")], "agreed", (), "2026-11-08"),
    ("yes, then afraid", [AGREED, step(2, "decided", "not_now", safe="afraid")], "not_now", ("not_now", "unsafe"), "2027-01-31"),
    ("invited", [AGREED, step(2, "invited", "no_answer")], "invited", (), "2026-11-08"),
    ("invited, then afraid", [AGREED, step(2, "invited", "later", safe="afraid")], "invited", ("unsafe",), "2026-11-08"),
    ("met", [AGREED, step(2, "invited", "accepted"), step(3, "visited", "met")], "visited", (), "2026-11-08"),
    ("a card of their own", [AGREED, step(2, "visited", "met"), step(3, "enrolled", "own_card")], "enrolled", (), ""),
    ("taken back", [AGREED, step(2, "decided", "agreed", corrects="s1", void=True)], "named", ("decision",), ""),
    ("corrected", [AGREED, step(2, "decided", "never", corrects="s1", safe="safe")], "never", ("never",), ""),
]  # fmt: skip


@pytest.mark.parametrize(("name", "steps", "state", "wanting", "next_on"), TABLE, ids=[row[0] for row in TABLE])
def test_where_a_path_stands(
    name: str, steps: list[dict[str, Any]], state: str, wanting: tuple[str, ...], next_on: str
) -> None:
    [path] = paths([PARTNER], steps, TODAY)
    told = path.next_on.isoformat() if path.next_on else ""
    assert (path.state, path.gate.wanting, told) == (state, wanting, next_on)
    assert words.told(path, TODAY).open == (not wanting) and set(wanting) <= set(words.WANTING)


def test_what_was_done_while_the_gate_was_not_open_is_looked_at_together() -> None:
    steps = [step(1, "invited", "accepted"), step(2, "decided", "agreed", safe="safe"), step(3, "visited", "met")]
    [path] = paths([PARTNER], steps, TODAY)
    assert path.unusual == {"s1"}


def test_two_partners_have_two_paths() -> None:
    other = PARTNER | {"id": "q", "nickname": "Tom", "day": "2026-09-02"}
    steps = [step(1, "decided", "never", partner=" bilu "), step(2, "decided", "agreed", safe="safe", partner="Tom"),
             step(3, "invited", "later"), step(4, "decided", "not_now", partner="Somebody")]  # fmt: skip
    found = {path.partner["id"]: path for path in paths([PARTNER, other], steps, TODAY)}
    assert {name: path.state for name, path in found.items()} == {"p": "never", "q": "invited", "": "not_now"}


def test_a_stop_of_the_file_closes_every_path() -> None:
    [path] = paths([PARTNER], [AGREED], TODAY, stops=["left"])
    assert path.gate.wanting == ("left",)


@given(
    st.permutations(
        [AGREED, step(2, "invited", "later"), step(3, "decided", "never", safe="unsure"), LONG_AGO | {"id": "s0"}]
    )
)
def test_the_order_of_arrival_decides_nothing(steps: list[dict[str, Any]]) -> None:
    assert [one["id"] for one in steps_in_turn(steps)] == ["s0", "s1", "s2", "s3"]
    assert paths([PARTNER], steps, TODAY)[0].state == "never"


@given(
    st.lists(st.sampled_from([(what, outcome) for what, some in OUTCOMES.items() for outcome in some]), max_size=6),
    st.lists(st.sampled_from(list(Safe)), min_size=6, max_size=6),
)
def test_nobody_may_be_invited_without_a_yes_that_stands_and_a_talk_that_felt_safe(happened: Any, safe: Any) -> None:
    steps = [step(n, str(what), str(outcome), safe=str(safe[n])) for n, (what, outcome) in enumerate(happened)]
    [path] = paths([PARTNER], steps, TODAY)
    decisions = [one["outcome"] for one in steps if one["step"] == "decided"]
    asked = [one["safe"] for one in steps if one["safe"] != "not_asked"]
    assert path.gate.open == (decisions[-1:] == ["agreed"] and asked[-1:] == ["safe"])


# ------------------------------------------------------------------------------------------------------- in the file
def note(world: Universe, by: str, **told: Any) -> int:
    return note_steps(by=world.actor(by), steps=[NewStep(**{"step": "decided", "outcome": "agreed", **told})])


def seen(world: Universe, by: str, name: str) -> list[Path] | None:
    return reads.walked(world.actor(by), files.client(world.actor(by), world.clients[name]), TODAY)


@pytest.mark.django_db
def test_steps_stand_in_the_speakers_file_alone(universe: Universe) -> None:
    aisha, bilal = universe.clients["aisha"], universe.clients["bilal"]
    people.record_consents(by=universe.actor("dev"), consents=[(bilal, Consent.FULL)])
    name_partners(by=universe.actor("dev"), statements=[Statement(aisha, nickname="Bilu", entry=uuid.uuid4())])
    assert note(universe, "dev", client=aisha, safe="safe") == 1
    assert note(universe, "dev", client=aisha, step="enrolled", outcome="own_card", card=bilal) == 1
    [path] = seen(universe, "lata", "aisha") or []
    assert path.state == "enrolled" and path.steps[-1]["card"] == str(bilal)
    assert seen(universe, "lata", "bilal") == []
    assert seen(universe, "dev", "aisha") is None
    row = PartnerStep.objects.unscoped("tests").values("id", "speaker_ref").first()
    assert aisha.hex not in str(row) and bilal.hex not in str(row)


@pytest.mark.django_db
def test_the_same_entry_again_changes_nothing_and_its_number_leads_nowhere(universe: Universe) -> None:
    bilal, entry = universe.clients["bilal"], uuid.UUID("019a0000-0000-7000-8000-000000000001")
    assert [note(universe, "tomba", client=bilal, entry=entry) for _ in range(2)] == [1, 0]
    said = Statement(bilal, entry=entry)
    assert [name_partners(by=universe.actor("tomba"), statements=[said]) for _ in range(2)] == [1, 0]
    for model in (PartnerStep, PartnerNamed):
        [row] = model.objects.unscoped("tests").all()
        assert row.pk.version == 8 and not str(row.pk).startswith("019a")


@pytest.mark.django_db
def test_who_may_write_and_what_cannot_be_right(universe: Universe) -> None:
    bilal, chandra = universe.clients["bilal"], universe.clients["chandra"]
    for told, refusal in (
        ({"client": chandra}, NotThere),
        ({"client": bilal, "step": "enrolled", "outcome": "own_card", "card": chandra}, NotThere),
        ({"client": bilal, "outcome": "met"}, Invalid),
        ({"client": bilal, "how": "home"}, Invalid),
        ({"client": bilal, "safe": "maybe"}, Invalid),
        ({"client": bilal, "step": "married"}, Invalid),
        ({"client": bilal, "step": "enrolled", "outcome": "own_card", "card": bilal}, Invalid),
        ({"client": bilal, "note": "x" * 501}, Invalid),
    ):
        with pytest.raises(refusal):
            note(universe, "tomba", **told)
    with pytest.raises(Denied):
        note(universe, "priya", client=bilal)
    assert note_steps(by=universe.actor("tomba"), steps=[]) == 0
    assert not PartnerStep.objects.unscoped("tests").exists()
    assert not AuditEvent.objects.filter(verb="partner.step_noted", denied=False).exists()


def test_the_spans_are_data() -> None:
    assert policy().status == "unverified" and policy().talk_holds_days == 90
