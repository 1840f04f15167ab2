"""Random numbers by name, compiled; the same bits as `twofold.epi.draws`, one at a time."""

import numpy as np

from twofold.epi import draws
from twofold.epi import states as s
from twofold.epi.machinery.compiling import inner

_BY_WHO, _BY_SPELL = np.uint64(draws.BY_WHO), np.uint64(draws.BY_SPELL)
_FIRST, _SECOND = np.uint64(draws.FIRST), np.uint64(draws.SECOND)
_PIECE = np.uint64((1 << 21) - 1)
_PART, _HALF = (1 << 52) - 1, 1022 << 52


@inner
def mix(word: np.uint64) -> np.uint64:
    word = (word ^ (word >> np.uint64(30))) * _FIRST
    word = (word ^ (word >> np.uint64(27))) * _SECOND
    return word ^ (word >> np.uint64(31))


@inner
def bits(key: np.uint64, who: int, spell: int) -> np.uint64:
    return mix(mix(key + np.uint64(who) * _BY_WHO) + np.uint64(spell) * _BY_SPELL)


@inner
def piece(word: np.uint64, place: int) -> np.uint64:
    """One of the three chances of 21 bits that a word holds."""
    return (word >> np.uint64(21 * place)) & _PIECE


@inner
def uniform(key: np.uint64, who: int, spell: int) -> float:
    return (float(bits(key, who, spell) >> np.uint64(12)) + 0.5) * 2.0**-52


@inner
def length(key: np.uint64, who: int, spell: int) -> float:
    word = np.float64(uniform(key, who, spell)).view(np.int64)
    power = (word >> 52) - 1022  # what `frexp` gives, without the call
    part = np.int64(word & _PART | _HALF).view(np.float64)
    if part < draws.ROOT_HALF:
        part *= 2.0
        power -= 1
    s_ = (part - 1.0) / (part + 1.0)
    z = s_ * s_
    two = z * z
    near = (1.0 + z * draws.C3) + (draws.C5 + z * draws.C7) * two
    far = (draws.C9 + z * draws.C11) + (draws.C13 + z * draws.C15) * two
    series = near + far * (two * two)
    return -(power * draws.LOG_2 + 2.0 * s_ * series)


@inner
def clock(key: np.uint64, who: int, spell: int) -> np.int32:
    return np.int32(length(key, who, spell) * float(s.TICKS))


@inner
def fine_clock(key: np.uint64, who: int, spell: int) -> np.int64:
    return np.int64(length(key, who, spell) * float(s.FINE_TICKS))
