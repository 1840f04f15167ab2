"""Which engine runs a world: the compiled kernel where numba is there, its NumPy twin where not. Both give the same."""

import os
from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from typing import Any, NamedTuple

import numpy as np

from twofold.epi import draws
from twofold.epi.cohort import taught
from twofold.epi.month import PHASES
from twofold.epi.scenario import Scenario
from twofold.epi.world import Draw, Tables, World

ORDER = np.array([step.number for step in PHASES], dtype=np.int64)


class Engine(NamedTuple):
    """Draw for everybody in a stream, between 0 and 1 or as lengths; wind all clocks and form all dyads; walk through months."""

    name: str
    drawn: Draw
    stretched: Draw
    begin_all: Callable[[World, int], None]
    months: Callable[[World, Any, int, int], None]


@cache
def engine(name: str = "") -> Engine:
    """The engine of this name (`numba` or `numpy`); the quicker one that is there when none is named."""
    chosen = name or os.environ.get("TWOFOLD_EPI_ENGINE", "") or ("numba" if find_spec("numba") else "numpy")
    if chosen == "numba":
        from twofold.epi.kernel import months
        from twofold.epi.machinery.beginning import begin_all, drawn, stretched

        return Engine("numba", drawn, stretched, begin_all, months)
    if chosen == "numpy":
        from twofold.epi.twin import months as twin

        return Engine("numpy", draws.drawn, draws.stretched, twin.begin_all, twin.months)
    raise ValueError(f"There is no engine called {chosen!r}: numba or numpy.")


def ready(scenario: Scenario, seed: int, tables: Tables | None = None, name: str = "") -> World:
    """A world whose first month can begin."""
    from twofold.epi.population import build

    chosen = engine(name)
    world, fixed = build(scenario, seed, chosen.drawn, chosen.stretched, tables)
    chosen.begin_all(world, fixed)
    if scenario.cohort is not None:
        taught(scenario, world, seed)
    return world


def live(world: World, steps: int, name: str = "", order: Any = ORDER, start: int = 0) -> World:
    """Walk through so many steps, in the order of a month."""
    engine(name).months(world, order, start, start + steps)
    return world
