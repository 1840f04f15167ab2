"""Schedules on the bus of faults: a sample each day, ten thousand in a full run; and planted faults, each found."""

import datetime as dt

import pytest

from tests.machinery.measured import full, measured
from tests.proofs.sync import faults, schedule, stories
from tests.universe import Universe

pytestmark = [pytest.mark.proof, pytest.mark.django_db]
TODAY = dt.date.today().toordinal()
SAMPLE, FLOOR = 8, 10_000
FAULTS_A_DAY, MOST = 3, 10


def test_schedules(universe: Universe) -> None:
    with measured("sync on a bus of faults", unit="schedules", floor=FLOOR) as proof:
        for n in range(FLOOR if full() else SAMPLE):
            seed = n if full() else TODAY * 1000 + n
            found = schedule.run(universe, seed)
            assert not found, f"schedule {seed}: {sorted(set(found))}"
            proof.count += 1


def test_stories(universe: Universe) -> None:
    assert stories.run(universe) == []


def seen(universe: Universe, fault: faults.Fault) -> bool:
    if fault.kind == faults.STORY:
        return bool(stories.run(universe))
    return any(schedule.run(universe, 4 * n + fault.kind) for n in range(MOST))


def test_every_fault_is_found(universe: Universe) -> None:
    """Of all faults some each day, in turn; each in schedules of the kind in which it must show."""
    count = len(faults.FAULTS)
    chosen = range(count) if full() else [(TODAY * FAULTS_A_DAY + n) % count for n in range(FAULTS_A_DAY)]
    with measured("faults planted in sync", unit="faults found", floor=count) as proof:
        for fault in (faults.FAULTS[n] for n in chosen):
            with pytest.MonkeyPatch.context() as patch:
                fault.plant(patch)
                assert seen(universe, fault), f"nobody saw: {fault.name}"
            proof.count += 1
