"""Every number the model believes: value, unit, plausible interval, source, and whether we read that source.

What is said of each is in `beliefs.toml` beside this file; here are the names, so that a tool can check that
nobody asks for one that does not exist. What a programme knows about its own place (sizes, coverage, prevalence)
is no parameter: that is in `scenario`. A field without an effect on any output is a fault, and a test looks for it.
"""

import dataclasses
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np

from twofold.epi.world import Doubles


class Known(NamedTuple):
    """What is written beside a value: enough for a reader to disagree with it."""

    name: str
    about: str
    value: float
    low: float
    high: float
    unit: str
    source: str
    verified: bool


def _written() -> dict[str, Known]:
    said = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    return {
        name: Known(
            name,
            row["about"],
            row["value"],
            row["interval"][0],
            row["interval"][1],
            row["unit"],
            row["source"],
            row["verified"],
        )
        for name, row in said.items()
    }


WRITTEN = _written()


def _known(name: str) -> float:
    return WRITTEN[name].value


@dataclass(frozen=True, kw_only=True)
class Parameters:
    """The biology, the behaviour and the effects. Change one with `dataclasses.replace`."""

    syringe_risk: float = _known("syringe_risk")
    equipment_risk: float = _known("equipment_risk")
    equipment_order: float = _known("equipment_order")
    sex_man_to_woman: float = _known("sex_man_to_woman")
    sex_woman_to_man: float = _known("sex_woman_to_man")
    sex_man_to_man: float = _known("sex_man_to_man")
    acute_factor: float = _known("acute_factor")
    late_factor: float = _known("late_factor")
    acute_months: float = _known("acute_months")
    chronic_months: float = _known("chronic_months")
    late_months: float = _known("late_months")

    # What each service does to one hazard
    condom_effect: float = _known("condom_effect")
    suppressed_sex: float = _known("suppressed_sex")
    suppressed_injecting: float = _known("suppressed_injecting")
    unsuppressed_on_art: float = _known("unsuppressed_on_art")
    nsp_receiving: float = _known("nsp_receiving")
    nsp_passing: float = _known("nsp_passing")
    nsp_equipment: float = _known("nsp_equipment")
    ost_receiving: float = _known("ost_receiving")
    ost_passing: float = _known("ost_passing")
    ost_nsp_overlap: float = _known("ost_nsp_overlap")
    ost_art_start: float = _known("ost_art_start")
    ost_art_stop: float = _known("ost_art_stop")
    ost_suppression: float = _known("ost_suppression")
    ost_mortality: float = _known("ost_mortality")
    prep_injecting: float = _known("prep_injecting")
    prep_sex: float = _known("prep_sex")
    prep_adherence: float = _known("prep_adherence")
    session_unprotected: float = _known("session_unprotected")
    session_sharing: float = _known("session_sharing")
    individual_unprotected: float = _known("individual_unprotected")
    individual_sharing: float = _known("individual_sharing")
    session_hold_months: float = _known("session_hold_months")
    session_fade_months: float = _known("session_fade_months")
    safety_effect: float = _known("safety_effect")
    naloxone_effect: float = _known("naloxone_effect")
    nsp_testing: float = _known("nsp_testing")

    # What happens in a couple and outside it
    main_acts: float = _known("main_acts")
    casual_acts: float = _known("casual_acts")
    main_condoms: float = _known("main_condoms")
    casual_condoms: float = _known("casual_condoms")
    paying_acts: float = _known("paying_acts")
    paying_condoms: float = _known("paying_condoms")
    couple_shares: float = _known("couple_shares")
    pair_shares: float = _known("pair_shares")
    couple_equipment: float = _known("couple_equipment")
    pair_equipment: float = _known("pair_equipment")
    inject_together: float = _known("inject_together")
    he_first: float = _known("he_first")
    he_first_she_obtains: float = _known("he_first_she_obtains")
    she_obtains: float = _known("she_obtains")
    he_first_in_pairs: float = _known("he_first_in_pairs")
    violence: float = _known("violence")
    violence_condoms: float = _known("violence_condoms")
    violence_sharing: float = _known("violence_sharing")

    # Coming, staying and going
    stop_injecting: float = _known("stop_injecting")
    relapse: float = _known("relapse")
    start_alone: float = _known("start_alone")
    start_by_him: float = _known("start_by_him")
    start_by_her: float = _known("start_by_her")
    couple_months: float = _known("couple_months")
    casual_months: float = _known("casual_months")
    pair_months: float = _known("pair_months")
    paying_months: float = _known("paying_months")
    prison_months: float = _known("prison_months")
    prison_contact: float = _known("prison_contact")
    death_injecting: float = _known("death_injecting")
    death_other: float = _known("death_other")
    overdose_death: float = _known("overdose_death")
    man_mortality: float = _known("man_mortality")

    # The cascade and how long people stay
    diagnosed_late: float = _known("diagnosed_late")
    art_stay_months: float = _known("art_stay_months")
    suppress_months: float = _known("suppress_months")
    ost_stay_months: float = _known("ost_stay_months")
    nsp_stay_months: float = _known("nsp_stay_months")
    prep_stay_months: float = _known("prep_stay_months")
    safe_stay_months: float = _known("safe_stay_months")

    # Who finds whom
    injecting_partners: float = _known("injecting_partners")
    injecting_spread: float = _known("injecting_spread")
    locale_people: float = _known("locale_people")
    age_gap_years: float = _known("age_gap_years")
    age_mean_years: float = _known("age_mean_years")
    newcomer_years: float = _known("newcomer_years")
    couple_alike: float = _known("couple_alike")


def table(parameters: Parameters | None = None) -> Iterator[Known]:
    """The parameters in the order they are written, with the values held and what is known of each."""
    held = parameters or Parameters()
    for field in dataclasses.fields(held):
        yield WRITTEN[field.name]._replace(value=float(getattr(held, field.name)))


def triangle(low: Doubles, value: Doubles, high: Doubles, u: Doubles) -> Doubles:
    """The `u` quantile of what is believed: triangular, highest at the value held."""
    width = high - low
    rising = u * width < value - low
    return np.where(rising, low + np.sqrt(u * width * (value - low)), high - np.sqrt((1 - u) * width * (high - value)))
