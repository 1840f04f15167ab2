"""A service tried on some of the people in one place: the effect on those who have it, and what spills over to the rest."""

import dataclasses
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from twofold.epi import draws
from twofold.epi import states as s
from twofold.epi.engine import live, ready
from twofold.epi.scenario import CLOSED, Scenario, Wrong
from twofold.epi.tidy import Table, Values, bands, tabled
from twofold.epi.world import World

Mask = npt.NDArray[np.bool_]
SERVICES = {"nsp": s.ON_NSP, "ost": s.ON_OST, "prep": s.ON_PREP}
U_ARM = 62  # the stream that people are randomised from


@dataclass(frozen=True)
class Arms:
    """By seed: new infections per 100 person-years with the service, without it, and where nobody has it."""

    service: str
    with_it: Values
    without_it: Values
    nowhere: Values

    @property
    def ratio(self) -> Values:
        """What a trial would see: the one arm over the other."""
        seen: Values = self.with_it / np.maximum(self.without_it, 1e-12)
        return seen

    @property
    def spill_over(self) -> Values:
        """What a trial cannot see: those without it, over what they would have had if nobody had it."""
        seen: Values = self.without_it / np.maximum(self.nowhere, 1e-12)
        return seen

    def summary(self) -> Table:
        """One row for each, with bands of the seeds."""
        rows = (
            ("incidence with it", "per 100 years", self.with_it), ("incidence without it", "per 100 years", self.without_it),
            ("incidence where nobody has it", "per 100 years", self.nowhere), ("rate ratio", "", self.ratio),
            ("spill-over on those without it", "", self.spill_over),
        )  # fmt: skip
        return tabled({"measure": name, "unit": unit, **bands(values)} for name, unit, values in rows)


def trial(scenario: Scenario, service: str, share: float = 0.5) -> Arms:
    """Randomise people who inject, in a closed cohort of everybody, to a service that they keep, or to none of it."""
    if service not in SERVICES:
        raise Wrong("service", f"there is no trial of {service!r}; known are {', '.join(SERVICES)}")
    if not 0 < share < 1:
        raise Wrong("share", f"{share:g} leaves nobody in one of the arms; say a share between 0 and 1")
    held = tuple(dict.fromkeys([*scenario.without, *CLOSED, *SERVICES]))
    closed = dataclasses.replace(scenario, without=held)
    seen = []
    for seed in range(scenario.first_seed, scenario.first_seed + scenario.seeds):
        given, none = (_lived(closed, seed, SERVICES[service], part) for part in (share, 0.0))
        arm = _arm(given, seed, share)
        seen.append(
            [_rate(given, arm, scenario.years), _rate(given, ~arm, scenario.years), _rate(none, ~arm, scenario.years)]
        )
    return Arms(service, *np.array(seen).T)


def _arm(world: World, seed: int, share: float) -> Mask:
    luck = draws.uniform(draws.keys(seed)[U_ARM], np.arange(len(world.people.code)), 0)
    chosen: Mask = luck < share
    return chosen


def _lived(scenario: Scenario, seed: int, bit: int, share: float) -> World:
    world = ready(scenario, seed)
    code = world.people.code
    code &= np.uint16(~bit & 0xFFFF)
    meant = (code & s.INJECTS != 0) & (code & s.STAGE == 0)
    code[_arm(world, seed, share) & meant] |= bit
    world.people.born_as[meant] |= np.uint16(s.FRESH)  # in the trial; nobody new takes these places
    world.scratch.present[:] = np.bincount(code, minlength=s.CODES)
    return live(world, scenario.steps)


def _rate(world: World, arm: Mask, years: int) -> float:
    """Per 100 person-years, of those in the trial who were not replaced."""
    people = world.people
    inside = arm & (people.born_as & s.FRESH != 0) & (people.generation == 0)
    hit = (people.code[inside] & s.STAGE != 0).mean()
    return float(-np.log(1 - min(hit, 0.999)) / years * 100)
