"""Random numbers by name, compiled; the same bits as `twofold.epi.draws`, one at a time."""

import math

import numpy as np

from twofold.epi import draws
from twofold.epi.kernel.compiled import inner
from twofold.epi.states import FINE_TICKS, TICKS

_BY_WHO, _BY_SPELL = np.uint64(draws.BY_WHO), np.uint64(draws.BY_SPELL)
_FIRST, _SECOND = np.uint64(draws.FIRST), np.uint64(draws.SECOND)
_LOG_2, _ROOT_HALF = draws.LOG_2, draws.ROOT_HALF
_COARSE, _FINE = float(TICKS), float(FINE_TICKS)


@inner
def mix(word: np.uint64) -> np.uint64:
    word = (word ^ (word >> np.uint64(30))) * _FIRST
    word = (word ^ (word >> np.uint64(27))) * _SECOND
    return word ^ (word >> np.uint64(31))


@inner
def bits(key: np.uint64, who: int, spell: int) -> np.uint64:
    return mix(mix(key + np.uint64(who) * _BY_WHO) + np.uint64(spell) * _BY_SPELL)


@inner
def uniform(key: np.uint64, who: int, spell: int) -> float:
    return (float(bits(key, who, spell) >> np.uint64(12)) + 0.5) * 2.0**-52


@inner
def length(key: np.uint64, who: int, spell: int) -> float:
    part, power = math.frexp(uniform(key, who, spell))
    if part < _ROOT_HALF:
        part *= 2.0
        power -= 1
    s = (part - 1.0) / (part + 1.0)
    z = s * s
    series = 1.0 / 21.0
    for odd in (19.0, 17.0, 15.0, 13.0, 11.0, 9.0, 7.0, 5.0, 3.0, 1.0):
        series = series * z + 1.0 / odd
    return -(power * _LOG_2 + 2.0 * s * series)


@inner
def clock(key: np.uint64, who: int, spell: int) -> np.int32:
    return np.int32(length(key, who, spell) * _COARSE)


@inner
def fine_clock(key: np.uint64, who: int, spell: int) -> np.int64:
    return np.int64(length(key, who, spell) * _FINE)
