"""C1: TITAN's shipped setting `scott`, rebuilt from its parameter file and lived by our engines.

Transmission, stages, tests and deaths are ours. Who is bound to whom, and who is in its syringe programme, are its rules, month
by by month, and written here. What it is held against is in `titan.toml`: its own program, run again.
Its file turns treatment off (its ceiling is 0 % of the diagnosed), so nobody here is treated.
"""

import dataclasses
import tomllib
from collections import deque
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from twofold.epi import states as s
from twofold.epi.beliefs import Parameters
from twofold.epi.engine import live
from twofold.epi.laboratory import made
from twofold.epi.scenario import Place, Scenario, Services
from twofold.epi.tables import CODE, HIV, STAGE, compile_tables, turned
from twofold.epi.tidy import Values
from twofold.epi.validation.row import Row, inside, same_law
from twofold.epi.world import Tables, World

INHABITANTS, INJECT, WOMEN = 14_573, 0.0244, 0.505
ALONE, MONTHS, STEPS = 47, 108, 8  # months before anybody is tested; months in all; steps of ours in each of its months
ACUTE_MONTHS = 3  # the month of infection and two more: in its program who is infected can infect in the same month
KINDS = SEX_ONLY, SEX_INJ, INJ = range(3)  # its kinds of bond, in its order
DYAD = np.array([s.PAYING, s.CASUAL, s.INJECTING], np.uint8)  # what each is in ours
COVERED = s.SAFE  # of a dyad, here: one of the two is in its syringe programme
SLOTS, UNSAFE, WITH_SSP = 237, 0.321, 0.02
ARMS = ("no SSP", "reactive", "proactive")
RERUN = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
PAPER = "its paper printed 176 in 5 years without, 61 % averted reactively, 90 % proactively"
ROOM = 6  # bonds at one time for each person; there are about three


def scott(he_first: float = 0.5) -> Scenario:
    """The setting as a scenario: 5 injections a month with each partner, a third of them unsafe, 0.007 each."""
    changed: dict[str, Any] = {
        "syringe_risk": 0.007, "pair_shares": 5 * UNSAFE * 2, "pair_equipment": 0.0, "he_first_in_pairs": he_first,
        "acute_factor": 4.3, "chronic_months": 345.0, "late_factor": 1.0, "diagnosed_late": 1.0,
        "death_injecting": 1.66, "overdose_death": 0.0, "man_mortality": 1.0, "condom_effect": 1.0,
        "casual_acts": 6.0, "casual_condoms": 0.15, "sex_man_to_woman": 0.0011, "sex_woman_to_man": 0.0004,
    }  # fmt: skip
    now = Services(nsp=0.0, ost=0.0, testing=0.0, art=0.0, suppressed=0.0, naloxone=0.0)
    return Scenario(
        years=MONTHS // 12, steps_per_month=STEPS, now=now, planned=dataclasses.replace(now, testing=2.7),
        change_month=ALONE, ramp_months=0, place=Place(women=WOMEN, women_access=1.0, newcomer_hiv=0.0), without=("inject",),
        parameters=dataclasses.replace(Parameters(), **changed),
    )  # fmt: skip


@cache
def hazards(scenario: Scenario) -> Tables:
    """Our tables with what only its file says: deaths with HIV and AIDS, condoms of the diagnosed, its two mixed bonds."""
    told = compile_tables(scenario)
    rate, gives, passes = told.rate.copy(), told.gives.copy(), told.passes.copy()
    rate[:, :, s.DEATH] = rate[:, :, s.DEATH] * np.where(STAGE == s.LATE, 10.4, np.where(HIV, 1.5, 1.0))
    rate[:, (STAGE == s.LATE) | (STAGE == s.ACUTE), s.PROGRESS] = 0  # the end of the acute stage is below
    gives[CODE & s.DIAGNOSED != 0, s.SEX] *= 0.81**2  # fewer acts, and each is less likely to pass it on
    passes[s.PAYING] = passes[s.CASUAL]
    passes[s.CASUAL, :, s.SYRINGE] = passes[s.INJECTING, :, s.SYRINGE]
    for dyad in DYAD:
        passes[dyad | COVERED] = passes[dyad]
        passes[dyad | COVERED, :, s.SYRINGE] *= WITH_SSP / UNSAFE
    return told._replace(rate=rate, months=turned(rate), gives=gives, passes=passes)


class Town:
    """Who is bound to whom. Everybody wants about one bond of a kind, drawn anew each year; bonds outlast the year."""

    def __init__(self, rng: np.random.Generator) -> None:
        n = int(rng.binomial(INHABITANTS, INJECT))
        self.rng, self.n, self.woman = rng, n, rng.random(n) < WOMEN
        self.mean, self.has, self.target = (np.zeros((3, n), int) for _ in range(3))
        self.asked = np.zeros((3, n), bool)  # who can be chosen by somebody else
        self.known, self.enrolled = np.zeros((n, n), bool), np.zeros(n, bool)
        self.ends, self.kind, self.last = np.zeros((2, ROOM * n), int), np.zeros(ROOM * n, int), np.full(ROOM * n, -9)
        self.free = deque(range(ROOM * n))
        self.come(np.arange(n))
        self.seek(-1, anew=True)

    def come(self, who: Any) -> None:
        """People without a bond yet."""
        for kind, wanting in ((SEX_ONLY, 0.958), (SEX_INJ, 0.784), (INJ, np.inf)):
            self.mean[kind, who] = self.rng.poisson(min(wanting, 9.0), len(who)) > 0 if kind != INJ else 1
        self.has[:, who], self.target[:, who] = 0, self.mean[:, who]
        self.asked[:, who], self.enrolled[who] = self.mean[:, who] > 0, False

    def month(self, t: int, gone: Any) -> None:
        """Bonds end in their time or with a death; newcomers come; who has too few seeks."""
        over = (self.last == t - 1) | ((self.last >= 0) & np.isin(self.ends, gone).any(axis=0))
        for bond in np.flatnonzero(over):
            self.part(int(bond))
        self.come(gone)
        self.seek(t, anew=(t - ALONE) % 12 == 0)

    def part(self, bond: int) -> None:
        pair = self.ends[:, bond]
        self.has[self.kind[bond], pair] -= 1
        self.known[pair, pair[::-1]] = False
        self.last[bond] = -9
        self.free.append(bond)
        self.may_be_asked(pair)

    def may_be_asked(self, who: Any) -> None:
        """As its program has it: whoever could be asked can be until there are more than wanted, others once there are fewer."""
        has, target = self.has[:, who], self.target[:, who]
        self.asked[:, who] = np.where(self.asked[:, who], has <= target, has < target)

    def seek(self, t: int, *, anew: bool) -> None:
        if anew:
            self.target = self.rng.poisson(self.mean)
            self.may_be_asked(np.arange(self.n))
        for kind in KINDS:
            queue = deque((int(one), 0) for one in np.flatnonzero(self.has[kind] < self.target[kind]))
            while queue:
                one, failed = queue.popleft()
                if self.has[kind, one] >= self.target[kind, one]:
                    continue
                failed += not self.bind(t, kind, one)
                if failed < 3:
                    queue.append((one, failed))

    def bind(self, t: int, kind: int, one: int) -> bool:
        """Somebody finds a partner; one time in five it looks among those who do not inject, who are not in ours."""
        if self.rng.random() < 0.2:
            self.has[kind, one] += kind == SEX_ONLY
            return kind == SEX_ONLY
        fits = self.asked[kind] & ~self.known[one]
        fits[one] = False
        if kind != INJ:
            fits &= self.woman != self.woman[one]
        found = np.flatnonzero(fits)
        if not len(found):
            return False
        other, bond = int(found[int(self.rng.random() * len(found))]), self.free.popleft()
        self.ends[:, bond], self.kind[bond], self.last[bond] = (one, other), kind, s.NEVER
        if kind == INJ:
            self.last[bond] = t + int(self.rng.gamma(5.37, 23.28))
        self.has[kind, [one, other]] += 1
        self.known[one, other] = self.known[other, one] = True
        self.asked[kind, other] = self.has[kind, other] <= self.target[kind, other]
        return True

    def enrol(self, slots: float) -> None:
        """Its syringe programme takes in, or lets go, until as many are in it as have a place this month."""
        if 0 < slots < self.n:
            slots = round(self.rng.beta(slots, self.n - slots) * self.n)
        inside = np.flatnonzero(self.enrolled)
        self.enrolled[inside[: max(0, len(inside) - int(slots))]] = False
        outside = self.rng.permutation(np.flatnonzero(~self.enrolled))
        self.enrolled[outside[: max(0, int(slots) - len(inside))]] = True


def slots(arm: str, t: int) -> float:
    """Places in the syringe programme at the end of this month."""
    if arm == "reactive":
        return float(np.clip((t - ALONE - 1) / 3, 0, 1)) * SLOTS
    return SLOTS if arm == "proactive" else 0.0


def outbreak(scenario: Scenario, arm: str, seed: int) -> tuple[float, float, float]:
    """Infections of people who inject in all, the share of women, and infections in the first 60 months."""
    town = Town(np.random.default_rng(seed))
    world, early = _begun(scenario, town, seed), 0.0
    people, lived, infected = world.people, world.people.generation.copy(), np.full(town.n, MONTHS)
    for t in range(MONTHS):
        if t:
            gone = np.flatnonzero(people.generation != lived)
            lived[gone], infected[gone] = people.generation[gone], MONTHS
            town.month(t, gone)
        _bind(world, town, t)
        acute = people.code & s.STAGE == s.ACUTE
        infected[acute & (infected == MONTHS)] = t - 1 if t else 0
        people.code[acute & (infected <= t - ACUTE_MONTHS)] += s.CHRONIC - s.ACUTE
        world.scratch.present[:] = np.bincount(people.code, minlength=s.CODES)
        live(world, STEPS, start=STEPS * t)
        town.enrol(slots(arm, t))
        early = float(world.counts.infections.sum()) if t == 59 else early
    hits = world.counts.infections.sum(axis=(0, 2, 3, 4, 5, 6))
    return float(hits.sum()), float(hits[1] / max(hits.sum(), 1)), early


def _bind(world: World, town: Town, t: int) -> None:
    """The bonds of this month as our dyads; what is no bond is somebody alone."""
    world.scratch.size[2] = 0  # the bonds of who died have ended
    world.dyads.until[:] = s.NEVER
    world.dyads.ends[:] = np.where(town.last >= t, town.ends, 0)
    world.dyads.code[:] = DYAD[town.kind] | np.where(town.enrolled[town.ends].any(axis=0), COVERED, 0)


def _begun(scenario: Scenario, town: Town, seed: int) -> World:
    """Nobody has HIV but one of those who inject with four or more; no dyad ends by itself."""
    code = np.full(town.n, s.INJECTS | s.EVER_INJECTED)
    code[town.woman] |= s.FEMALE
    alone = np.zeros((2, len(town.last)), np.int32)
    world = made(scenario, code, alone, seed=seed, kind=s.INJECTING, tables=hazards(scenario))
    town.month(0, np.zeros(0, int))
    degree = town.has[SEX_INJ] + town.has[INJ]
    first = int(town.rng.choice(np.flatnonzero(degree >= min(4, int(degree.max())))))
    world.people.code[first] |= s.ACUTE
    return world


@cache
def outbreaks(arm: str, seeds: int, he_first: float = 0.5) -> Values:
    """[seed, infections in all, women's share, infections in 60 months]."""
    scenario = scott(he_first)
    return np.array([outbreak(scenario, arm, seed) for seed in range(1, seeds + 1)])


def rerun(arm: str, what: str = "infections") -> Values:
    """[seed] what its own program gives."""
    return np.array(RERUN[arm][what], float)


def titan(size: int) -> list[Row]:
    """C1, and what order of use adds to it: the headline."""
    rows, seeds = [], 20 * size
    for arm in ARMS:
        seen, theirs = outbreaks(arm, seeds)[:, 0], rerun(arm)
        mean, early = float(theirs.mean()), float(outbreaks(arm, seeds)[:, 2].mean())
        error = float(theirs.var(ddof=1) / len(theirs) + seen.var(ddof=1) / len(seen)) ** 0.5
        why = f"its program run again: {mean:.0f} (s.d. {theirs.std(ddof=1):.0f}) of {len(theirs)} seeds; "
        why += f"ours s.d. {seen.std():.0f} of {seeds}; Welch t {(seen.mean() - mean) / error:.1f}; "
        why += f"in the first 60 months {rerun(arm, 'in_60').mean():.0f} and ours {early:.0f}; {PAPER}"
        wide = max(0.1 * mean, 1.96 * error)
        rows.append(inside("C", "C1", f"TITAN scott, {arm}: infections", mean - wide, mean + wide, seen, why))
        why = f"Kolmogorov-Smirnov at 5 %, {len(theirs)} of its runs and {seeds} of ours"
        rows.append(same_law("C", "C1", f"TITAN scott, {arm}: all runs", theirs, seen, why))
    for name, he_first in (("as TITAN has it, nobody first", 0.5), ("he first in 0.7 of mixed pairs", 0.7)):
        seen = outbreaks("no SSP", seeds, he_first)
        share = float(np.average(rerun("no SSP", "women"), weights=rerun("no SSP")))
        why = (
            f"share of women among those infected; its program gives {share:.2f}. No target: what that model cannot see"
        )
        row = inside("C", "C1", f"TITAN scott, {name}: women", 0.0, 1.0, seen[seen[:, 0] >= 10, 1], why)
        rows.append(row._replace(verdict="shown"))
    return rows
