"""The authorisation matrix: the whole policy against tables that were written by hand, without a database."""

import datetime as dt

import pytest

from tests.machinery.measured import full, measured
from tests.proofs.authorisation import evaluator, harness
from twofold.core import access
from twofold.core.access import Compartment, Consent, Door, Relation, Role, Verb

pytestmark = pytest.mark.proof
SEED = dt.date.today().toordinal()  # the sample rotates: every pair of roles has its day


def test_the_policy_is_the_table() -> None:
    with measured("authorisation matrix", unit="cells", floor=180_000) as proof:
        walk = harness.Walk()
        pairs_of = None if full() else 30
        harness.files(walk, pairs_of=pairs_of, seed=SEED)
        harness.readable(walk, pairs_of=pairs_of, seed=SEED)
        harness.doors(walk, pairs_of=pairs_of, seed=SEED)
        proof.count = len(walk.cells)
    assert proof.count >= 30_000, "all cells are distinct"
    assert not walk.complaints, f"seed {SEED}: {len(walk.complaints)} differ, such as {walk.complaints[:5]}"


def test_the_tables_speak_of_everything_that_there_is() -> None:
    roles = {harness.words(role) for role in Role}
    assert set(evaluator.holds()) <= roles
    assert {harness.words(role) for role in access.GRANTS} == set(evaluator.holds())
    assert set(evaluator.floors()) == set(evaluator.PARTS)
    assert len(harness.PART) == len(Compartment)
    assert set(evaluator.NEAR) == {near.value for near in Relation}
    assert set(evaluator.AGREED) == {agreed.value for agreed in Consent}
    assert set(evaluator.doors()) == {door.value for door in Door}
    named = {word for who in evaluator.doors().values() for word in who.removeprefix("everybody but ").split(", ")}
    assert named - {"everybody", "signed in or not"} <= roles
    assert set(Verb) == {"find", "read", "write", "assign"}


def test_every_address_declares_its_door() -> None:
    walk = harness.Walk()
    harness.declared(walk)
    assert len(walk.cells) > 80
    assert not walk.complaints


def test_only_ids_stand_in_addresses() -> None:
    """No code, no name, no free text: addresses land in histories and logs."""
    named = {pair for address in harness.addresses() for pair in address.converters}
    # a step of one's own; an indicator; a step of a referral
    known = {("moment", "IntConverter"), ("name", "SlugConverter"), ("step", "SlugConverter")}
    assert {pair for pair in named if pair[1] != "UUIDConverter"} <= known
