"""The first month: who there is, who is whose partner, who lives with HIV and is in which service.

Every locale is alike in size, and a group stands in one run of places, so that partners are found by a range and
pairing is a sort. Nothing here looks at every pair: the work grows with N log N.
"""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from twofold.epi import draws, states
from twofold.epi.parameters import Parameters
from twofold.epi.scenario import Scenario, by_sex
from twofold.epi.tables import compile_newcomers, compile_rules, compile_tables
from twofold.epi.world import Counts, Doubles, Dyads, Ints, Keys, People, Scratch, Shorts, Tables, World

MEN, WOMEN, HUSBANDS, WIVES = range(4)  # the groups of a locale; the last two never injected at the start
(
    U_AGE, U_AGE_MORE, U_HIV, U_STAGE, U_CASCADE, U_INJECTS, U_OST, U_NSP, U_PREP,
    U_CHOICE, U_DEGREE, U_CASUAL, U_ALIKE, U_SELLS,
) = range(states.SETUP, states.SETUP + 14)  # fmt: skip
SPARE = 0.25  # of partners, so that whoever is left finds somebody


class Couples(NamedTuple):
    """Main couples by kind, in one locale of men and women who inject."""

    both: int
    she: int  # she injects, he does not
    he: int
    two_men: int
    two_women: int


class Layout(NamedTuple):
    """How many locales, how many of each group in each, and their couples."""

    locales: int
    sizes: tuple[int, int, int, int]
    couples: Couples

    @property
    def stride(self) -> int:
        return sum(self.sizes)

    def places(self, group: int) -> npt.NDArray[np.int64]:
        """[locale, member] the places of a group."""
        return (np.arange(self.locales) * self.stride)[:, None] + self.low(group) + np.arange(self.sizes[group])

    def low(self, group: int) -> int:
        """Where a group begins in its locale."""
        return sum(self.sizes[:group])


def lay_out(scenario: Scenario) -> Layout:
    """Sizes of the groups, from what is known of the place."""
    place, p = scenario.place, scenario.parameters
    ever = scenario.people / injecting_share(p)
    locales = max(1, round(ever / p.locale_people))
    women = round(ever * place.women / locales)
    men = round(ever / locales) - women
    two_men, two_women = (round(n * place.same_sex / 2) for n in (men, women))
    paired = round(women * place.women_with_partner)
    both = min(round(paired * place.her_partner_injects), men - 2 * two_men, women - 2 * two_women)
    she = max(0, min(paired, women - 2 * two_women) - both)
    he = max(0, min(round(men * place.men_with_partner), men - 2 * two_men) - both)
    spare = [n + round(n * SPARE) + 1 for n in (she, he)]
    return Layout(locales, (men, women, spare[0], spare[1]), Couples(both, she, he, two_men, two_women))


def injecting_share(p: Parameters) -> float:
    """Of people who ever injected, those who do now, once stopping and starting again are in balance."""
    going = p.relapse + p.stop_injecting
    return p.relapse / going if going > 0 else 1.0


def build(scenario: Scenario, seed: int, tables: Tables | None = None) -> tuple[World, int]:
    """A world before its first month, clocks not yet wound, and how many dyads know their partner already."""
    layout, keys, p = lay_out(scenario), draws.keys(seed), scenario.parameters
    who = np.arange(layout.locales * layout.stride)
    born_as = _born_as(layout, len(who))
    first, second = draws.uniform(keys[U_AGE], who, 0), draws.uniform(keys[U_AGE_MORE], who, 0)
    years = np.maximum(p.newcomer_years, p.age_mean_years + 8.0 * 6**0.5 * (first + second - 1.0))
    birth = (-12 * scenario.steps_per_month * years).astype(np.int32)
    couples = _couples(layout, keys, birth, p)
    code = _first_codes(scenario, keys, born_as, couples)
    people = _people(scenario, keys, code, born_as, birth)
    dyads = _dyads(scenario, layout, keys, born_as, couples)
    compiled = tables if tables is not None else compile_tables(scenario)
    n, d = len(who), len(dyads.code)
    outside = np.flatnonzero(people.outside > 0).astype(np.int32)
    world = World(
        people, dyads, compiled, compile_rules(scenario), compile_newcomers(scenario), no_counts(scenario.years),
        room(n, d + len(outside), code), keys, outside,
    )  # fmt: skip
    return world, couples.shape[1]


def _born_as(layout: Layout, n: int) -> Shorts:
    born_as = np.zeros(n, dtype=np.uint16)
    for group in (WOMEN, WIVES):
        born_as[layout.places(group)] |= states.FEMALE
    for group in (MEN, WOMEN):
        born_as[layout.places(group)] |= states.INJECTS | states.EVER_INJECTED
    return born_as


def _couples(layout: Layout, keys: Keys, birth: Ints, p: Parameters) -> npt.NDArray[np.int64]:
    """[owner and partner, couple]: drawn at random, then matched by age within the locale."""
    c, shuffled = layout.couples, {}
    for group in range(4):
        places = layout.places(group)
        luck = draws.uniform(keys[U_CHOICE], places, 0)
        shuffled[group] = np.take_along_axis(places, np.argsort(luck, axis=1, kind="stable"), axis=1)
    men, women = shuffled[MEN], shuffled[WOMEN]
    m, w = c.both + c.he, c.both + c.she
    found = [
        _matched(women[:, : c.both], men[:, : c.both], birth),
        _matched(women[:, c.both : w], shuffled[HUSBANDS][:, : c.she], birth),
        _matched(men[:, c.both : m], shuffled[WIVES][:, : c.he], birth),
        _matched(men[:, m : m + c.two_men], men[:, m + c.two_men : m + 2 * c.two_men], birth),
        _matched(women[:, w : w + c.two_women], women[:, w + c.two_women : w + 2 * c.two_women], birth),
    ]
    together = np.concatenate(found, axis=1)
    return together[:, np.argsort(together[0], kind="stable")]


def _matched(first: npt.NDArray[Any], second: npt.NDArray[Any], birth: Ints) -> npt.NDArray[np.int64]:
    """The oldest with the oldest, and so on, in each locale."""
    width = min(first.shape[1], second.shape[1])
    sides = []
    for side in (first[:, :width], second[:, :width]):
        order = np.argsort(birth[side], axis=1, kind="stable")
        sides.append(np.take_along_axis(side, order, axis=1).ravel())
    return np.stack(sides)


def _first_codes(scenario: Scenario, keys: Keys, born_as: Shorts, couples: npt.NDArray[np.int64]) -> Shorts:
    """HIV, cascade and services of everybody, by their own draws; partners are somewhat alike in HIV."""
    p, place, now = scenario.parameters, scenario.place, scenario.levels(0)
    who = np.arange(len(born_as))
    luck = {stream: draws.uniform(keys[stream], who, 0) for stream in range(U_HIV, U_CHOICE)}
    owner, other = couples
    alike = draws.uniform(keys[U_ALIKE], owner, 0) < p.couple_alike
    luck[U_HIV][other[alike]] = luck[U_HIV][owner[alike]]
    woman, injector = (born_as & states.FEMALE) != 0, (born_as & states.EVER_INJECTED) != 0
    prevalence = np.where(injector, np.where(woman, place.hiv_women, place.hiv_men), place.hiv_partners)
    hiv = luck[U_HIV] < prevalence
    code = born_as.astype(np.int64)
    injects = injector & (luck[U_INJECTS] < injecting_share(p))
    code &= np.where(injects, -1, ~states.INJECTS)
    code |= np.where(hiv, _stages(luck[U_STAGE], p), 0)
    code |= np.where(hiv, _cascade(luck[U_CASCADE], scenario), 0)
    for stream, bit, coverage in (
        (U_OST, states.ON_OST, now.ost),
        (U_NSP, states.ON_NSP, now.nsp),
        (U_PREP, states.ON_PREP, now.prep),
    ):
        men, women = by_sex(coverage, now, place)
        share = np.where(injects, np.where(woman, women, men), now.prep_partners if bit == states.ON_PREP else 0.0)
        meant = ~hiv if bit == states.ON_PREP else True
        code |= np.where(meant & (luck[stream] < share), bit, 0)
    return code.astype(np.uint16)


def _stages(luck: Doubles, p: Parameters) -> npt.NDArray[np.int64]:
    """In proportion to how long each stage lasts."""
    whole = p.acute_months + p.chronic_months + p.late_months
    late = luck >= (p.acute_months + p.chronic_months) / whole
    return np.select([luck < p.acute_months / whole, late], [states.ACUTE, states.LATE], states.CHRONIC).astype(
        np.int64
    )


def _cascade(luck: Doubles, scenario: Scenario) -> npt.NDArray[np.int64]:
    """Diagnosed, on ART, suppressed: each a share of the one before."""
    now = scenario.levels(0)
    diagnosed = min(MOST_DIAGNOSED, now.testing / (now.testing + 0.15))
    code = np.where(luck < diagnosed, states.DIAGNOSED, 0)
    code |= np.where(luck < diagnosed * now.art, states.ON_ART, 0)
    code |= np.where(luck < diagnosed * now.art * now.suppressed, states.SUPPRESSED, 0)
    return code.astype(np.int64)


MOST_DIAGNOSED = 0.95


def _people(scenario: Scenario, keys: Keys, code: Shorts, born_as: Shorts, birth: Ints) -> People:
    n, place, p = len(code), scenario.place, scenario.parameters
    sells = (born_as & (states.FEMALE | states.EVER_INJECTED)) == (states.FEMALE | states.EVER_INJECTED)
    sells &= draws.uniform(keys[U_SELLS], np.arange(n), 0) < place.sells_sex
    bare = 1 - place.outside_condoms * p.condom_effect
    hazard = place.outside_acts * place.outside_hiv * p.sex_man_to_woman * bare / scenario.steps_per_month
    return People(
        code=code, born_as=born_as, generation=np.zeros(n, np.uint16), birth=birth, fresh=np.full(n, -1, np.int32),
        couple=np.full(n, -1, np.int32), outside=np.where(sells, hazard, 0.0).astype(np.float32),
        infection=np.zeros(n, np.int64), clock=np.zeros((states.CLOCKS, n), np.int32),
        spell=np.zeros((states.CLOCKS, n), np.uint16),
    )  # fmt: skip


def _dyads(scenario: Scenario, layout: Layout, keys: Keys, born_as: Shorts, couples: npt.NDArray[np.int64]) -> Dyads:
    """Main couples, casual and injecting dyads, each with its owner and the places its owner looks in."""
    p = scenario.parameters
    injectors = np.sort(np.concatenate([layout.places(MEN).ravel(), layout.places(WOMEN).ravel()]))
    casual = injectors[draws.uniform(keys[U_CASUAL], injectors, 0) < scenario.place.casual]
    others = np.repeat(injectors, _degrees(p, keys, injectors))
    owner = np.concatenate([couples[0], casual, others])
    kind = np.repeat([states.MAIN, states.CASUAL, states.INJECTING], [couples.shape[1], len(casual), len(others)])
    low, high = _where_they_look(layout, born_as, owner, kind, couples[1])
    d, main = len(owner), couples.shape[1]
    ends = np.stack([owner, np.concatenate([couples[1], casual, others])]).astype(np.int32)
    return Dyads(
        ends=ends, code=kind.astype(np.uint8), sex=np.zeros((2, d), np.float32), syringe=np.zeros((2, d), np.float32),
        equipment=np.zeros(d, np.float32), sessions_since=np.zeros(d, np.int32), low=low, high=high,
        ending=np.zeros(d, np.int32), times=np.zeros(d, np.uint16), clock=np.zeros((states.COUPLE_CLOCKS, main), np.int32),
        spell=np.zeros((states.COUPLE_CLOCKS, main), np.uint16),
    )  # fmt: skip


def _degrees(p: Parameters, keys: Keys, who: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    """How many injecting dyads each owns: half of those they are in; between equal and geometric, as `spread` says."""
    mean = p.injecting_partners / 2
    spread = 1 - p.injecting_spread + p.injecting_spread * draws.length(keys[U_DEGREE], who, 0)
    rounding = draws.uniform(keys[U_DEGREE], who, 1)
    return np.minimum(np.floor(mean * spread + rounding), 20).astype(np.int64)


def _where_they_look(
    layout: Layout, born_as: Shorts, owner: npt.NDArray[Any], kind: npt.NDArray[Any], first: npt.NDArray[np.int64]
) -> tuple[Ints, Ints]:
    """[low, high) of the places among which each owner finds a partner: a main one of the group of the first."""
    base = owner // layout.stride * layout.stride
    edges = np.cumsum([0, *layout.sizes])
    group = np.zeros(len(owner), np.int64)
    group[: len(first)] = np.searchsorted(edges, first % layout.stride, side="right") - 1
    woman = (born_as[owner] & states.FEMALE) != 0
    group[len(first) :] = np.where(woman[len(first) :], MEN, WOMEN)
    everybody = kind == states.INJECTING
    low = base + np.where(everybody, edges[MEN], edges[group])
    high = base + np.where(everybody, edges[WOMEN + 1], edges[group + 1])
    return low.astype(np.int32), high.astype(np.int32)


def no_counts(years: int) -> Counts:
    """Zeros, in the shape of what a run leaves behind."""
    kinds = (len(states.SEXES), len(states.COUPLE_TYPES), len(states.PARTNER_STATUS), len(states.ROUTES))
    shapes = (kinds, (states.CODES,), (states.CLOCKS, 2), (states.COUPLE_CLOCKS,), (states.DYAD_CODES,))
    return Counts(*(np.zeros((years, *shape), np.int64) for shape in shapes))


def room(n: int, entries: int, code: Shorts) -> Scratch:
    """Room to work in for so many people and exposures."""
    return Scratch(
        dyad=np.zeros(entries + 1, np.int32), who=np.zeros(entries + 1, np.int32), hazard=np.zeros((3, entries + 1), np.int64),
        size=np.zeros(2, np.int32), hits=np.zeros(n, np.int32), ended=np.zeros(entries + 1, np.int32),
        total=np.zeros(n, np.int64), present=np.bincount(code, minlength=states.CODES).astype(np.int64),
    )  # fmt: skip
