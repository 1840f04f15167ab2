"""The arrays of one run: people, dyads, the rules they live by, and what is counted. No behaviour lives here."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]
Shorts = npt.NDArray[np.uint16]
Bytes = npt.NDArray[np.uint8]
Keys = npt.NDArray[np.uint64]
Draw = Callable[[Any, int, Doubles], None]  # fills with the draws of everybody in one stream, for one spell


class People(NamedTuple):
    """One entry per place; who dies or moves away makes room for a newcomer of the same group in the same place."""

    code: Shorts  # the bits of `states`
    born_as: Shorts  # the code a newcomer in this place starts with
    generation: Shorts  # how many lived in this place before
    birth: Ints  # step of birth, on the run's own calendar
    couple: Ints  # the main dyad this person is in, or -1
    infection: Longs  # what is left of the infection clock
    clock: Ints  # [person, clock] what is left of each
    spell: Shorts  # [person, clock] how often it was drawn
    since: Ints  # the clocks are burnt up to this step, without it
    due: Ints  # no clock runs out before this step


class Dyads(NamedTuple):
    """One entry per place for a dyad; main couples come first. `ends[0]` owns it; alone is a dyad with oneself."""

    ends: Ints  # [end, dyad]
    code: Bytes
    until: Ints  # the step in which it ends
    times: Shorts  # how often it was formed
    low: Ints  # among whom the owner finds somebody: places low to high
    high: Ints
    sessions: Ints  # of main couples: the step of the last sessions
    clock: Ints  # [main dyad, couple clock]
    spell: Shorts
    since: Ints
    due: Ints


class Tables(NamedTuple):
    """A scenario, compiled: hazards in ticks per step by period and code. See `tables.compile_tables`."""

    period: Ints  # by step
    year: Ints  # by step
    rate: Ints  # [period, code, clock]
    months: Floats  # the same turned over: how many steps a tick is worth
    becomes: Shorts  # [clock, code]
    gives: Floats  # [code, route] times chronic and untreated
    takes: Floats  # [code, route]
    passes: Floats  # [dyad code, sexes of giver and taker, route] hazard per step, order of use in it
    couple_rate: Ints  # [period, dyad code, couple clock]
    couple_months: Floats
    waning: Floats  # [steps since the sessions] how much of their effect is left


class Rules(NamedTuple):
    """What is needed to make a dyad or a newcomer; chances in 21 bits, times in steps."""

    lasts: Doubles  # by kind
    together: int
    she_obtains: int
    violence: int
    age_gap: float
    age: float  # of a newcomer
    spread: float
    hiv: float  # share of newcomers who bring it along
    moved_hiv: float  # the same, of those who move here
    outside: Longs  # fine ticks per step from partners outside, of who sells sex


class Counts(NamedTuple):
    """What a run leaves behind; everything published is read off these."""

    infections: Longs  # [year, sex, couple type, partner has HIV, route, stage of the source, group]
    person_steps: Longs  # [year, code]
    pair_steps: Longs  # [year, sex, HIV and injecting of both] of main couples
    couple_steps: Longs  # [year, dyad code] of main couples
    events: Longs  # [year, clock, sex]
    aids: Longs  # [year, sex] deaths
    couple_events: Longs  # [year, couple clock]


class Scratch(NamedTuple):
    """Room to work in, so that a month asks for no memory."""

    exposed: Ints  # dyads with HIV on one side only
    who: Ints  # whom they expose
    ended: Ints
    hits: Ints  # whose clock may run out
    sick: Ints  # whose infection clock ran out
    total: Longs  # by sick: what lies on each
    gone: Ints  # whose place was taken by somebody new
    size: Ints  # how many of: exposed, ended, gone
    present: Longs  # by code: how many are in it now


class World(NamedTuple):
    """All of it, as the two engines take it."""

    people: People
    dyads: Dyads
    tables: Tables
    rules: Rules
    counts: Counts
    scratch: Scratch
    keys: Keys  # one stream per process
    outside: Ints  # the places of who sells sex
