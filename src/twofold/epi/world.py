"""The arrays of one run: people, dyads, the rules they live by, and what is counted. No behaviour lives here."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]
Shorts = npt.NDArray[np.uint16]
Bytes = npt.NDArray[np.uint8]
Keys = npt.NDArray[np.uint64]


class People(NamedTuple):
    """One entry per place; who dies makes room for a newcomer of the same group in the same place."""

    code: Shorts  # the bits of `states`
    born_as: Shorts  # the code a newcomer in this place starts with
    generation: Shorts  # how many lived in this place before
    birth: Ints  # month of birth, on the run's own calendar
    fresh: Ints  # month in which the present one came
    couple: Ints  # the main dyad this person is in, or -1
    outside: Floats  # hazard per step from partners outside the model
    infection: Longs  # what is left of the infection clock
    clock: Ints  # [clock, person] what is left of each
    spell: Shorts  # [clock, person] how often it was drawn


class Dyads(NamedTuple):
    """One entry per place for a dyad; main couples come first. `ends[0]` owns it; alone is a dyad with oneself."""

    ends: Ints  # [end, dyad]
    code: Bytes
    sex: Floats  # [from end, dyad] hazard per step without condoms
    syringe: Floats  # [from end, dyad] hazard per step: order of use is in it
    equipment: Floats  # [dyad] hazard per step, the same both ways
    sessions_since: Ints
    low: Ints  # among whom the owner finds somebody: places low to high
    high: Ints
    ending: Ints  # what is left of its clock
    times: Shorts  # how often it was formed
    clock: Ints  # [couple clock, main dyad]
    spell: Shorts


class Tables(NamedTuple):
    """A scenario, compiled: hazards in ticks per step by period and code. See `tables.compile_tables`."""

    period: Ints  # by step
    year: Ints  # by step
    rate: Ints  # [period, clock, code]
    becomes: Shorts  # [clock, code]
    gives: Floats  # [route of three, code] times chronic and untreated
    takes: Floats  # [route of three, code]
    couple_rate: Ints  # [period, couple clock, dyad code]
    end_rate: Ints  # [kind]
    unprotected: Floats  # [dyad code] times the hazard of sex without condoms
    sharing: Floats  # [receiver is a woman, dyad code]
    waning: Floats  # [steps since the sessions] how much of their effect is left


class Rules(NamedTuple):
    """What is needed to make a dyad. Hazards are per step."""

    main_sex: Doubles  # [from woman, to woman]
    casual_sex: Doubles
    couple_syringe: float
    couple_equipment: float
    pair_syringe: float
    pair_equipment: float
    inject_together: float
    she_obtains: float
    he_first: float
    he_first_she_obtains: float
    he_first_in_pairs: float
    violence: float
    age_gap: float  # in steps


class Newcomers(NamedTuple):
    """Whoever takes the place of somebody who died. Ages are in steps."""

    age: float
    spread: float
    hiv: float  # share who bring it along


class Counts(NamedTuple):
    """What a run leaves behind; everything published is read off these."""

    infections: Longs  # [year, sex, couple type, partner has HIV, route]
    person_steps: Longs  # [year, code]
    events: Longs  # [year, clock, sex]
    couple_events: Longs  # [year, couple clock]
    couple_steps: Longs  # [year, dyad code] of main couples


class Scratch(NamedTuple):
    """Room to work in, so that a month asks for no memory."""

    dyad: Ints  # exposed dyads, or the place of somebody exposed from outside
    who: Ints
    hazard: Longs  # [route of three, entry]
    size: Ints  # [0] how many are exposed, [1] how many dyads ended
    hits: Ints  # whose clock ran out
    ended: Ints
    total: Longs  # by person
    present: Longs  # by code: how many are in it now


class World(NamedTuple):
    """All of it, as the two engines take it."""

    people: People
    dyads: Dyads
    tables: Tables
    rules: Rules
    newcomers: Newcomers
    counts: Counts
    scratch: Scratch
    keys: Keys  # one stream per process
    outside: Ints  # the places with partners outside
