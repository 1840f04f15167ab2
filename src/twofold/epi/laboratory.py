"""Small worlds for questions with a known answer: so many couples alike, or people who meet at random.

They are made of the same arrays and lived by the same engines as any other; only who is in them is set by hand.
"""

from typing import Any

import numpy as np

from twofold.epi import draws, states
from twofold.epi.engine import engine
from twofold.epi.population import assembled, new_dyads, new_people
from twofold.epi.scenario import Scenario
from twofold.epi.world import Tables, World


def only(*clocks: int) -> tuple[str, ...]:
    """What a scenario leaves out so that no clock but these runs, and no dyad ends."""
    kept = {states.CLOCK_NAMES[k] for k in clocks}
    return tuple(name for name in (*states.CLOCK_NAMES[:-1], *states.COUPLE_CLOCK_NAMES, "part") if name not in kept)


NO_TURNOVER = only()


def pairs(scenario: Scenario, first: int, second: int, n: int, *, seed: int = 1, kind: int = states.MAIN) -> World:
    """`n` dyads of two people of these codes, each in this one dyad."""
    code = np.repeat(np.array([first, second], np.uint16), n)
    ends = np.arange(2 * n, dtype=np.int32).reshape(2, n)
    return made(scenario, code, ends, seed=seed, kind=kind)


def made(
    scenario: Scenario, code: Any, ends: Any, *, seed: int = 1, kind: int = states.MAIN, tables: Tables | None = None
) -> World:
    """People of these codes in these dyads, clocks wound and dyads formed."""
    n, d = len(code), ends.shape[1]
    codes = np.ascontiguousarray(code, np.uint16)
    people = new_people(codes, codes & ~np.uint16(states.STAGE), np.full(n, -400, np.int32))
    low, high = np.zeros(d, np.int32), np.full(d, n, np.int32)
    kinds = np.full(d, kind, np.uint8)
    dyads = new_dyads(np.ascontiguousarray(ends, np.int32), kinds, d if kind == states.MAIN else 0, low, high)
    world = assembled(scenario, people, dyads, draws.keys(seed), tables)
    engine().begin_all(world, d)
    return world
