"""Which mix averts most for a budget: step by step, each time the step that averts most for its cost.

A step that promised little before is not looked at again until it leads (lazy greedy): what a service averts beside
others is taken to fall, not to grow, as they come. Each mix is run on the same seeds, so differences are of mixes. Near the
end of the budget steps are halved, and halved again, so that it is spent to a thirty-second of what a service may be.
"""

import dataclasses
import heapq
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from twofold.epi.results import Comparison, Run
from twofold.epi.running import run
from twofold.epi.scenario import Scenario, Services, Wrong
from twofold.epi.tidy import Table, bands, tabled

if TYPE_CHECKING:
    from twofold.epi.calibrating import Posterior

MOST_OF: Final = {
    "nsp": 0.85, "ost": 0.60, "prep": 0.40, "testing": 2.0, "art": 0.95, "couple_sessions": 0.5,
    "individual_sessions": 0.5, "couple_testing": 1.0, "safety": 0.5, "womens_services": 1.0,
}  # fmt: skip
PARTS: Final = 8  # steps from now to the most
FINEST: Final = 4  # parts of a step, where a whole one is too dear
WIDEST: Final = 2  # times that a step is doubled, where it averts nothing
Progress = Callable[[int], None]


@dataclass(frozen=True)
class Point:
    """One place on the frontier."""

    services: Services
    added: str
    comparison: Comparison

    @property
    def cost(self) -> float:
        return float(self.comparison.extra_cost().mean())

    @property
    def averted(self) -> float:
        return float(self.comparison.all_averted().mean())


def optimise(
    scenario: Scenario, budget: float, progress: Progress | None = None, threads: int = 0,
    *, posterior: "Posterior | None" = None,
) -> list[Point]:  # fmt: skip
    """The frontier from now to the budget, which is for all the years together."""
    if budget <= 0:
        raise Wrong("budget", f"{budget:g} buys nothing; say an amount for the {scenario.years} years together")
    base_scenario = dataclasses.replace(scenario, planned=None)
    base, looked = run(base_scenario, threads=threads, posterior=posterior), 0

    def tried(mix: Services, added: str) -> Point | None:
        nonlocal looked
        looked += 1
        if progress:
            progress(looked)
        try:
            asked = dataclasses.replace(scenario, planned=mix)
        except Wrong:  # so much of it would be more of one sex than can be reached
            return None
        after = run(asked, threads=threads, posterior=posterior)
        return Point(mix, added, Comparison(base, after))

    frontier = _climb(scenario, base, budget, tried)
    if len(frontier) == 1:
        raise Wrong("budget", f"{budget:,.0f} {scenario.currency} buys no step of any service")
    return frontier


def _climb(scenario: Scenario, base: Run, budget: float, tried: Callable[[Services, str], Point | None]) -> list[Point]:
    here = Point(scenario.now, "", Comparison(base, base))
    frontier = [here]
    now, size = scenario.now, {name: (most - getattr(scenario.now, name)) / PARTS for name, most in MOST_OF.items()}
    finest, widened = {name: whole / FINEST for name, whole in size.items()}, dict.fromkeys(size, 0)
    waiting: list[tuple[float, str, int]] = []
    for name in [name for name, whole in size.items() if whole > 0]:
        point = tried(_more(now, name, size[name]), name)
        heapq.heappush(waiting, (-_worth(here, point) if point else 0.0, name, 0))
    while waiting:
        _, name, seen_at = heapq.heappop(waiting)
        point = tried(_more(here.services, name, size[name]), name)
        worth = _worth(here, point) if point else 0.0
        if (
            point and worth <= 0
        ):  # of no use, or so little that luck hides it: looked at again in larger steps, and then no more
            if widened[name] < WIDEST:
                widened[name], size[name] = widened[name] + 1, 2 * size[name]
                heapq.heappush(waiting, (0.0, name, seen_at))
            continue
        if point is None or point.cost > budget:
            if size[name] > finest[name] * 1.01:
                size[name] /= 2
                heapq.heappush(waiting, (-worth, name, seen_at))
            continue
        if seen_at < len(frontier) - 1 and waiting and worth < -waiting[0][0]:
            heapq.heappush(waiting, (-worth, name, len(frontier) - 1))
            continue
        here = point
        frontier.append(point)
        if getattr(here.services, name) < MOST_OF[name] - 1e-9:
            heapq.heappush(waiting, (-worth, name, len(frontier) - 2))
    return frontier


def _more(mix: Services, name: str, step: float) -> Services:
    """One step more of a service."""
    return dataclasses.replace(mix, **{name: min(getattr(mix, name) + step, MOST_OF[name])})


def _worth(here: Point, there: Point) -> float:
    """Infections averted for each unit of money; a step that saves money and averts leads all others."""
    averted, cost = there.averted - here.averted, there.cost - here.cost
    if averted <= 0:
        return 0.0
    return averted / cost if cost > 0 else 1e9 * averted


def landmarks(frontier: list[Point], most: int) -> list[Point]:
    """The frontier in few steps: those of one service in a row are one, then the smallest are told with the next."""
    told = frontier[1:]
    while True:
        alike = [at for at in range(len(told) - 1) if told[at].added == told[at + 1].added]
        if not alike and len(told) <= most:
            return [frontier[0], *told]
        costs = [frontier[0].cost, *(point.cost for point in told)]
        at = alike[0] if alike else min(range(len(told) - 1), key=lambda n: costs[n + 1] - costs[n])
        names = dict.fromkeys(f"{told[at].added}+{told[at + 1].added}".split("+"))
        told[at : at + 2] = [dataclasses.replace(told[at + 1], added="+".join(names))]


def frontier_table(frontier: list[Point]) -> Table:
    """One row a step: what was added, what the mix is now, what it costs more and what it averts."""
    rows = []
    for point in frontier:
        mix = {name: round(getattr(point.services, name), 3) for name in MOST_OF}
        averted = bands(point.comparison.all_averted())
        rows.append({"added": point.added or "as now", "extra_cost": round(point.cost), **averted, **mix})
    return tabled(rows)
