"""What the model answers, as plain data that can be kept: infections averted and for whom, cost, the best mix, what matters.

Two ways: a quick look while somebody moves the sliders, and the whole answer, worked out in the background.
"""

import dataclasses
import functools
from collections.abc import Callable, Iterator
from typing import Any, Final

from twofold import epi
from twofold.planning import fitting, warming
from twofold.planning.fitting import Fit
from twofold.planning.inputs import Values, scenario

SPLITS: Final = {"who": ("sex", "couple"), "sex": ("sex",), "couple": ("couple",), "partner": ("partner",)}
QUICK_PEOPLE, QUICK_SEEDS = 1000, 100
MOST_STEPS: Final = 7  # of the best mix that are told; it is found in finer ones
ABOUT_TRIED: Final = 60  # mixes until the best is found


@dataclasses.dataclass(frozen=True)
class Effort:
    """How much is run for a whole answer. Up to `most_people` who inject are run whole; beyond, each stands for several."""

    most_people: int = 50_000
    seeds: int = 100
    step_people: int = 10_000  # for what each step of the mix averts
    mix_people: int = 2000
    mix_seeds: int = 30
    doubt_people: int = 1000
    doubt_seeds: int = 16
    fit_people: int = 2000  # to bring the model in line with what is known
    fit_draws: int = 200
    fit_keep: int = 50
    fit_rounds: int = 4


EFFORT = Effort()


class Cancelled(Exception):
    """Whoever asked does not want the answer any more."""


Progress = Callable[[int, int], None]


def _model_people(size: float, most: int) -> int:
    return max(20, min(round(size), most))


def doubted() -> list[epi.Known]:
    """The parameters that are moved, one at a time, to see what the answer hangs on: all of them."""
    return list(epi.parameters())


def quick(values: Values, *, years: int, fit: Fit | None = None) -> dict[str, Any]:
    """In a second or two: bands of luck and of what is not known together, on a thousand people."""
    warming.ready()
    asked = scenario(values, people=QUICK_PEOPLE, seeds=QUICK_SEEDS, years=years)
    now = _quick_now(dataclasses.replace(asked, planned=None), fit)
    return _compared(epi.Comparison(now, epi.run(asked, unsure=True, posterior=_posterior(fit))))


@functools.lru_cache(maxsize=2)
def _quick_now(now: epi.Scenario, fit: Fit | None) -> epi.Run:
    """What all moves of the sliders are compared with, until what there is now is changed itself."""
    return epi.run(now, unsure=True, posterior=_posterior(fit))


def _posterior(fit: Fit | None) -> epi.Posterior | None:
    return fit.posterior if fit else None


def whole(
    values: Values, *, years: int, budget: float, progress: Progress, effort: Effort = EFFORT, fit: Fit | None = None
) -> dict[str, Any]:
    """Everything: the model brought in line with what is known (unless a fit is there), the comparison at its true size, the
    best mix for the budget, and what the answer hangs on."""
    wanted = fit is None and fitting.targets(values) is not None
    steps = _Steps(progress, effort, with_mix=budget > 0, with_fit=wanted)
    fit = _fitted(values, effort, steps) if wanted else fit
    posterior, people = _posterior(fit), _model_people(values["size"], effort.most_people)
    asked = scenario(values, people=people, seeds=effort.seeds, years=years, budget=budget)
    result = _compared(_both(asked, steps, posterior))
    result["model"] = _run_with(asked)
    if fit:
        result["fit"] = fitting.kept(fit)
    if budget > 0:
        small, medium = (_model_people(values["size"], most) for most in (effort.mix_people, effort.step_people))
        found_on = dataclasses.replace(asked, people=small, seeds=effort.mix_seeds)
        result["mix"] = _mix(found_on, dataclasses.replace(asked, people=medium), steps, posterior)
    small = _model_people(values["size"], effort.doubt_people)
    asked = dataclasses.replace(asked, people=small, seeds=effort.doubt_seeds)
    result["doubt_base"] = _plainly(asked, posterior)
    result["doubt"] = list(_doubt(asked, steps, posterior))
    result["doubt"].sort(key=lambda row: -abs(row["high"] - row["low"]))
    return result


def _fitted(values: Values, effort: Effort, steps: "_Steps") -> Fit | None:
    return fitting.fitted(
        values,
        people=effort.fit_people,
        draws=effort.fit_draws,
        keep=effort.fit_keep,
        rounds=effort.fit_rounds,
        progress=steps.fitting,
    )


def _run_with(asked: epi.Scenario) -> dict[str, int]:
    return {"people": asked.people, "seeds": asked.seeds, "of": round(asked.size)}


class _Steps:
    """Counts what was run of what will be, and passes it on: in runs of the full size, and few people count for less."""

    def __init__(self, progress: Progress, effort: Effort, *, with_mix: bool, with_fit: bool) -> None:
        runs = effort.fit_rounds * effort.fit_draws * effort.fit_people * fitting.YEARS
        self.fit = max(1, runs // (10 * effort.step_people)) if with_fit else 0
        self.mix = max(1, effort.mix_people * effort.mix_seeds // effort.step_people)
        self.doubt = max(1, 4 * effort.doubt_people * effort.doubt_seeds // effort.step_people)
        mixes = ABOUT_TRIED * self.mix + MOST_STEPS * effort.seeds if with_mix else 0
        self.total = self.fit + 2 * effort.seeds + mixes + len(doubted()) * self.doubt
        self.progress, self.done = progress, 0

    def step(self, worth: int = 1) -> None:
        self.done = min(self.done + worth, self.total - 1)
        self.progress(self.done, self.total)

    def __call__(self, *_: int) -> None:
        self.step()

    def fitting(self, done: int, of: int) -> None:
        self.step(self.fit * done // of - self.done)

    def tried(self, *_: int) -> None:
        self.step(self.mix)


def _both(asked: epi.Scenario, steps: _Steps, posterior: epi.Posterior | None) -> epi.Comparison:
    """Now and planned, on the same people with the same luck and the same draws of what is not known."""
    now = dataclasses.replace(asked, planned=None)
    return epi.Comparison(*(epi.run(each, unsure=True, progress=steps, posterior=posterior) for each in (now, asked)))


def _compared(found: epi.Comparison) -> dict[str, Any]:
    """A comparison as tables: totals, and by whom."""
    result: dict[str, Any] = {"summary": {row["measure"]: row for row in found.summary().rows()}}
    result["now"] = next(row for row in found.before.summary().rows() if row["measure"] == "new infections")
    for name, by in SPLITS.items():
        result[name] = list(found.averted(*by).rows())
    before, after = (run.costs() for run in (found.before, found.after))
    result["costs"] = {name: float((after[name] - before[name]).mean()) for name in after}
    return result


def _mix(small: epi.Scenario, asked: epi.Scenario, steps: _Steps, posterior: epi.Posterior | None) -> dict[str, Any]:
    """The frontier to the budget. `none` where the budget buys no step.

    The order is found with everything at its value, or as the posterior has it; each step is then run with what is not known
    drawn, as every answer is.
    """
    try:
        found = epi.optimise(dataclasses.replace(small, planned=None), small.budget, steps.tried, posterior=posterior)
    except epi.Wrong:
        return {"none": True, "steps": []}
    now = epi.run(dataclasses.replace(asked, planned=None), unsure=True, progress=steps, posterior=posterior)
    rows, compared = [], epi.Comparison(now, now)
    frontier = epi.landmarks(found, MOST_STEPS)
    for point in frontier:
        if point.added:
            planned = dataclasses.replace(asked, planned=point.services)
            compared = epi.Comparison(now, epi.run(planned, unsure=True, progress=steps, posterior=posterior))
        summary = {row["measure"]: row for row in compared.summary().rows()}
        averted, cost = summary["infections averted"], summary["extra cost"]
        rows.append({**averted, **dataclasses.asdict(point.services), "added": point.added, "extra_cost": cost["mean"]})
    return {
        "none": False,
        "steps": rows,
        "services": dataclasses.asdict(frontier[-1].services),
        "answer": _compared(compared) | {"model": _run_with(asked)},
    }


def _plainly(asked: epi.Scenario, posterior: epi.Posterior | None) -> float:
    """What is averted with every parameter at its value, or as the posterior has it."""
    now = dataclasses.replace(asked, planned=None)
    return float(epi.Comparison(*(epi.run(each, posterior=posterior) for each in (now, asked))).all_averted().mean())


def _doubt(asked: epi.Scenario, steps: _Steps, posterior: epi.Posterior | None) -> Iterator[dict[str, Any]]:
    """Each parameter alone at either end of its interval, all others as they are believed: what is averted then.

    Of what was brought in line, the interval is what is left of it: nine in ten of the posterior's sets.
    """
    after = {} if posterior is None else {row["parameter"]: row for row in posterior.table().rows()}
    for known in doubted():
        steps.step(steps.doubt)
        row = after.get(known.name)
        ends = (row["low90"], row["high90"]) if row else (known.low, known.high)
        low, high = (_plainly(*_moved(asked, posterior, known.name, value)) for value in ends)
        yield {
            "name": known.name, "low_at": ends[0], "high_at": ends[1], "low": low, "high": high, "fitted": row is not None,
        }  # fmt: skip


def _moved(
    asked: epi.Scenario, posterior: epi.Posterior | None, name: str, value: float
) -> tuple[epi.Scenario, epi.Posterior | None]:
    """The question with one parameter at this value, wherever it comes from."""
    if posterior is not None and name in posterior.names:
        return asked, posterior.held_at(name, value)
    return dataclasses.replace(asked, parameters=dataclasses.replace(asked.parameters, **{name: value})), posterior
