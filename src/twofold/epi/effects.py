"""What each state does to transmission: who gives how much, who takes how much, and what passes between two."""

import numpy as np

from twofold.epi import states as s
from twofold.epi.beliefs import Parameters
from twofold.epi.world import Doubles, Floats

CODE = np.arange(s.CODES)
DYAD = np.arange(s.DYAD_CODES)


def infectivity(p: Parameters) -> Floats:
    """[code, route]: what somebody gives by sex, syringe and equipment, times chronic and untreated."""
    stage = np.array([0.0, p.acute_factor, 1.0, p.late_factor])[CODE & s.STAGE]
    ost, nsp, suppressed = (np.asarray(CODE & bit, bool) for bit in (s.ON_OST, s.ON_NSP, s.SUPPRESSED))
    passing = np.where(ost, p.ost_passing, 1.0) * np.where(CODE & s.INJECTS, 1.0, 0.0)
    inside = np.where(CODE & s.IN_PRISON, p.prison_contact, 1.0)
    given = np.zeros((s.CODES, 4))
    for route, (rest, passed) in enumerate((
        (p.suppressed_sex, np.ones(s.CODES)),
        (p.suppressed_injecting, passing * np.where(nsp, p.nsp_passing, 1.0)),
        (p.suppressed_injecting, passing * np.where(nsp, p.nsp_passing, 1.0)),
    )):  # fmt: skip
        treated = np.where(suppressed, rest, np.where(CODE & s.ON_ART, p.unsuppressed_on_art * stage, stage))
        given[:, route] = np.where(CODE & s.STAGE, treated * passed * inside, 0.0)
    return given.astype(np.float32)


def susceptibility(p: Parameters) -> Floats:
    """[code, route]: what somebody takes by sex, syringe and equipment."""
    ost, nsp, prep = (np.asarray(CODE & bit, bool) for bit in (s.ON_OST, s.ON_NSP, s.ON_PREP))
    inside = np.where(CODE & s.IN_PRISON, p.prison_contact, 1.0)
    injects = np.where(CODE & s.INJECTS, inside, 0.0)
    by_needle = injects * np.where(prep, 1 - p.prep_injecting * p.prep_adherence, 1.0)
    taken = np.zeros((s.CODES, 4))
    taken[:, s.SEX] = inside * np.where(prep, 1 - p.prep_sex * p.prep_adherence, 1.0)
    for route, own in ((s.SYRINGE, p.nsp_receiving), (s.EQUIPMENT, p.nsp_equipment)):
        both = p.ost_receiving * own * max(p.ost_receiving, own) ** (-p.ost_nsp_overlap)
        taken[:, route] = by_needle * np.select([ost & nsp, ost, nsp], [both, p.ost_receiving, own], 1.0)
    return taken.astype(np.float32)


def _is(bit: int) -> Doubles:
    return np.where(DYAD & bit, 1.0, 0.0)


def _harm(p: Parameters) -> Doubles:
    """How much of the effect of violence is left in each dyad."""
    return _is(s.VIOLENT) * (1 - _is(s.SAFE) * p.safety_effect)


def _by_kind(main: float, casual: float, injecting: float, paying: float) -> Doubles:
    return np.array([main, casual, injecting, paying])[DYAD & s.KIND]


def _told(main: Doubles, joint: float, alone: float) -> Doubles:
    return main * np.where(DYAD & s.COUPLE_SESSIONS, joint, 1.0) * np.where(DYAD & s.OWN_SESSIONS, alone, 1.0)


def bare_acts(p: Parameters) -> Doubles:
    """Times the hazard of sex without any condom: condoms by kind, violence, and sessions in their first months."""
    usual = _by_kind(p.main_condoms, p.casual_condoms, 0.0, p.paying_condoms)
    bare = _told(1 - usual * (1 - _harm(p) * (1 - p.violence_condoms)), p.session_unprotected, p.individual_unprotected)
    return bare + (1 - bare) * (1 - p.condom_effect)


def passes(p: Parameters, step: float) -> Floats:
    """[dyad code, sexes of who gives and who takes, route]: hazard per step, of chronic and untreated to nobody special.

    Order of use is here: of what is shared, the one who is first gives, the other takes.
    """
    act = ((p.sex_man_to_man, p.sex_man_to_woman), (p.sex_woman_to_man, 0.0))
    acts = _by_kind(p.main_acts, p.casual_acts, 0.0, p.paying_acts) * bare_acts(p)
    together = np.where((DYAD & s.KIND) == s.MAIN, _is(s.TOGETHER), 1.0)
    shared = _told(np.ones(s.DYAD_CODES), p.session_sharing, p.individual_sharing)
    syringes = _by_kind(p.couple_shares, 0.0, p.pair_shares, 0.0) * together * shared * p.syringe_risk
    cookers = _by_kind(p.couple_equipment, 0.0, p.pair_equipment, 0.0) * together * shared * p.syringe_risk
    obtains = np.where(DYAD & s.SHE_OBTAINS, p.he_first_she_obtains, p.he_first)
    he_first = np.where((DYAD & s.KIND) == s.MAIN, obtains, p.he_first_in_pairs)
    hazard = np.zeros((s.DYAD_CODES, 4, 3))
    for giver in (0, 1):
        for taker in (0, 1):
            first = 0.5 if giver == taker else (1 - he_first if giver else he_first)
            second = 1 + _harm(p) * (p.violence_sharing - 1) if taker else 1.0
            before = 0.5 + p.equipment_order * (first - 0.5)
            hazard[:, 2 * giver + taker, s.SEX] = act[giver][taker] * acts
            hazard[:, 2 * giver + taker, s.SYRINGE] = syringes * first * second
            hazard[:, 2 * giver + taker, s.EQUIPMENT] = cookers * p.equipment_risk * 2 * before * second
    return (hazard * step).astype(np.float32)


def waning(p: Parameters, steps_per_month: int) -> Floats:
    """What is left of the effect of sessions, by steps since; the last entry is for ever after."""
    months = np.arange(int((p.session_hold_months + p.session_fade_months) * steps_per_month) + 2) / steps_per_month
    left: Doubles = np.clip(1 - (months - p.session_hold_months) / p.session_fade_months, 0.0, 1.0)
    left[-1] = 0.0
    return left.astype(np.float32)
