"""From a scenario to hazards per step: every published effect becomes a factor on one named hazard, once, here.

After this no unit is left: the engines add, compare and look up.
"""

import numpy as np
import numpy.typing as npt

from twofold.epi import states as s
from twofold.epi.parameters import Parameters
from twofold.epi.scenario import Place, Scenario, Services, by_sex
from twofold.epi.world import Doubles, Floats, Ints, Newcomers, Rules, Shorts, Tables

CODE = np.arange(s.CODES)
Mask = npt.NDArray[np.bool_]


def has(bit: int) -> Mask:
    """Which codes have this bit."""
    return (CODE & bit) != 0


STAGE = CODE & s.STAGE
HIV, MAN, WOMAN = STAGE != s.NEGATIVE, ~has(s.FEMALE), has(s.FEMALE)


def ticks(per_step: Doubles) -> Ints:
    """Hazards in whole ticks, rounded to the nearest; nothing burns more than a clock can hold."""
    return np.minimum(np.rint(per_step * s.TICKS), 60.0 * s.TICKS).astype(np.int32)


def compile_tables(scenario: Scenario) -> Tables:
    """All tables of a scenario. One period for each distinct mix of services."""
    month = np.arange(scenario.steps) // scenario.steps_per_month
    levels = [scenario.levels(float(m)) for m in range(scenario.months)]
    distinct = list(dict.fromkeys(levels))
    place_of = {mix: place for place, mix in enumerate(distinct)}
    period = np.array([place_of[mix] for mix in levels], dtype=np.int32)
    parameters, step = scenario.parameters, 1.0 / scenario.steps_per_month
    return Tables(
        period=period[month],
        year=(month // 12).astype(np.int32),
        rate=np.stack([ticks(person_rates(parameters, mix, scenario.place) * step) for mix in distinct]),
        becomes=transitions(),
        gives=infectivity(parameters),
        takes=susceptibility(parameters),
        couple_rate=np.stack([ticks(couple_rates(parameters, mix) * step) for mix in distinct]),
        end_rate=ticks(
            np.array([1 / parameters.couple_months, 1 / parameters.casual_months, 1 / parameters.pair_months]) * step
        ),
        unprotected=unprotected(parameters),
        sharing=sharing(parameters),
        waning=waning(parameters, scenario.steps_per_month),
    )


def transitions() -> Shorts:
    """What a person of each code becomes when a clock runs out."""
    after = np.repeat(CODE[None, :], s.CLOCKS + 1, axis=0)
    after[s.PROGRESS] = np.where(STAGE == s.LATE, s.DEAD, CODE + 1)
    after[s.TEST] = CODE | s.DIAGNOSED
    after[s.ART] = (CODE ^ s.ON_ART) & ~s.SUPPRESSED
    after[s.SUPPRESS] = CODE ^ s.SUPPRESSED
    after[s.OST] = CODE ^ s.ON_OST
    after[s.NSP] = CODE ^ s.ON_NSP
    after[s.PREP] = CODE ^ s.ON_PREP
    after[s.INJECT] = np.where(has(s.INJECTS), CODE & ~(s.INJECTS | s.ON_NSP), CODE | s.INJECTS | s.EVER_INJECTED)
    after[s.OVERDOSE] = after[s.DEATH] = s.DEAD
    after[s.INFECTION] = (CODE & ~(s.STAGE | s.ON_PREP)) | s.ACUTE
    return after.astype(np.uint16)


def on_off(coverage: Doubles | float, stay_months: float, on: Mask) -> Doubles:
    """Hazards of starting and stopping that keep this coverage, when a spell lasts so long."""
    return np.where(on, 1.0, coverage / (1.0 - np.asarray(coverage))) / stay_months


def person_rates(p: Parameters, mix: Services, place: Place) -> Doubles:
    """Hazards per month of each clock for each code."""
    rate = np.zeros((s.CLOCKS, s.CODES))
    suppressed, on_art, injects = has(s.SUPPRESSED), has(s.ON_ART), has(s.INJECTS)
    stages = np.array([0.0, 1 / p.acute_months, 1 / p.chronic_months, 1 / p.late_months])
    rate[s.PROGRESS] = np.where(suppressed, 0.0, stages[STAGE])
    sooner = np.where(STAGE == s.LATE, p.diagnosed_late, 1.0) * np.where(has(s.ON_NSP), p.nsp_testing, 1.0)
    rate[s.TEST] = np.where(HIV & ~has(s.DIAGNOSED), mix.testing / 12 * sooner, 0.0)
    helped = np.where(has(s.ON_OST), np.where(on_art, p.ost_art_stop, p.ost_art_start), 1.0)
    rate[s.ART] = np.where(HIV & has(s.DIAGNOSED), on_off(mix.art, p.art_stay_months, on_art) * helped, 0.0)
    rebound = (1 - mix.suppressed) / max(mix.suppressed, 0.01)
    to = np.where(has(s.ON_OST), p.ost_suppression, 1.0) * (mix.suppressed > 0)
    rate[s.SUPPRESS] = np.where(HIV & on_art, np.where(suppressed, rebound, to) / p.suppress_months, 0.0)
    _offered(rate, p, mix, place)
    begun = np.where(has(s.EVER_INJECTED), p.relapse, p.start_alone)
    rate[s.INJECT] = np.where(injects, p.stop_injecting, begun) / 12
    men = np.where(MAN, p.man_mortality, 1.0) / 1200
    rate[s.DEATH] = np.where(injects, p.death_injecting, p.death_other) * men
    rescued = (1 - mix.naloxone * p.naloxone_effect) * np.where(has(s.ON_OST), p.ost_mortality, 1.0)
    rate[s.OVERDOSE] = np.where(injects, p.overdose_death * rescued * men, 0.0)
    return rate


def _offered(rate: Doubles, p: Parameters, mix: Services, place: Place) -> None:
    injects = has(s.INJECTS)
    for k, bit, coverage, stay in (
        (s.OST, s.ON_OST, mix.ost, p.ost_stay_months),
        (s.NSP, s.ON_NSP, mix.nsp, p.nsp_stay_months),
        (s.PREP, s.ON_PREP, mix.prep, p.prep_stay_months),
    ):
        men, women = by_sex(coverage, mix, place)
        meant = np.where(injects, np.where(WOMAN, women, men), mix.prep_partners if k == s.PREP else 0.0)
        meant = np.where(HIV, 0.0, meant) if k == s.PREP else meant
        rate[k] = on_off(meant, stay, has(bit))


def infectivity(p: Parameters) -> Floats:
    """By sex, syringe and equipment: what somebody of each code gives, times chronic and untreated."""
    stage = np.array([0.0, p.acute_factor, 1.0, p.late_factor])[STAGE]
    passing = np.where(has(s.ON_OST), p.ost_passing, 1.0)
    given = []
    for suppressed, passed in (
        (p.suppressed_sex, np.ones(s.CODES)),
        (p.suppressed_injecting, passing * np.where(has(s.ON_NSP), p.nsp_passing, 1.0)),
        (p.suppressed_injecting, passing),
    ):
        treated = np.where(has(s.SUPPRESSED), suppressed, np.where(has(s.ON_ART), p.unsuppressed_on_art * stage, stage))
        given.append(np.where(HIV, treated * passed, 0.0))
    return np.stack(given).astype(np.float32)


def susceptibility(p: Parameters) -> Floats:
    """By sex, syringe and equipment: what somebody of each code takes."""
    ost, nsp = has(s.ON_OST), has(s.ON_NSP)
    weaker = max(p.ost_receiving, p.nsp_receiving)
    both = p.ost_receiving * p.nsp_receiving * weaker ** (-p.ost_nsp_overlap)
    syringe = np.select([ost & nsp, ost, nsp], [both, p.ost_receiving, p.nsp_receiving], 1.0)
    equipment = np.where(ost, p.ost_receiving, 1.0)
    prep = has(s.ON_PREP)
    by_sex_, by_needle = np.where(prep, 1 - p.prep_sex, 1.0), np.where(prep, 1 - p.prep_injecting, 1.0)
    return np.stack([by_sex_, syringe * by_needle, equipment * by_needle]).astype(np.float32)


DYAD = np.arange(s.DYAD_CODES)


def _dyads(bit: int) -> Mask:
    return (DYAD & bit) != 0


def harmed(p: Parameters) -> Doubles:
    """How much of the effect of violence is left in each dyad."""
    return np.where(_dyads(s.VIOLENT), np.where(_dyads(s.SAFE), 1 - p.safety_effect, 1.0), 0.0)


def couple_rates(p: Parameters, mix: Services) -> Doubles:
    """Hazards per month of each clock of a main couple."""
    rate = np.zeros((s.COUPLE_CLOCKS, s.DYAD_CODES))
    rate[s.JOINT] = mix.couple_sessions / 12
    rate[s.SOLO] = mix.individual_sessions / 12
    rate[s.SAFETY] = np.where(_dyads(s.SAFE), (mix.safety > 0) / p.safe_stay_months, mix.safety / 12)
    rate[s.COUPLE_TEST] = mix.couple_testing / 12
    rate[s.SHE_STARTS] = p.start_by_him / 12
    rate[s.HE_STARTS] = p.start_by_her / 12
    return rate


def unprotected(p: Parameters) -> Floats:
    """Times the hazard of sex without any condom: condoms, violence, and sessions in their first months."""
    usual = np.where((DYAD & s.KIND) == s.MAIN, p.main_condoms, p.casual_condoms)
    condoms = usual * (1 - harmed(p) * (1 - p.violence_condoms))
    bare = 1 - condoms
    bare = bare * np.where(_dyads(s.COUPLE_SESSIONS), p.session_unprotected, 1.0)
    bare = bare * np.where(_dyads(s.OWN_SESSIONS), p.individual_unprotected, 1.0)
    return (bare + (1 - bare) * (1 - p.condom_effect)).astype(np.float32)


def sharing(p: Parameters) -> Floats:
    """Times the hazard of sharing, by whether the one at risk is a man or a woman."""
    told = np.where(_dyads(s.COUPLE_SESSIONS), p.session_sharing, 1.0)
    told = told * np.where(_dyads(s.OWN_SESSIONS), p.individual_sharing, 1.0)
    hers = told * (1 + harmed(p) * (p.violence_sharing - 1))
    return np.stack([told, hers]).astype(np.float32)


def waning(p: Parameters, steps_per_month: int) -> Floats:
    """What is left of the effect of sessions, by steps since; the last entry is for ever after."""
    months = np.arange(int((p.session_hold_months + p.session_fade_months) * steps_per_month) + 2) / steps_per_month
    left: Doubles = np.clip(1 - (months - p.session_hold_months) / p.session_fade_months, 0.0, 1.0)
    left[-1] = 0.0
    return left.astype(np.float32)


def compile_rules(scenario: Scenario) -> Rules:
    """What is needed to make dyads, per step."""
    p, step = scenario.parameters, 1.0 / scenario.steps_per_month
    act = np.array([[p.sex_man_to_man, p.sex_man_to_woman], [p.sex_woman_to_man, 0.0]])
    return Rules(
        main_sex=act * p.main_acts * step,
        casual_sex=act * p.casual_acts * step,
        couple_syringe=p.couple_shares * p.syringe_risk * step,
        couple_equipment=p.couple_equipment * p.syringe_risk * p.equipment_risk * step,
        pair_syringe=p.pair_shares * p.syringe_risk * step,
        pair_equipment=p.pair_equipment * p.syringe_risk * p.equipment_risk * step,
        inject_together=p.inject_together,
        she_obtains=p.she_obtains,
        he_first=p.he_first,
        he_first_she_obtains=p.he_first_she_obtains,
        he_first_in_pairs=p.he_first_in_pairs,
        violence=p.violence,
        age_gap=p.age_gap_years * 12 / step,
    )


def compile_newcomers(scenario: Scenario) -> Newcomers:
    """Newcomers are young, and a few of them bring HIV along."""
    steps = 12.0 * scenario.steps_per_month
    return Newcomers(scenario.parameters.newcomer_years * steps, 8.0 * steps, scenario.place.newcomer_hiv)
