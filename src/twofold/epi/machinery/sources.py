"""By whom somebody was infected: one source, drawn in proportion. It is counted and changes nothing of what follows."""

from collections.abc import Callable

import numpy as np

from twofold.epi import states as s
from twofold.epi.machinery.clocks import draw_name
from twofold.epi.machinery.compiling import Array, inner
from twofold.epi.machinery.draws import uniform
from twofold.epi.machinery.tallies import count_infection
from twofold.epi.world import Dyads, People, Scratch, Tables


def attributing(laid: Callable[..., tuple]) -> Callable[..., None]:
    """What draws and counts a source, where `laid` says what a dyad lays on whom."""

    @inner
    def attribute(
        people: People, dyads: Dyads, tables: Tables, scratch: Scratch, keys: Array, infections: Array,
        sick: Array, outside: int, t: int,
    ) -> None:  # fmt: skip
        """Sum what lies on each of the sick, draw a share of it, and find whose it is. Their codes are still the old ones."""
        code, infection, ends, states, sessions = people.code, people.infection, dyads.ends, dyads.code, dyads.sessions
        passes, gives, takes, waning, who = tables.passes, tables.gives, tables.takes, tables.waning, scratch.who
        total, exposed = scratch.total, scratch.exposed[: scratch.size[0]]
        for place in range(len(sick)):
            infection[sick[place]], total[place] = -1 - place, 0
        for entry in range(len(exposed)):
            if infection[who[entry]] < 0:
                _, b, h = laid(code, ends, states, sessions, passes, gives, takes, waning, exposed[entry], t)
                total[-1 - infection[b]] += h[0] + h[1] + h[2]
        for place in range(len(sick)):
            b = sick[place]
            own = np.int64(np.float32(outside) * takes[code[b], 0]) if people.born_as[b] & s.SELLS else 0
            total[place] += own
            share = np.int64(uniform(keys[s.SOURCE], b, draw_name(people.generation, b, 0)) * float(total[place]))
            total[place] = min(share, total[place] - 1) - own
            if total[place] < 0:
                count_infection(people, dyads, infections, -1, b, 0, 0)
        for entry in range(len(exposed)):
            place = -1 - infection[who[entry]]
            if place < 0 or total[place] < 0:
                continue
            a, b, h = laid(code, ends, states, sessions, passes, gives, takes, waning, exposed[entry], t)
            for route in range(3):
                total[place] -= h[route]
                if total[place] < 0:
                    count_infection(people, dyads, infections, exposed[entry], b, route, int(code[a] & s.STAGE))
                    break

    return attribute
