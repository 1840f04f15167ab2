"""Dyads: services of main couples, parting, and finding somebody. Who is free depends on who chose before: one by one."""

import numpy as np

from twofold.epi import draws, states
from twofold.epi.states import EVER_INJECTED, FEMALE, INJECTS, KIND, MAIN, SAFE, SELLS, SESSIONS, STAGE, VIOLENT
from twofold.epi.twin.people import Who
from twofold.epi.world import World

TRIES = 6


def wind_couples(world: World, k: int, d: Who) -> None:
    """Draw one clock of these main couples anew."""
    dyads = world.dyads
    name = (dyads.times[d].astype(np.int64) << 16) | dyads.spell[d, k]
    dyads.clock[d, k] = draws.clock(world.keys[states.COUPLE_STREAM + k], d, name)
    dyads.spell[d, k] += 1


def burn_couples(world: World, t: int) -> None:
    """All clocks of all main couples burn; then what ran out happens, couple after couple."""
    dyads, tables = world.dyads, world.tables
    dyads.clock[:] -= tables.couple_rate[tables.period[t]][dyads.code[: len(dyads.clock)]]
    for d, k in zip(*np.nonzero(dyads.clock < 0), strict=True):
        happen(world, int(k), int(d), t)


def happen(world: World, k: int, d: int, t: int) -> None:
    """What ran out for this couple. An offer that finds nobody it is meant for is spent."""
    dyads, code = world.dyads, world.people.code
    a, b = (int(end) for end in dyads.ends[:, d])
    state = int(dyads.code[d])
    wind_couples(world, k, np.array([d]))
    served = bool((code[a] | code[b]) & EVER_INJECTED)
    safe = not state & VIOLENT or bool(state & SAFE)
    starter = next((x for x, y in ((a, b), (b, a)) if starts(int(code[x]), int(code[y]), k)), -1)
    meant = {states.JOINT: served and safe, states.COUPLE_TEST: served and safe, states.SOLO: served}
    meant |= {states.SAFETY: bool(state & VIOLENT), states.SHE_STARTS: starter >= 0, states.HE_STARTS: starter >= 0}
    if a == b or not meant[k]:
        return
    world.counts.couple_events[world.tables.year[t], k] += 1
    if k in (states.JOINT, states.SOLO):
        joint = bool(state & states.COUPLE_SESSIONS)
        if k == states.JOINT or not joint or t - dyads.sessions[d] >= len(world.tables.waning):
            dyads.code[d] = state & ~SESSIONS | (states.COUPLE_SESSIONS if k == states.JOINT else states.OWN_SESSIONS)
            dyads.sessions[d] = t
    elif k == states.SAFETY:
        dyads.code[d] = state ^ SAFE
    elif k == states.COUPLE_TEST:
        for person in (a, b):
            code[person] |= states.DIAGNOSED if code[person] & STAGE else 0
    else:
        code[starter] |= INJECTS | EVER_INJECTED


def starts(code: int, partner: int, k: int) -> bool:
    """Whether somebody of this code starts injecting with a partner of that code, when clock `k` runs out."""
    woman = bool(code & FEMALE)
    return not code & EVER_INJECTED and bool(partner & INJECTS) and woman == (k == states.SHE_STARTS)


def count(world: World, t: int) -> None:
    """Everybody, and every main couple, in the state they are in."""
    year, dyads, code, main = world.tables.year[t], world.dyads, world.people.code, len(world.dyads.clock)
    a, b = dyads.ends[:, :main]
    together = a != b
    seen = [
        np.where(c & FEMALE, 4, 0) | np.where(c & INJECTS, 2, 0) | np.where(c & STAGE, 1, 0) for c in (code[a], code[b])
    ]
    world.counts.person_steps[year] += np.bincount(code, minlength=states.CODES)
    world.counts.couple_steps[year] += np.bincount(dyads.code[:main][together], minlength=states.DYAD_CODES)
    world.counts.pair_steps[year] += np.bincount((seen[0] * 8 + seen[1])[together], minlength=states.PAIRS)


def part(world: World, t: int) -> None:
    """Which dyads end this month: in their time, or because somebody new is in the place of one of the two."""
    dyads, scratch = world.dyads, world.scratch
    new = np.zeros(len(world.people.code), bool)
    new[scratch.gone[: scratch.size[2]]] = True
    ended = np.flatnonzero((dyads.until <= t) | new[dyads.ends].any(axis=0))
    scratch.ended[: len(ended)] = ended
    scratch.size[1:] = len(ended), 0


def pair(world: World, ended: Who, t: int) -> None:
    """Those whose dyads ended look for somebody, in the order of their places."""
    dyads, people = world.dyads, world.people
    dyads.times[ended] += 1
    main = ended[(dyads.code[ended] & KIND) == MAIN]
    for end in dyads.ends[:, main]:
        people.couple[end[people.couple[end] == main]] = -1
    attempts = dyads.times[ended].astype(np.int64)[:, None] * 2 + np.arange(2)
    words = draws.bits(world.keys[states.PARTNER], ended[:, None], attempts)
    for d, two in zip(ended, words, strict=True):
        j = find(world, int(d), [int(word) for word in two])
        dyads.ends[1, d] = j
        if dyads.code[d] & KIND == MAIN and j != dyads.ends[0, d]:
            people.couple[dyads.ends[:, d]] = d
    form(world, ended, t)


def find(world: World, d: int, words: list[int]) -> int:
    """The nearest in age of six drawn from the locale, three of each word; the owner himself when nobody is free."""
    dyads, people = world.dyads, world.people
    i, kind, low = int(dyads.ends[0, d]), int(dyads.code[d]) & KIND, int(dyads.low[d])
    span = max(int(dyads.high[d]) - low, 0)
    best, nearest = i, 1e9
    if (kind == MAIN and people.couple[i] >= 0) or span == 0:
        return i
    for attempt in range(TRIES):
        piece = words[attempt // 3] >> (21 * (attempt % 3)) & 0x1FFFFF
        j = low + (piece * span >> 21)
        cj = int(people.code[j])
        free = {
            MAIN: people.couple[j] < 0, states.CASUAL: True, states.INJECTING: cj & INJECTS != 0,
            states.PAYING: people.born_as[j] & SELLS != 0,
        }[kind]  # fmt: skip
        gap = world.rules.age_gap if (int(people.code[i]) ^ cj) & FEMALE else 0.0
        apart = abs(int(people.birth[j]) - (int(people.birth[i]) + (gap if cj & FEMALE else -gap)))
        if free and j != i and apart < nearest:
            best, nearest = j, apart
    return best


def form(world: World, d: Who, t: int) -> None:
    """What there is between two, and for how long: drawn once, when they meet. Someone alone looks again next month."""
    dyads, rules, code = world.dyads, world.rules, world.people.code
    (a, b), times, kind = dyads.ends[:, d], dyads.times[d], dyads.code[d] & KIND
    lasts = np.minimum(draws.length(world.keys[states.ENDING], d, times) * rules.lasts[kind], 1e8).astype(np.int64)
    dyads.until[d] = t + 1 + np.where(a != b, lasts, 0)
    main = d[kind == MAIN]
    word = (draws.bits(world.keys[states.FORMED], main, dyads.times[main]) >> np.uint64(1)).astype(np.int64)
    state = np.where(word & 0x1FFFFF < rules.together, states.TOGETHER, 0)
    state |= np.where(word >> 21 & 0x1FFFFF < rules.she_obtains, states.SHE_OBTAINS, 0)
    mixed = ((code[dyads.ends[0, main]] ^ code[dyads.ends[1, main]]) & FEMALE) != 0
    state |= np.where(mixed & (word >> 42 & 0x1FFFFF < rules.violence), VIOLENT, 0)
    dyads.code[main] = state
    for k in range(states.COUPLE_CLOCKS):
        dyads.spell[main, k] = 0
        wind_couples(world, k, main)
