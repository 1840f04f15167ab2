"""Two scenarios on the same people with the same luck."""

from typing import TYPE_CHECKING

from twofold.epi.results import Comparison
from twofold.epi.running import run
from twofold.epi.scenario import Scenario, Wrong

if TYPE_CHECKING:
    from twofold.epi.calibrating import Posterior


def comparable(before: Scenario, after: Scenario) -> None:
    """Refuse two scenarios that are not about the same people in the same years."""
    for name in ("people", "size", "years", "seeds", "first_seed", "steps_per_month", "place"):
        if getattr(before, name) != getattr(after, name):
            raise Wrong(name, "the two scenarios differ in this, so they cannot be compared person by person")
    if (before.cohort and before.cohort.couples) != (after.cohort and after.cohort.couples):
        raise Wrong("cohort.couples", "the two scenarios differ in this, so they cannot be compared couple by couple")


def compare(
    before: Scenario, after: Scenario, *, unsure: bool = False, threads: int = 0, dask: str = "",
    posterior: "Posterior | None" = None,
) -> Comparison:  # fmt: skip
    """Two scenarios on the same people with the same luck, and with the same parameters where those are not sure."""
    comparable(before, after)
    runs = (run(each, unsure=unsure, threads=threads, dask=dask, posterior=posterior) for each in (before, after))
    return Comparison(*runs)
