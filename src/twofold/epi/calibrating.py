"""What a place knows of its epidemic, carried into what is believed: approximate Bayesian computation.

Parameters are drawn from their intervals, each set is run once, and the sets whose prevalence and incidence come nearest
are kept; what was kept is drawn from again, a little moved and weighed against the prior, and so on for some rounds
(Toni 2009; Beaumont 2009). The outcome is a `Posterior`: sets of parameters, as likely as each other, for every answer.
"""

import dataclasses
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from twofold.epi import states as s
from twofold.epi.beliefs import WRITTEN, Parameters, triangle
from twofold.epi.counting import AXES, CODE, by_group
from twofold.epi.running import replicate
from twofold.epi.scenario import Scenario, Wrong
from twofold.epi.tidy import Table, Values, bands, tabled

MEASURES = ("hiv_men", "hiv_women", "incidence_men", "incidence_women")
MOVED = (
    "syringe_risk", "pair_shares", "couple_shares", "injecting_partners", "main_acts", "main_condoms", "acute_factor",
    "he_first", "violence_sharing", "start_by_him",
)  # fmt: skip
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Targets:
    """What is known, of people who inject: [low, high] of each measure, about its 95 % interval; incidence per 100 years."""

    known: dict[str, tuple[float, float]]

    def __post_init__(self) -> None:
        if not self.known:
            raise Wrong("targets", f"say at least one of {', '.join(MEASURES)} as [low, high]")
        for name, (low, high) in self.known.items():
            if name not in MEASURES:
                raise Wrong(f"targets.{name}", f"there is no such measure; known are {', '.join(MEASURES)}")
            top = 1.0 if name.startswith("hiv") else 100.0
            if not 0 <= low < high <= top:
                raise Wrong(f"targets.{name}", f"[{low:g}, {high:g}] should be two rising figures from 0 to {top:g}")

    def distance(self, seen: dict[str, float]) -> float:
        """How far off, in standard errors of what is known."""
        off = [(seen[name] - (low + high) / 2) / ((high - low) / 3.92) for name, (low, high) in self.known.items()]
        return float(np.sqrt(np.mean(np.square(off))))


@dataclass(frozen=True)
class Posterior:
    """Sets of parameters, as likely as each other, and what each of them gave."""

    names: tuple[str, ...]
    sets: Values  # [set, parameter]
    seen: dict[str, Values]  # by measure: one figure of each set
    targets: Targets

    def parameters(self, base: Parameters, seed: int) -> Parameters:
        """The set that this seed uses; what was not calibrated stays as in `base`."""
        row = self.sets[seed % len(self.sets)]
        return dataclasses.replace(base, **{name: float(value) for name, value in zip(self.names, row, strict=True)})

    def held_at(self, name: str, value: float) -> "Posterior":
        """The same sets, but for one parameter that is at this value in all of them."""
        at = np.array(self.names) == name
        return dataclasses.replace(self, sets=np.where(at, value, self.sets))

    def fit(self) -> Table:
        """Each target, what the posterior gives, and the share of its sets inside the target."""
        rows = []
        for name, (low, high) in self.targets.known.items():
            within = float(((self.seen[name] >= low) & (self.seen[name] <= high)).mean())
            rows.append({"measure": name, "low": low, "high": high, **bands(self.seen[name]), "inside": within})
        return tabled(rows)

    def table(self) -> Table:
        """Each parameter: its interval before, its bands after, and how much narrower it is."""
        rows = []
        for place, name in enumerate(self.names):
            held, known = bands(self.sets[:, place]), WRITTEN[name]
            width = (held["high90"] - held["low90"]) / max(0.9 * (known.high - known.low), 1e-12)
            rows.append({"parameter": name, "low": known.low, "high": known.high, **held, "width_left": width})
        return tabled(rows)

    def write(self, path: Path) -> None:
        """As TOML, to be handed to `run`, `compare` and `optimise`."""
        lines = ["# Sets of parameters as likely as each other, calibrated to [targets]", "[targets]"]
        lines += [f"{name} = [{float(low)!r}, {float(high)!r}]" for name, (low, high) in self.targets.known.items()]
        lines += ["", "[posterior]"]
        lines += [f"{name} = {self.sets[:, place].tolist()!r}" for place, name in enumerate(self.names)]
        lines += ["", "[seen]", *(f"{name} = {values.tolist()!r}" for name, values in self.seen.items())]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def read_posterior(path: Path | str) -> Posterior:
    """What `Posterior.write` wrote."""
    try:
        said = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise Wrong(str(path), "this file cannot be read as a posterior") from problem
    held, seen = said.get("posterior"), said.get("seen")
    if (
        not isinstance(held, dict)
        or not held
        or not isinstance(seen, dict)
        or not isinstance(said.get("targets"), dict)
    ):
        raise Wrong(str(path), "this is no posterior; `twofold plan calibrate` writes one")
    for name, values in held.items():
        if name not in WRITTEN:
            raise Wrong(f"posterior.{name}", "there is no such parameter")
        if not isinstance(values, list) or len(values) != len(next(iter(held.values()))) or not values:
            raise Wrong(f"posterior.{name}", "all parameters should be lists of one length")
    sets = np.array(list(held.values()), float).T
    return Posterior(tuple(held), sets, {k: np.array(v, float) for k, v in seen.items()}, targets(said["targets"]))


def targets(said: dict[str, Any]) -> Targets:
    """From a table of TOML."""
    for name, pair in said.items():
        if not isinstance(pair, list | tuple) or len(pair) != 2 or not all(isinstance(x, int | float) for x in pair):
            raise Wrong(f"targets.{name}", f"write {name} = [low, high]")
    return Targets({name: (float(pair[0]), float(pair[1])) for name, pair in said.items()})


def measured(scenario: Scenario, seed: int) -> dict[str, float]:
    """Prevalence in the last year and incidence over the last three, of people who inject."""
    counts = replicate(scenario, seed)
    years = slice(max(0, scenario.years - 3), scenario.years)
    steps, free = counts.person_steps[None], (CODE & s.STAGE) == 0
    everybody, negative = by_group(steps, CODE >= 0)[0, :, :, 0], by_group(steps, free)[0, :, :, 0]
    gone = tuple(axis - 1 for name, axis in AXES.items() if name not in ("year", "sex", "group"))
    new = counts.infections.sum(axis=gone)[years, :, 0].sum(axis=0)
    at_risk = negative[years].sum(axis=0) / 12 / scenario.steps_per_month
    share = 1 - negative[-1] / np.maximum(everybody[-1], 1)
    rate = 100 * new / np.maximum(at_risk, 1e-9)
    return dict(zip(MEASURES, (float(x) for x in (*share, *rate)), strict=True))


def calibrate(
    scenario: Scenario, known: Targets, *, names: Sequence[str] = MOVED, draws: int = 200, keep: int = 50, rounds: int = 4,
    threads: int = 0, progress: Progress | None = None,
) -> Posterior:  # fmt: skip
    """The posterior of these parameters in a place as it is now. Nothing else that is believed is touched."""
    unknown = [name for name in names if name not in WRITTEN]
    if unknown:
        raise Wrong("names", f"there is no parameter {unknown[0]!r}")
    if not 2 <= keep < draws:
        raise Wrong("keep", f"keep at least 2 and fewer than the {draws} that are drawn")
    rng, done = np.random.default_rng(scenario.first_seed), iter(range(1, rounds * draws + 1))

    def tell() -> None:
        if progress:
            progress(next(done), rounds * draws)

    base, prior = (
        dataclasses.replace(scenario, planned=None, change_month=0),
        [_prior(scenario, name) for name in names],
    )
    low, value, high = np.array(prior).T
    sets: Values = triangle(low, value, high, rng.random((draws, len(names))))
    weights, held, seen = np.full(draws, 1 / draws), sets, []
    for turn in range(rounds):
        if turn:
            sets = _moved(rng, held, weights, prior, draws)
        seen = _seen(_sets(base, names, sets, turn * draws), threads, tell)
        best = np.argsort([known.distance(each) for each in seen], kind="stable")[:keep]
        weights = _weights(sets[best], held, weights, prior) if turn else np.full(keep, 1 / keep)
        held, seen = sets[best], [seen[place] for place in best]
    chosen = rng.choice(keep, keep, p=weights)
    return Posterior(tuple(names), held[chosen], {m: np.array([seen[k][m] for k in chosen]) for m in MEASURES}, known)


def _prior(scenario: Scenario, name: str) -> tuple[float, float, float]:
    value, known = float(getattr(scenario.parameters, name)), WRITTEN[name]
    return min(known.low, value), value, max(known.high, value)


def _sets(base: Scenario, names: Sequence[str], sets: Values, before: int) -> list[Scenario]:
    """A scenario for each set of parameters, each with a seed of its own."""
    made = []
    for place, row in enumerate(sets.tolist()):
        held = dataclasses.replace(base.parameters, **dict(zip(names, row, strict=True)))
        made.append(dataclasses.replace(base, parameters=held, first_seed=base.first_seed + before + place))
    return made


def _seen(scenarios: list[Scenario], threads: int, tell: Callable[[], None]) -> list[dict[str, float]]:
    """What each gives."""
    from concurrent.futures import ThreadPoolExecutor  # here, so that an import of the model is quick

    found = []
    with ThreadPoolExecutor(max_workers=threads or None) as pool:
        for each in pool.map(lambda one: measured(one, one.first_seed), scenarios):
            found.append(each)
            tell()
    return found


def _moved(rng: np.random.Generator, held: Values, weights: Values, prior: list[Any], draws: int) -> Values:
    """Drawn from what was kept and moved by twice its variance; what leaves the prior is drawn again."""
    low, high = (np.array([each[side] for each in prior]) for side in (0, 2))
    width, found = _width(held, weights), np.zeros((0, held.shape[1]))
    while len(found) < draws:
        tried = held[rng.choice(len(held), draws, p=weights)] + rng.normal(0, 1, (draws, held.shape[1])) * width
        found = np.concatenate([found, tried[((tried >= low) & (tried <= high)).all(axis=1)]])
    return found[:draws]


def _width(held: Values, weights: Values) -> Values:
    centre = weights @ held
    width: Values = np.sqrt(2 * (weights @ (held - centre) ** 2)) + 1e-9
    return width


def _weights(sets: Values, held: Values, weights: Values, prior: list[Any]) -> Values:
    """The prior of each set over the density it was drawn from."""
    width = _width(held, weights)
    apart = ((sets[:, None, :] - held[None, :, :]) / width) ** 2
    drawn = (weights[None, :] * np.exp(-0.5 * apart.sum(axis=2))).sum(axis=1)
    before = np.array([np.prod([_density(each, x) for each, x in zip(prior, row, strict=True)]) for row in sets])
    raw = before / np.maximum(drawn, 1e-300)
    found: Values = raw / raw.sum() if raw.sum() > 0 else np.full(len(sets), 1 / len(sets))
    return found


def _density(prior: tuple[float, float, float], x: float) -> float:
    """Of the triangle, up to a factor."""
    low, value, high = prior
    if x <= value:
        return (x - low) / (value - low) if value > low else 1.0
    return (high - x) / (high - value) if high > value else 1.0
