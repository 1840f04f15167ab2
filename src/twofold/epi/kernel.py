"""A month, in the order in which it happens: all that moves the epidemic is on this page.

Hazards come in tables (`effects`: what each state does to transmission; `tables`: how often things happen); here they are
laid on people, and what runs out happens. How clocks burn and numbers are drawn, and what is counted, is in `machinery`.
"""

import numpy as np

from twofold.epi import states as s
from twofold.epi.machinery import clocks
from twofold.epi.machinery.bookkeeping import become, leave, mark, one_sided
from twofold.epi.machinery.compiling import Array, compiled, inner
from twofold.epi.machinery.draws import bits, clock, length, piece, uniform
from twofold.epi.machinery.sources import attributing
from twofold.epi.machinery.tallies import count_couples, count_people
from twofold.epi.month import COUNT, COUPLES, EXPOSE, INFECT, PAIR, PART, PEOPLE
from twofold.epi.world import Dyads, People, Rules, Scratch, Tables, World

TRIES = 6
FINE = np.float32(s.FINE_TICKS)


@compiled
def months(world: World, order: Array, start: int, stop: int) -> None:
    """Steps `start` to `stop`, each in the order given."""
    people, dyads, tables, rules, counts, scratch, keys, outside = world
    period, sick = -1, scratch.sick
    for t in range(start, stop):
        period = clocks.turn(world, period, t)
        year, size = tables.year[t], 0
        for phase in order:
            if phase == PART:
                part(people.code, dyads.ends, dyads.until, scratch, t)
            elif phase == PAIR:
                pair(world, scratch.ended[: scratch.size[1]], period, t)
            elif phase == COUPLES:
                found, offers = scratch.hits[: clocks.at_hand(dyads.due, scratch.hits, t)], counts.couple_events[year]
                serve(people, dyads, tables, scratch.present, keys, found, offers, period, t)
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
                found, events = scratch.hits[: clocks.at_hand(people.due, scratch.hits, t)], counts.events[year]
                aids = counts.aids[year]
                scratch.size[2] = live(people, tables, rules, scratch, keys, found, events, aids, period, t)
    clocks.settle_all(people, dyads, tables, max(period, 0), stop)


@inner
def part(code: Array, ends: Array, until: Array, scratch: Scratch, t: int) -> None:
    """Which end this month, in their time or because one of the two has gone; which others have HIV on one side only."""
    first, second, exposed, ended = ends[0], ends[1], 0, 0
    mark(code, scratch.gone[: scratch.size[2]], True)
    for d in range(len(until)):
        ca, cb = code[first[d]], code[second[d]]
        over = (until[d] <= t) | ((ca | cb) & s.FRESH != 0)
        scratch.ended[ended] = d
        ended += over
        scratch.exposed[exposed] = d
        exposed += one_sided(ca, cb) & (not over)
    mark(code, scratch.gone[: scratch.size[2]], False)
    scratch.size[0], scratch.size[1], scratch.size[2] = exposed, ended, 0


@inner
def pair(world: World, ended: Array, period: int, t: int) -> None:
    """Those whose dyads ended look for somebody, in the order of their places."""
    people, dyads, scratch, keys = world.people, world.dyads, world.scratch, world.keys
    leave(dyads, people.couple, ended)
    seek(people, dyads, keys[s.PARTNER], world.rules.age_gap, ended)
    form(people.code, dyads, world.rules, scratch, keys, world.tables.couple_months[period], ended, t)


@inner
def seek(people: People, dyads: Dyads, key: np.uint64, age_gap: float, ended: Array) -> None:
    """The nearest in age of six drawn from the locale; the owner himself when nobody is free."""
    code, birth, couple, born_as = people.code, people.birth, people.couple, people.born_as
    first, second, state, times = dyads.ends[0], dyads.ends[1], dyads.code, dyads.times
    for d in ended:
        i, kind, low, word = first[d], state[d] & s.KIND, dyads.low[d], np.uint64(0)
        best, nearest, span = i, np.float64(1e9), np.uint64(max(dyads.high[d] - low, 0))
        tries = 0 if (kind == s.MAIN and couple[i] >= 0) or span == 0 else TRIES
        for attempt in range(tries):
            if attempt % 3 == 0:
                word = bits(key, d, int(times[d]) * 2 + attempt // 3)
            j = low + np.int32((piece(word, attempt % 3) * span) >> np.uint64(21))
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
    code: Array, dyads: Dyads, rules: Rules, scratch: Scratch, keys: Array, turned: Array,
    formed: Array, t: int,
) -> None:  # fmt: skip
    """What there is between two, and for how long: drawn once, when they meet. Someone alone looks again next month."""
    first, second, states, times, until = dyads.ends[0], dyads.ends[1], dyads.code, dyads.times, dyads.until
    lasts, together, she_obtains, violence = rules.lasts, rules.together, rules.she_obtains, rules.violence
    exposed, size = scratch.exposed, scratch.size[0]
    for d in formed:
        a, b, kind, name = first[d], second[d], int(states[d]) & s.KIND, int(times[d])
        until[d], exposed[size] = t + 1, d
        size += one_sided(code[a], code[b])
        if a != b:
            until[d] += np.int64(min(length(keys[s.ENDING], d, name) * lasts[kind], 1e8))
        if kind == s.MAIN:
            word, state = bits(keys[s.FORMED], d, name) >> np.uint64(1), s.MAIN
            state |= s.TOGETHER if np.int64(piece(word, 0)) < together else 0
            state |= s.SHE_OBTAINS if np.int64(piece(word, 1)) < she_obtains else 0
            mixed = (code[a] ^ code[b]) & s.FEMALE != 0
            state |= s.VIOLENT if mixed and np.int64(piece(word, 2)) < violence else 0
            states[d] = state
            clocks.wind_couple(dyads, keys, turned, d, t)
    scratch.size[0] = size


@inner
def serve(
    people: People, dyads: Dyads, tables: Tables, present: Array, keys: Array, hits: Array,
    events: Array, period: int, t: int,
) -> None:  # fmt: skip
    """What this step brings to couples whose clocks may run out. An offer that finds nobody it is meant for is spent."""
    code, ends, states, sessions, lasting = people.code, dyads.ends, dyads.code, dyads.sessions, len(tables.waning)
    left, spell, since, due, times = dyads.clock, dyads.spell, dyads.since, dyads.due, dyads.times
    rate, turned = tables.couple_rate[period], tables.couple_months[period]
    for d in hits:
        clocks.settle_couple(left, since, rate, int(states[d]), d, t + 1)
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
                        clocks.change(people, tables, present, period, person, int(code[person]) | s.DIAGNOSED, t)
            elif k >= s.SHE_STARTS:
                person = a if starts(ca, cb, k) else b
                clocks.change(
                    people, tables, present, period, person, int(code[person]) | s.INJECTS | s.EVER_INJECTED, t
                )
        clocks.schedule_couple(left, since, due, turned, int(states[d]), d)


@inner
def meant(ca: int, cb: int, state: int, k: int) -> bool:
    """Whether clock `k` means this couple; never both in one room where one is afraid of the other."""
    violent, safe = state & s.VIOLENT != 0, state & s.SAFE != 0
    if k == s.SAFETY:
        return violent
    if k >= s.SHE_STARTS:
        return starts(ca, cb, k) or starts(cb, ca, k)
    return (ca | cb) & s.EVER_INJECTED != 0 and (k == s.SOLO or safe or not violent)


@inner
def starts(code: int, partner: int, k: int) -> bool:
    """Whether somebody of this code starts injecting with a partner of that code, when clock `k` runs out."""
    woman = code & s.FEMALE != 0
    return code & s.EVER_INJECTED == 0 and partner & s.INJECTS != 0 and woman == (k == s.SHE_STARTS)


@inner
def hazard(
    passes: Array, gives: Array, takes: Array, ca: int, cb: int, state: int, left: np.float32, route: int
) -> np.int64:
    """What somebody of code `ca` lays on somebody of code `cb` in a step, in fine ticks."""
    sexes = (2 if ca & s.FEMALE else 0) | (1 if cb & s.FEMALE else 0)
    passed = passes[state, sexes, route]
    if state & s.SESSIONS:  # `left` of what they did is left
        plain = passes[state & ~s.SESSIONS, sexes, route]
        passed = plain + left * (passed - plain)
    return np.int64(passed * gives[ca, route] * takes[cb, route] * FINE)


@inner
def laid(
    code: Array, ends: Array, states: Array, sessions: Array, passes: Array, gives: Array, takes: Array, waning: Array,
    d: int, t: int,
) -> tuple:  # fmt: skip
    """Who gives and who takes in a one-sided dyad, and the hazards: by sex, syringe, and cooker, cotton or water."""
    a, b, state, left = ends[0, d], ends[1, d], states[d], np.float32(1.0)
    if code[a] & s.STAGE == 0:
        a, b = b, a
    if state & s.SESSIONS:
        left = waning[min(t - sessions[d], len(waning) - 1)]
    ca, cb = code[a], code[b]
    sex = hazard(passes, gives, takes, ca, cb, state, left, s.SEX)
    syringe = hazard(passes, gives, takes, ca, cb, state, left, s.SYRINGE)
    return a, b, (sex, syringe, hazard(passes, gives, takes, ca, cb, state, left, s.EQUIPMENT))


@inner
def expose(people: People, dyads: Dyads, tables: Tables, scratch: Scratch, sick: Array, t: int) -> int:
    """Burn the infection clocks of the exposed; returns how many ran out, and leaves who in `sick`."""
    code, infection, ends, states, sessions = people.code, people.infection, dyads.ends, dyads.code, dyads.sessions
    passes, gives, takes, waning, who = tables.passes, tables.gives, tables.takes, tables.waning, scratch.who
    exposed, size = scratch.exposed[: scratch.size[0]], 0
    for entry in range(len(exposed)):
        _, b, h = laid(code, ends, states, sessions, passes, gives, takes, waning, exposed[entry], t)
        before = infection[b]
        after = before - (h[0] + h[1] + h[2])
        infection[b], who[entry], sick[size] = after, b, b
        size += (before >= 0) & (after < 0)
    return size


@inner
def expose_outside(people: People, tables: Tables, outside: int, places: Array, sick: Array, size: int) -> int:
    """The same from partners outside the model."""
    for b in places:
        before, sick[size] = people.infection[b], b
        if people.code[b] & s.STAGE == 0:
            people.infection[b] -= np.int64(np.float32(outside) * tables.takes[people.code[b], 0])
        size += (before >= 0) & (people.infection[b] < 0)
    return size


attribute = attributing(laid)


@inner
def infect(
    people: People, dyads: Dyads, tables: Tables, scratch: Scratch, keys: Array, infections: Array,
    sick: Array, outside: int, period: int, t: int,
) -> None:  # fmt: skip
    """Whoever ran out is infected. By whom is drawn in proportion to what each laid on them, and counted."""
    attribute(people, dyads, tables, scratch, keys, infections, sick, outside, t)
    for b in sick:
        people.infection[b] = -1
        clocks.change(people, tables, scratch.present, period, b, int(tables.becomes[s.INFECTION, people.code[b]]), t)


@inner
def live(
    people: People, tables: Tables, rules: Rules, scratch: Scratch, keys: Array, hits: Array, events: Array,
    aids: Array, period: int, t: int,
) -> int:  # fmt: skip
    """What this step brings to people whose clocks may run out; how many places are somebody else's now."""
    code, left, spell, since, due = people.code, people.clock, people.spell, people.since, people.due
    rate, turned, becomes, present = tables.rate[period], tables.months[period], tables.becomes, scratch.present
    size = 0
    clocks.settle_many(left, spell, since, rate, code, hits, t + 1)
    for person in hits:
        for k in range(s.CLOCKS):
            if left[person, k] >= 0:
                continue
            before = int(code[person])
            woman, after = (1 if before & s.FEMALE else 0), int(becomes[k, before])
            events[k, woman] += 1
            left[person, k] = clock(keys[k], person, clocks.draw_name(people.generation, person, int(spell[person, k])))
            spell[person, k] += 1
            if after < s.GONE:
                become(code, present, person, after)
                continue
            aids[woman] += k == s.PROGRESS
            become(code, present, person, replace(people, rules, keys, person, after == s.GONE, t))
            scratch.gone[size] = person
            size += 1
            break
        clocks.schedule(left, since, due, turned, int(code[person]), person)
    return size


@inner
def replace(people: People, rules: Rules, keys: Array, person: int, moved: bool, t: int) -> int:
    """Somebody died or moved away: a newcomer of the same group takes the place. Returns the newcomer's code."""
    people.generation[person] += 1
    name = clocks.draw_name(people.generation, person, 0)
    brings = uniform(keys[s.ENTRY], person, name) < (rules.moved_hiv if moved else rules.hiv)
    if not moved:
        people.birth[person] = t - int(rules.age + (uniform(keys[s.AGE], person, name) - 0.5) * rules.spread)
    clocks.wind_all(people, keys, person)
    return int(people.born_as[person]) & (s.CODES - 1) | (s.CHRONIC if brings else 0)
