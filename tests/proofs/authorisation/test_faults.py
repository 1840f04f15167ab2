"""Every planted fault turns an unchanged walk red; without a fault the same short walks are green."""

import contextlib
import datetime as dt
from collections.abc import Iterator

import pytest
from django.db import transaction
from django.urls import clear_url_caches

from tests.machinery.measured import measured
from tests.proofs.authorisation import faults, harness, knocking, scopes
from tests.proofs.authorisation.faults import Fault
from tests.universe import Universe
from twofold.config import urls

pytestmark = pytest.mark.proof
SEED = dt.date.today().toordinal()


def walked(fault: Fault, universe: Universe | None) -> harness.Walk:
    """The walk that must find it."""
    walk = harness.Walk()
    if fault.walk in ("files", "doors", "readable"):
        getattr(harness, fault.walk)(walk, pairs_of=12, seed=1)
    elif fault.walk == "declared":
        harness.declared(walk)
    elif fault.walk == "scopes":
        scopes.scopes(walk, universe, seed=1, files=10, actors=60)
    return walk


def knocked(fault: Fault, town: knocking.Town) -> harness.Walk:
    walk = harness.Walk()
    if fault.walk == "statuses":
        knocking.statuses(walk, town, knocking.knocks(town, fault.at, fault.by))
    else:
        chosen = (pair for pair in knocking.pairs(town, fault.at, fault.by) if pair[1] == "get")
        knocking.same_answers(walk, town, chosen)
    return walk


@contextlib.contextmanager
def planted(fault: Fault) -> Iterator[None]:
    """The software with one fault in it; afterwards without, rows included."""
    kept = list(urls.urlpatterns)
    with pytest.MonkeyPatch.context() as patch:
        fault.plant(patch)
        yield
    urls.urlpatterns[:] = kept
    clear_url_caches()


def test_every_fault_in_the_policy_is_found() -> None:
    with measured("faults planted in the policy", unit="faults found", floor=len(faults.POLICY)) as proof:
        for fault in faults.POLICY:
            with planted(fault):
                found = walked(fault, None)
            assert found.complaints, f"nobody saw: {fault.name}"
            proof.count += 1


def test_every_fault_in_what_is_visible_is_found(universe: Universe) -> None:
    with measured("faults planted in what is visible", unit="faults found", floor=len(faults.SCOPE)) as proof:
        for fault in faults.SCOPE:
            with planted(fault), transaction.atomic():
                found = walked(fault, universe)
                transaction.set_rollback(True)
            assert found.complaints, f"nobody saw: {fault.name}"
            proof.count += 1


@pytest.mark.slow
def test_every_fault_behind_an_address_is_found(universe: Universe) -> None:
    town = knocking.Town.build(universe)
    with measured("faults planted behind addresses", unit="faults found", floor=len(faults.KNOCK)) as proof:
        for fault in faults.KNOCK:
            assert not knocked(fault, town).complaints, "the walk is green while the software is sound"
            with planted(fault):
                found = knocked(fault, town)
            assert found.complaints, f"nobody saw: {fault.name}"
            proof.count += 1


@pytest.mark.parametrize("walk", ["files", "readable", "doors", "declared"])
def test_without_a_fault_the_walk_is_green(walk: str) -> None:
    found = walked(Fault("none", walk, lambda patch: None), None)
    assert found.cells and not found.complaints


def test_what_is_visible_is_what_the_table_lets_be_found(universe: Universe) -> None:
    walk = harness.Walk()
    scopes.scopes(walk, universe, seed=SEED, files=18, actors=150)
    assert len(walk.cells) >= 5_000
    assert not walk.complaints, f"seed {SEED}: {walk.complaints[:3]}"
