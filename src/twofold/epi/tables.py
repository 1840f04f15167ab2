"""From a scenario to hazards per step: every published effect becomes a factor on one named hazard, once, here.

After this no unit is left: the engines add, compare and look up.
"""

import dataclasses
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from twofold.epi import states as s
from twofold.epi.beliefs import Parameters
from twofold.epi.effects import infectivity, passes, susceptibility, waning
from twofold.epi.scenario import Place, Scenario, Services, by_sex
from twofold.epi.world import Doubles, Floats, Ints, Rules, Shorts, Tables

CODE = np.arange(s.CODES)
DYAD = np.arange(s.DYAD_CODES)
Codes = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

# What each clock of a person looks at. Hazards are worked out for these few states only, then spread over all codes
_STAGED, _HELD = s.STAGE | s.DIAGNOSED, s.INJECTS | s.IN_PRISON | s.FEMALE
LOOKS_AT = np.zeros(s.CLOCKS, np.int64)
LOOKS_AT[s.PROGRESS] = s.STAGE | s.SUPPRESSED
LOOKS_AT[s.TEST] = _STAGED | s.ON_NSP
LOOKS_AT[s.ART] = _STAGED | s.ON_ART | s.ON_OST
LOOKS_AT[s.SUPPRESS] = s.STAGE | s.ON_ART | s.SUPPRESSED | s.ON_OST
LOOKS_AT[[s.OST, s.NSP, s.PREP]] = _HELD
LOOKS_AT[s.OST] |= s.ON_OST
LOOKS_AT[s.NSP] |= s.ON_NSP
LOOKS_AT[s.PREP] |= s.ON_PREP | s.STAGE
LOOKS_AT[s.INJECT] = s.IN_PRISON | s.INJECTS | s.EVER_INJECTED
LOOKS_AT[s.PRISON] = s.IN_PRISON | s.INJECTS
LOOKS_AT[s.OVERDOSE] = _HELD | s.ON_OST
LOOKS_AT[s.DEATH] = s.INJECTS | s.FEMALE
_SEEN = CODE[:, None] & LOOKS_AT  # [code, clock]
FEW = np.flatnonzero(np.bincount(_SEEN.ravel()))
_SPREAD = np.searchsorted(FEW, _SEEN) + np.arange(s.CLOCKS) * len(FEW)


def has(bit: int, code: Codes = CODE) -> Mask:
    """Which codes have this bit."""
    return (code & bit) != 0


STAGE = CODE & s.STAGE
HIV = STAGE != s.NEGATIVE


def ticks(per_step: Doubles) -> Ints:
    """Hazards in whole ticks, rounded to the nearest; nothing burns more than a clock can hold."""
    return np.ascontiguousarray(np.minimum(np.rint(per_step * s.TICKS), 60.0 * s.TICKS), dtype=np.int32)


def turned(rate: Ints) -> Floats:
    """Steps for each tick, a little too short, so that nobody looks too late; a tick lasts a step where nothing burns."""
    return np.where(rate > 0, (1 - 1e-6) / np.maximum(rate, 1), 1.0).astype(np.float32)


def compile_tables(scenario: Scenario) -> Tables:
    """All tables of a scenario. One period for each distinct mix of services."""
    month = np.arange(scenario.steps) // scenario.steps_per_month
    levels = [scenario.levels(float(m)) for m in range(scenario.months)]
    distinct = list(dict.fromkeys(levels))
    place_of = {mix: place for place, mix in enumerate(distinct)}
    period = np.array([place_of[mix] for mix in levels], dtype=np.int32)
    p, step, mixes = scenario.parameters, 1.0 / scenario.steps_per_month, beside(distinct)
    alive = np.array([[name not in scenario.without] for name in s.CLOCK_NAMES[: s.CLOCKS]])
    few = ticks(person_rates(p, mixes, scenario.place, FEW) * step * alive).reshape(len(distinct), -1)
    served = np.array([[name not in scenario.without] for name in s.COUPLE_CLOCK_NAMES])
    couple_rate = ticks((couple_rates(p, mixes) * step * served).transpose(0, 2, 1))
    return Tables(
        period=period[month],
        year=(month // 12).astype(np.int32),
        rate=few.take(_SPREAD, axis=1, mode="clip"),
        months=turned(few).take(_SPREAD, axis=1, mode="clip"),
        becomes=transitions(),
        gives=infectivity(p),
        takes=susceptibility(p),
        passes=passes(p, step),
        couple_rate=couple_rate,
        couple_months=turned(couple_rate),
        waning=waning(p, scenario.steps_per_month),
    )


def beside(mixes: list[Services]) -> Any:
    """Several mixes of services as one, each level of it a column: all are worked out together."""
    levels: dict[str, Any] = {
        f.name: np.array([[getattr(mix, f.name)] for mix in mixes]) for f in dataclasses.fields(Services)
    }
    return Services(**levels)


@cache
def transitions() -> Shorts:
    """What a person of each code becomes when a clock runs out. Two may run out in one step: each fits any state."""
    after = np.repeat(CODE[None, :], s.CLOCKS + 1, axis=0)
    after[s.PROGRESS] = np.where(STAGE == s.LATE, s.DEAD, np.where(HIV, CODE + 1, CODE))
    after[s.TEST] = np.where(HIV, CODE | s.DIAGNOSED, CODE)
    after[s.ART] = np.where(has(s.DIAGNOSED), (CODE ^ s.ON_ART) & ~s.SUPPRESSED, CODE)
    after[s.SUPPRESS] = np.where(has(s.ON_ART), CODE ^ s.SUPPRESSED, CODE)
    after[s.OST] = CODE ^ s.ON_OST
    after[s.NSP] = CODE ^ s.ON_NSP
    after[s.PREP] = np.where(HIV, CODE, CODE ^ s.ON_PREP)
    after[s.INJECT] = np.where(has(s.INJECTS), CODE & ~(s.INJECTS | s.ON_NSP), CODE | s.INJECTS | s.EVER_INJECTED)
    after[s.PRISON] = (CODE ^ s.IN_PRISON) & ~(s.ON_OST | s.ON_NSP)
    after[s.OVERDOSE] = after[s.DEATH] = s.DEAD
    after[s.MIGRATE] = s.GONE
    after[s.INFECTION] = (CODE & ~(s.STAGE | s.ON_PREP)) | s.ACUTE
    return after.astype(np.uint16)


def on_off(coverage: Doubles | float, stay_months: float, on: Mask) -> Doubles:
    """Hazards of starting and stopping that keep this coverage, when a spell lasts so long."""
    return np.where(on, 1.0, coverage / (1.0 - np.asarray(coverage))) / stay_months


def person_rates(p: Parameters, mixes: Any, place: Place, code: Codes = CODE) -> Doubles:
    """[mix, clock, code] hazards per month."""
    rate = np.zeros((len(mixes.nsp), s.CLOCKS, len(code)))
    stage, man = code & s.STAGE, ~has(s.FEMALE, code)
    suppressed, on_art, injects, prison, on_ost = (
        has(bit, code) for bit in (s.SUPPRESSED, s.ON_ART, s.INJECTS, s.IN_PRISON, s.ON_OST)
    )
    hiv, known = stage != s.NEGATIVE, has(s.DIAGNOSED, code)
    stages = np.array([0.0, 1 / p.acute_months, 1 / p.chronic_months, 1 / p.late_months])
    rate[:, s.PROGRESS] = np.where(suppressed, 0.0, stages[stage])
    sooner = np.where(stage == s.LATE, p.diagnosed_late, 1.0) * np.where(has(s.ON_NSP, code), p.nsp_testing, 1.0)
    rate[:, s.TEST] = np.where(hiv & ~known, mixes.testing / 12 * sooner, 0.0)
    helped = np.where(on_ost, np.where(on_art, p.ost_art_stop, p.ost_art_start), 1.0)
    rate[:, s.ART] = np.where(hiv & known, on_off(mixes.art, p.art_stay_months, on_art) * helped, 0.0)
    rebound = (1 - mixes.suppressed) / np.maximum(mixes.suppressed, 0.01)
    to = np.where(on_ost, p.ost_suppression, 1.0) * (mixes.suppressed > 0)
    rate[:, s.SUPPRESS] = np.where(hiv & on_art, np.where(suppressed, rebound, to) / p.suppress_months, 0.0)
    _offered(rate, p, mixes, place, code)
    begun = np.where(has(s.EVER_INJECTED, code), p.relapse, p.start_alone)
    rate[:, s.INJECT] = np.where(prison, 0.0, np.where(injects, p.stop_injecting, begun) / 12)
    rate[:, s.PRISON] = np.where(prison, 1 / p.prison_months, np.where(injects, place.prison / 12, 0.0))
    men = np.where(man, p.man_mortality, 1.0) / 1200
    rate[:, s.DEATH] = np.where(injects, p.death_injecting, p.death_other) * men
    rescued = (1 - mixes.naloxone * p.naloxone_effect) * np.where(on_ost, p.ost_mortality, 1.0)
    rate[:, s.OVERDOSE] = np.where(injects & ~prison, p.overdose_death * rescued * men, 0.0)
    rate[:, s.MIGRATE] = place.migration / 12
    return rate


def _offered(rate: Doubles, p: Parameters, mixes: Any, place: Place, code: Codes) -> None:
    free, woman = has(s.INJECTS, code) & ~has(s.IN_PRISON, code), has(s.FEMALE, code)
    for k, bit, coverage, stay in (
        (s.OST, s.ON_OST, mixes.ost, p.ost_stay_months),
        (s.NSP, s.ON_NSP, mixes.nsp, p.nsp_stay_months),
        (s.PREP, s.ON_PREP, mixes.prep, p.prep_stay_months),
    ):
        men, women = by_sex(coverage, mixes, place)
        meant = np.where(free, np.where(woman, women, men), mixes.prep_partners if k == s.PREP else 0.0)
        meant = np.where(has(s.STAGE, code), 0.0, meant) if k == s.PREP else meant
        rate[:, k] = on_off(meant, stay, has(bit, code))


def couple_rates(p: Parameters, mixes: Any) -> Doubles:
    """[mix, clock, dyad code] hazards per month of each clock of a main couple."""
    rate = np.zeros((len(mixes.nsp), s.COUPLE_CLOCKS, s.DYAD_CODES))
    rate[:, s.JOINT] = mixes.couple_sessions / 12
    rate[:, s.SOLO] = mixes.individual_sessions / 12
    rate[:, s.SAFETY] = np.where(DYAD & s.SAFE, (mixes.safety > 0) / p.safe_stay_months, mixes.safety / 12)
    rate[:, s.COUPLE_TEST] = mixes.couple_testing / 12
    rate[:, s.SHE_STARTS] = p.start_by_him / 12
    rate[:, s.HE_STARTS] = p.start_by_her / 12
    return rate


def compile_rules(scenario: Scenario) -> Rules:
    """What is needed to make dyads and newcomers, per step. Newcomers are young; a few bring HIV along."""
    p, place, steps = scenario.parameters, scenario.place, scenario.steps_per_month
    lasts = np.array([p.couple_months, p.casual_months, p.pair_months, p.paying_months]) * steps
    bare = 1 - place.outside_condoms * p.condom_effect
    hazard = place.outside_acts * place.outside_hiv * p.sex_man_to_woman * bare / steps
    return Rules(
        lasts=np.full(4, 1e12) if "part" in scenario.without else lasts,
        together=round(p.inject_together * (1 << 21)),
        she_obtains=round(p.she_obtains * (1 << 21)),
        violence=round(p.violence * (1 << 21)),
        age_gap=p.age_gap_years * 12.0 * steps,
        age=p.newcomer_years * 12.0 * steps,
        spread=96.0 * steps,
        hiv=place.newcomer_hiv,
        moved_hiv=place.migrant_hiv,
        outside=np.array([hazard * s.FINE_TICKS], dtype=np.int64),
    )
