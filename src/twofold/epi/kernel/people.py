"""People's clocks: each month burns its hazard; what runs out happens, as the table says. Deaths make room."""

import numpy as np

from twofold.epi.kernel.compiled import inner
from twofold.epi.kernel.draws import clock, fine_clock, uniform
from twofold.epi.states import AGE, CHRONIC, CLOCKS, DEAD, ENTRY, FEMALE, INFECTION
from twofold.epi.world import Newcomers, People


@inner
def burn(code: np.ndarray, left: np.ndarray, rate: np.ndarray, hits: np.ndarray) -> int:
    """One clock of everybody; returns how many ran out, and leaves who in `hits`."""
    size = 0
    for who in range(len(left)):
        rest = left[who] - rate[code[who]]
        left[who] = rest
        hits[size] = who
        size += rest < 0
    return size


@inner
def draw_name(people: People, person: int, spell: int) -> int:
    """Which draw of a process this is: the generation in the place, and the spell."""
    return (int(people.generation[person]) << 16) | spell


@inner
def wind(people: People, keys: np.ndarray, k: int, person: int) -> None:
    """Draw this clock anew, for the next spell."""
    people.clock[k, person] = clock(keys[k], person, draw_name(people, person, int(people.spell[k, person])))
    people.spell[k, person] += 1


@inner
def begin(people: People, keys: np.ndarray, person: int) -> None:
    """All clocks of somebody new."""
    for k in range(CLOCKS):
        people.spell[k, person] = 0
        wind(people, keys, k, person)
    people.infection[person] = fine_clock(keys[INFECTION], person, draw_name(people, person, 0))


@inner
def replace(people: People, newcomers: Newcomers, keys: np.ndarray, person: int, t: int) -> None:
    """Somebody died: a newcomer of the same group takes the place."""
    people.generation[person] += 1
    name = draw_name(people, person, 0)
    code = int(people.born_as[person])
    if uniform(keys[ENTRY], person, name) < newcomers.hiv:
        code |= CHRONIC
    people.code[person] = code
    older = (uniform(keys[AGE], person, name) - 0.5) * newcomers.spread
    people.birth[person] = t - int(newcomers.age + older)
    people.fresh[person] = t
    begin(people, keys, person)


@inner
def become(code: np.ndarray, present: np.ndarray, person: int, after: int) -> None:
    """From one code to another, keeping count of how many are in each."""
    present[code[person]] -= 1
    code[person] = after
    present[after] += 1


@inner
def happen(
    people: People, becomes: np.ndarray, present: np.ndarray, events: np.ndarray, hits: np.ndarray,
    newcomers: Newcomers, keys: np.ndarray, k: int, t: int,
) -> None:  # fmt: skip
    """What clock `k` brings to all whose ran out; the next spell begins."""
    for person in hits:
        before = people.code[person]
        events[1 if before & FEMALE else 0] += 1
        wind(people, keys, k, person)
        after = int(becomes[before])
        if after == DEAD:
            replace(people, newcomers, keys, person, t)
            present[before] -= 1
            present[people.code[person]] += 1
        else:
            become(people.code, present, person, after)
