"""The whole of it: walk through the order of a month, month after month."""

from typing import Any

import numpy as np

from twofold.epi.month import COUNT, COUPLES, EXPOSE, INFECT, PAIR, PART
from twofold.epi.states import CLOCKS, KIND, MAIN
from twofold.epi.twin.couples import burn_couples, count, form, pair, part
from twofold.epi.twin.people import begin, burn
from twofold.epi.twin.transmission import expose, infect
from twofold.epi.world import World


def months(world: World, order: Any, start: int, stop: int) -> None:
    """Steps `start` to `stop`, each in the order given."""
    named = {EXPOSE: expose, INFECT: infect, COUPLES: burn_couples, PART: part, COUNT: count}
    for t in range(start, stop):
        for step in order:
            if step < CLOCKS:
                burn(world, int(step), t)
            elif step == PAIR:
                pair(world, world.scratch.ended[: world.scratch.size[1]])
            else:
                named[int(step)](world, t)


def begin_all(world: World) -> None:
    """The clocks of everybody, before the first month."""
    begin(world.people, world.keys, np.arange(len(world.people.code)))


def form_all(world: World, fixed: int) -> None:
    """The dyads before the first month: the first `fixed` know their partner, the others find one."""
    known, others = np.arange(fixed), np.arange(fixed, len(world.dyads.code))
    main = known[(world.dyads.code[:fixed] & KIND) == MAIN]
    for end in world.dyads.ends[:, main]:
        world.people.couple[end] = main
    form(world, known)
    pair(world, others)
