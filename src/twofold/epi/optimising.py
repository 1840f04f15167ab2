"""Which mix averts most for a budget: step by step, each time the step that averts most for its cost.

A step that promised little before is not looked at again until it leads (lazy greedy): what a service averts beside
others is taken to fall, not to grow, as they come. Each mix is run on the same seeds, so differences are of mixes.
"""

import dataclasses
import heapq
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from twofold.epi.results import Comparison, Run
from twofold.epi.running import run
from twofold.epi.scenario import MOST, Scenario, Services, Wrong
from twofold.epi.tidy import Table, bands, tabled

if TYPE_CHECKING:
    from twofold.epi.calibrating import Posterior

MOST_OF: Final = {
    "nsp": 0.85, "ost": 0.60, "prep": 0.40, "testing": 2.0, "art": 0.95, "couple_sessions": 0.5,
    "individual_sessions": 0.5, "couple_testing": 1.0, "safety": 0.5, "womens_services": 1.0,
}  # fmt: skip
PARTS: Final = 4  # steps from now to the most
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

    def tried(mix: Services, added: str) -> Point:
        nonlocal looked
        looked += 1
        if progress:
            progress(looked)
        after = run(dataclasses.replace(scenario, planned=mix), threads=threads, posterior=posterior)
        return Point(mix, added, Comparison(base, after))

    frontier = _climb(scenario, base, budget, tried)
    if len(frontier) == 1:
        raise Wrong("budget", f"{budget:,.0f} {scenario.currency} buys no step of any service")
    return frontier


def _climb(scenario: Scenario, base: Run, budget: float, tried: Callable[[Services, str], Point]) -> list[Point]:
    here = Point(scenario.now, "", Comparison(base, base))
    frontier = [here]
    waiting: list[tuple[float, str, int]] = []
    for name, most in MOST_OF.items():
        if getattr(here.services, name) < most:
            point = tried(_more(scenario.now, here.services, name), name)
            heapq.heappush(waiting, (-_worth(here, point), name, 0))
    while waiting:
        _, name, seen_at = heapq.heappop(waiting)
        point = tried(_more(scenario.now, here.services, name), name)
        worth = _worth(here, point)
        if point.cost > budget or worth <= 0:
            continue  # too dear, or of no use, and never less so later
        if seen_at < len(frontier) - 1 and waiting and worth < -waiting[0][0]:
            heapq.heappush(waiting, (-worth, name, len(frontier) - 1))
            continue
        here = point
        frontier.append(point)
        if getattr(here.services, name) < MOST_OF[name] - 1e-9:
            heapq.heappush(waiting, (-worth, name, len(frontier) - 2))
    return frontier


def _more(now: Services, mix: Services, name: str) -> Services:
    """One step more of a service."""
    step = (MOST_OF[name] - getattr(now, name)) / PARTS
    return dataclasses.replace(mix, **{name: min(getattr(mix, name) + step, max(MOST, MOST_OF[name]))})


def _worth(here: Point, there: Point) -> float:
    """Infections averted for each unit of money; a step that saves money and averts leads all others."""
    averted, cost = there.averted - here.averted, there.cost - here.cost
    if averted <= 0:
        return 0.0
    return averted / cost if cost > 0 else 1e9 * averted


def frontier_table(frontier: list[Point]) -> Table:
    """One row a step: what was added, what the mix is now, what it costs more and what it averts."""
    rows = []
    for point in frontier:
        mix = {name: round(getattr(point.services, name), 3) for name in MOST_OF}
        averted = bands(point.comparison.all_averted())
        rows.append({"added": point.added or "as now", "extra_cost": round(point.cost), **averted, **mix})
    return tabled(rows)
