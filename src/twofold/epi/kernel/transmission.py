"""Exposure and infection: who can infect whom this month, by how much, and who it was."""

import numpy as np

from twofold.epi import states as s
from twofold.epi.kernel.compiled import inner
from twofold.epi.kernel.draws import uniform
from twofold.epi.kernel.people import become, draw_name, schedule, settle
from twofold.epi.world import Dyads, People, Scratch, Tables

_FINE = np.float32(s.FINE_TICKS)


@inner
def one_sided(ca: int, cb: int) -> bool:
    """Whether one of the two has HIV and the other has not."""
    return (ca & s.STAGE == 0) != (cb & s.STAGE == 0)


@inner
def laid(
    passes: np.ndarray, gives: np.ndarray, takes: np.ndarray, ca: int, cb: int, state: int, left: np.float32
) -> tuple:
    """What somebody of code `ca` lays on somebody of code `cb` in a step, by route, in fine ticks."""
    sexes = (2 if ca & s.FEMALE else 0) | (1 if cb & s.FEMALE else 0)
    sex, syringe, equipment = passes[state, sexes, 0], passes[state, sexes, 1], passes[state, sexes, 2]
    if state & s.SESSIONS:
        plain = state & ~s.SESSIONS
        sex = passes[plain, sexes, 0] + left * (sex - passes[plain, sexes, 0])
        syringe = passes[plain, sexes, 1] + left * (syringe - passes[plain, sexes, 1])
        equipment = passes[plain, sexes, 2] + left * (equipment - passes[plain, sexes, 2])
    return (
        np.int64(sex * gives[ca, 0] * takes[cb, 0] * _FINE),
        np.int64(syringe * gives[ca, 1] * takes[cb, 1] * _FINE),
        np.int64(equipment * gives[ca, 2] * takes[cb, 2] * _FINE),
    )


@inner
def between(
    code: np.ndarray, ends: np.ndarray, states: np.ndarray, sessions: np.ndarray, passes: np.ndarray, gives: np.ndarray,
    takes: np.ndarray, waning: np.ndarray, d: int, t: int,
) -> tuple:  # fmt: skip
    """Who gives and who takes in a one-sided dyad, and the hazards of each route."""
    a, b = ends[0, d], ends[1, d]
    if code[a] & s.STAGE == 0:
        a, b = b, a
    state, left = states[d], np.float32(1.0)
    if state & s.SESSIONS:
        left = waning[min(t - sessions[d], len(waning) - 1)]
    return a, b, laid(passes, gives, takes, code[a], code[b], state, left)


@inner
def expose(people: People, dyads: Dyads, tables: Tables, scratch: Scratch, sick: np.ndarray, t: int) -> int:
    """Burn the infection clocks of the exposed; returns how many ran out, and leaves who in `sick`."""
    code, infection, ends, states, sessions = people.code, people.infection, dyads.ends, dyads.code, dyads.sessions
    passes, gives, takes, waning, who = tables.passes, tables.gives, tables.takes, tables.waning, scratch.who
    exposed, size = scratch.exposed[: scratch.size[0]], 0
    for entry in range(len(exposed)):
        _, b, h = between(code, ends, states, sessions, passes, gives, takes, waning, exposed[entry], t)
        before = infection[b]
        after = before - (h[0] + h[1] + h[2])
        infection[b], who[entry], sick[size] = after, b, b
        size += (before >= 0) & (after < 0)
    return size


@inner
def expose_outside(people: People, tables: Tables, hazard: int, places: np.ndarray, sick: np.ndarray, size: int) -> int:
    """The same from partners outside the model."""
    for b in places:
        before = people.infection[b]
        if people.code[b] & s.STAGE == 0:
            people.infection[b] -= np.int64(np.float32(hazard) * tables.takes[people.code[b], 0])
        sick[size] = b
        size += (before >= 0) & (people.infection[b] < 0)
    return size


@inner
def infect(
    people: People, dyads: Dyads, tables: Tables, scratch: Scratch, keys: np.ndarray, infections: np.ndarray,
    sick: np.ndarray, outside: int, period: int, t: int,
) -> None:  # fmt: skip
    """Whoever ran out is infected by one source, drawn in proportion to what each lays on them."""
    code, infection, ends, states, sessions = people.code, people.infection, dyads.ends, dyads.code, dyads.sessions
    passes, gives, takes, waning, who = tables.passes, tables.gives, tables.takes, tables.waning, scratch.who
    total, exposed = scratch.total, scratch.exposed[: scratch.size[0]]
    for place in range(len(sick)):
        infection[sick[place]], total[place] = -1 - place, 0
    for entry in range(len(exposed)):
        if infection[who[entry]] < 0:
            _, b, h = between(code, ends, states, sessions, passes, gives, takes, waning, exposed[entry], t)
            total[-1 - infection[b]] += h[0] + h[1] + h[2]
    for place in range(len(sick)):
        b = sick[place]
        own = np.int64(np.float32(outside) * takes[code[b], 0]) if people.born_as[b] & s.SELLS else 0
        total[place] += own
        share = np.int64(uniform(keys[s.SOURCE], b, draw_name(people.generation, b, 0)) * float(total[place]))
        total[place] = min(share, total[place] - 1) - own
        if total[place] < 0:
            count(people, dyads, infections, -1, b, 0, 0)
    for entry in range(len(exposed)):
        place = -1 - infection[who[entry]]
        if place < 0 or total[place] < 0:
            continue
        a, b, h = between(code, ends, states, sessions, passes, gives, takes, waning, exposed[entry], t)
        for route in range(3):
            total[place] -= h[route]
            if total[place] < 0:
                count(people, dyads, infections, exposed[entry], b, route, int(code[a] & s.STAGE))
                break
    for b in sick:
        infection[b] = -1
        settle(people.clock, people.since, tables.rate[period], int(code[b]), b, t)
        become(code, scratch.present, b, int(tables.becomes[s.INFECTION, code[b]]))
        schedule(people.clock, people.since, people.due, tables.months[period], int(code[b]), b)


@inner
def couple_type(code: np.ndarray, ends: np.ndarray, d: int) -> int:
    """The kind of couple of main dyad `d` now."""
    if d < 0:
        return s.SINGLE
    ca, cb = code[ends[0, d]], code[ends[1, d]]
    if (ca ^ cb) & s.FEMALE == 0:
        return s.SAME_SEX
    her, his = (ca, cb) if ca & s.FEMALE else (cb, ca)
    if his & s.INJECTS:
        return s.BOTH_INJECT if her & s.INJECTS else s.HE_INJECTS
    return s.SHE_INJECTS if her & s.INJECTS else s.NEITHER_INJECTS


@inner
def count(people: People, dyads: Dyads, infections: np.ndarray, d: int, b: int, route: int, stage: int) -> None:
    """One infection, by sex, kind of couple, the partner's status, route and source; `b` still has the old code."""
    way, own, partner = s.OUTSIDE, people.couple[b], 0
    if d >= 0:
        kind = dyads.code[d] & s.KIND
        way = route if kind == s.MAIN else (s.BY_SEX_PAYING if kind == s.PAYING else s.BY_SEX_CASUAL + route)
    if own >= 0:
        other = dyads.ends[1, own] if dyads.ends[0, own] == b else dyads.ends[0, own]
        partner = 1 if people.code[other] & s.STAGE else 0
    woman = 1 if people.code[b] & s.FEMALE else 0
    group = 0 if people.code[b] & s.INJECTS else (1 if people.code[b] & s.EVER_INJECTED else 2)
    infections[woman, couple_type(people.code, dyads.ends, own), partner, way, stage, group] += 1
