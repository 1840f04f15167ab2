"""Schedules on the bus of faults: a sample each day, three hundred in a full run; and planted faults, each found.

A schedule plays against the real endpoints and takes a second or three, so ten thousand would take hours: `FLOOR` says how
many a full run plays, and other seeds go on from there.
"""

import datetime as dt

import pytest

from tests.machinery.measured import full, measured
from tests.proofs.sync import faults, schedule, stories
from tests.universe import Universe

pytestmark = [pytest.mark.proof, pytest.mark.django_db]
TODAY = dt.date.today().toordinal()
SAMPLE, FLOOR, AT_ONCE = 3, 300, 50
FAULTS_A_DAY, MOST = 1, 10


@pytest.mark.parametrize("first", range(0, FLOOR, AT_ONCE) if full() else [TODAY * 1000])
def test_schedules(universe: Universe, first: int) -> None:
    count = AT_ONCE if full() else SAMPLE
    with measured(f"sync on a bus of faults, from {first}", unit="schedules", floor=count) as proof:
        for seed in range(first, first + count):
            found = schedule.run(universe, seed)
            assert not found, f"schedule {seed}: {sorted(set(found))}"
            proof.count += 1


def test_stories(universe: Universe) -> None:
    assert stories.run(universe) == []


def seen(universe: Universe, fault: faults.Fault) -> bool:
    if fault.kind == faults.STORY:
        return bool(stories.run(universe))
    return any(schedule.run(universe, 4 * n + fault.kind) for n in range(MOST))


def test_every_fault_is_found(request: pytest.FixtureRequest, universe: Universe) -> None:
    """Of all faults some each day, in turn; each in schedules of the kind in which it must show."""
    if request.config.option.postgres:
        pytest.skip("what is planted is in the code, not in the database: once is enough")
    count = len(faults.FAULTS)
    chosen = range(count) if full() else [(TODAY * FAULTS_A_DAY + n) % count for n in range(FAULTS_A_DAY)]
    with measured("faults planted in sync", unit="faults found", floor=count) as proof:
        for fault in (faults.FAULTS[n] for n in chosen):
            with pytest.MonkeyPatch.context() as patch:
                fault.plant(patch)
                assert seen(universe, fault), f"nobody saw: {fault.name}"
            proof.count += 1
