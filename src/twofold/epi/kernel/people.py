"""People's clocks. A clock burns when somebody looks: what the steps since then are worth is taken off at once."""

from collections.abc import Callable

import numpy as np

from twofold.epi import states as s
from twofold.epi.kernel.compiled import inner
from twofold.epi.kernel.draws import clock, fine_clock, uniform
from twofold.epi.world import People, Rules


def burning(clocks: int) -> tuple[Callable[..., None], Callable[..., None]]:
    """The two ends of a clock's life, for so many clocks: a number the compiler knows is quicker."""

    @inner
    def settle(left: np.ndarray, since: np.ndarray, rate: np.ndarray, code: int, who: int, upto: int) -> None:
        """Burn the clocks of one for the steps before `upto`, all at the rates of this code."""
        steps = np.int32(upto - since[who])
        for k in range(clocks):
            left[who, k] -= steps * rate[code, k]
        since[who] = upto

    @inner
    def schedule(left: np.ndarray, since: np.ndarray, due: np.ndarray, turned: np.ndarray, code: int, who: int) -> None:
        """When somebody has to look again: never later than the first clock runs out, at times a step sooner."""
        soonest = np.int32(s.NEVER)
        for k in range(clocks):
            soonest = min(soonest, np.int32(np.float32(left[who, k]) * turned[code, k]))
        due[who] = since[who] + soonest

    return settle, schedule


settle, schedule = burning(s.CLOCKS)


@inner
def at_hand(due: np.ndarray, hits: np.ndarray, t: int) -> int:
    """Who has to be looked at: how many, and who in `hits`."""
    size = 0
    for who in range(len(due)):
        hits[size] = who
        size += due[who] <= t
    return size


@inner
def draw_name(generation: np.ndarray, person: int, spell: int) -> int:
    """Which draw of a process this is: the generation in the place, and the spell."""
    return (int(generation[person]) << 16) | spell


@inner
def begin(people: People, keys: np.ndarray, person: int) -> None:
    """All clocks of somebody new."""
    left, generation = people.clock, people.generation
    name = draw_name(generation, person, 0)
    for k in range(s.CLOCKS):
        left[person, k] = clock(keys[k], person, name)
        people.spell[person, k] = 1
    people.infection[person] = fine_clock(keys[s.INFECTION], person, name)


@inner
def replace(people: People, rules: Rules, keys: np.ndarray, person: int, moved: bool, t: int) -> int:
    """Somebody died or moved away: a newcomer of the same group takes the place. Returns the newcomer's code."""
    people.generation[person] += 1
    name = draw_name(people.generation, person, 0)
    brings = uniform(keys[s.ENTRY], person, name) < (rules.moved_hiv if moved else rules.hiv)
    if not moved:
        people.birth[person] = t - int(rules.age + (uniform(keys[s.AGE], person, name) - 0.5) * rules.spread)
    begin(people, keys, person)
    return int(people.born_as[person]) & (s.CODES - 1) | (s.CHRONIC if brings else 0)


@inner
def become(code: np.ndarray, present: np.ndarray, person: int, after: int) -> None:
    """From one code to another, keeping count of how many are in each."""
    present[code[person]] -= 1
    code[person] = after
    present[after] += 1


@inner
def look(
    people: People, rate: np.ndarray, turned: np.ndarray, becomes: np.ndarray, present: np.ndarray, events: np.ndarray,
    aids: np.ndarray, rules: Rules, keys: np.ndarray, hits: np.ndarray, gone: np.ndarray, t: int,
) -> int:  # fmt: skip
    """What this step brings to people whose clocks may run out; how many places are somebody else's now."""
    code, left, spell, generation, since, due = (
        people.code, people.clock, people.spell, people.generation, people.since, people.due,
    )  # fmt: skip
    size = 0
    for person in hits:  # by itself, so that memory is fetched for many at a time
        settle(left, since, rate, int(code[person]), person, t + 1)
    for person in hits:
        for k in range(s.CLOCKS):
            if left[person, k] >= 0:
                continue
            before = int(code[person])
            woman, after = (1 if before & s.FEMALE else 0), int(becomes[k, before])
            events[k, woman] += 1
            left[person, k] = clock(keys[k], person, draw_name(generation, person, int(spell[person, k])))
            spell[person, k] += 1
            if after < s.GONE:
                become(code, present, person, after)
                continue
            aids[woman] += k == s.PROGRESS
            become(code, present, person, replace(people, rules, keys, person, after == s.GONE, t))
            gone[size] = person
            size += 1
            break
        schedule(left, since, due, turned, int(code[person]), person)
    return size
