"""The whole of it: walk through the order of a month, month after month."""

from typing import Any

import numpy as np

from twofold.epi.month import COUNT, COUPLES, EXPOSE, INFECT, PAIR, PART, PEOPLE
from twofold.epi.states import KIND, MAIN
from twofold.epi.twin.couples import burn_couples, count, form, pair, part
from twofold.epi.twin.people import begin, burn
from twofold.epi.twin.transmission import expose, infect
from twofold.epi.world import World


def months(world: World, order: Any, start: int, stop: int) -> None:
    """Steps `start` to `stop`, each in the order given."""
    named = {PART: part, COUPLES: burn_couples, COUNT: count, EXPOSE: expose, INFECT: infect, PEOPLE: burn}
    for t in range(start, stop):
        for phase in order:
            if phase == PAIR:
                pair(world, world.scratch.ended[: world.scratch.size[1]], t)
            else:
                named[int(phase)](world, t)
        world.scratch.present[:] = np.bincount(world.people.code, minlength=len(world.scratch.present))


def begin_all(world: World, fixed: int) -> None:
    """Before the first month: all clocks are wound; the first `fixed` dyads know their partner, the others find one."""
    people, dyads = world.people, world.dyads
    begin(people, world.keys, np.arange(len(people.code)))
    known, others = np.arange(fixed), np.arange(fixed, len(dyads.code))
    main = known[((dyads.code[:fixed] & KIND) == MAIN) & (dyads.ends[0, :fixed] != dyads.ends[1, :fixed])]
    for end in dyads.ends[:, main]:
        people.couple[end] = main
    form(world, known, -1)
    pair(world, others, -1)
