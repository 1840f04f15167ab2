"""Primitives: what is sealed opens whole, in its place and under its key, or not at all; its length says little."""

import json
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twofold.core.crypto import cipher

KEY = cipher.new_key()
PLACE = "people_profile|body|7|ab|C1|1"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)
HOSTILE = [
    "",
    " \t leading and trailing \n ",
    "\x00 in the middle \x00",
    "\u202eright to left\u202c",
    "زهرا",
    "मीरा",
    "👩🏽‍⚕️🏳️‍⚧️",
    "e" + "\u0301" * 300,
    "'; DROP TABLE people_client; --",
    "=cmd|' /C calc'!A0",
    "<script>alert(1)</script>",
    "\ud800".encode("utf-16", "surrogatepass").decode("utf-16", "replace"),
    "\ud800",
    "x" * 100_000,
]


@given(JSON)
def test_any_value_comes_back(value: object) -> None:
    assert cipher.unpack(cipher.decrypt(KEY, cipher.encrypt(KEY, cipher.pack(value), PLACE), PLACE)) == value


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_comes_back_exactly(text: str) -> None:
    sealed = cipher.encrypt(KEY, cipher.pack({"note": text}), PLACE)
    assert cipher.unpack(cipher.decrypt(KEY, sealed, PLACE)) == {"note": text}


def test_every_flipped_bit_is_found() -> None:
    sealed = cipher.encrypt(KEY, cipher.pack("Bilal"), PLACE)
    for place in range(len(sealed) * 8):
        flipped = bytearray(sealed)
        flipped[place // 8] ^= 1 << place % 8
        with pytest.raises(cipher.Unreadable):
            cipher.decrypt(KEY, bytes(flipped), PLACE)


def test_every_truncation_and_addition_is_found() -> None:
    sealed = cipher.encrypt(KEY, cipher.pack("Bilal"), PLACE)
    for length in range(len(sealed)):
        with pytest.raises(cipher.Unreadable):
            cipher.decrypt(KEY, sealed[:length], PLACE)
    with pytest.raises(cipher.Unreadable):
        cipher.decrypt(KEY, sealed + b"\x00", PLACE)


@given(st.text(max_size=40))
def test_another_place_or_key_does_not_open(place: str) -> None:
    sealed = cipher.encrypt(KEY, b"secret", PLACE)
    for key, context in ((KEY, place), (cipher.new_key(), PLACE)):
        with pytest.raises(cipher.Unreadable):
            cipher.decrypt(key, sealed, context)


@given(st.binary(max_size=200))
def test_bytes_that_we_did_not_seal_do_not_open(blob: bytes) -> None:
    with pytest.raises(cipher.Unreadable):
        cipher.decrypt(KEY, blob, PLACE)


def test_an_error_says_nothing_of_what_was_sealed() -> None:
    sealed = cipher.encrypt(KEY, b"Bilal", PLACE)
    for blob in (sealed[:-1], b"Bilal"):
        with pytest.raises(cipher.Unreadable) as caught:
            cipher.decrypt(KEY, blob, PLACE)
        assert "Bilal" not in str(caught.value) and PLACE not in str(caught.value)
        assert caught.value.__cause__ is None


def test_the_same_text_is_never_sealed_alike() -> None:
    assert len({cipher.encrypt(KEY, b"x", PLACE) for _ in range(1000)}) == 1000
    assert len({cipher.encrypt(KEY, b"x", PLACE)[1:13] for _ in range(1000)}) == 1000, "a nonce came twice"


def test_padding_hides_the_length_of_a_name() -> None:
    lengths = {len(cipher.pack({"nickname": "x" * n})) for n in range(15)}
    assert len(lengths) == 1
    assert all(len(cipher.pack("x" * n)) % cipher.PAD_TO == 0 for n in range(200))


def test_padding_changes_no_value() -> None:
    for text in ("", " ", "x ", " " * 64):
        assert cipher.unpack(cipher.pack(text)) == text
    assert json.loads(cipher.pack([1])) == [1]


@given(st.lists(st.text(), max_size=4), st.lists(st.text(), max_size=4))
def test_references_differ_wherever_their_parts_do(one: list[str], other: list[str]) -> None:
    assert (cipher.mac(KEY, *one) == cipher.mac(KEY, *other)) == (one == other)


def test_moving_a_letter_between_parts_makes_another_reference() -> None:
    assert cipher.mac(KEY, "ab", "c") != cipher.mac(KEY, "a", "bc")
    assert cipher.mac(KEY, "a") != cipher.mac(os.urandom(32), "a")


def test_keys_of_different_purposes_differ() -> None:
    salt = os.urandom(16)
    assert cipher.derive_from_key(KEY, salt, "kek") != cipher.derive_from_key(KEY, salt, "other")
    assert cipher.derive_from_phrase("a phrase", salt, 1024, 1) != cipher.derive_from_phrase("A phrase", salt, 1024, 1)
    assert cipher.derive_from_phrase("मीरा", salt, 1024, 1) == cipher.derive_from_phrase("मीरा", salt, 1024, 1)
