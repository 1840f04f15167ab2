"""Dyads: the services of a main couple, starting by a partner, parting, finding somebody, and what a new dyad is."""

import numpy as np

from twofold.epi import states as s
from twofold.epi.kernel.compiled import inner
from twofold.epi.kernel.draws import bits, clock, length
from twofold.epi.kernel.people import become, burning, schedule, settle
from twofold.epi.kernel.transmission import one_sided
from twofold.epi.world import Dyads, People, Rules, Scratch, Tables

TRIES = 6
PIECE = np.uint64(0x1FFFFF)
settle_couple, schedule_couple = burning(s.COUPLE_CLOCKS)


@inner
def meant(ca: int, cb: int, state: int, k: int) -> bool:
    """Whether clock `k` means this couple; never both in one room where one is afraid of the other."""
    if k in (s.JOINT, s.COUPLE_TEST):
        return (ca | cb) & s.EVER_INJECTED != 0 and (state & s.VIOLENT == 0 or state & s.SAFE != 0)
    if k == s.SOLO:
        return (ca | cb) & s.EVER_INJECTED != 0
    if k == s.SAFETY:
        return state & s.VIOLENT != 0
    return starts(ca, cb, k) or starts(cb, ca, k)


@inner
def starts(code: int, partner: int, k: int) -> bool:
    """Whether somebody of this code starts injecting with a partner of that code, when clock `k` runs out."""
    woman = code & s.FEMALE != 0
    return code & s.EVER_INJECTED == 0 and partner & s.INJECTS != 0 and woman == (k == s.SHE_STARTS)


@inner
def serve(
    people: People, dyads: Dyads, tables: Tables, present: np.ndarray, keys: np.ndarray, hits: np.ndarray,
    events: np.ndarray, period: int, t: int,
) -> None:  # fmt: skip
    """What this step brings to couples whose clocks may run out. An offer that finds nobody it is meant for is spent."""
    code, ends, states, sessions, lasting = people.code, dyads.ends, dyads.code, dyads.sessions, len(tables.waning)
    left, spell, since, due, times = dyads.clock, dyads.spell, dyads.since, dyads.due, dyads.times
    rate, turned = tables.couple_rate[period], tables.couple_months[period]
    for d in hits:
        settle_couple(left, since, rate, int(states[d]), d, t + 1)
        a, b = ends[0, d], ends[1, d]
        for k in range(s.COUPLE_CLOCKS):
            if left[d, k] >= 0:
                continue
            left[d, k] = clock(keys[s.COUPLE_STREAM + k], d, (int(times[d]) << 16) | int(spell[d, k]))
            spell[d, k] += 1
            state, ca, cb = int(states[d]), int(code[a]), int(code[b])
            if a == b or not meant(ca, cb, state, k):
                continue
            events[k] += 1
            if k == s.JOINT or (k == s.SOLO and (state & s.COUPLE_SESSIONS == 0 or t - sessions[d] >= lasting)):
                states[d] = state & ~s.SESSIONS | (s.COUPLE_SESSIONS if k == s.JOINT else s.OWN_SESSIONS)
                sessions[d] = t
            elif k == s.SAFETY:
                states[d] = state ^ s.SAFE
            elif k == s.COUPLE_TEST:
                for person in (a, b):
                    if code[person] & s.STAGE and not code[person] & s.DIAGNOSED:
                        change(people, tables, present, period, person, s.DIAGNOSED, t)
            elif k >= s.SHE_STARTS:
                change(people, tables, present, period, a if starts(ca, cb, k) else b, s.INJECTS | s.EVER_INJECTED, t)
        schedule_couple(left, since, due, turned, int(states[d]), d)


@inner
def change(people: People, tables: Tables, present: np.ndarray, period: int, person: int, bit: int, t: int) -> None:
    """Give a person these bits; the steps before were lived without."""
    settle(people.clock, people.since, tables.rate[period], int(people.code[person]), person, t)
    become(people.code, present, person, int(people.code[person]) | bit)
    schedule(people.clock, people.since, people.due, tables.months[period], int(people.code[person]), person)


@inner
def count_people(present: np.ndarray, steps: np.ndarray) -> None:
    """How many people there are of each code."""
    for code in range(s.CODES):
        steps[code] += present[code]


@inner
def count_couples(code: np.ndarray, dyads: Dyads, states: np.ndarray, pairs: np.ndarray) -> None:
    """How many main couples there are of each code, and of each sex, injecting and HIV of both."""
    first, second, state = dyads.ends[0], dyads.ends[1], dyads.code
    for d in range(len(dyads.clock)):
        a, b = first[d], second[d]
        if a != b:
            states[state[d]] += 1
            pairs[aspect(code[a]) * 8 + aspect(code[b])] += 1


@inner
def aspect(code: int) -> int:
    """A woman, who injects, with HIV: in three bits."""
    return (4 if code & s.FEMALE else 0) | (2 if code & s.INJECTS else 0) | (1 if code & s.STAGE else 0)


@inner
def part(code: np.ndarray, ends: np.ndarray, until: np.ndarray, scratch: Scratch, t: int) -> None:
    """Which dyads end this month, and which of the others have HIV on one side only."""
    first, second, exposed, ended = ends[0], ends[1], 0, 0
    for person in scratch.gone[: scratch.size[2]]:
        code[person] |= s.FRESH
    for d in range(len(until)):
        ca, cb = code[first[d]], code[second[d]]
        over = (until[d] <= t) | ((ca | cb) & s.FRESH != 0)
        scratch.ended[ended] = d
        ended += over
        scratch.exposed[exposed] = d
        exposed += one_sided(ca, cb) & (not over)
    for person in scratch.gone[: scratch.size[2]]:
        code[person] &= ~np.uint16(s.FRESH)
    scratch.size[0], scratch.size[1], scratch.size[2] = exposed, ended, 0


@inner
def undo(dyads: Dyads, couple: np.ndarray, ended: np.ndarray) -> None:
    """Main couples that are none any more; and a new name for the draws of whoever comes."""
    for d in ended:
        dyads.times[d] += 1
        if dyads.code[d] & s.KIND == s.MAIN:
            for person in dyads.ends[:, d]:
                if couple[person] == d:
                    couple[person] = -1


@inner
def seek(people: People, dyads: Dyads, key: np.uint64, age_gap: float, ended: np.ndarray) -> None:
    """The nearest in age of six drawn from the locale, three of each word; the owner himself when nobody is free."""
    code, birth, couple, born_as = people.code, people.birth, people.couple, people.born_as
    first, second, state, times, lows, highs = (
        dyads.ends[0], dyads.ends[1], dyads.code, dyads.times, dyads.low, dyads.high,
    )  # fmt: skip
    for d in ended:
        i, kind, low, word = first[d], state[d] & s.KIND, lows[d], np.uint64(0)
        best, nearest, span = i, np.float64(1e9), np.uint64(max(highs[d] - low, 0))
        tries = 0 if (kind == s.MAIN and couple[i] >= 0) or span == 0 else TRIES
        for attempt in range(tries):
            if attempt % 3 == 0:
                word = bits(key, d, int(times[d]) * 2 + attempt // 3)
            j = low + np.int32((((word >> np.uint64(21 * (attempt % 3))) & PIECE) * span) >> np.uint64(21))
            free = kind == s.CASUAL or (kind == s.INJECTING and code[j] & s.INJECTS != 0)
            free = free or (kind == s.MAIN and couple[j] < 0) or (kind == s.PAYING and born_as[j] & s.SELLS != 0)
            gap = 0.0 if (code[i] ^ code[j]) & s.FEMALE == 0 else age_gap
            apart = abs(birth[j] - (birth[i] + (gap if code[j] & s.FEMALE else -gap)))
            if free and j != i and apart < nearest:
                best, nearest = j, apart
        second[d] = best
        if kind == s.MAIN and best != i:
            couple[i] = couple[best] = d


@inner
def form(
    code: np.ndarray, dyads: Dyads, rules: Rules, keys: np.ndarray, turned: np.ndarray, formed: np.ndarray, t: int
) -> None:
    """What there is between two, and for how long: drawn once, when they meet. Someone alone looks again next month."""
    first, second, states, times, until = dyads.ends[0], dyads.ends[1], dyads.code, dyads.times, dyads.until
    left, spell, since, due, lasts = dyads.clock, dyads.spell, dyads.since, dyads.due, rules.lasts
    together, she_obtains, violence = rules.together, rules.she_obtains, rules.violence
    for d in formed:
        a, b, kind, name = first[d], second[d], int(states[d]) & s.KIND, int(times[d])
        until[d] = t + 1
        if a != b:
            until[d] += np.int64(min(length(keys[s.ENDING], d, name) * lasts[kind], 1e8))
        if kind == s.MAIN:
            word, state = np.int64(bits(keys[s.FORMED], d, name) >> np.uint64(1)), s.MAIN
            state |= s.TOGETHER if word & 0x1FFFFF < together else 0
            state |= s.SHE_OBTAINS if word >> 21 & 0x1FFFFF < she_obtains else 0
            mixed = (code[a] ^ code[b]) & s.FEMALE != 0
            state |= s.VIOLENT if mixed and word >> 42 & 0x1FFFFF < violence else 0
            states[d] = state
            since[d] = max(t, 0)
            for k in range(s.COUPLE_CLOCKS):
                left[d, k] = clock(keys[s.COUPLE_STREAM + k], d, name << 16)
                spell[d, k] = 1
            schedule_couple(left, since, due, turned, state, d)
