"""Patterns that nobody put in, which must emerge and vanish with their causes: D."""

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np

from twofold.epi import states as s
from twofold.epi.beliefs import Parameters
from twofold.epi.running import run
from twofold.epi.scenario import Place, Scenario, Services
from twofold.epi.validation.row import Row, inside

SAME: dict[str, Any] = {"hiv_men": 0.2, "hiv_women": 0.2, "sells_sex": 0.0, "pays": 0.0, "women_access": 1.0}
CAUSES = {"he_first": 0.5, "he_first_she_obtains": 0.5, "he_first_in_pairs": 0.5, "violence": 0.0}
LEVEL = {"sex_man_to_woman": 0.0006, "sex_woman_to_man": 0.0006, "man_mortality": 1.0}
EVEN = {"women": 0.5, "her_partner_injects": 0.73, "same_sex": 0.0}


def women_and_men(size: int) -> list[Row]:
    """D2: women who inject live with HIV more often than men; without its causes they do not."""
    rows = []
    for name, low, high, changed, place in (
        ("as it is", 1.10, 1.26, {}, {}),
        ("order of use and violence off", 0.9, 1.3, CAUSES, {}),
        ("all causes off", 0.9, 1.1, {**CAUSES, **LEVEL}, EVEN),
    ):
        scenario = Scenario(
            people=2000, years=12, seeds=12 * size, place=Place(**{**SAME, **place}),
            parameters=dataclasses.replace(Parameters(), **changed),
        )  # fmt: skip
        done = run(scenario)
        her, his = done.prevalence(s.INJECTS | s.FEMALE)[:, -1], done.prevalence(s.INJECTS, s.FEMALE)[:, -1]
        why = {
            "as it is": "from equal prevalence, after 12 years",
            "all causes off": "and equal acts, one woman to one man, so that both have as many partners",
        }.get(name, "what is left comes of sex, and of who has a partner who injects; shown, no target")
        row = inside("D", "D2", f"women/men OR of HIV, {name}", low, high, (her / (1 - her)) / (his / (1 - his)), why)
        rows.append(row if place or not changed else row._replace(verdict="shown"))
    return rows


def early_share(size: int) -> list[Row]:
    """D3: in an outbreak about half of what is passed on by injecting comes from people infected lately."""
    place = Place(hiv_men=0.01, hiv_women=0.01, hiv_partners=0.0, newcomer_hiv=0.0)
    parameters = dataclasses.replace(Parameters(), pair_shares=2.4, couple_shares=6.0, injecting_partners=3.0)
    none = Services(nsp=0.0, ost=0.0, testing=0.0, art=0.0)
    done = run(Scenario(people=2000 * size, years=6, seeds=8, place=place, parameters=parameters, now=none))
    injecting = [s.ROUTES.index(name) for name in s.ROUTES if not name.startswith("sex")]
    by_source = done.counts.infections[:, :, :, :, :, injecting].sum(axis=(1, 2, 3, 4, 5, 7))
    share = by_source[:, 1] / by_source.sum(axis=1)
    why = "an outbreak: 1 % at the start, sharing with four times as many as usual, no services; Vasylyeva 2016"
    return [inside("D", "D3", "share passed on by the newly infected", 0.30, 0.70, share, why)]


def bridge(size: int) -> list[Row]:
    """C7: partners who never injected, beside an epidemic of people who do: 5.6 % plausible, 15.1 % improbable."""
    place = Place(women=0.25, hiv_men=0.45, hiv_women=0.45, hiv_partners=0.01, newcomer_hiv=0.0)
    done = run(Scenario(people=1500 * size, years=10, seeds=8, place=place, now=Services(nsp=0.1, ost=0.0, art=0.2)))
    share = done.prevalence(0, s.EVER_INJECTED)[:, -1]
    odd = np.asarray(share, float)
    return [
        inside(
            "D",
            "C7",
            "partners who never injected with HIV, 10 years",
            0.01,
            0.151,
            odd,
            "St Petersburg, PMID 23692991",
        )
    ]


PATTERNS: tuple[Callable[[int], list[Row]], ...] = (women_and_men, early_share, bridge)
