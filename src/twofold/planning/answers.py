"""What the model answers, as plain data that can be kept: infections averted and for whom, cost, the best mix, what matters.

Two ways: a quick look while somebody moves the sliders, and the whole answer, worked out in the background.
"""

import dataclasses
import functools
from collections.abc import Callable, Iterator
from typing import Any, Final

from twofold import epi
from twofold.planning import warming
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


EFFORT = Effort()


class Cancelled(Exception):
    """Whoever asked does not want the answer any more."""


Progress = Callable[[int, int], None]


def _model_people(size: float, most: int) -> int:
    return max(20, min(round(size), most))


def doubted() -> list[epi.Known]:
    """The parameters that are moved, one at a time, to see what the answer hangs on: all of them."""
    return list(epi.parameters())


def quick(values: Values, *, years: int) -> dict[str, Any]:
    """In a second or two: bands of luck and of what is not known together, on a thousand people."""
    warming.ready()
    asked = scenario(values, people=QUICK_PEOPLE, seeds=QUICK_SEEDS, years=years)
    now = _quick_now(dataclasses.replace(asked, planned=None))
    return _compared(epi.Comparison(now, epi.run(asked, unsure=True)))


@functools.lru_cache(maxsize=2)
def _quick_now(now: epi.Scenario) -> epi.Run:
    """What all moves of the sliders are compared with, until what there is now is changed itself."""
    return epi.run(now, unsure=True)


def whole(values: Values, *, years: int, budget: float, progress: Progress, effort: Effort = EFFORT) -> dict[str, Any]:
    """Everything: the comparison at its true size, the best mix for the budget, and what the answer hangs on."""
    steps = _Steps(progress, effort, with_mix=budget > 0)
    people = _model_people(values["size"], effort.most_people)
    asked = scenario(values, people=people, seeds=effort.seeds, years=years, budget=budget)
    result = _compared(_both(asked, steps))
    result["model"] = _run_with(asked)
    if budget > 0:
        small, medium = (_model_people(values["size"], most) for most in (effort.mix_people, effort.step_people))
        found_on = dataclasses.replace(asked, people=small, seeds=effort.mix_seeds)
        result["mix"] = _mix(found_on, dataclasses.replace(asked, people=medium), steps)
    small = _model_people(values["size"], effort.doubt_people)
    asked = dataclasses.replace(asked, people=small, seeds=effort.doubt_seeds)
    result["doubt_base"] = _plainly(asked)
    result["doubt"] = list(_doubt(asked, steps))
    result["doubt"].sort(key=lambda row: -abs(row["high"] - row["low"]))
    return result


def _run_with(asked: epi.Scenario) -> dict[str, int]:
    return {"people": asked.people, "seeds": asked.seeds, "of": round(asked.size)}


class _Steps:
    """Counts what was run of what will be, and passes it on: in runs of the full size, and few people count for less."""

    def __init__(self, progress: Progress, effort: Effort, *, with_mix: bool) -> None:
        self.mix = max(1, effort.mix_people * effort.mix_seeds // effort.step_people)
        self.doubt = max(1, 4 * effort.doubt_people * effort.doubt_seeds // effort.step_people)
        mixes = ABOUT_TRIED * self.mix + MOST_STEPS * effort.seeds if with_mix else 0
        self.total = 2 * effort.seeds + mixes + len(doubted()) * self.doubt
        self.progress, self.done = progress, 0

    def step(self, worth: int = 1) -> None:
        self.done = min(self.done + worth, self.total - 1)
        self.progress(self.done, self.total)

    def __call__(self, *_: int) -> None:
        self.step()

    def tried(self, *_: int) -> None:
        self.step(self.mix)


def _both(asked: epi.Scenario, steps: _Steps) -> epi.Comparison:
    """Now and planned, on the same people with the same luck and the same draws of what is not known."""
    now = dataclasses.replace(asked, planned=None)
    return epi.Comparison(*(epi.run(each, unsure=True, progress=steps) for each in (now, asked)))


def _compared(found: epi.Comparison) -> dict[str, Any]:
    """A comparison as tables: totals, and by whom."""
    result: dict[str, Any] = {"summary": {row["measure"]: row for row in found.summary().rows()}}
    result["now"] = next(row for row in found.before.summary().rows() if row["measure"] == "new infections")
    for name, by in SPLITS.items():
        result[name] = list(found.averted(*by).rows())
    before, after = (run.costs() for run in (found.before, found.after))
    result["costs"] = {name: float((after[name] - before[name]).mean()) for name in after}
    return result


def _mix(small: epi.Scenario, asked: epi.Scenario, steps: _Steps) -> dict[str, Any]:
    """The frontier to the budget. `none` where the budget buys no step.

    The order is found with everything at its value; each step is then run with what is not known drawn, as every answer is.
    """
    try:
        found = epi.optimise(dataclasses.replace(small, planned=None), small.budget, steps.tried)
    except epi.Wrong:
        return {"none": True, "steps": []}
    now = epi.run(dataclasses.replace(asked, planned=None), unsure=True, progress=steps)
    rows, compared = [], epi.Comparison(now, now)
    frontier = epi.landmarks(found, MOST_STEPS)
    for point in frontier:
        if point.added:
            planned = dataclasses.replace(asked, planned=point.services)
            compared = epi.Comparison(now, epi.run(planned, unsure=True, progress=steps))
        summary = {row["measure"]: row for row in compared.summary().rows()}
        averted, cost = summary["infections averted"], summary["extra cost"]
        rows.append({**averted, **dataclasses.asdict(point.services), "added": point.added, "extra_cost": cost["mean"]})
    return {
        "none": False,
        "steps": rows,
        "services": dataclasses.asdict(frontier[-1].services),
        "answer": _compared(compared) | {"model": _run_with(asked)},
    }


def _plainly(asked: epi.Scenario) -> float:
    """What is averted with every parameter at its value."""
    now = dataclasses.replace(asked, planned=None)
    return float(epi.Comparison(epi.run(now), epi.run(asked)).all_averted().mean())


def _doubt(asked: epi.Scenario, steps: _Steps) -> Iterator[dict[str, Any]]:
    """Each parameter alone at either end of its interval, all others at their value: what is averted then."""
    for known in doubted():
        steps.step(steps.doubt)
        ends = [
            _plainly(
                dataclasses.replace(asked, parameters=dataclasses.replace(asked.parameters, **{known.name: value}))
            )
            for value in (known.low, known.high)
        ]
        yield {"name": known.name, "low_at": known.low, "high_at": known.high, "low": ends[0], "high": ends[1]}
