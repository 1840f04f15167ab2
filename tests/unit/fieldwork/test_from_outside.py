"""What somebody finds who has the contract and a server, and neither the code nor goodwill."""

import gzip
import io
import json
import logging
import uuid
from collections.abc import Callable

import pytest
from django.test import Client as Browser

from tests.unit.fieldwork.conftest import Phone
from tests.universe import Universe
from twofold.config.logs import NamelessFormatter
from twofold.core import ids, prepared
from twofold.fieldwork import settling
from twofold.fieldwork.views import phone


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


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (("get", "sync/push"), (405, "method", "POST")),
        (("put", "sync/pull"), (405, "method", "GET, HEAD")),
        (("options", "devices"), (405, "method", "POST")),
        (("delete", "openapi.json"), (405, "method", "GET, HEAD")),
        (("post", "sync/push/"), (404, "not_there", None)),
        (("get", "nothing"), (404, "not_there", None)),
    ],
)
def test_whoever_asks_wrongly_is_told_in_json(
    universe: Universe, asked: tuple[str, str], told: tuple[object, ...]
) -> None:
    method, path = asked
    answer = getattr(Browser(enforce_csrf_checks=True), method)(f"/api/v1/{path}")
    assert (answer.status_code, answer.json()["error"]["code"], answer.headers.get("Allow")) == told


def test_another_host_and_a_fault_of_our_own_are_told_in_json(
    universe: Universe, tomba: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = Browser().get("/api/v1/sync/pull", headers={"Host": "elsewhere.example"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "unreadable")
    monkeypatch.setattr(phone.reads, "caller", lambda *told, **more: 1 / 0)
    answer = Browser(raise_request_exception=False).get("/api/v1/sync/pull")
    assert (answer.status_code, answer.json()["error"]["code"]) == (500, "broken")


def test_another_host_is_one_warning_in_the_log(universe: Universe) -> None:
    """Anybody can ask so as often as they like."""
    logs = logging.getLogger("django.security.DisallowedHost")
    handler = logging.StreamHandler(written := io.StringIO())
    handler.setFormatter(NamelessFormatter())
    logs.addHandler(handler)
    for path in ("/api/v1/sync/pull", "/", "/nowhere"):
        assert Browser().get(path, headers={"Host": "elsewhere.example"}).status_code == 400
    logs.removeHandler(handler)
    lines = written.getvalue().splitlines()
    assert len(lines) == 3
    assert all(" WARNING django.security.DisallowedHost " in line and "elsewhere" not in line for line in lines)


@pytest.mark.parametrize(
    ("told", "headers", "field"),
    [
        ({"entries": []}, {}, "device"),
        ({"device": "x", "entries": {}}, {}, "entries"),
        ({"device": "x", "entries": []}, {"Content-Encoding": "br"}, "Content-Encoding"),
        ([], {}, None),
    ],
)
def test_an_envelope_that_cannot_be_read_is_told_where(
    universe: Universe, tomba: Phone, told: object, headers: dict[str, str], field: str | None
) -> None:
    answer = tomba.post(told, **headers)
    assert (answer.status_code, answer.json()["error"]["field"]) == (400, field)


def test_the_next_number_is_one_that_is_taken(tomba: Phone) -> None:
    """However high a phone has counted: the number after the last is the last once more, which does no harm."""
    most = 2**53 - 1
    assert tomba.outcomes(tomba.entry("contact.made", {}, seq=most + 1)) == [("held", "invalid")]
    assert tomba.push().json()["next_seq"] == 1
    for seq, following in [(most - 1, most), (most, most), (most, most)]:
        answer = tomba.push(tomba.entry("contact.made", {}, seq=seq)).json()
        assert (answer["results"][0]["outcome"], answer["next_seq"]) == ("accepted", following)


def test_packing_is_named_in_any_case(universe: Universe, tomba: Phone) -> None:
    raw = json.dumps({"device": tomba.device, "entries": []}).encode()
    assert tomba.post(gzip.compress(raw), **{"Content-Encoding": "GZIP"}).status_code == 200


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"supplies": {"Ravi of the tea stall": -1}}, "body.supplies"),
        ({"Ravi of the tea stall": 1}, "body"),
        ({"topics": ["safer_sex", "x" * 41]}, "body.topics.1"),
        ({"needles_out": -1}, "body.needles_out"),
    ],
)
def test_where_a_fault_stands_is_told_in_published_names_only(
    universe: Universe, tomba: Phone, body: dict[str, object], field: str
) -> None:
    """The place is kept in a clear column, and a name that a phone makes up may say anything."""
    [told] = tomba.results(tomba.entry("contact.made", body))
    assert (told["reason"]["code"], told["reason"]["field"]) == ("invalid", field)


def test_a_sealed_body_is_described_like_any_other(universe: Universe) -> None:
    schemas = Browser().get("/api/v1/openapi.json").json()["components"]["schemas"]
    for name, schema in schemas.items():
        if name.endswith(".v1"):
            assert {"$ref": "#/components/schemas/Sealed"} in schema["properties"]["body"]["oneOf"], name
    assert set(schemas["Sealed"]["properties"]) == {"sealed", "key"}
