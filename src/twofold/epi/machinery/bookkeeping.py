"""Notes that are kept beside the people: how many there are of each code, whose place is new, who is in a main couple."""

import numpy as np

from twofold.epi import states as s
from twofold.epi.machinery.compiling import Array, inner
from twofold.epi.world import Dyads


@inner
def one_sided(ca: int, cb: int) -> bool:
    """Whether one of two people of these codes has HIV and the other has not."""
    return (ca & s.STAGE == 0) != (cb & s.STAGE == 0)


@inner
def become(code: Array, present: Array, person: int, after: int) -> None:
    """From one code to another, keeping count of how many are in each."""
    present[code[person]] -= 1
    code[person] = after
    present[after] += 1


@inner
def mark(code: Array, new: Array, fresh: bool) -> None:
    """Note in the codes of these places that somebody new is there; or take the note away."""
    for person in new:
        code[person] = (code[person] | s.FRESH) if fresh else (code[person] & ~np.uint16(s.FRESH))


@inner
def leave(dyads: Dyads, couple: Array, ended: Array) -> None:
    """Main couples that are none any more; and a new name for the draws of whoever comes."""
    for d in ended:
        dyads.times[d] += 1
        if dyads.code[d] & s.KIND == s.MAIN:
            for person in dyads.ends[:, d]:
                if couple[person] == d:
                    couple[person] = -1
