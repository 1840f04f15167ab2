"""People's clocks, all at once, month by month: who runs out becomes what the table says; deaths make room."""

from typing import Any

import numpy as np
import numpy.typing as npt

from twofold.epi import draws
from twofold.epi.states import AGE, CHRONIC, CLOCKS, CODES, ENTRY, FEMALE, GONE, INFECTION, PROGRESS
from twofold.epi.world import Keys, People, World

Who = npt.NDArray[Any]


def draw_name(people: People, who: Who, spell: Any) -> npt.NDArray[np.int64]:
    """Which draw of a process this is: the generation in the place, and the spell."""
    return (people.generation[who].astype(np.int64) << 16) | spell


def wind(people: People, keys: Keys, k: int, who: Who) -> None:
    """Draw these clocks anew, for the next spell."""
    people.clock[who, k] = draws.clock(keys[k], who, draw_name(people, who, people.spell[who, k].astype(np.int64)))
    people.spell[who, k] += 1


def begin(people: People, keys: Keys, who: Who) -> None:
    """All clocks of newcomers."""
    for k in range(CLOCKS):
        people.spell[who, k] = 0
        wind(people, keys, k, who)
    people.infection[who] = draws.fine_clock(keys[INFECTION], who, draw_name(people, who, 0))


def replace(world: World, who: Who, moved: Who, t: int) -> None:
    """They died or moved away: newcomers of the same group take their places."""
    people, rules, keys = world.people, world.rules, world.keys
    people.generation[who] += 1
    name = draw_name(people, who, 0)
    brought = draws.uniform(keys[ENTRY], who, name) < np.where(moved, rules.moved_hiv, rules.hiv)
    people.code[who] = (people.born_as[who] & (CODES - 1)) | np.where(brought, CHRONIC, 0).astype(np.uint16)
    older = (draws.uniform(keys[AGE], who, name) - 0.5) * rules.spread
    people.birth[who] = np.where(moved, people.birth[who], t - (rules.age + older).astype(np.int64))
    begin(people, keys, who)
    gone = world.scratch.size[2]
    world.scratch.gone[gone : gone + len(who)] = who
    world.scratch.size[2] += len(who)


def burn(world: World, t: int) -> None:
    """All clocks burn what everybody's state is worth; then what ran out happens, clock after clock."""
    people, tables, year = world.people, world.tables, world.tables.year[t]
    people.clock[:] -= tables.rate[tables.period[t]][people.code]
    for k in range(CLOCKS):
        who = np.flatnonzero(people.clock[:, k] < 0)
        before = people.code[who]
        woman = (before & FEMALE) // FEMALE
        world.counts.events[year, k] += np.bincount(woman, minlength=2)
        wind(people, world.keys, k, who)
        after = tables.becomes[k][before]
        left = after >= GONE
        people.code[who] = np.where(left, before, after)
        if k == PROGRESS:
            world.counts.aids[year] += np.bincount(woman[left], minlength=2)
        if left.any():
            replace(world, who[left], after[left] == GONE, t)
