"""Codes on cards: every single wrong sign and every swap of neighbours is found; how a code is typed does not matter."""

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twofold.people import codes, uic

bodies = st.text(uic.SIGNS, min_size=uic.LENGTH, max_size=uic.LENGTH)


def whole(body: str) -> str:
    return body + uic.check_sign(body)


@given(bodies)
def test_a_code_is_known_as_one(body: str) -> None:
    assert uic.is_card_code(whole(body))


@given(bodies)
def test_every_single_wrong_sign_is_found(body: str) -> None:
    code = whole(body)
    for place, right in enumerate(code):
        for sign in uic.SIGNS:
            if sign != right:
                assert not uic.is_card_code(code[:place] + sign + code[place + 1 :])


@given(bodies)
def test_every_swap_of_neighbours_is_found(body: str) -> None:
    code = whole(body)
    for place in range(len(code) - 1):
        one, other = code[place : place + 2]
        if one != other:
            assert not uic.is_card_code(code[:place] + other + one + code[place + 2 :])


def test_codes_as_they_are_made_are_right() -> None:
    made = {uic.random_code() for _ in range(200)}
    assert len(made) == 200
    assert all(uic.is_card_code(code) and code[4] == "-" for code in made)


@pytest.mark.django_db
@pytest.mark.usefixtures("keys")
@pytest.mark.parametrize("typed", ["k7m2-xq4t", " K7M2 XQ4T ", "k 7 m 2 – x q 4 t", "K7M2XQ4T"])
def test_capitals_spaces_and_hyphens_do_not_matter(typed: str) -> None:
    organisation = uuid.uuid4()
    assert codes.card_index(organisation, typed) == codes.card_index(organisation, "K7M2-XQ4T")


@pytest.mark.django_db
@pytest.mark.usefixtures("keys")
def test_a_code_means_nothing_in_another_organisation() -> None:
    assert codes.card_index(uuid.uuid4(), "K7M2-XQ4T") != codes.card_index(uuid.uuid4(), "K7M2-XQ4T")


@given(st.text(max_size=40))
def test_any_text_may_be_typed(text: str) -> None:
    assert uic.is_card_code(text) in (True, False)
