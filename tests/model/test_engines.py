"""The compiled kernel and its NumPy twin are the same model, to the last bit; and a run is its seed's and nobody else's."""

from typing import Any

import numpy as np
import pytest

from tests.model.scenarios import CROWDED, everything
from twofold import epi
from twofold.epi import draws, engine, states
from twofold.epi.machinery import draws as compiled
from twofold.epi.running import replicate


def differences(one: Any, other: Any, path: str = "") -> list[str]:
    """The names of all arrays that are not equal."""
    found = []
    for name in one._fields:
        a, b = getattr(one, name), getattr(other, name)
        if hasattr(a, "_fields"):
            found += differences(a, b, f"{path}{name}.")
        elif not np.array_equal(a, b):
            found.append(path + name)
    return found


def unlike(worlds: list[Any]) -> list[str]:
    """What differs between two engines, beside the kernel's own notes of when to look again."""
    one, other = (world._replace(scratch=world.people) for world in worlds)
    return [name for name in differences(one, other) if name.rsplit(".", maxsplit=1)[-1] not in ("since", "due")]


@pytest.mark.parametrize(("seed", "place"), [(1, epi.Place()), (20_261_122, CROWDED), (7, CROWDED)])
def test_kernel_and_twin_end_in_the_same_world(seed: int, place: epi.Place) -> None:
    scenario = everything(people=250, years=3, place=place)
    worlds = [engine.ready(scenario, seed, name=name) for name in ("numba", "numpy")]
    assert unlike(worlds) == []
    for world, name in zip(worlds, ("numba", "numpy"), strict=True):
        engine.live(world, scenario.steps, name)
    assert worlds[0].counts.infections.sum() > 0
    assert worlds[0].counts.couple_events.sum(axis=0)[:5].min() > 0, "the scenario must use every clock of a couple"
    assert unlike(worlds) == []


def test_draws_are_the_same_one_by_one_and_all_at_once() -> None:
    keys, who = draws.keys(7), np.arange(2000)
    for spell in (0, 3, 70_000):
        assert draws.uniform(keys[4], who, spell).tolist() == [compiled.uniform(keys[4], w, spell) for w in who]
        assert draws.clock(keys[4], who, spell).tolist() == [compiled.clock(keys[4], w, spell) for w in who]


def test_draws_are_uniform_and_their_lengths_exponential() -> None:
    keys, who = draws.keys(11), np.arange(400_000)
    u = draws.uniform(keys[3], who, 5)
    assert abs(u.mean() - 0.5) < 4 * (1 / 12 / len(who)) ** 0.5
    assert np.allclose(draws.length(keys[3], who, 5), -np.log(u), rtol=1e-13, atol=1e-15)
    beside = draws.uniform(keys[3], who, 6)
    assert abs(np.corrcoef(u, beside)[0, 1]) < 4 / len(who) ** 0.5
    assert abs(np.corrcoef(u[:-1], u[1:])[0, 1]) < 4 / len(who) ** 0.5


def test_one_thread_and_several_give_the_same_bytes() -> None:
    scenario = everything(people=120, years=2)
    one, several = epi.run(scenario, threads=1), epi.run(scenario, threads=3)
    assert [a.tobytes() for a in one.counts] == [a.tobytes() for a in several.counts]


def test_seeds_differ_and_a_seed_is_always_itself() -> None:
    scenario = everything(people=120, years=2)
    first, again, other = (replicate(scenario, seed) for seed in (5, 5, 6))
    assert differences(first, again) == []
    assert differences(first, other) != []


def test_a_run_in_pieces_is_the_same_run() -> None:
    scenario = everything(people=120, years=2)
    whole, pieces = engine.ready(scenario, 3), engine.ready(scenario, 3)
    engine.live(whole, 24)
    for start in range(0, 24, 5):
        engine.live(pieces, min(5, 24 - start), start=start)
    assert differences(whole, pieces) == []


def test_an_engine_that_is_not_there_is_named() -> None:
    with pytest.raises(ValueError, match="no engine called 'fortran'"):
        engine.engine("fortran")


def test_nobody_is_lost_and_no_dead_person_stays_in_a_dyad() -> None:
    scenario = everything(people=400, years=6)
    world = engine.ready(scenario, 2)
    people, dyads = world.people, world.dyads
    n, left, before = len(people.code), [], []
    for t in range(scenario.steps):
        engine.live(world, 1, start=t)
        assert world.scratch.present.sum() == n
        assert np.array_equal(world.scratch.present, np.bincount(people.code, minlength=states.CODES))
        d = np.arange(len(dyads.code))
        main = (dyads.code & states.KIND) == states.MAIN
        together = main & (dyads.ends[0] != dyads.ends[1])
        assert (people.couple[dyads.ends[0, together]] == d[together]).all()
        assert (people.couple[dyads.ends[1, together]] == d[together]).all()
        assert (people.couple >= 0).sum() == 2 * together.sum()
        gone = world.scratch.gone[: world.scratch.size[2]]
        held = [(d, int(dyads.times[d])) for d in np.flatnonzero(np.isin(dyads.ends, gone).any(axis=0))]
        for d, times in before:  # dyads of those who went the month before have ended
            assert dyads.times[d] > times
        before = held
        left += held
        assert not (people.code & states.FRESH).any()
    assert left
    code = people.code
    assert not ((code & states.SUPPRESSED != 0) & (code & states.ON_ART == 0)).any()
    assert not ((code & states.ON_ART != 0) & (code & states.DIAGNOSED == 0)).any()
    assert not ((code & states.INJECTS != 0) & (code & states.EVER_INJECTED == 0)).any()
    assert not ((code & states.ON_PREP != 0) & (code & states.STAGE != 0)).any()
    assert world.counts.person_steps.sum() == n * scenario.steps
