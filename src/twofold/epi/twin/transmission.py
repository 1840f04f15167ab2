"""Exposure and infection: hazards of all one-sided dyads at once; the few newly infected one by one."""

from typing import Any

import numpy as np
import numpy.typing as npt

from twofold.epi import draws, states
from twofold.epi.states import FEMALE, FINE_TICKS, INFECTION, INJECTS, KIND, MAIN, PAYING, SESSIONS, STAGE
from twofold.epi.twin.people import draw_name
from twofold.epi.world import Longs, World

FINE = np.float32(FINE_TICKS)
Ends = npt.NDArray[Any]


def one_sided(world: World) -> Ends:
    """The dyads with HIV on one side only: those that went on, then those that met this month."""
    negative = (world.people.code[world.dyads.ends] & STAGE) == 0
    open_, new = negative[0] != negative[1], np.zeros(len(world.dyads.code), bool)
    new[world.scratch.ended[: world.scratch.size[1]]] = True
    return np.concatenate([np.flatnonzero(open_ & ~new), np.flatnonzero(open_ & new)])


def laid(world: World, t: int) -> tuple[Ends, Ends, Ends, Longs]:
    """Dyads, who gives, who takes, and [dyad, route] the hazards."""
    code, dyads, tables = world.people.code, world.dyads, world.tables
    d = one_sided(world)
    source = np.where(code[dyads.ends[0, d]] & STAGE, 0, 1)
    a, b, state = dyads.ends[source, d], dyads.ends[1 - source, d], dyads.code[d]
    ca, cb = code[a], code[b]
    told = (state & SESSIONS) != 0
    left = np.ones(len(d), np.float32)
    left[told] = tables.waning[np.minimum(t - dyads.sessions[d[told]], len(tables.waning) - 1)]
    sexes = np.where(ca & FEMALE, 2, 0) | np.where(cb & FEMALE, 1, 0)
    plain, whole = tables.passes[state & ~np.uint8(SESSIONS), sexes], tables.passes[state, sexes]
    hazard = plain + left[:, None] * (whole - plain)
    return d, a, b, (hazard * tables.gives[ca, :3] * tables.takes[cb, :3] * FINE).astype(np.int64)


def outside(world: World, who: Ends) -> Longs:
    """What partners outside the model lay on these people, who sell sex."""
    takes = world.tables.takes[world.people.code[who], 0]
    return (np.float32(world.rules.outside[0]) * takes).astype(np.int64)


def expose(world: World, t: int) -> None:
    """Burn the infection clocks of everybody who is exposed."""
    code, infection = world.people.code, world.people.infection
    _, _, b, hazard = laid(world, t)
    np.subtract.at(infection, b, hazard.sum(axis=1))
    free = world.outside[(code[world.outside] & STAGE) == 0]
    infection[free] -= outside(world, free)


def infect(world: World, t: int) -> None:
    """Whoever ran out is infected by one source, drawn in proportion."""
    people = world.people
    sick = np.flatnonzero((people.infection < 0) & ((people.code & STAGE) == 0))
    if not len(sick):
        return
    d, a, b, hazard = laid(world, t)
    own = outside(world, sick) * np.isin(sick, world.outside)
    for person, mine in zip(sick.tolist(), own.tolist(), strict=True):
        lies = np.flatnonzero(b == person)
        parts = np.concatenate([[mine], hazard[lies].ravel()])
        u = float(
            draws.uniform(world.keys[states.SOURCE], np.array([person]), draw_name(people, np.array([person]), 0))[0]
        )
        share = min(int(u * float(parts.sum())), int(parts.sum()) - 1)
        chosen = int(np.searchsorted(np.cumsum(parts), share, side="right"))
        entry, route = divmod(chosen - 1, 3)
        stage = int(people.code[a[lies[entry]]]) & STAGE if chosen else 0
        count(world, int(d[lies[entry]]) if chosen else -1, person, (route, stage), t)
    people.code[sick] = world.tables.becomes[INFECTION, people.code[sick]]
    people.infection[sick] = -1


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


def count(world: World, d: int, b: int, how: tuple[int, int], t: int) -> None:
    """One infection, by sex, kind of couple, the partner's status, route and source; `b` still has the old code."""
    people, dyads, way, (route, stage) = world.people, world.dyads, states.OUTSIDE, how
    if d >= 0:
        kind = int(dyads.code[d]) & KIND
        way = {MAIN: route, PAYING: states.BY_SEX_PAYING}.get(kind, states.BY_SEX_CASUAL + route)
    own, partner = int(people.couple[b]), 0
    if own >= 0:
        other = next(int(end) for end in dyads.ends[:, own] if end != b)
        partner = int(people.code[other] & STAGE != 0)
    woman = int(people.code[b] & FEMALE != 0)
    group = 0 if people.code[b] & INJECTS else (1 if people.code[b] & states.EVER_INJECTED else 2)
    world.counts.infections[world.tables.year[t], woman, couple_type(world, own), partner, way, stage, group] += 1
