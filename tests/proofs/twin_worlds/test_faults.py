"""Every planted fault is seen by the unchanged harness; without one the same short walk sees nothing."""

import random

import pytest

from tests.machinery.measured import full, measured
from tests.proofs.twin_worlds import harness
from tests.proofs.twin_worlds.conftest import SEED
from tests.proofs.twin_worlds.faults import FAULTS, Fault
from tests.proofs.twin_worlds.harness import Choice, Found, Stage

pytestmark = [pytest.mark.proof, pytest.mark.slow]
SAMPLE, AT_ONCE = 3, 6
TURNS = range(0, len(FAULTS), AT_ONCE) if full() else [0]


def chosen(turn: int) -> list[Fault]:
    """Some of them in turn, or so many that all have their day within two weeks."""
    return FAULTS[turn : turn + AT_ONCE] if full() else random.Random(SEED).sample(FAULTS, SAMPLE)


def walked(stage: Stage, fault: Fault) -> Found:
    return harness.compare(stage, fault.pair[1:], fault.pair[:1], fault.by, Choice(at=fault.at))


@pytest.mark.parametrize("turn", TURNS)
def test_every_fault_is_seen(keys: None, stage: Stage, turn: int) -> None:
    some = chosen(turn)
    with measured(f"faults planted in twin worlds, from {turn + 1}", unit="faults found", floor=len(some)) as proof:
        for fault in some:
            if full():  # in the daily sample the proof itself, beside this, says so
                sound = walked(stage, fault)
                assert sound.cells and not sound.complaints, f"{fault.name}: {sound.complaints[:2]}"
            with pytest.MonkeyPatch.context() as patch:
                fault.plant(patch)
                assert walked(stage, fault).complaints, f"nobody saw: {fault.name}"
            proof.count += 1
