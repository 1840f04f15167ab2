"""The whole of it: walk through the order of a month, month after month."""

import numpy as np

from twofold.epi.kernel.compiled import compiled, inner
from twofold.epi.kernel.couples import count_couples, form, happen_to_couples, pair, part, wind_couples
from twofold.epi.kernel.draws import clock, fine_clock
from twofold.epi.kernel.people import burn, happen
from twofold.epi.kernel.transmission import burn_infection, discordant, infect, lay, lay_outside
from twofold.epi.month import COUNT, COUPLES, EXPOSE, INFECT, PAIR, PART
from twofold.epi.states import CLOCKS, COUPLE_CLOCKS, INFECTION, KIND, MAIN
from twofold.epi.world import World


@compiled
def months(world: World, order: np.ndarray, start: int, stop: int) -> None:
    """Steps `start` to `stop`, each in the order given."""
    people, dyads, tables, rules, newcomers, counts, scratch, keys, outside = world
    for t in range(start, stop):
        period, year = tables.period[t], tables.year[t]
        for step in order:
            if step < CLOCKS:
                if tables.rate[period, step].any():
                    size = burn(people.code, people.clock[step], tables.rate[period, step], scratch.hits)
                    happen(
                        people, tables.becomes[step], scratch.present, counts.events[year, step], scratch.hits[:size],
                        newcomers, keys, step, t,
                    )  # fmt: skip
            elif step == EXPOSE:
                size = discordant(people.code, dyads.ends[0], dyads.ends[1], scratch.dyad)
                lay(people.code, dyads, tables, scratch, size, t)
                scratch.size[0] = lay_outside(people.code, people.outside, outside, tables.takes[0], scratch, size)
            elif step == INFECT:
                if burn_infection(people.infection, scratch.who, scratch.hazard, scratch.size[0]):
                    becomes, infections = tables.becomes[INFECTION], counts.infections[year]
                    infect(people, dyads, scratch, keys, becomes, infections, scratch.size[0])
            elif step == COUPLES:
                couples(world, period, year, t)
            elif step == PART:
                scratch.size[1] = part(dyads, people.fresh, people.couple, tables.end_rate, scratch.ended, t)
            elif step == PAIR:
                pair(people, dyads, rules, keys, scratch.ended[: scratch.size[1]].astype(np.int64))
            elif step == COUNT:
                counts.person_steps[year] += scratch.present
                count_couples(dyads, counts.couple_steps[year])


@inner
def couples(world: World, period: int, year: int, t: int) -> None:
    """The clocks of all main couples, one after the other."""
    people, dyads, tables, scratch, counts = world.people, world.dyads, world.tables, world.scratch, world.counts
    for k in range(COUPLE_CLOCKS):
        rate = tables.couple_rate[period, k]
        if rate.any():
            size = burn(dyads.code, dyads.clock[k], rate, scratch.hits)
            happen_to_couples(
                people.code, dyads, scratch.present, counts.couple_events[year], scratch.hits[:size], world.keys,
                len(tables.waning), k, t,
            )  # fmt: skip


@compiled
def begin_all(world: World) -> None:
    """The clocks of everybody, before the first month; nobody was in any place before."""
    people, keys = world.people, world.keys
    left, spell, infection = people.clock, people.spell, people.infection
    for k in range(CLOCKS):
        for person in range(len(infection)):
            left[k, person] = clock(keys[k], person, 0)
            spell[k, person] = 1
    for person in range(len(infection)):
        infection[person] = fine_clock(keys[INFECTION], person, 0)


@compiled
def form_all(world: World, fixed: int) -> None:
    """The dyads before the first month: the first `fixed` know their partner, the others find one."""
    people, dyads, known = world.people, world.dyads, np.arange(fixed)
    for d in known:
        if dyads.code[d] & KIND == MAIN:
            people.couple[dyads.ends[0, d]] = people.couple[dyads.ends[1, d]] = d
    form(people.code, dyads, world.rules, world.keys, known)
    wind_couples(dyads, world.keys, known)
    pair(people, dyads, world.rules, world.keys, np.arange(fixed, len(dyads.code)))
