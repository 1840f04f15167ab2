"""Exposure and infection: who can infect whom this month, by how much, and who it was."""

import numpy as np

from twofold.epi.kernel.compiled import inner
from twofold.epi.kernel.draws import uniform
from twofold.epi.kernel.people import become, draw_name
from twofold.epi.states import (
    BOTH_INJECT,
    BY_SEX_CASUAL,
    BY_SYRINGE_PAIR,
    COUPLE_SESSIONS,
    FEMALE,
    FINE_TICKS,
    HE_INJECTS,
    INJECTS,
    KIND,
    MAIN,
    NEITHER_INJECTS,
    OUTSIDE,
    OWN_SESSIONS,
    SAME_SEX,
    SHE_INJECTS,
    SINGLE,
    SOURCE,
    STAGE,
)
from twofold.epi.world import Dyads, People, Scratch, Tables

_FINE = np.float32(FINE_TICKS)
_SESSIONS = COUPLE_SESSIONS | OWN_SESSIONS


@inner
def discordant(code: np.ndarray, first: np.ndarray, second: np.ndarray, found: np.ndarray) -> int:
    """The dyads with HIV on one side only: how many, and which in `found`."""
    size = 0
    for d in range(len(first)):
        found[size] = d
        size += (code[first[d]] & STAGE == 0) != (code[second[d]] & STAGE == 0)
    return size


@inner
def waned(table: np.ndarray, code: int, left: np.float32) -> np.float32:
    """What a dyad's state does to a hazard, when so much of the effect of sessions is left."""
    none = table[code & ~_SESSIONS]
    return none + left * (table[code] - none)


@inner
def lay(code: np.ndarray, dyads: Dyads, tables: Tables, scratch: Scratch, size: int, t: int) -> None:
    """The hazards of each discordant dyad on the one without HIV, in fine ticks, route by route."""
    gives, takes, last = tables.gives, tables.takes, len(tables.waning) - 1
    for entry in range(size):
        d = scratch.dyad[entry]
        source = 0 if code[dyads.ends[1, d]] & STAGE == 0 else 1
        a, b = dyads.ends[source, d], dyads.ends[1 - source, d]
        ca, cb, state = code[a], code[b], dyads.code[d]
        left = tables.waning[min(t - dyads.sessions_since[d], last)] if state & _SESSIONS else np.float32(1.0)
        sex = dyads.sex[source, d] * gives[0, ca] * takes[0, cb] * waned(tables.unprotected, state, left)
        syringe = equipment = np.float32(0.0)
        if ca & cb & INJECTS:
            shared = waned(tables.sharing[1 if cb & FEMALE else 0], state, left)
            syringe = dyads.syringe[source, d] * gives[1, ca] * takes[1, cb] * shared
            equipment = dyads.equipment[d] * gives[2, ca] * takes[2, cb] * shared
        scratch.who[entry] = b
        scratch.hazard[0, entry] = np.int64(sex * _FINE)
        scratch.hazard[1, entry] = np.int64(syringe * _FINE)
        scratch.hazard[2, entry] = np.int64(equipment * _FINE)


@inner
def lay_outside(
    code: np.ndarray, outside: np.ndarray, places: np.ndarray, takes: np.ndarray, scratch: Scratch, size: int
) -> int:
    """The same from partners outside the model; returns how many are exposed in all."""
    for person in places:
        if code[person] & STAGE == 0:
            scratch.dyad[size], scratch.who[size] = -1, person
            scratch.hazard[0, size] = np.int64(outside[person] * takes[code[person]] * _FINE)
            scratch.hazard[1, size] = 0
            scratch.hazard[2, size] = 0
            size += 1
    return size


@inner
def burn_infection(infection: np.ndarray, who: np.ndarray, hazard: np.ndarray, size: int) -> bool:
    """Burn the infection clocks of the exposed; whether anybody's ran out."""
    any_new = False
    for entry in range(size):
        infection[who[entry]] -= hazard[0, entry] + hazard[1, entry] + hazard[2, entry]
        any_new = any_new or infection[who[entry]] < 0
    return any_new


@inner
def infect(
    people: People,
    dyads: Dyads,
    scratch: Scratch,
    keys: np.ndarray,
    becomes: np.ndarray,
    infections: np.ndarray,
    size: int,
) -> None:
    """Whoever ran out is infected by one source, drawn in proportion to what each lays on them."""
    total, who, hazard = scratch.total, scratch.who, scratch.hazard
    for entry in range(size):
        if people.infection[who[entry]] < 0:
            total[who[entry]] += hazard[0, entry] + hazard[1, entry] + hazard[2, entry]
    for entry in range(size):
        b = who[entry]
        if people.infection[b] >= 0 or people.code[b] & STAGE:
            continue
        if total[b] > 0:  # met for the first time: from what lay on it to what is still to be walked
            share = uniform(keys[SOURCE], b, draw_name(people, b, 0)) * float(total[b])
            total[b] = -1 - min(np.int64(share), total[b] - 1)
        for route in range(3):
            total[b] += hazard[route, entry]
            if total[b] >= 0:
                count(people, dyads, infections, scratch.dyad[entry], b, route)
                become(people.code, scratch.present, b, int(becomes[people.code[b]]))
                break
    for entry in range(size):
        total[who[entry]] = 0


@inner
def couple_type(code: np.ndarray, ends: np.ndarray, d: int) -> int:
    """The kind of couple of main dyad `d` now."""
    if d < 0:
        return SINGLE
    ca, cb = code[ends[0, d]], code[ends[1, d]]
    if (ca ^ cb) & FEMALE == 0:
        return SAME_SEX
    her, his = (ca, cb) if ca & FEMALE else (cb, ca)
    if his & INJECTS:
        return BOTH_INJECT if her & INJECTS else HE_INJECTS
    return SHE_INJECTS if her & INJECTS else NEITHER_INJECTS


@inner
def count(people: People, dyads: Dyads, infections: np.ndarray, d: int, b: int, route: int) -> None:
    """One infection, by sex, kind of couple, the partner's status and route; `b` still has the old code."""
    way = OUTSIDE
    if d >= 0 and dyads.code[d] & KIND == MAIN:
        way = route
    elif d >= 0:
        way = BY_SEX_CASUAL if route == 0 else BY_SYRINGE_PAIR - 1 + route
    own, partner = people.couple[b], 0
    if own >= 0:
        other = dyads.ends[1, own] if dyads.ends[0, own] == b else dyads.ends[0, own]
        partner = 1 if people.code[other] & STAGE else 0
    woman = 1 if people.code[b] & FEMALE else 0
    infections[woman, couple_type(people.code, dyads.ends, own), partner, way] += 1
