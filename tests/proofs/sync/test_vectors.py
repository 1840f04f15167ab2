"""The phone of this proof keeps to the vectors that the app's own outbox keeps to."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.proofs.sync.phone import Phone

VECTORS = json.loads((Path(__file__).parents[2] / "vectors" / "outbox.json").read_text())
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
