"""Random numbers by name: (seed, process, who, spell) always gives the same draw, in whatever order it is asked.

So a scenario that changes one thing changes only what follows from it. Nothing is stored and nothing is shared.
Only +, -, *, / and shifts are used, so that NumPy here and the compiled kernel give the same bits.
"""

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from twofold.epi.states import FINE_TICKS, TICKS
from twofold.epi.world import Doubles, Ints, Keys, Longs

WORD: Final = (1 << 64) - 1
BY_WHO: Final = 0x9E3779B97F4A7C15
BY_SPELL: Final = 0xD1B54A32D192ED03
FIRST: Final = 0xBF58476D1CE4E5B9
SECOND: Final = 0x94D049BB133111EB
LOG_2: Final = 0.6931471805599453
ROOT_HALF: Final = 0.7071067811865476
STREAMS: Final = 64
C3, C5, C7, C9, C11, C13, C15 = (1.0 / odd for odd in range(3, 16, 2))  # of the series of a logarithm


def keys(seed: int) -> Keys:
    """One key per process."""
    start = np.uint64((seed * BY_WHO + SECOND) & WORD)
    return mix(mix(np.full(STREAMS, start)) + np.arange(STREAMS, dtype=np.uint64) * np.uint64(BY_SPELL))


def mix(word: Keys) -> Keys:
    """The finaliser of splitmix64: every bit in moves every bit out."""
    word = (word ^ (word >> np.uint64(30))) * np.uint64(FIRST)
    word = (word ^ (word >> np.uint64(27))) * np.uint64(SECOND)
    mixed: Keys = word ^ (word >> np.uint64(31))
    return mixed


def bits(key: Any, who: npt.NDArray[Any], spell: npt.NDArray[Any] | int) -> Keys:
    """64 random bits for each of `who` in their `spell`."""
    owner = mix(key + np.asarray(who).astype(np.uint64) * np.uint64(BY_WHO))
    return mix(owner + np.asarray(spell).astype(np.uint64) * np.uint64(BY_SPELL))


def uniform(key: Any, who: npt.NDArray[Any], spell: npt.NDArray[Any] | int) -> Doubles:
    """Between 0 and 1, never either."""
    middle: Doubles = ((bits(key, who, spell) >> np.uint64(12)).astype(np.float64) + 0.5) * 2.0**-52
    return middle


def length(key: Any, who: npt.NDArray[Any], spell: npt.NDArray[Any] | int) -> Doubles:
    """-log(u): how much hazard this spell bears. By the series of the inverse hyperbolic tangent."""
    part, power = np.frexp(uniform(key, who, spell))
    small = part < ROOT_HALF
    part = np.where(small, part * 2.0, part)
    power = np.where(small, power - 1, power)
    s = (part - 1.0) / (part + 1.0)
    z = s * s
    two = z * z  # in pairs, so that a processor can work on several at once; what is left out is below 1e-13
    near = (1.0 + z * C3) + (C5 + z * C7) * two
    far = (C9 + z * C11) + (C13 + z * C15) * two
    series = near + far * (two * two)
    bears: Doubles = -(power * LOG_2 + 2.0 * s * series)
    return bears


def clock(key: Any, who: npt.NDArray[Any], spell: npt.NDArray[Any] | int) -> Ints:
    """A new clock, in ticks."""
    return (length(key, who, spell) * float(TICKS)).astype(np.int32)


def fine_clock(key: Any, who: npt.NDArray[Any], spell: npt.NDArray[Any] | int) -> Longs:
    """A new infection clock, in fine ticks."""
    return (length(key, who, spell) * float(FINE_TICKS)).astype(np.int64)


def drawn(key: Any, spell: int, into: Doubles) -> None:
    """Everybody's draw in a stream."""
    into[:] = uniform(key, np.arange(len(into)), spell)


def stretched(key: Any, spell: int, into: Doubles) -> None:
    """The same as lengths."""
    into[:] = length(key, np.arange(len(into)), spell)
