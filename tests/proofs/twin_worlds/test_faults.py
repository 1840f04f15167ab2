"""Every planted fault is seen by the unchanged harness; without one the same short walk sees nothing."""

import random

import pytest

from tests.machinery.measured import full, measured
from tests.proofs.twin_worlds import harness
from tests.proofs.twin_worlds.conftest import SEED
from tests.proofs.twin_worlds.faults import FAULTS, Fault
from tests.proofs.twin_worlds.harness import Choice, Found, Stage

pytestmark = [pytest.mark.proof, pytest.mark.slow]
SAMPLE = 3


def chosen() -> list[Fault]:
    """All of them, or so many that all have their turn within ten days."""
    return FAULTS if full() else random.Random(SEED).sample(FAULTS, SAMPLE)


def walked(stage: Stage, fault: Fault) -> Found:
    return harness.compare(stage, fault.pair[1:], fault.pair[:1], fault.by, Choice(at=fault.at))


def test_every_fault_is_seen(keys: None, stage: Stage) -> None:
    with measured("faults planted in twin worlds", unit="faults found", floor=len(FAULTS)) as proof:
        for fault in chosen():
            if full():  # in the daily sample the proof itself, beside this, says so
                sound = walked(stage, fault)
                assert sound.cells and not sound.complaints, f"{fault.name}: {sound.complaints[:2]}"
            with pytest.MonkeyPatch.context() as patch:
                fault.plant(patch)
                assert walked(stage, fault).complaints, f"nobody saw: {fault.name}"
            proof.count += 1
