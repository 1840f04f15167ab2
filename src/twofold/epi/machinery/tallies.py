"""What is counted: people and couples in the state they are in, and each infection by whom and how it came."""

from twofold.epi import states as s
from twofold.epi.machinery.compiling import Array, inner
from twofold.epi.world import Dyads, People


@inner
def count_people(present: Array, steps: Array) -> None:
    """How many people there are of each code."""
    for code in range(s.CODES):
        steps[code] += present[code]


@inner
def count_couples(code: Array, dyads: Dyads, states: Array, pairs: Array) -> None:
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
def count_infection(people: People, dyads: Dyads, infections: Array, d: int, b: int, route: int, stage: int) -> None:
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


@inner
def couple_type(code: Array, ends: Array, d: int) -> int:
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
