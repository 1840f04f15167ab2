"""Targets for many people: mixing at random, final size, threshold, balance of what begins and ends."""

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np

from twofold.epi import states as s
from twofold.epi.beliefs import Parameters
from twofold.epi.engine import live
from twofold.epi.laboratory import NO_TURNOVER, made, only, pairs
from twofold.epi.scenario import Scenario, Services
from twofold.epi.validation.row import Row, exact
from twofold.epi.world import World


def _met(n: int, rounds: int, per_step: float, infected: Any, stage: int, *clocks: int, **changed: float) -> World:
    """Everybody meets one other in each of `rounds` in a step; who it is, is drawn anew outside."""
    parameters = dataclasses.replace(Parameters(), violence=0.0, **changed)
    code = np.where(infected, stage, 0).astype(np.uint16)
    scenario = Scenario(years=50, parameters=parameters, without=only(*clocks))
    world = made(scenario, code, np.arange(rounds * n, dtype=np.int32).reshape(2, -1) % n, kind=s.CASUAL)
    world.tables.passes[:] = 0.0
    world.tables.passes[s.CASUAL, :, s.SEX] = per_step
    return world


def _step(world: World, rng: np.random.Generator, t: int) -> None:
    n = len(world.people.code)
    met = [rng.permutation(n).reshape(2, -1) for _ in range(world.dyads.ends.shape[1] * 2 // n)]
    world.dyads.ends[:] = np.concatenate(met, axis=1)
    live(world, 1, start=t)


def _prevalence(n: int, per_step: float, steps: int, start: float, rounds: int) -> list[float]:
    rng = np.random.default_rng(1)
    world = _met(n, rounds, per_step, rng.random(n) < start, s.CHRONIC, acute_factor=1.0)
    seen = [float((world.people.code != 0).mean())]
    for t in range(steps):
        _step(world, rng, t)
        seen.append(float((world.people.code & s.STAGE != 0).mean()))
    return seen


def mixing_map(size: int) -> list[Row]:
    """A6: prevalence follows x + (1-x)(1-(1-px)^k), month by month."""
    h, k = 0.08, 3
    p = 1 - np.exp(-h)
    ours = _prevalence(20_000 * size, h, 40, 0.05, k)
    x, apart = ours[0], 0.0
    for value in ours[1:]:
        x = x + (1 - x) * (1 - (1 - p * x) ** k)
        apart = max(apart, abs(x - value))
    allowed = 0.016 if size == 1 else 0.005
    return [
        exact("A6", "mixing at random, 40 months, largest distance from the map", 0.0, apart, allowed, "discrete map")
    ]


def mixing_limit(size: int) -> list[Row]:
    """A7: as the step shrinks the map comes to the logistic curve; the error falls with the step."""
    beta, months, apart = 0.25, 20, []
    for cut in (1, 4):
        seen = _prevalence(40_000 * size, beta / cut, months * cut, 0.05, 1)
        grown = seen[0] * np.exp(beta * months)
        apart.append(abs(seen[-1] - float(grown / (1 - seen[0] + grown))))
    ratio = apart[0] / max(apart[1], 1e-9)
    return [exact("A7", "error of a month over error of a quarter of it", 4.0, ratio, 2.0, "first order in the step")]


def final_size(size: int) -> list[Row]:
    """A8: who recovers is immune; s = s0 exp(-R0 (1 - s))."""
    n, gamma, reproduction, start = 15_000 * size, 0.06, 2.0, 0.01  # short steps: the equation is their limit
    rng = np.random.default_rng(2)
    passed = reproduction * (np.exp(gamma) - 1) / 2  # a clock burnt each step lasts 1/(e^g - 1) whole steps
    per_step = -np.log(1 - passed)
    world = _met(
        n, 2, float(per_step), rng.random(n) < start, s.ACUTE, s.PROGRESS, acute_months=1 / gamma, acute_factor=1.0
    )
    recovered = (np.arange(s.CODES) & s.STAGE) != s.ACUTE
    world.tables.gives[recovered] = 0.0
    world.tables.rate[:, recovered] = 0
    before = float((world.people.code == 0).mean())
    t = 0
    while (world.people.code & s.STAGE == s.ACUTE).any() and t < 590:
        _step(world, rng, t)
        t += 1
    left = before
    for _ in range(200):
        left = before * float(np.exp(-reproduction * (1 - left)))
    ours = float((world.people.code & s.STAGE == 0).mean())
    allowed = 0.02 if size == 1 else 0.01
    return [exact("A8", "share never infected, R0 = 2", left, ours, allowed, "final size equation")]


def threshold(size: int) -> list[Row]:
    """A9: on a network of fixed dyads an outbreak is large only above the threshold of its degrees."""
    n, rows, degree = 20_000 * size, [], 4
    rng = np.random.default_rng(3)
    stubs = rng.permutation(np.repeat(np.arange(n), degree)).reshape(2, -1)
    stubs = stubs[:, stubs[0] != stubs[1]]
    near = ((0.8, 0.0), (1.4, 1.0)) if size < 10 else ((0.9, 0.0), (1.1, 1.0))
    for factor, wanted in near:
        passed = factor / (degree - 1)  # the chance that a dyad passes it on at all
        seeds = np.zeros(n, bool)
        seeds[: n // 2000] = True
        codes = np.where(seeds, s.CHRONIC, 0).astype(np.uint16)
        world = made(Scenario(years=10, without=only()), codes, stubs, kind=s.CASUAL)
        world.tables.passes[:, :, s.SEX] = -np.log(1 - passed)
        world.tables.gives[s.LATE] = 0.0
        for t in range(60 if size < 10 else 110):
            known = world.people.code & s.STAGE == s.CHRONIC
            live(world, 1, start=t)
            world.people.code[known] = s.LATE  # infectious for one step, then not
            world.people.code[world.people.code == s.ACUTE] = s.CHRONIC
        large = float((world.people.code & s.STAGE != 0).mean() > 0.05)
        rows.append(
            exact("A9", f"large outbreak at {factor:g} x the threshold", wanted, large, 0.0, "T(k²-k)/k against 1")
        )
    return rows


def balance(size: int) -> list[Row]:
    """A11: coverage, dyads ending and deaths come out as the scenario says."""
    n, rows = 30_000 * size, []
    scenario = Scenario(years=20, now=Services(ost=0.3, nsp=0.4, naloxone=0.0), without=only(s.OST))
    world = pairs(scenario, s.INJECTS | s.EVER_INJECTED, s.INJECTS | s.EVER_INJECTED, n)
    live(world, 240)
    men = 0.3 / (1 - 0.2 + 0.2 * 0.6)  # coverage of men, when women's access is 0.6 of theirs
    stay = scenario.parameters.ost_stay_months
    begins, ends = 1 - np.exp(-men / (1 - men) / stay), 1 - np.exp(-1 / stay)  # in one month, once at most
    wanted = float(begins / (begins + ends))
    share = float((world.people.code & s.ON_OST != 0).mean())
    why = f"on/(on+off) of months; in continuous time {men:.4f}, as the scenario says"
    rows.append(
        exact("A11", "OST coverage of men, from on and off", wanted, share, 3 * (men * (1 - men) / (2 * n)) ** 0.5, why)
    )
    ended = pairs(Scenario(), 0, s.FEMALE, n)
    live(ended, 1)
    p = 1 - np.exp(-1 / scenario.parameters.couple_months)
    ours = float((ended.dyads.times > 0).mean())
    rows.append(
        exact("A11", "couples that end in a month", float(p), ours, 3 * (p * (1 - p) / n) ** 0.5, "mean 60 months")
    )
    scenario = dataclasses.replace(scenario, without=only(s.OVERDOSE, s.DEATH))
    dying = pairs(scenario, s.INJECTS | s.EVER_INJECTED | s.FEMALE, s.INJECTS | s.EVER_INJECTED | s.FEMALE, n)
    live(dying, 120)
    rate = scenario.parameters.death_injecting + scenario.parameters.overdose_death
    died = float(dying.counts.events.sum() / (2 * n) / 10 * 100)
    # A newcomer is a woman who injects too, so the rate holds throughout
    rows.append(
        exact(
            "A11",
            "deaths of women who inject, per 100 years",
            rate,
            died,
            3 * (rate * 100 / (2 * n * 10)) ** 0.5,
            "in = out",
        )
    )
    return rows


def mirror(size: int) -> list[Row]:
    """A10: who is written first in a dyad changes nothing."""
    n = 2_000 * size
    infected, scenario = [], Scenario(years=5, without=NO_TURNOVER)
    for turned in (False, True):
        world = pairs(scenario, s.CHRONIC | s.INJECTS | s.EVER_INJECTED, s.FEMALE | s.INJECTS | s.EVER_INJECTED, n)
        world.dyads.ends[:] = world.dyads.ends[::-1].copy() if turned else world.dyads.ends
        live(world, 60)
        infected.append(world.people.code.copy())
    different = float((infected[0] != infected[1]).sum())
    return [exact("A10", "people who differ when the two of a dyad are swapped", 0.0, different, 0.0, "exact")]


MIXING: tuple[Callable[[int], list[Row]], ...] = (mixing_map, mixing_limit, final_size, threshold, balance, mirror)
