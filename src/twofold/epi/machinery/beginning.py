"""Before the first month: all clocks are wound, and all dyads formed."""

from twofold.epi import states as s
from twofold.epi.kernel import form, pair
from twofold.epi.machinery.clocks import wind_all
from twofold.epi.machinery.compiling import compiled
from twofold.epi.world import World


@compiled
def begin_all(world: World, fixed: int) -> None:
    """The first `fixed` dyads know their partner, the others find one."""
    people, dyads, everyone = world.people, world.dyads, world.scratch.ended
    for d in range(len(dyads.code)):
        everyone[d] = d
    known = everyone[:fixed]
    for person in range(len(people.code)):
        wind_all(people, world.keys, person)
    for d in known:
        if dyads.code[d] & s.KIND == s.MAIN and dyads.ends[0, d] != dyads.ends[1, d]:
            people.couple[dyads.ends[0, d]] = people.couple[dyads.ends[1, d]] = d
    form(people.code, dyads, world.rules, world.scratch, world.keys, world.tables.couple_months[0], known, -1)
    pair(world, everyone[fixed : len(dyads.code)], 0, -1)
