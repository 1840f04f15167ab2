"""Exposure and infection: hazards of all discordant dyads at once; the few newly infected one by one."""

from typing import Any

import numpy as np

from twofold.epi import draws, states
from twofold.epi.states import COUPLE_SESSIONS, FEMALE, FINE_TICKS, INFECTION, INJECTS, KIND, MAIN, OWN_SESSIONS, STAGE
from twofold.epi.twin.people import draw_name
from twofold.epi.world import Floats, Longs, World

SESSIONS = COUPLE_SESSIONS | OWN_SESSIONS


def fine(hazard: Floats) -> Longs:
    """Hazards in whole fine ticks."""
    return (hazard * np.float32(FINE_TICKS)).astype(np.int64)


def expose(world: World, t: int) -> None:
    """The hazards of each discordant dyad on the one without HIV; then those of partners outside."""
    code, dyads, tables, scratch = world.people.code, world.dyads, world.tables, world.scratch
    negative = (code[dyads.ends] & STAGE) == 0
    d = np.flatnonzero(negative[0] != negative[1])
    source = np.where(negative[1, d], 0, 1)
    a, b, state = dyads.ends[source, d], dyads.ends[1 - source, d], dyads.code[d]
    ca, cb = code[a], code[b]
    since = np.minimum(t - dyads.sessions_since[d], len(tables.waning) - 1)
    left = np.where(state & SESSIONS, tables.waning[since], np.float32(1.0))
    gives, takes = tables.gives, tables.takes
    sex = dyads.sex[source, d] * gives[0, ca] * takes[0, cb] * waned(tables.unprotected, state, left)
    woman = (cb & FEMALE) // FEMALE
    shared = np.where(woman, waned(tables.sharing[1], state, left), waned(tables.sharing[0], state, left))
    syringe = dyads.syringe[source, d] * gives[1, ca] * takes[1, cb] * shared
    equipment = dyads.equipment[d] * gives[2, ca] * takes[2, cb] * shared
    both = (ca & cb & INJECTS) != 0
    free = world.outside[(code[world.outside] & STAGE) == 0]
    outside = fine(world.people.outside[free] * takes[0, code[free]])
    size, dyadic = len(d) + len(free), len(d)
    scratch.size[0] = size
    scratch.dyad[:size] = np.concatenate([d, np.full(len(free), -1)])
    scratch.who[:size] = np.concatenate([b, free])
    scratch.hazard[:, :size] = 0
    scratch.hazard[0, :size] = np.concatenate([fine(sex), outside])
    scratch.hazard[1, :dyadic] = np.where(both, fine(syringe), 0)
    scratch.hazard[2, :dyadic] = np.where(both, fine(equipment), 0)


def waned(table: Floats, state: Any, left: Floats) -> Floats:
    """What a dyad's state does to a hazard, when so much of the effect of sessions is left."""
    none = table[state & ~np.uint8(SESSIONS)]
    result: Floats = none + left * (table[state] - none)
    return result


def infect(world: World, t: int) -> None:
    """Burn the infection clocks; whoever runs out is infected by one source, drawn in proportion."""
    people, scratch = world.people, world.scratch
    size: int = int(scratch.size[0])
    who, hazard = scratch.who[:size], scratch.hazard[:, :size]
    np.subtract.at(people.infection, who, hazard.sum(axis=0))
    entries: dict[int, list[int]] = {}
    for entry in np.flatnonzero(people.infection[who] < 0):
        entries.setdefault(int(who[entry]), []).append(int(entry))
    chosen = sorted((choose(world, b, own), b) for b, own in entries.items())
    for (own_entry, route), b in chosen:
        count(world, int(scratch.dyad[own_entry]), b, route, t)
        people.code[b] = world.tables.becomes[INFECTION, people.code[b]]


def choose(world: World, b: int, entries: list[int]) -> tuple[int, int]:
    """The entry and the route at which the drawn share of all that lay on `b` is reached."""
    laid = world.scratch.hazard[:, entries].T.ravel()  # entry by entry, route by route
    one = np.array([b])
    share = draws.uniform(world.keys[states.SOURCE], one, draw_name(world.people, one, 0))[0]
    reached = min(int(share * float(laid.sum())), int(laid.sum()) - 1)
    place = int(np.argmax(np.cumsum(laid) > reached))
    return entries[place // 3], place % 3


def couple_type(world: World, d: int) -> int:
    """The kind of couple of main dyad `d` now."""
    if d < 0:
        return states.SINGLE
    codes = [int(world.people.code[end]) for end in world.dyads.ends[:, d]]
    women = [code for code in codes if code & FEMALE]
    men = [code for code in codes if not code & FEMALE]
    if not (women and men):
        return states.SAME_SEX
    kinds = {(True, True): states.BOTH_INJECT, (False, True): states.HE_INJECTS, (True, False): states.SHE_INJECTS}
    return kinds.get((bool(women[0] & INJECTS), bool(men[0] & INJECTS)), states.NEITHER_INJECTS)


def count(world: World, d: int, b: int, route: int, t: int) -> None:
    """One infection, by sex, kind of couple, the partner's status and route; `b` still has the old code."""
    people, dyads = world.people, world.dyads
    if d < 0:
        way = states.OUTSIDE
    elif dyads.code[d] & KIND == MAIN:
        way = (states.BY_SEX_MAIN, states.BY_SYRINGE_MAIN, states.BY_EQUIPMENT_MAIN)[route]
    else:
        way = (states.BY_SEX_CASUAL, states.BY_SYRINGE_PAIR, states.BY_EQUIPMENT_PAIR)[route]
    own, partner = int(people.couple[b]), 0
    if own >= 0:
        other = next(int(end) for end in dyads.ends[:, own] if end != b)
        partner = int(people.code[other] & STAGE != 0)
    woman = int(people.code[b] & FEMALE != 0)
    world.counts.infections[world.tables.year[t], woman, couple_type(world, own), partner, way] += 1
