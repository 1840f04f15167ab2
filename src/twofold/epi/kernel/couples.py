"""Dyads: the services of a main couple, starting by a partner, parting, finding somebody, and what a new dyad is."""

import numpy as np

from twofold.epi.kernel.compiled import inner
from twofold.epi.kernel.draws import bits, clock, uniform
from twofold.epi.kernel.people import become
from twofold.epi.states import (
    CASUAL,
    COUPLE_CLOCKS,
    COUPLE_SESSIONS,
    COUPLE_STREAM,
    COUPLE_TEST,
    DIAGNOSED,
    ENDING,
    EVER_INJECTED,
    FEMALE,
    HARM,
    INJECTS,
    JOINT,
    KIND,
    MAIN,
    OBTAINS,
    OWN_SESSIONS,
    PARTNER,
    SAFE,
    SAFETY,
    SHE_STARTS,
    SOLO,
    STAGE,
    TOGETHER,
    VIOLENT,
)
from twofold.epi.world import Dyads, People, Rules

TRIES = 6


@inner
def wind_couple(dyads: Dyads, keys: np.ndarray, k: int, d: int) -> None:
    """Draw one clock of a main couple anew."""
    name = (int(dyads.times[d]) << 16) | int(dyads.spell[k, d])
    dyads.clock[k, d] = clock(keys[COUPLE_STREAM + k], d, name)
    dyads.spell[k, d] += 1


@inner
def happen_to_couples(
    code: np.ndarray, dyads: Dyads, present: np.ndarray, events: np.ndarray, hits: np.ndarray, keys: np.ndarray,
    lasting: int, k: int, t: int,
) -> None:  # fmt: skip
    """What ran out for these couples. An offer that finds nobody it is meant for is spent."""
    for d in hits:
        wind_couple(dyads, keys, k, d)
        a, b, state = dyads.ends[0, d], dyads.ends[1, d], int(dyads.code[d])
        if a == b or not meant(int(code[a]), int(code[b]), state, k):
            continue
        events[k] += 1
        if k == JOINT:
            dyads.code[d] = state & ~OWN_SESSIONS | COUPLE_SESSIONS
            dyads.sessions_since[d] = t
        elif k == SOLO:
            if state & COUPLE_SESSIONS == 0 or t - dyads.sessions_since[d] >= lasting:
                dyads.code[d] = state & ~COUPLE_SESSIONS | OWN_SESSIONS
                dyads.sessions_since[d] = t
        elif k == SAFETY:
            dyads.code[d] = state ^ SAFE
        elif k == COUPLE_TEST:
            learn(code, present, a)
            learn(code, present, b)
        else:
            starter = a if starts(int(code[a]), int(code[b]), k) else b
            become(code, present, starter, int(code[starter]) | INJECTS | EVER_INJECTED)


@inner
def meant(ca: int, cb: int, state: int, k: int) -> bool:
    """Whether clock `k` means this couple; never both in one room where one is afraid of the other."""
    if k in (JOINT, COUPLE_TEST):
        return (ca | cb) & EVER_INJECTED != 0 and (state & VIOLENT == 0 or state & SAFE != 0)
    if k == SOLO:
        return (ca | cb) & EVER_INJECTED != 0
    if k == SAFETY:
        return state & VIOLENT != 0
    return starts(ca, cb, k) or starts(cb, ca, k)


@inner
def starts(code: int, partner: int, k: int) -> bool:
    """Whether somebody of this code starts injecting with a partner of that code, when clock `k` runs out."""
    woman = code & FEMALE != 0
    return code & EVER_INJECTED == 0 and partner & INJECTS != 0 and woman == (k == SHE_STARTS)


@inner
def learn(code: np.ndarray, present: np.ndarray, person: int) -> None:
    """Tested: who has HIV knows it."""
    if code[person] & STAGE and not code[person] & DIAGNOSED:
        become(code, present, person, int(code[person]) | DIAGNOSED)


@inner
def count_couples(dyads: Dyads, steps: np.ndarray) -> None:
    """How many main couples there are of each code."""
    for d in range(dyads.clock.shape[1]):
        if dyads.ends[0, d] != dyads.ends[1, d]:
            steps[dyads.code[d]] += 1


@inner
def part(dyads: Dyads, fresh: np.ndarray, couple: np.ndarray, end_rate: np.ndarray, ended: np.ndarray, t: int) -> int:
    """Which dyads end this month: how many, and which in `ended`; their main couples are undone."""
    first, second, left, code = dyads.ends[0], dyads.ends[1], dyads.ending, dyads.code
    size = 0
    for d in range(len(left)):
        rest = left[d] - end_rate[code[d] & KIND]
        left[d] = rest
        ended[size] = d
        size += (rest < 0) | (fresh[first[d]] == t) | (fresh[second[d]] == t) | (first[d] == second[d])
    for d in ended[:size]:
        if code[d] & KIND == MAIN:
            for person in (first[d], second[d]):
                if couple[person] == d:
                    couple[person] = -1
    return size


@inner
def pair(people: People, dyads: Dyads, rules: Rules, keys: np.ndarray, ended: np.ndarray) -> None:
    """Those whose dyads ended look for somebody, in the order of their places."""
    for d in ended:
        dyads.times[d] += 1
    seek(people, dyads, keys[PARTNER], rules.age_gap, ended)
    form(people.code, dyads, rules, keys, ended)
    wind_couples(dyads, keys, ended)


@inner
def seek(people: People, dyads: Dyads, key: np.uint64, age_gap: float, ended: np.ndarray) -> None:
    """The nearest in age of six drawn from the locale, three of each word; the owner himself when nobody is free."""
    code, birth, couple = people.code, people.birth, people.couple
    first, second, state, low, high, times = (
        dyads.ends[0],
        dyads.ends[1],
        dyads.code,
        dyads.low,
        dyads.high,
        dyads.times,
    )
    for d in ended:
        i, kind, word = first[d], state[d] & KIND, np.uint64(0)
        best, nearest = i, 1e9
        span = np.uint64(max(high[d] - low[d], 0))
        tries = 0 if (kind == MAIN and couple[i] >= 0) or span == 0 else TRIES
        for attempt in range(tries):
            if attempt % 3 == 0:
                word = bits(key, d, int(times[d]) * 2 + attempt // 3)
            piece = (word >> np.uint64(21 * (attempt % 3))) & np.uint64(0x1FFFFF)
            j = low[d] + np.int32((piece * span) >> np.uint64(21))
            free = couple[j] < 0 if kind == MAIN else (kind == CASUAL or code[j] & INJECTS != 0)
            gap = 0.0 if (code[i] ^ code[j]) & FEMALE == 0 else age_gap
            apart = abs(birth[j] - (birth[i] + (gap if code[j] & FEMALE else -gap)))
            if free and j != i and apart < nearest:
                best, nearest = j, apart
        second[d] = best
        if kind == MAIN and best != i:
            couple[i] = couple[best] = d


@inner
def form(code: np.ndarray, dyads: Dyads, rules: Rules, keys: np.ndarray, formed: np.ndarray) -> None:
    """What passes between two each month, and who is first: drawn once, when they meet."""
    ends, state, times, sex, syringe = dyads.ends, dyads.code, dyads.times, dyads.sex, dyads.syringe
    together, obtaining, harm, ending = keys[TOGETHER], keys[OBTAINS], keys[HARM], keys[ENDING]
    main_sex, casual_sex = rules.main_sex, rules.casual_sex
    for d in formed:
        kind, name = int(state[d]) & KIND, int(times[d])
        wa, wb = (1 if code[ends[0, d]] & FEMALE else 0), (1 if code[ends[1, d]] & FEMALE else 0)
        he_first, shares, equipment, violent, there, back = rules.he_first_in_pairs, 0.0, 0.0, 0, 0.0, 0.0
        if kind == MAIN:
            there, back = main_sex[wa, wb], main_sex[wb, wa]
            if uniform(together, d, name) < rules.inject_together:
                shares, equipment = rules.couple_syringe, rules.couple_equipment
            obtains = uniform(obtaining, d, name) < rules.she_obtains
            he_first = rules.he_first_she_obtains if obtains else rules.he_first
            if wa != wb and uniform(harm, d, name) < rules.violence:
                violent = VIOLENT
        elif kind == CASUAL:
            there, back = casual_sex[wa, wb], casual_sex[wb, wa]
        else:
            shares, equipment = rules.pair_syringe, rules.pair_equipment
        first = 0.5 if wa == wb else (1.0 - he_first if wa else he_first)
        state[d] = kind | violent
        sex[0, d], sex[1, d] = there, back
        syringe[0, d], syringe[1, d] = shares * first, shares * (1.0 - first)
        dyads.equipment[d] = equipment
        dyads.ending[d] = clock(ending, d, name)


@inner
def wind_couples(dyads: Dyads, keys: np.ndarray, formed: np.ndarray) -> None:
    """The clocks of new main couples."""
    left, spell, times, state = dyads.clock, dyads.spell, dyads.times, dyads.code
    for d in formed:
        if state[d] & KIND == MAIN:
            for k in range(COUPLE_CLOCKS):
                left[k, d] = clock(keys[COUPLE_STREAM + k], d, int(times[d]) << 16)
                spell[k, d] = 1
