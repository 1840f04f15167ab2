"""The whole of it: walk through the order of a month, month after month."""

import numpy as np

from twofold.epi import states as s
from twofold.epi.kernel.compiled import compiled, inner
from twofold.epi.kernel.couples import (
    count_couples,
    count_people,
    form,
    part,
    schedule_couple,
    seek,
    serve,
    settle_couple,
    undo,
)  # fmt: skip
from twofold.epi.kernel.people import at_hand, begin, look, schedule, settle
from twofold.epi.kernel.transmission import expose, expose_outside, infect, one_sided
from twofold.epi.month import COUNT, COUPLES, EXPOSE, INFECT, PAIR, PART, PEOPLE
from twofold.epi.world import Dyads, People, Tables, World


@compiled
def months(world: World, order: np.ndarray, start: int, stop: int) -> None:
    """Steps `start` to `stop`, each in the order given."""
    people, dyads, tables, rules, counts, scratch, keys, outside = world
    people.since[:] = start
    dyads.since[:] = start
    period, sick = -1, scratch.sick
    for t in range(start, stop):
        period = turn(world, period, t)
        year, size = tables.year[t], 0
        for phase in order:
            if phase == PART:
                part(people.code, dyads.ends, dyads.until, scratch, t)
            elif phase == PAIR:
                pair(world, scratch.ended[: scratch.size[1]], period, t)
            elif phase == COUPLES:
                found = scratch.hits[: at_hand(dyads.due, scratch.hits, t)]
                serve(people, dyads, tables, scratch.present, keys, found, counts.couple_events[year], period, t)
            elif phase == COUNT:
                count_people(scratch.present, counts.person_steps[year])
                count_couples(people.code, dyads, counts.couple_steps[year], counts.pair_steps[year])
            elif phase == EXPOSE:
                size = expose(people, dyads, tables, scratch, sick, t)
                size = expose_outside(people, tables, rules.outside[0], outside, sick, size)
            elif phase == INFECT and size > 0:
                infections = counts.infections[year]
                infect(people, dyads, tables, scratch, keys, infections, sick[:size], rules.outside[0], period, t)
            elif phase == PEOPLE:
                found = scratch.hits[: at_hand(people.due, scratch.hits, t)]
                scratch.size[2] = look(
                    people, tables.rate[period], tables.months[period], tables.becomes, scratch.present,
                    counts.events[year], counts.aids[year], rules, keys, found, scratch.gone, t,
                )  # fmt: skip
    settle_all(people, dyads, tables, max(period, 0), stop)


@inner
def turn(world: World, before: int, t: int) -> int:
    """The period of this step. Where rates change, what was lived so far was lived at the old ones."""
    people, dyads, tables, period = world.people, world.dyads, world.tables, world.tables.period[t]
    if period == before:
        return period
    if before >= 0:
        settle_all(people, dyads, tables, before, t)
    left, since, due, turned, code = people.clock, people.since, people.due, tables.months[period], people.code
    for person in range(len(code)):
        schedule(left, since, due, turned, int(code[person]), person)
    left, since, due, turned, states = dyads.clock, dyads.since, dyads.due, tables.couple_months[period], dyads.code
    for d in range(len(due)):
        schedule_couple(left, since, due, turned, int(states[d]), d)
    return period


@inner
def pair(world: World, ended: np.ndarray, period: int, t: int) -> None:
    """Those whose dyads ended look for somebody, in the order of their places."""
    people, dyads, scratch, keys = world.people, world.dyads, world.scratch, world.keys
    undo(dyads, people.couple, ended)
    seek(people, dyads, keys[s.PARTNER], world.rules.age_gap, ended)
    form(people.code, dyads, world.rules, keys, world.tables.couple_months[period], ended, t)
    code, first, second, exposed, size = people.code, dyads.ends[0], dyads.ends[1], scratch.exposed, scratch.size[0]
    for d in ended:
        exposed[size] = d
        size += one_sided(code[first[d]], code[second[d]])
    scratch.size[0] = size


@inner
def settle_all(people: People, dyads: Dyads, tables: Tables, period: int, upto: int) -> None:
    """Burn everybody's clocks for the steps before `upto`."""
    left, since, rate, code = people.clock, people.since, tables.rate[period], people.code
    for person in range(len(code)):
        settle(left, since, rate, int(code[person]), person, upto)
    left, since, rate, states = dyads.clock, dyads.since, tables.couple_rate[period], dyads.code
    for d in range(len(since)):
        settle_couple(left, since, rate, int(states[d]), d, upto)


@compiled
def begin_all(world: World, fixed: int) -> None:
    """Before the first month: all clocks are wound; the first `fixed` dyads know their partner, the others find one."""
    people, dyads, everyone = world.people, world.dyads, world.scratch.ended
    for d in range(len(dyads.code)):
        everyone[d] = d
    known = everyone[:fixed]
    for person in range(len(people.code)):
        begin(people, world.keys, person)
    for d in known:
        if dyads.code[d] & s.KIND == s.MAIN and dyads.ends[0, d] != dyads.ends[1, d]:
            people.couple[dyads.ends[0, d]] = people.couple[dyads.ends[1, d]] = d
    form(people.code, dyads, world.rules, world.keys, world.tables.couple_months[0], known, -1)
    pair(world, everyone[fixed : len(dyads.code)], 0, -1)
