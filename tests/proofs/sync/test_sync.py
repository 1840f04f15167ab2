"""Schedules on the bus of faults: three hundred other ones each day, ten thousand in a full run; and planted faults, each found.

A schedule is short: what breaks sync breaks it within few steps, as the planted faults show. It plays against the real
endpoints, some sixteen requests with their four hundred queries, and takes an eighth of a second.
"""

import datetime as dt
import gc
from collections.abc import Iterator

import pytest

from tests.machinery.measured import full, measured
from tests.proofs.sync import faults, schedule, stories
from tests.universe import Universe

pytestmark = [pytest.mark.proof, pytest.mark.django_db]
TODAY = dt.date.today().toordinal()
SAMPLE, FLOOR, AT_ONCE = 150, 10_000, 250
FAULTS_A_DAY, MOST = 4, 48


@pytest.fixture
def stage(universe: Universe) -> Iterator[schedule.Stage]:
    """The world once for all schedules of a test. The collector walks all of Django for each few of them: it waits."""
    gc.disable()
    yield schedule.set_up(universe)
    gc.enable()


@pytest.mark.parametrize("first", range(0, FLOOR, AT_ONCE) if full() else [TODAY * 1000, TODAY * 1000 + SAMPLE])
def test_schedules(request: pytest.FixtureRequest, stage: schedule.Stage, first: int) -> None:
    count = AT_ONCE if full() else SAMPLE // 12 if request.config.option.postgres else SAMPLE
    with measured(f"sync on a bus of faults, from {first}", unit="schedules", floor=count) as proof:
        for seed in range(first, first + count):
            found = schedule.run(stage, seed)
            assert not found, f"schedule {seed}: {sorted(set(found))}"
            proof.count += 1
            if proof.count % 50 == 0:
                gc.collect()


def test_stories(stage: schedule.Stage) -> None:
    assert stories.run(stage) == []


def seen(stage: schedule.Stage, fault: faults.Fault) -> bool:
    if fault.kind == faults.STORY:
        return bool(stories.run(stage))
    return any(schedule.run(stage, 4 * n + fault.kind) for n in range(MOST))


def test_every_fault_is_found(request: pytest.FixtureRequest, stage: schedule.Stage) -> None:
    """Of all faults some each day, in turn; each in schedules of the kind in which it must show."""
    if request.config.option.postgres:
        pytest.skip("what is planted is in the code, not in the database: once is enough")
    count = len(faults.FAULTS)
    chosen = range(count) if full() else [(TODAY * FAULTS_A_DAY + n) % count for n in range(FAULTS_A_DAY)]
    with measured("faults planted in sync", unit="faults found", floor=count) as proof:
        for fault in (faults.FAULTS[n] for n in chosen):
            with pytest.MonkeyPatch.context() as patch:
                fault.plant(patch)
                assert seen(stage, fault), f"nobody saw: {fault.name}"
            proof.count += 1
