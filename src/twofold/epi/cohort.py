"""Couples only, as a trial follows them: who is in them is drawn from shares, by number, so that arms are alike."""

import numpy as np
import numpy.typing as npt

from twofold.epi import draws, states
from twofold.epi.scenario import Cohort, Scenario
from twofold.epi.world import Doubles, Tables, World

U_HIV, U_KIND, U_INDEX, U_STAGE, U_ART, U_PREP, U_NSP, U_OST, U_SESSIONS = range(states.SETUP, states.SETUP + 9)


def build_cohort(scenario: Scenario, seed: int, tables: Tables | None = None) -> tuple[World, int]:
    """Men first, then women; couple `c` is man `c` and woman `c`."""
    from twofold.epi.population import assembled, new_dyads, new_people

    cohort = scenario.cohort or Cohort()
    n, keys = cohort.couples, draws.keys(seed)
    couple, who = np.arange(n), np.arange(2 * n)
    luck = {k: draws.uniform(keys[k], couple if k in BY_COUPLE else who, 0) for k in range(U_HIV, U_SESSIONS + 1)}
    code = _codes(cohort, luck)
    born_as = code & np.uint16(states.FEMALE | states.INJECTS | states.EVER_INJECTED)
    ends = np.arange(2 * n, dtype=np.int32).reshape(2, n)
    nobody = np.zeros(n, np.int32)
    dyads = new_dyads(ends, np.full(n, states.MAIN, np.uint8), n, nobody, nobody.copy())
    people = new_people(code, born_as, np.full(2 * n, -400 * scenario.steps_per_month, np.int32))
    return assembled(scenario, people, dyads, keys, tables), n


BY_COUPLE = (U_HIV, U_KIND, U_INDEX, U_SESSIONS)


def _codes(cohort: Cohort, luck: dict[int, Doubles]) -> npt.NDArray[np.uint16]:
    n = cohort.couples
    hiv = luck[U_HIV] < cohort.hiv_in_one + cohort.hiv_in_both
    both = luck[U_HIV] < cohort.hiv_in_both
    index_woman = luck[U_INDEX] < cohort.index_women
    kind = np.searchsorted(
        np.cumsum([cohort.both_inject, cohort.he_injects, cohort.she_injects]), luck[U_KIND], "right"
    )
    injects = np.concatenate([kind <= 1, (kind == 0) | (kind == 2)])
    infected = np.concatenate([both | (hiv & ~index_woman), both | (hiv & index_woman)])
    code = np.repeat(np.array([0, states.FEMALE]), n)
    code |= np.where(injects, states.INJECTS | states.EVER_INJECTED, 0)
    early, late = luck[U_STAGE] < cohort.index_acute, luck[U_STAGE] >= 1 - cohort.index_late
    code |= np.where(infected, np.select([early, late], [states.ACUTE, states.LATE], states.CHRONIC), 0)
    treated = infected & (luck[U_ART] < cohort.index_on_art)
    code |= np.where(treated, states.DIAGNOSED | states.ON_ART, 0)
    code |= np.where(treated & (luck[U_ART] < cohort.index_on_art * cohort.index_suppressed), states.SUPPRESSED, 0)
    code |= np.where(~infected & (luck[U_PREP] < cohort.on_prep), states.ON_PREP, 0)
    code |= np.where(injects & (luck[U_NSP] < cohort.on_nsp), states.ON_NSP, 0)
    code |= np.where(injects & (luck[U_OST] < cohort.on_ost), states.ON_OST, 0)
    return code.astype(np.uint16)


def taught(scenario: Scenario, world: World, seed: int) -> None:
    """Couples that had their sessions in the first month, once they are formed."""
    cohort = scenario.cohort or Cohort()
    luck = draws.uniform(draws.keys(seed)[U_SESSIONS], np.arange(cohort.couples), 0)
    joint, alone = luck < cohort.sessions, luck >= 1 - cohort.individual
    world.dyads.code[joint] |= states.COUPLE_SESSIONS
    world.dyads.code[alone] |= states.OWN_SESSIONS
