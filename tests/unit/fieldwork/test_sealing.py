"""Sealed work is taken in as if it had come open; what was tampered with is held; a token for posting brings nothing."""

import base64
import json
import os
import uuid
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.test import Client as Browser

from tests.unit.fieldwork.conftest import Phone
from tests.universe import Universe
from twofold.core import access
from twofold.core.guarded import writing
from twofold.fieldwork import actions, sealing, wire
from twofold.fieldwork.models import Entry
from twofold.outreach.models import ContactTally


def b64(number: int) -> str:
    return base64.urlsafe_b64encode(number.to_bytes(32)).rstrip(b"=").decode()


def sealed(body: dict[str, Any], about: str, to: dict[str, Any]) -> dict[str, Any]:
    """As the phone's `vault` does it."""
    x, y = (int.from_bytes(base64.urlsafe_b64decode(to["public_key"][name] + "=")) for name in ("x", "y"))
    once = ec.generate_private_key(ec.SECP256R1())
    head = once.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    shared = once.exchange(ec.ECDH(), ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key())
    key, iv = HKDF(hashes.SHA256(), 32, salt=head, info=b"twofold entry").derive(shared), os.urandom(12)
    whole = head + iv + AESGCM(key).encrypt(iv, json.dumps(body).encode(), about.encode())
    return {"sealed": base64.b64encode(whole).decode(), "key": to["key"]}


class Signing(Phone):
    """A phone with a key of its own."""

    def __init__(self, secret: str) -> None:
        self.own = ec.generate_private_key(ec.SECP256R1())
        numbers = self.own.public_key().public_numbers()
        key = {"kty": "EC", "crv": "P-256", "x": b64(numbers.x), "y": b64(numbers.y)}
        told = Browser().post(
            "/api/v1/devices", json.dumps({"secret": secret, "public_key": key}), content_type="application/json"
        )
        self.told = told.json()
        super().__init__(self.told["device"], self.told["push_token"])

    def post(self, body: Any, **headers: str) -> Any:
        raw = json.dumps(body).encode()
        signature = base64.b64encode(self.own.sign(raw, ec.ECDSA(hashes.SHA256()))).decode()
        return super().post(raw, **{"X-Signature": signature} | headers)

    def contact(self, client: Any, needles: int) -> dict[str, Any]:
        entry = self.entry("contact.made", {})
        about = f"{entry['id']} {entry['kind']}"
        return entry | {"body": sealed({"client": str(client), "needles_out": needles}, about, self.told["seal"])}


@pytest.fixture
def phone(universe: Universe) -> Signing:
    _, secret = actions.offer_enrolment(by=access.operator(), staff=universe.staff["tomba"].pk)
    return Signing(secret)


def test_sealed_work_counts_like_any_other_and_once(universe: Universe, phone: Signing) -> None:
    entry = phone.contact(universe.clients["bilal"], 7)
    pulled = phone.browser.get("/api/v1/sync/pull", headers={"Authorization": f"Bearer {phone.told['token']}"})
    assert pulled.status_code == 200
    assert phone.outcomes(entry, entry) == [("accepted", None), ("duplicate", None)]
    tally = ContactTally.objects.unscoped("tests").get(pk=entry["id"])
    assert (tally.client_id, tally.needles_out) == (universe.clients["bilal"], 7)
    assert Entry.objects.unscoped("tests").get(pk=entry["id"]).outcome == "accepted"


def test_the_same_work_open_and_sealed_anew_is_the_same_work(universe: Universe, phone: Signing) -> None:
    """A phone keeps a sealed copy of what it sent open, and offers that after a restore."""
    bilal = str(universe.clients["bilal"])
    entry = phone.entry("contact.made", {"client": bilal, "needles_out": 7})
    about = f"{entry['id']} {entry['kind']}"
    copies = [entry | {"body": sealed(entry["body"], about, phone.told["seal"])} for _ in range(2)]
    other = entry | {"body": sealed({"client": bilal, "needles_out": 8}, about, phone.told["seal"])}
    assert phone.outcomes(entry, *copies) == [("accepted", None), ("duplicate", None), ("duplicate", None)]
    assert phone.outcomes(*copies, entry, other) == [("duplicate", None)] * 3 + [("held", "conflict")]
    with writing():  # as it was kept before what is inside was compared
        Entry.objects.unscoped("tests").filter(pk=entry["id"]).update(digest=wire.digest(copies[0]))
    assert phone.outcomes(copies[0]) == [("duplicate", None)]


def test_what_was_tampered_with_is_held_whole(universe: Universe, phone: Signing) -> None:
    good, other = phone.contact(universe.clients["bilal"], 1), phone.contact(universe.clients["bilal"], 2)
    swapped = good | {"body": other["body"]}
    foreign = phone.contact(universe.clients["bilal"], 3)
    foreign["body"] = foreign["body"] | {"key": "2"}
    broken = phone.contact(universe.clients["bilal"], 4)
    broken["body"] = broken["body"] | {"sealed": "AAAA"}
    odd = phone.contact(universe.clients["bilal"], 4)
    odd["body"] = odd["body"] | {"sealed": 7}
    results = phone.results(swapped, foreign, broken, odd)
    assert [(told["outcome"], told["reason"]["field"]) for told in results] == [("held", "body.sealed")] * 4
    assert Entry.objects.unscoped("tests").get(pk=good["id"]).body["entry"]["body"] == other["body"]


def test_a_token_for_posting_brings_no_card_and_needs_the_signature(universe: Universe, phone: Signing) -> None:
    assert phone.pull().status_code == 401
    entry = phone.contact(universe.clients["bilal"], 5)
    unsigned = Phone(phone.device, phone.token).push(entry)
    assert unsigned.status_code == 401
    for token in (f"post.{phone.device.replace('-', '')}.{'0' * 64}", "post.x.y", "post..", f"post.{'z' * 32}.a"):
        phone.token = token
        assert phone.push(entry).status_code == 401, token


def test_work_that_was_sealed_before_it_still_goes_out_of_a_phone_that_was_shut_out(
    universe: Universe, phone: Signing
) -> None:
    entry = phone.contact(universe.clients["bilal"], 6)
    actions.revoke(by=access.operator(), device=phone.device)
    answer = phone.push(entry)
    assert (answer.status_code, answer.json()["wipe"]) == (401, True)
    assert [told["outcome"] for told in answer.json()["results"]] == ["held"]
    assert Entry.objects.unscoped("tests").get(pk=entry["id"]).body["entry"]["body"]["needles_out"] == 6


def test_a_phone_without_a_key_gets_no_token_for_posting(tomba: Phone) -> None:
    tomba.token = sealing.posting_token(uuid.UUID(tomba.device))
    assert tomba.push().status_code == 401
