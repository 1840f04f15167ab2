"""People's clocks, all at once: who runs out becomes what the table says; deaths make room."""

from typing import Any

import numpy as np
import numpy.typing as npt

from twofold.epi import draws
from twofold.epi.states import AGE, CHRONIC, CLOCKS, DEAD, ENTRY, FEMALE, INFECTION
from twofold.epi.world import Keys, Newcomers, People, World

Who = npt.NDArray[Any]


def draw_name(people: People, who: Who, spell: Any) -> npt.NDArray[np.int64]:
    """Which draw of a process this is: the generation in the place, and the spell."""
    return (people.generation[who].astype(np.int64) << 16) | spell


def wind(people: People, keys: Keys, k: int, who: Who) -> None:
    """Draw these clocks anew, for the next spell."""
    people.clock[k, who] = draws.clock(keys[k], who, draw_name(people, who, people.spell[k, who].astype(np.int64)))
    people.spell[k, who] += 1


def begin(people: People, keys: Keys, who: Who) -> None:
    """All clocks of newcomers."""
    for k in range(CLOCKS):
        people.spell[k, who] = 0
        wind(people, keys, k, who)
    people.infection[who] = draws.fine_clock(keys[INFECTION], who, draw_name(people, who, 0))


def replace(people: People, newcomers: Newcomers, keys: Keys, who: Who, t: int) -> None:
    """They died: newcomers of the same group take their places."""
    people.generation[who] += 1
    name = draw_name(people, who, 0)
    brought = draws.uniform(keys[ENTRY], who, name) < newcomers.hiv
    people.code[who] = people.born_as[who] | np.where(brought, CHRONIC, 0).astype(np.uint16)
    older = (draws.uniform(keys[AGE], who, name) - 0.5) * newcomers.spread
    people.birth[who] = t - (newcomers.age + older).astype(np.int64)
    people.fresh[who] = t
    begin(people, keys, who)


def burn(world: World, k: int, t: int) -> None:
    """One clock of everybody, and what it brings."""
    people, tables = world.people, world.tables
    rate = tables.rate[tables.period[t], k]
    if not rate.any():
        return
    people.clock[k] -= rate[people.code]
    who = np.flatnonzero(people.clock[k] < 0)
    before = people.code[who]
    world.counts.events[tables.year[t], k] += np.bincount((before & FEMALE) // FEMALE, minlength=2)
    wind(people, world.keys, k, who)
    after = tables.becomes[k][before]
    people.code[who] = np.where(after == DEAD, before, after)
    replace(people, world.newcomers, world.keys, who[after == DEAD], t)
