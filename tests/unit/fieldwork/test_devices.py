"""A phone is let in once, by a secret; it signs what it sends; it can be shut out."""

import base64
import gzip
import json

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from django.test import Client as Browser

from tests.unit.fieldwork.conftest import Phone
from tests.universe import TODAY, Universe
from twofold.core import access, clock
from twofold.core.errors import Invalid
from twofold.fieldwork import actions
from twofold.fieldwork.models import Device, Enrolment


def _b64(number: int) -> str:
    return base64.urlsafe_b64encode(number.to_bytes(32)).decode().rstrip("=")


def _knock(told: object) -> int:
    return Browser().post("/api/v1/devices", json.dumps(told), content_type="application/json").status_code


def test_a_secret_works_once_and_for_a_quarter_of_an_hour(universe: Universe) -> None:
    import datetime as dt

    tomba = universe.staff["tomba"].pk
    _, secret = actions.offer_enrolment(by=universe.actor("arun"), staff=tomba)
    _, late = actions.offer_enrolment(by=universe.actor("arun"), staff=tomba)
    assert _knock({"secret": secret, "name": "a", "public_key": None}) == 201
    assert _knock({"secret": secret, "name": "a", "public_key": None}) == 401
    with clock.held(TODAY + dt.timedelta(minutes=16)):
        assert _knock({"secret": late}) == 401
    for told in ({}, {"secret": 7}, {"secret": "guess"}):
        assert _knock(told) == 401
    assert _knock([]) == 400
    row = Device.objects.get()
    assert secret not in json.dumps([row.token_hash, *Enrolment.objects.values_list("secret_hash", flat=True)])


def test_only_an_administrator_lets_a_recording_workers_phone_in(universe: Universe) -> None:
    with pytest.raises(Exception, match="role"):
        actions.offer_enrolment(by=universe.actor("priya"), staff=universe.staff["tomba"].pk)
    for login in ("meera", "sara"):
        with pytest.raises(Invalid):
            actions.offer_enrolment(by=universe.actor("arun"), staff=universe.staff[login].pk)


def test_a_phone_with_a_key_signs_what_it_sends(universe: Universe, phone_of) -> None:
    pair = ec.generate_private_key(ec.SECP256R1())
    numbers = pair.public_key().public_numbers()
    phone: Phone = phone_of("tomba", {"kty": "EC", "crv": "P-256", "x": _b64(numbers.x), "y": _b64(numbers.y)})
    body = json.dumps({"device": phone.device, "entries": [phone.entry("contact.made", {"needles_out": 1})]}).encode()
    packed = gzip.compress(body)

    def signature(raw: bytes, *, as_browsers_do: bool) -> str:
        made = pair.sign(raw, ec.ECDSA(hashes.SHA256()))
        if as_browsers_do:
            made = b"".join(half.to_bytes(32) for half in decode_dss_signature(made))
        return base64.b64encode(made).decode()

    for wrong in ({}, {"X-Signature": "?"}, {"X-Signature": signature(body + b" ", as_browsers_do=True)}):
        assert phone.post(body, **wrong).status_code == 401
    assert phone.post(body, **{"X-Signature": signature(body, as_browsers_do=False)}).status_code == 200
    told = {"X-Signature": signature(packed, as_browsers_do=True), "Content-Encoding": "gzip"}
    assert phone.post(packed, **told).json()["results"][0]["outcome"] == "duplicate"


@pytest.mark.parametrize(
    "key",
    [
        {"kty": "RSA"}, {"kty": "EC", "crv": "P-256", "x": "AAAA", "y": "AAAA"}, "key", 7, [],
        {"kty": "EC", "crv": "P-256", "x": _b64(1), "y": _b64(1)}, {"kty": "EC", "crv": "P-256", "x": None, "y": 1},
    ],
)  # fmt: skip
def test_what_is_no_key_is_refused(universe: Universe, key: object) -> None:
    _, secret = actions.offer_enrolment(by=access.operator(), staff=universe.staff["tomba"].pk)
    assert _knock({"secret": secret, "name": "a", "public_key": key}) == 400
    assert _knock({"secret": secret, "name": "a", "public_key": None}) == 201


def test_a_phone_that_is_shut_out_is_told_to_wipe_and_its_work_is_kept(universe: Universe, tomba: Phone) -> None:
    device = Device.objects.get().pk
    actions.suspend(by=universe.actor("arun"), device=device)
    assert (tomba.pull().status_code, tomba.pull().json()["wipe"]) == (401, False)
    later = tomba.entry("contact.made", {"needles_out": 2})
    refused = tomba.push(later)  # the phone goes on keeping it: nothing is taken from it, nothing answered for
    assert (refused.status_code, refused.json()["error"]["code"], "results" in refused.json()) == (
        401,
        "suspended",
        False,
    )
    actions.suspend(by=universe.actor("arun"), device=device, suspended=False)
    assert tomba.pull().status_code == 200
    assert tomba.outcomes(later) == [("accepted", None)]
    actions.revoke(by=universe.actor("arun"), device=device)
    entry = tomba.entry("contact.made", {"needles_out": 1})
    for answer in (tomba.pull(), tomba.push(entry), tomba.push(entry)):
        assert (answer.status_code, answer.json()["wipe"]) == (401, True)
    assert answer.json()["results"][0]["reason"]["code"] == "revoked"
    assert Device.objects.get().wiped_at == TODAY


def test_a_phone_that_is_not_known_is_told_so(universe: Universe, tomba: Phone) -> None:
    stranger = Phone(tomba.device, "guess")
    for answer in (stranger.pull(), stranger.push()):
        assert (answer.status_code, answer.json()["wipe"]) == (401, False)
    for header in ("", "Bearer", "Basic abc", "Bearer \x00"):
        assert Browser().get("/api/v1/sync/pull", headers={"Authorization": header}).status_code == 401
