"""Before the first month: everybody's draws, all clocks are wound, and all dyads formed."""

import numpy as np

from twofold.epi import states as s
from twofold.epi.kernel import form, pair
from twofold.epi.machinery.compiling import Array, compiled
from twofold.epi.machinery.draws import clock, fine_clock, length, uniform
from twofold.epi.world import World


@compiled
def drawn(key: np.uint64, spell: int, into: Array) -> None:
    """Everybody's draw in a stream."""
    for who in range(len(into)):
        into[who] = uniform(key, who, spell)


@compiled
def stretched(key: np.uint64, spell: int, into: Array) -> None:
    """The same as lengths."""
    for who in range(len(into)):
        into[who] = length(key, who, spell)


@compiled
def begin_all(world: World, fixed: int) -> None:
    """The first `fixed` dyads know their partner, the others find one."""
    people, dyads, everyone = world.people, world.dyads, world.scratch.ended
    for d in range(len(dyads.code)):
        everyone[d] = d
    known = everyone[:fixed]
    for k in range(s.CLOCKS):  # clock after clock, so that several people are drawn for at once
        for person in range(len(people.code)):
            people.clock[person, k] = clock(world.keys[k], person, 0)
    for person in range(len(people.code)):
        people.infection[person] = fine_clock(world.keys[s.INFECTION], person, 0)
    for d in known:
        if dyads.code[d] & s.KIND == s.MAIN and dyads.ends[0, d] != dyads.ends[1, d]:
            people.couple[dyads.ends[0, d]] = people.couple[dyads.ends[1, d]] = d
    form(people.code, dyads, world.rules, world.scratch, world.keys, world.tables.couple_months[0], known, -1)
    pair(world, everyone[fixed : len(dyads.code)], 0, -1)
