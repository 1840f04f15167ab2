"""The matrix over HTTP: the right status for everybody at every address, and 'not yours' is 'not there' to the byte."""

import datetime as dt

import pytest

from tests.machinery.measured import full, measured
from tests.proofs.authorisation import harness, knocking
from tests.universe import Universe

pytestmark = pytest.mark.proof
SEED = dt.date.today().toordinal()


@pytest.fixture
def town(universe: Universe) -> knocking.Town:
    return knocking.Town.build(universe)


def test_everybody_gets_the_answer_that_the_table_gives(town: knocking.Town) -> None:
    with measured("authorisation over HTTP", unit="requests", floor=5_000) as proof:
        walk = harness.Walk()
        knocking.statuses(walk, town, knocking.picked(knocking.knocks(town), 7_000 if full() else 220, SEED))
        proof.count = len(walk.cells)
    assert not walk.complaints, f"seed {SEED}: {walk.complaints[:8]}"


def test_not_yours_and_not_there_are_one_answer(town: knocking.Town) -> None:
    with measured("not yours is not there", unit="pairs of answers", floor=5_000) as proof:
        walk = harness.Walk()
        knocking.same_answers(walk, town, knocking.picked(knocking.pairs(town), 6_000 if full() else 110, SEED))
        proof.count = len(walk.cells)
    assert not walk.complaints, f"seed {SEED}: {walk.complaints[:3]}"


def test_whoever_is_not_signed_in_is_sent_to_sign_in(town: knocking.Town) -> None:
    walk = harness.Walk()
    knocking.strangers(walk, town)
    assert len(walk.cells) > 60
    assert not walk.complaints


def test_every_kind_of_row_that_an_address_names_is_known_here(town: knocking.Town) -> None:
    """A new kind of row in an address must find its hidden rows, or the comparison would be about nothing."""
    for address in harness.addresses():
        for converter, kind in address.converters:
            if kind == "UUIDConverter":
                found = [knocking.hidden_ids(town, login, address, converter) for login in ("marta", "sara")]
                assert any(found), f"{address.name}: which table is {converter}?"
