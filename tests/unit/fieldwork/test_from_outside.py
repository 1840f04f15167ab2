"""What somebody finds who has the contract and a server, and neither the code nor goodwill."""

import uuid
from collections.abc import Callable

import pytest

from tests.unit.fieldwork.conftest import Phone
from tests.universe import Universe
from twofold.core import ids, prepared
from twofold.fieldwork import settling


def _about(phone: Phone, kind: str, body: dict[str, object], corrects: object) -> tuple[int, object]:
    answer = phone.push(phone.entry(kind, body, corrects=str(corrects)))
    return len(answer.content), answer.json()["results"][0]["reason"]


def test_what_is_corrected_is_elsewhere_or_nowhere_and_the_answer_is_the_same(
    universe: Universe, tomba: Phone, phone_of: Callable[[str], Phone]
) -> None:
    marta, bilal, aisha = phone_of("marta"), str(universe.clients["bilal"]), str(universe.clients["aisha"])
    hers = marta.entry("contact.made", {"client": aisha, "needles_out": 3})
    step = marta.entry("referral.made", {"client": aisha, "service": "testing"})
    strangers = marta.entry("contact.made", {"needles_out": 1})
    assert marta.outcomes(hers, step, strangers) == [("accepted", None)] * 3
    for kind, body, there in [
        ("contact.made", {"client": bilal, "needles_out": 1}, hers["id"]),
        ("contact.made", {"client": bilal, "needles_out": 1}, strangers["id"]),
        ("contact.made", {"needles_out": 1}, strangers["id"]),
        ("client.updated", {"client": bilal, "nickname": "Reed"}, aisha),
        ("client.updated", {"client": bilal, "nickname": "Reed"}, universe.clients["deepa"]),
        ("referral.followed", {"client": bilal, "referral": step["id"], "step": "agreed"}, step["id"]),
        ("group.held", {"group": "women", "people": 3}, hers["id"]),
    ]:
        assert _about(tomba, kind, body, there) == _about(tomba, kind, body, ids.new_entry_id()), kind


@pytest.fixture
def few_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settling, "MOST", 3)
    prepared.forget()


def test_what_waits_for_ever_keeps_nobody_else_waiting(
    universe: Universe, few_at_a_time: None, phone_of: Callable[[str], Phone]
) -> None:
    """More wait for ever than are tried at a time, on a phone that comes first: what comes later still goes in."""
    first, second = sorted((phone_of("tomba"), phone_of("tomba")), key=lambda phone: phone.device)
    stray = [first.entry("contact.made", {"client": str(uuid.uuid4())}) for _ in range(7)]
    assert first.outcomes(*stray) == [("held", "waiting")] * 7
    client = str(uuid.uuid4())
    early = second.entry("contact.made", {"client": client, "needles_out": 2})
    assert second.outcomes(early) == [("held", "waiting")]
    assert first.outcomes(first.entry("client.registered", {"client": client})) == [("accepted", None)]
    for _ in range(3):
        first.pull()
    assert second.outcomes(early) == [("duplicate", None)]
