"""Published models, run again with what is known of their inputs: C. What they are compared with is in each row.

TITAN, whose program and parameters are at hand, has a page of its own: `titan`.
"""

from collections.abc import Callable

import numpy as np

from twofold.epi.running import run
from twofold.epi.scenario import Place, Scenario, Services
from twofold.epi.tidy import Values
from twofold.epi.validation.row import Row, inside
from twofold.epi.validation.titan import titan


def fewer(scenario: Scenario, years: int, planned: dict[str, float], last: bool = False) -> Values:
    """[group of seeds] by how much fewer people who inject are infected with this planned: in all years, or in the last."""
    pooled = []
    for each in (scenario, scenario.with_services(**planned)):
        hits = run(each).counts.infections[..., 0][:, years - 1 if last else 0 : years].sum(axis=(1, 2, 3, 4, 5, 6))
        pooled.append(np.array([part.mean() for part in np.array_split(hits, 5)]))
    share: Values = 1 - pooled[1] / pooled[0]
    return share


NOTHING = Services(nsp=0.0, ost=0.0, testing=1.5, art=0.0, suppressed=0.85, naloxone=0.0)


def vickerman(size: int) -> list[Row]:
    """C2: 14 % of each of OST, NSP and ART lower incidence by 30 % in ten years, at a high prevalence."""
    place = Place(women=0.25, hiv_men=0.5, hiv_women=0.5, hiv_partners=0.06)
    scenario = Scenario(people=600 * size, years=10, seeds=10, place=place, now=NOTHING)
    seen = [float(fewer(scenario, 10, {"nsp": c, "ost": c, "art": c}, last=True).mean()) for c in (0.10, 0.14, 0.20)]
    why = (
        f"at 10, 14 and 20 % coverage ours is {', '.join(f'{x:.0%}' for x in seen)}; its own inputs are not known to us"
    )
    needed = np.interp(0.30, np.maximum.accumulate(seen), (0.10, 0.14, 0.20))
    reached = "met" if seen[0] <= 0.30 <= seen[2] else "missed"
    row = inside("C", "C2", "Vickerman 2014, coverage of each for 30 % less", 0.10, 0.20, np.array([needed]), why)
    return [row._replace(verdict=reached)]


def degenhardt(size: int) -> list[Row]:
    """C3: half of those in need recruited to each; less incidence after five years, over its settings."""
    rows = []
    place = Place(women=0.2, hiv_men=0.25, hiv_women=0.25)
    scenario = Scenario(people=600 * size, years=5, seeds=10, place=place, now=NOTHING)
    for name, low, high, planned in (
        ("OST and NSP", 0.09, 0.37, {"nsp": 0.3, "ost": 0.3}), ("ART", 0.05, 0.34, {"art": 0.5}),
        ("all three", 0.18, 0.63, {"nsp": 0.3, "ost": 0.3, "art": 0.5}),
    ):  # fmt: skip
        why = "recruiting half a year, with spells of 18 to 24 months, is taken as coverage of 30 %; ART as half of the diagnosed"
        rows.append(inside("C", "C3", f"Degenhardt 2010, {name}", low, high, fewer(scenario, 5, planned), why))
    return rows


def strathdee(size: int) -> list[Row]:
    """C4: 60 % of the unmet need for OST, NSP and ART, five years."""
    rows = []
    memory = "only the prevalence is the city's, from memory; its other inputs are not known to us"
    survey = (
        "prevalence and share of women of a survey of 2011 (Tun 2015, PMC4352193); its other inputs are not known to us"
    )
    for city, wanted, hiv, women, inputs in (
        ("Odessa", 0.41, 0.55, 0.2, memory), ("Karachi", 0.43, 0.20, 0.2, memory), ("Nairobi", 0.30, 0.187, 0.075, survey),
    ):  # fmt: skip
        place = Place(women=women, hiv_men=hiv, hiv_women=hiv)
        scenario = Scenario(people=600 * size, years=5, seeds=10, place=place, now=NOTHING)
        seen, bare = (fewer(scenario, 5, {"nsp": 0.6, "ost": ost, "art": 0.6}) for ost in (0.6, 0.0))
        why = f"{inputs}; without OST ours is {bare.mean():.0%}" + (
            "; the law forbade it there" if city == "Nairobi" else ""
        )
        rows.append(inside("C", "C4", f"Strathdee 2010, {city}", wanted - 0.1, wanted + 0.1, seen, why))
    return rows


PUBLISHED: tuple[Callable[[int], list[Row]], ...] = (titan, vickerman, degenhardt, strathdee)
