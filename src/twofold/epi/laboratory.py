"""Small worlds for questions with a known answer: so many couples alike, or people who meet at random.

They are made of the same arrays and lived by the same engines as any other; only who is in them is set by hand.
"""

from typing import Any

import numpy as np

from twofold.epi import draws, states
from twofold.epi.engine import ORDER, engine
from twofold.epi.month import COUPLES, PAIR, PART
from twofold.epi.population import no_counts, room
from twofold.epi.scenario import Scenario
from twofold.epi.tables import compile_newcomers, compile_rules, compile_tables
from twofold.epi.world import Dyads, People, World

NO_TURNOVER = np.array([step for step in ORDER if step not in (COUPLES, PART, PAIR, *range(states.CLOCKS))])


def pairs(scenario: Scenario, first: int, second: int, n: int, *, seed: int = 1, kind: int = states.MAIN) -> World:
    """`n` dyads of two people of these codes, each in this one dyad."""
    code = np.repeat(np.array([first, second], np.uint16), n)
    ends = np.arange(2 * n, dtype=np.int32).reshape(2, n)
    return made(scenario, code, ends, seed=seed, kind=kind)


def made(scenario: Scenario, code: Any, ends: Any, *, seed: int = 1, kind: int = states.MAIN) -> World:
    """People of these codes in these dyads, clocks wound and dyads formed."""
    n, d = len(code), ends.shape[1]
    main = d if kind == states.MAIN else 0
    people = People(
        code=code.astype(np.uint16), born_as=code & ~np.uint16(states.STAGE), generation=np.zeros(n, np.uint16),
        birth=np.full(n, -400, np.int32), fresh=np.full(n, -1, np.int32), couple=np.full(n, -1, np.int32),
        outside=np.zeros(n, np.float32), infection=np.zeros(n, np.int64),
        clock=np.zeros((states.CLOCKS, n), np.int32), spell=np.zeros((states.CLOCKS, n), np.uint16),
    )  # fmt: skip
    dyads = Dyads(
        ends=np.ascontiguousarray(ends, np.int32), code=np.full(d, kind, np.uint8), sex=np.zeros((2, d), np.float32),
        syringe=np.zeros((2, d), np.float32), equipment=np.zeros(d, np.float32), sessions_since=np.zeros(d, np.int32),
        low=np.zeros(d, np.int32), high=np.full(d, n, np.int32), ending=np.zeros(d, np.int32), times=np.zeros(d, np.uint16),
        clock=np.zeros((states.COUPLE_CLOCKS, main), np.int32), spell=np.zeros((states.COUPLE_CLOCKS, main), np.uint16),
    )  # fmt: skip
    world = World(
        people, dyads, compile_tables(scenario), compile_rules(scenario), compile_newcomers(scenario),
        no_counts(scenario.years), room(n, d, people.code), draws.keys(seed), np.zeros(0, np.int32),
    )  # fmt: skip
    engine().begin_all(world)
    engine().form_all(world, d)
    return world
