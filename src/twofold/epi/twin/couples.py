"""Dyads: services of main couples, parting, and finding somebody. Who is free depends on who chose before: one by one."""

import numpy as np

from twofold.epi import draws, states
from twofold.epi.states import CASUAL, EVER_INJECTED, FEMALE, INJECTS, KIND, MAIN, SAFE, VIOLENT
from twofold.epi.twin.people import Who
from twofold.epi.world import World

TRIES = 6


def wind_couples(world: World, k: int, d: Who) -> None:
    """Draw one clock of these main couples anew."""
    dyads = world.dyads
    name = (dyads.times[d].astype(np.int64) << 16) | dyads.spell[k, d]
    dyads.clock[k, d] = draws.clock(world.keys[states.COUPLE_STREAM + k], d, name)
    dyads.spell[k, d] += 1


def burn_couples(world: World, t: int) -> None:
    """The clocks of all main couples, one after the other."""
    dyads, tables = world.dyads, world.tables
    main = dyads.code[: dyads.clock.shape[1]]
    for k in range(states.COUPLE_CLOCKS):
        rate = tables.couple_rate[tables.period[t], k]
        if rate.any():
            dyads.clock[k] -= rate[main]
            hits = np.flatnonzero(dyads.clock[k] < 0)
            wind_couples(world, k, hits)
            for d in hits:
                happen(world, k, int(d), t)


def happen(world: World, k: int, d: int, t: int) -> None:
    """What ran out for this couple. An offer that finds nobody it is meant for is spent."""
    dyads, code = world.dyads, world.people.code
    a, b = (int(end) for end in dyads.ends[:, d])
    state = int(dyads.code[d])
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
        if k == states.JOINT or not joint or t - dyads.sessions_since[d] >= len(world.tables.waning):
            kept = state & ~(states.COUPLE_SESSIONS | states.OWN_SESSIONS)
            dyads.code[d] = kept | (states.COUPLE_SESSIONS if k == states.JOINT else states.OWN_SESSIONS)
            dyads.sessions_since[d] = t
    elif k == states.SAFETY:
        dyads.code[d] = state ^ SAFE
    elif k == states.COUPLE_TEST:
        for person in (a, b):
            code[person] |= states.DIAGNOSED if code[person] & states.STAGE else 0
    else:
        code[starter] |= INJECTS | EVER_INJECTED


def starts(code: int, partner: int, k: int) -> bool:
    """Whether somebody of this code starts injecting with a partner of that code, when clock `k` runs out."""
    woman = bool(code & FEMALE)
    return not code & EVER_INJECTED and bool(partner & INJECTS) and woman == (k == states.SHE_STARTS)


def count(world: World, t: int) -> None:
    """Everybody, and every main couple, in the state they are in."""
    year, dyads, main = world.tables.year[t], world.dyads, world.dyads.clock.shape[1]
    together = dyads.ends[0, :main] != dyads.ends[1, :main]
    world.counts.person_steps[year] += np.bincount(world.people.code, minlength=states.CODES)
    world.counts.couple_steps[year] += np.bincount(dyads.code[:main][together], minlength=states.DYAD_CODES)


def part(world: World, t: int) -> None:
    """Which dyads end this month; their main couples are undone."""
    dyads, people, scratch = world.dyads, world.people, world.scratch
    dyads.ending[:] -= world.tables.end_rate[dyads.code & KIND]
    gone = (people.fresh[dyads.ends] == t).any(axis=0)
    ended = np.flatnonzero((dyads.ending < 0) | gone | (dyads.ends[0] == dyads.ends[1]))
    scratch.size[1] = len(ended)
    scratch.ended[: len(ended)] = ended
    main = ended[(dyads.code[ended] & KIND) == MAIN]
    for end in dyads.ends[:, main]:
        people.couple[end[people.couple[end] == main]] = -1


def pair(world: World, ended: Who) -> None:
    """Those whose dyads ended look for somebody, in the order of their places."""
    dyads, people = world.dyads, world.people
    dyads.times[ended] += 1
    attempts = dyads.times[ended].astype(np.int64)[:, None] * 2 + np.arange(2)
    words = draws.bits(world.keys[states.PARTNER], ended[:, None], attempts)
    for d, two in zip(ended, words, strict=True):
        j = find(world, int(d), [int(word) for word in two])
        dyads.ends[1, d] = j
        if dyads.code[d] & KIND == MAIN and j != dyads.ends[0, d]:
            people.couple[dyads.ends[:, d]] = d
    form(world, ended)


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
        free = people.couple[j] < 0 if kind == MAIN else kind == CASUAL or cj & INJECTS
        gap = world.rules.age_gap if (int(people.code[i]) ^ cj) & FEMALE else 0.0
        apart = abs(int(people.birth[j]) - (int(people.birth[i]) + (gap if cj & FEMALE else -gap)))
        if free and j != i and apart < nearest:
            best, nearest = j, apart
    return best


def form(world: World, d: Who) -> None:
    """What passes between two each month, and who is first: drawn once, when they meet."""
    dyads, rules, keys = world.dyads, world.rules, world.keys
    (a, b), times, kind = dyads.ends[:, d], dyads.times[d], dyads.code[d] & KIND
    wa, wb = ((world.people.code[end] & FEMALE) // FEMALE for end in (a, b))
    main, casual = kind == MAIN, kind == CASUAL
    together = main & (draws.uniform(keys[states.TOGETHER], d, times) < rules.inject_together)
    obtains = draws.uniform(keys[states.OBTAINS], d, times) < rules.she_obtains
    violent = main & (wa != wb) & (draws.uniform(keys[states.HARM], d, times) < rules.violence)
    in_couple = np.where(obtains, rules.he_first_she_obtains, rules.he_first)
    he_first = np.where(main, in_couple, rules.he_first_in_pairs)
    first = np.where(wa == wb, 0.5, np.where(wa == 1, 1.0 - he_first, he_first))
    syringe = np.select([main, casual], [np.where(together, rules.couple_syringe, 0.0), 0.0], rules.pair_syringe)
    equipment = np.select([main, casual], [np.where(together, rules.couple_equipment, 0.0), 0.0], rules.pair_equipment)
    dyads.code[d] = kind | np.where(violent, VIOLENT, 0).astype(np.uint8)
    for end, (x, y) in enumerate(((wa, wb), (wb, wa))):
        dyads.sex[end, d] = np.select([main, casual], [rules.main_sex[x, y], rules.casual_sex[x, y]], 0.0)
    dyads.syringe[0, d] = syringe * first
    dyads.syringe[1, d] = syringe * (1.0 - first)
    dyads.equipment[d] = equipment
    dyads.ending[d] = draws.clock(keys[states.ENDING], d, times)
    for k in range(states.COUPLE_CLOCKS):
        dyads.spell[k, d[main]] = 0
        wind_couples(world, k, d[main])
