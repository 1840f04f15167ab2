"""The first month: who there is, who is whose partner, who lives with HIV and is in which service.

Every locale is alike in size, and a group stands in one run of places, so that partners are found by a range and
pairing is a sort. Nothing here looks at every pair: the work grows with N log N.
"""

from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from twofold.epi import draws, states
from twofold.epi.beliefs import Parameters
from twofold.epi.cohort import build_cohort
from twofold.epi.scenario import Scenario, by_sex
from twofold.epi.tables import compile_rules, compile_tables
from twofold.epi.world import Bytes, Counts, Doubles, Draw, Dyads, Ints, Keys, People, Scratch, Shorts, Tables, World

MEN, WOMEN, HUSBANDS, WIVES = range(4)  # the groups of a locale; the last two never injected at the start
(
    U_AGE, U_AGE_MORE, U_HIV, U_STAGE, U_CASCADE, U_INJECTS, U_OST, U_NSP, U_PREP,
    U_CHOICE, U_DEGREE, U_CASUAL, U_ALIKE, U_SELLS, U_PAYS,
) = range(states.SETUP, states.SETUP + 15)  # fmt: skip
AGES = 1 << 20  # more steps than anybody lives
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


class Luck(NamedTuple):
    """Draws of everybody in a stream, by the engine that runs."""

    keys: Keys
    n: int
    drawn: Draw
    stretched: Draw

    def uniform(self, stream: int, spell: int = 0) -> Doubles:
        found = np.empty(self.n)
        self.drawn(self.keys[stream], spell, found)
        return found

    def length(self, stream: int) -> Doubles:
        found = np.empty(self.n)
        self.stretched(self.keys[stream], 0, found)
        return found


def build(
    scenario: Scenario, seed: int, drawn: Draw, stretched: Draw, tables: Tables | None = None
) -> tuple[World, int]:
    """A world before its first month, clocks not yet wound, and how many dyads know their partner already."""
    if scenario.cohort is not None:
        return build_cohort(scenario, seed, tables)
    layout, keys, p = lay_out(scenario), draws.keys(seed), scenario.parameters
    luck, born_as = Luck(keys, layout.locales * layout.stride, drawn, stretched), _born_as(layout)
    years = p.age_mean_years + 8.0 * 6**0.5 * (luck.uniform(U_AGE) + luck.uniform(U_AGE_MORE) - 1.0)
    birth = (-12 * scenario.steps_per_month * np.maximum(p.newcomer_years, years)).astype(np.int32)
    couples = _couples(layout, luck, birth)
    code = _first_codes(scenario, luck, born_as, couples)
    people = new_people(code, _sells(scenario, luck, born_as), birth)
    dyads = _dyads(scenario, layout, luck, born_as, couples)
    return assembled(scenario, people, dyads, keys, tables), couples.shape[1]


def assembled(scenario: Scenario, people: People, dyads: Dyads, keys: Keys, tables: Tables | None = None) -> World:
    """A world of these people and dyads."""
    compiled = tables if tables is not None else compile_tables(scenario)
    outside = np.flatnonzero(people.born_as & states.SELLS).astype(np.int32)
    scratch = room(len(people.code), len(dyads.code), people.code)
    return World(people, dyads, compiled, compile_rules(scenario), no_counts(scenario.years), scratch, keys, outside)


@lru_cache(maxsize=4)
def _born_as(layout: Layout) -> Shorts:
    """What everybody starts as; kept, as every seed asks for it. Nobody writes into it."""
    group = np.repeat(np.arange(4), layout.sizes)
    code = np.where((group == WOMEN) | (group == WIVES), states.FEMALE, 0)
    code |= np.where(group <= WOMEN, states.INJECTS | states.EVER_INJECTED, 0)
    return np.tile(code.astype(np.uint16), layout.locales)


def _couples(layout: Layout, luck: Luck, birth: Ints) -> npt.NDArray[np.int64]:
    """[owner and partner, couple]: drawn at random, then matched by age within the locale."""
    c, free = layout.couples, []
    chance = luck.uniform(U_CHOICE).reshape(layout.locales, layout.stride)
    for group, size in enumerate(layout.sizes):
        low = layout.low(group)
        free.append(low + chance[:, low : low + size].argsort(axis=1))
    (men, women, husbands, wives), m, w = free, c.both + c.he, c.both + c.she
    owners = [women[:, :w], men[:, c.both : m + c.two_men], women[:, w : w + c.two_women]]
    others = [
        men[:, : c.both], husbands[:, : c.she], wives[:, : c.he], men[:, m + c.two_men : m + 2 * c.two_men],
        women[:, w + c.two_women : w + 2 * c.two_women],
    ]  # fmt: skip
    kind = np.repeat(np.arange(5), [side.shape[1] for side in others])
    base = np.arange(layout.locales)[:, None] * layout.stride
    owner, other = (_by_age(base + np.concatenate(side, axis=1), kind, birth) for side in (owners, others))
    order = owner.argsort()
    return np.stack([owner[order], other[order]])


def _by_age(side: npt.NDArray[Any], kind: npt.NDArray[np.int64], birth: Ints) -> npt.NDArray[np.int64]:
    """In each locale and kind the oldest first; of two of an age, who stands first."""
    place = (kind * AGES + birth[side]) * side.shape[1] + np.arange(side.shape[1])
    place.sort(axis=1)
    return np.take_along_axis(side, place % side.shape[1], axis=1).ravel()


def _first_codes(scenario: Scenario, luck: Luck, born_as: Shorts, couples: npt.NDArray[np.int64]) -> Shorts:
    """HIV, cascade and services of everybody, by their own draws; partners are somewhat alike in HIV."""
    p, place, now = scenario.parameters, scenario.place, scenario.levels(0)
    owner, other = couples
    chance, alike = luck.uniform(U_HIV), luck.uniform(U_ALIKE)[owner] < p.couple_alike
    chance[other[alike]] = chance[owner[alike]]
    woman, injector = (born_as & states.FEMALE) != 0, (born_as & states.EVER_INJECTED) != 0
    prevalence = np.where(injector, np.where(woman, place.hiv_women, place.hiv_men), place.hiv_partners)
    hiv = chance < prevalence
    code = born_as.astype(np.int64)
    injects = injector & (luck.uniform(U_INJECTS) < injecting_share(p))
    code &= np.where(injects, -1, ~states.INJECTS)
    code |= np.where(hiv, _stages(luck.uniform(U_STAGE), p), 0)
    code |= np.where(hiv, _cascade(luck.uniform(U_CASCADE), scenario), 0)
    for stream, bit, coverage in (
        (U_OST, states.ON_OST, now.ost),
        (U_NSP, states.ON_NSP, now.nsp),
        (U_PREP, states.ON_PREP, now.prep),
    ):
        men, women = by_sex(coverage, now, place)
        share = np.where(injects, np.where(woman, women, men), now.prep_partners if bit == states.ON_PREP else 0.0)
        meant = ~hiv if bit == states.ON_PREP else True
        code |= np.where(meant & (luck.uniform(stream) < share), bit, 0)
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
    diagnosed = scenario.place.diagnosed
    code = np.where(luck < diagnosed, states.DIAGNOSED, 0)
    code |= np.where(luck < diagnosed * now.art, states.ON_ART, 0)
    code |= np.where(luck < diagnosed * now.art * now.suppressed, states.SUPPRESSED, 0)
    return code.astype(np.int64)


def _sells(scenario: Scenario, luck: Luck, born_as: Shorts) -> Shorts:
    """Some of the women who inject sell sex, in whose place others will."""
    sells = (born_as & (states.FEMALE | states.EVER_INJECTED)) == (states.FEMALE | states.EVER_INJECTED)
    sells &= luck.uniform(U_SELLS) < scenario.place.sells_sex
    return born_as | np.where(sells, states.SELLS, 0).astype(np.uint16)


def new_people(code: Shorts, born_as: Shorts, birth: Ints) -> People:
    """People of these codes, clocks not yet wound."""
    n = len(code)
    return People(
        code=code, born_as=born_as, generation=np.zeros(n, np.uint16), birth=birth, couple=np.full(n, -1, np.int32),
        infection=np.zeros(n, np.int64), clock=np.zeros((n, states.CLOCKS), np.int32),
        spell=np.ones((n, states.CLOCKS), np.uint16), since=np.zeros(n, np.int32), due=np.zeros(n, np.int32),
    )  # fmt: skip


def new_dyads(ends: Ints, kind: Bytes, main: int, low: Ints, high: Ints) -> Dyads:
    """Dyads of these kinds, not yet formed; the first `main` are main couples."""
    d = len(kind)
    return Dyads(
        ends=ends, code=kind, until=np.zeros(d, np.int32), times=np.zeros(d, np.uint16), low=low, high=high,
        sessions=np.zeros(main, np.int32), clock=np.zeros((main, states.COUPLE_CLOCKS), np.int32),
        spell=np.zeros((main, states.COUPLE_CLOCKS), np.uint16), since=np.zeros(main, np.int32), due=np.zeros(main, np.int32),
    )  # fmt: skip


def _dyads(scenario: Scenario, layout: Layout, luck: Luck, born_as: Shorts, couples: npt.NDArray[np.int64]) -> Dyads:
    """Main couples, casual and injecting dyads, each with its owner and the places its owner looks in."""
    injects, woman = (born_as & states.EVER_INJECTED) != 0, (born_as & states.FEMALE) != 0
    casual = np.flatnonzero(injects & (luck.uniform(U_CASUAL) < scenario.place.casual))
    others = np.repeat(np.arange(luck.n), np.where(injects, _degrees(scenario.parameters, luck), 0))
    pays = np.flatnonzero(injects & ~woman & (luck.uniform(U_PAYS) < scenario.place.pays))
    owner = np.concatenate([couples[0], casual, others, pays])
    sizes = [couples.shape[1], len(casual), len(others), len(pays)]
    kind = np.repeat([states.MAIN, states.CASUAL, states.INJECTING, states.PAYING], sizes)
    low, high = _where_they_look(layout, born_as, owner, kind, couples[1])
    ends = np.stack([owner, np.concatenate([couples[1], owner[couples.shape[1] :]])]).astype(np.int32)
    return new_dyads(ends, kind.astype(np.uint8), couples.shape[1], low, high)


def _degrees(p: Parameters, luck: Luck) -> npt.NDArray[np.int64]:
    """How many injecting dyads each owns: half of those they are in; between equal and geometric, as `spread` says."""
    mean = p.injecting_partners / 2
    spread = 1 - p.injecting_spread + p.injecting_spread * luck.length(U_DEGREE)
    return np.minimum(np.floor(mean * spread + luck.uniform(U_DEGREE, 1)), 20).astype(np.int64)


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
    sexes, kinds = len(states.SEXES), (len(states.COUPLE_TYPES), len(states.PARTNER_STATUS), len(states.ROUTES))
    shapes = (
        (sexes, *kinds, len(states.SOURCES), len(states.GROUPS)), (states.CODES,), (states.PAIRS,), (states.DYAD_CODES,),
        (states.CLOCKS, sexes), (sexes,), (states.COUPLE_CLOCKS,),
    )  # fmt: skip
    return Counts(*(np.zeros((years, *shape), np.int64) for shape in shapes))


def room(n: int, d: int, code: Shorts) -> Scratch:
    """Room to work in for so many people and dyads."""
    return Scratch(
        exposed=np.zeros(d + 1, np.int32), who=np.zeros(d + 1, np.int32), ended=np.zeros(d + 1, np.int32),
        hits=np.zeros(n + 1, np.int32), gone=np.zeros(n + 1, np.int32), sick=np.zeros(n + 1, np.int32),
        total=np.zeros(n, np.int64), size=np.zeros(3, np.int32),
        present=np.bincount(code, minlength=states.CODES).astype(np.int64),
    )  # fmt: skip
