"""Whatever is sent, no fault of ours comes back: a plain refusal, or an answer for each entry; neighbours are served."""

import datetime as dt
import gzip
import json
import random
import zlib
from typing import Any

import pytest
from django.test import Client as Browser

from tests.machinery.measured import full, measured
from tests.proofs.sync.phone import new_id
from tests.universe import Universe
from twofold.core import access
from twofold.fieldwork import actions
from twofold.fieldwork.entries import ENTRIES

pytestmark = [pytest.mark.proof, pytest.mark.django_db]
SAMPLE, FLOOR = 120, 5_000
ODD: list[Any] = [
    None, True, False, 0, -1, 1.5, 2**70, -(2**63), "", " ", "x" * 5000, "\x00", "\ud800", "अ" * 50, [], {}, [[]], {"a": {}},
    "1970-01-01T00:00:00Z", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00", "00000000-0000-0000-0000-000000000000",
]  # fmt: skip
MIB = 1024 * 1024


class Knocker:
    """A phone that sends anything."""

    def __init__(self, universe: Universe) -> None:
        _, secret = actions.offer_enrolment(by=access.operator(), staff=universe.staff["tomba"].pk)
        self.browser = Browser()
        told = self.browser.post("/api/v1/devices", {"secret": secret}, content_type="application/json").json()
        self.device, self.token = told["device"], told["token"]

    def post(self, raw: bytes, **headers: str) -> Any:
        asked = {"Authorization": f"Bearer {self.token}"} | headers
        return self.browser.post("/api/v1/sync/push", raw, content_type="application/json", headers=asked)

    def push(self, *entries: Any) -> Any:
        return self.post(json.dumps({"device": self.device, "entries": list(entries)}).encode())


def good(dice: random.Random, number: int) -> dict[str, Any]:
    moment = "2026-11-20T11:30:00+05:30"
    return {
        "id": new_id(dice), "kind": "contact.made", "v": 1, "seq": number + 1, "occurred_at": moment, "recorded_at": moment,
        "corrects": None, "body": {"client": None, "needles_out": 1},
    }  # fmt: skip


def spoilt(dice: random.Random, number: int) -> Any:
    """A good entry of any kind with some of it replaced, dropped or added."""
    kind = dice.choice(ENTRIES)
    told = good(dice, number) | {"kind": kind.name}
    told["body"] = {name: dice.choice([*ODD, new_id(dice)]) for name in kind.body.model_fields if dice.random() < 0.6}
    for _ in range(dice.randrange(3)):
        where = dice.choice([told, told["body"]])
        where[dice.choice([*where, "new"])] = dice.choice(ODD)
        if not isinstance(told["body"], dict):
            break
    return dice.choice([told] * 9 + ODD)


def test_entries_of_any_shape(universe: Universe) -> None:
    knocker, dice = Knocker(universe), random.Random(dt.date.today().toordinal())
    with measured("entries of any shape", unit="entries", floor=FLOOR) as proof:
        for number in range(0, FLOOR if full() else SAMPLE, 10):
            sent = [good(dice, number), *(spoilt(dice, number + n) for n in range(9)), good(dice, number)]
            answer = knocker.push(*sent)
            assert answer.status_code == 200, answer.content
            told = answer.json()["results"]
            assert len(told) == len(sent)
            assert [told[0]["outcome"], told[-1]["outcome"]] == ["accepted", "accepted"]
            assert {one["outcome"] for one in told} <= {"accepted", "held", "duplicate"}
            proof.count += len(sent)


def test_bodies_of_any_size(universe: Universe) -> None:
    knocker, dice = Knocker(universe), random.Random(1)
    envelope = f'{{"device": "{knocker.device}", "entries": '.encode()
    deep = good(dice, 1) | {"body": json.loads('{"a":' * 100 + "1" + "}" * 100)}
    bomb = gzip.compress(b" " * (50 * MIB))
    packed = gzip.compress(json.dumps({"device": knocker.device, "entries": [good(dice, 2)]}).encode())
    zipped = {"Content-Encoding": "gzip"}
    assert [one["outcome"] for one in knocker.push(deep, good(dice, 3)).json()["results"]] == ["held", "accepted"]
    assert knocker.post(packed, **zipped).status_code == 200
    for raw, headers, status in (
        (b" " * (10 * MIB), {}, 413),
        (envelope + b"[" + b"1," * 50_000 + b"1]}", {}, 413),
        (envelope + b"[" * 200_000, {}, 400),
        (bomb, zipped, 413),
        (packed[:-9], zipped, 400),
        (zlib.compress(b"{}"), zipped, 400),
        (packed, {"Content-Encoding": "br"}, 400),
        (b"", {}, 400),
        (b"\xff\xfe", {}, 400),
        (b"[]", {}, 400),
        (b'{"device": 1, "entries": []}', {}, 400),
        (b'{"device": "x", "entries": NaN}', {}, 400),
        (envelope + b'{"0": 1}}', {}, 400),
        (b'{"device": "x", "entries": []}', {}, 401),
    ):
        assert knocker.post(raw, **headers).status_code == status, raw[:60]


def test_nothing_to_say_is_fine(universe: Universe) -> None:
    answer = Knocker(universe).push()
    assert (answer.status_code, answer.json()["results"], answer.json()["next_seq"]) == (200, [], 1)
