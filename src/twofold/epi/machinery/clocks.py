"""Clocks. One burns when somebody looks: what the steps since then are worth is taken off at once."""

from collections.abc import Callable

import numpy as np

from twofold.epi import states as s
from twofold.epi.machinery.bookkeeping import become
from twofold.epi.machinery.compiling import Array, inner
from twofold.epi.machinery.draws import clock, fine_clock
from twofold.epi.machinery.fetching import AHEAD, fetch
from twofold.epi.machinery.wide import burner, sooner
from twofold.epi.world import Dyads, People, Tables, World


def burning(clocks: int) -> tuple[Callable[..., None], Callable[..., None]]:
    """The two ends of a clock's life, for so many clocks."""
    burn, soonest = burner(clocks), sooner(clocks)

    @inner
    def settle(left: Array, since: Array, rate: Array, code: int, who: int, upto: int) -> None:
        """Burn the clocks of one for the steps before `upto`, all at the rates of this code."""
        burn(left, who, rate, code, np.int32(upto - since[who]))
        since[who] = upto

    @inner
    def schedule(left: Array, since: Array, due: Array, turned: Array, code: int, who: int) -> None:
        """When somebody has to look again: never later than the first clock runs out, at times a step sooner."""
        due[who] = since[who] + min(np.int32(s.NEVER), soonest(left, who, turned, code))

    return settle, schedule


settle, schedule = burning(s.CLOCKS)
settle_couple, schedule_couple = burning(s.COUPLE_CLOCKS)


@inner
def settle_many(left: Array, spell: Array, since: Array, rate: Array, code: Array, hits: Array, upto: int) -> None:
    """Burn the clocks of all of these, and have what is needed next of each near: by itself, so that memory is asked early."""
    last = len(hits) - 1
    for place in range(len(hits)):
        person, soon = hits[place], hits[min(place + AHEAD, last)]
        fetch(left, soon)
        fetch(spell, soon)
        settle(left, since, rate, int(code[person]), person, upto)


@inner
def at_hand(due: Array, hits: Array, t: int) -> int:
    """Who has to be looked at: how many, and who in `hits`."""
    size = 0
    for who in range(len(due)):
        hits[size] = who
        size += due[who] <= t
    return size


@inner
def draw_name(generation: Array, person: int, spell: int) -> int:
    """Which draw of a process this is: the generation in the place, and the spell."""
    return (int(generation[person]) << 16) | spell


@inner
def wind_all(people: People, keys: Array, person: int) -> None:
    """All clocks of somebody new."""
    left, generation = people.clock, people.generation
    name = draw_name(generation, person, 0)
    for k in range(s.CLOCKS):
        left[person, k] = clock(keys[k], person, name)
        people.spell[person, k] = 1
    people.infection[person] = fine_clock(keys[s.INFECTION], person, name)


@inner
def wind_couple(dyads: Dyads, keys: Array, turned: Array, d: int, t: int) -> None:
    """All clocks of a main couple that has just formed."""
    left, name = dyads.clock, int(dyads.times[d]) << 16
    dyads.since[d] = max(t, 0)
    for k in range(s.COUPLE_CLOCKS):
        left[d, k] = clock(keys[s.COUPLE_STREAM + k], d, name)
        dyads.spell[d, k] = 1
    schedule_couple(left, dyads.since, dyads.due, turned, int(dyads.code[d]), d)


@inner
def change(people: People, tables: Tables, present: Array, period: int, person: int, after: int, t: int) -> None:
    """Make a person be of this code in the middle of a step; the steps before were lived as what they were."""
    settle(people.clock, people.since, tables.rate[period], int(people.code[person]), person, t)
    become(people.code, present, person, after)
    schedule(people.clock, people.since, people.due, tables.months[period], int(people.code[person]), person)


@inner
def turn(world: World, before: int, t: int) -> int:
    """The period of this step. Where rates change, what was lived so far was lived at the old ones."""
    people, dyads, tables, period = world.people, world.dyads, world.tables, world.tables.period[t]
    if period == before:
        return period
    if before >= 0:
        settle_all(people, dyads, tables, before, t)
    else:  # the first of a run
        people.since[:] = t
        dyads.since[:] = t
    left, since, due, turned, code = people.clock, people.since, people.due, tables.months[period], people.code
    for person in range(len(code)):
        schedule(left, since, due, turned, int(code[person]), person)
    left, since, due, turned, states = dyads.clock, dyads.since, dyads.due, tables.couple_months[period], dyads.code
    for d in range(len(due)):
        schedule_couple(left, since, due, turned, int(states[d]), d)
    return period


@inner
def settle_all(people: People, dyads: Dyads, tables: Tables, period: int, upto: int) -> None:
    """Burn everybody's clocks for the steps before `upto`."""
    left, since, rate, code = people.clock, people.since, tables.rate[period], people.code
    for person in range(len(code)):
        settle(left, since, rate, int(code[person]), person, upto)
    left, since, rate, states = dyads.clock, dyads.since, tables.couple_rate[period], dyads.code
    for d in range(len(since)):
        settle_couple(left, since, rate, int(states[d]), d, upto)
