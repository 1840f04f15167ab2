"""The phone of this proof and the rules of the office keep to the vectors; `tests/browser/test_field_vectors.py` holds the app
to the same.
"""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from tests.proofs.sync.phone import Phone
from twofold.outreach import rules
from twofold.outreach.state import asks_consent
from twofold.people.rules import ACTIVE

FOLDER = Path(__file__).parents[2] / "vectors"
VECTORS = json.loads((FOLDER / "outbox.json").read_text())
DUE = json.loads((FOLDER / "due.json").read_text())
EMPTY: dict[str, Any] = {"cards": [], "gone": [], "fresh": False, "cursor": "c"}


def _do(phone: Phone, sent: list[Any], what: str, *said: Any) -> None:
    if what == "save":
        phone.save({"id": said[0], "seq": None})
    elif what == "next":
        sent.append([[entry["id"], entry["seq"]] for entry in phone.next(said[0])])
    elif what == "answered":
        results = [{"id": key, "outcome": outcome} for key, outcome in said[0].items()]
        phone.answered({"results": results, "next_seq": said[1]})
    elif what == "durable":
        phone.pulled(EMPTY | {"epoch": 1, "durable": said[0]}, {})
    else:
        phone.pulled(EMPTY | {"epoch": said[0], "durable": []}, {})


@pytest.mark.parametrize("vector", VECTORS, ids=[vector["name"] for vector in VECTORS])
def test_the_outbox(vector: dict[str, Any]) -> None:
    phone, sent = Phone("tomba", "device", "token", epoch=vector.get("epoch", 1)), []
    for step in vector["do"]:
        _do(phone, sent, *step)
    assert sent == vector["sent"]
    assert {key: row.state for key, row in phone.rows.items()} == vector["states"]


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


@pytest.mark.parametrize("vector", DUE["cards"], ids=[vector["name"] for vector in DUE["cards"]])
def test_what_is_due(vector: dict[str, Any]) -> None:
    card, day = vector["card"], _day(vector["day"])
    here, registered = card["status"] == ACTIVE, dt.date.fromisoformat(card["registered_on"])
    on = rules.due_on(_day(card["last_day"]), registered, card["last_supply"], card["need_per_week"], here)
    assert on == _day(vector["on"])
    found = [*(["supplies"] if on and day and on <= day else []), *(["talk"] if here and asks(card) else [])]
    assert found == vector["words"]


def asks(card: dict[str, Any]) -> bool:
    return asks_consent(card["contacts"], card["consent"])


def test_what_is_needed_in_a_week_and_the_policy_that_the_vectors_are_about() -> None:
    assert [[told, rules.need_per_week(told)] for told, _ in DUE["weekly"]] == DUE["weekly"]
    assert rules.policy().model_dump(include=set(DUE["policy"])) == DUE["policy"]
