"""A model of HIV among people who inject and their partners, person by person and couple by couple.

    from twofold import epi
    scenario = epi.load("ours.toml")                    # or epi.Scenario(people=2000, place=epi.Place(women=0.1))
    epi.run(scenario).summary()                          # a tidy table
    epi.compare(scenario, scenario.with_services(ost=0.4)).averted("sex", "couple")

Needs numpy; with numba it is quick. Knows nothing of Django or of any record of a person.
"""

from twofold.epi.arms import Arms, trial
from twofold.epi.calibrating import Posterior, Targets, calibrate, read_posterior
from twofold.epi.month import explain
from twofold.epi.optimising import Point, frontier_table, landmarks, optimise
from twofold.epi.parameters import Known, Parameters
from twofold.epi.parameters import table as parameters
from twofold.epi.results import Comparison, Run
from twofold.epi.running import run
from twofold.epi.scenario import Cohort, Costs, Place, Scenario, Services, Wrong
from twofold.epi.scenario_file import load, load_with_targets, loads
from twofold.epi.tidy import Table

__all__ = [
    "Arms", "Cohort", "Comparison", "Costs", "Known", "Parameters", "Place", "Point", "Posterior", "Run", "Scenario",
    "Services", "Table", "Targets", "Wrong", "calibrate", "comparable", "compare", "explain", "frontier_table", "landmarks",
    "load", "load_with_targets", "loads", "optimise", "parameters", "read_posterior", "run", "trial",
]  # fmt: skip


def comparable(before: Scenario, after: Scenario) -> None:
    """Refuse two scenarios that are not about the same people in the same years."""
    for name in ("people", "size", "years", "seeds", "first_seed", "steps_per_month", "place"):
        if getattr(before, name) != getattr(after, name):
            raise Wrong(name, "the two scenarios differ in this, so they cannot be compared person by person")
    if (before.cohort and before.cohort.couples) != (after.cohort and after.cohort.couples):
        raise Wrong("cohort.couples", "the two scenarios differ in this, so they cannot be compared couple by couple")


def compare(
    before: Scenario, after: Scenario, *, unsure: bool = False, threads: int = 0, dask: str = "",
    posterior: Posterior | None = None,
) -> Comparison:  # fmt: skip
    """Two scenarios on the same people with the same luck, and with the same parameters where those are not sure."""
    comparable(before, after)
    runs = (run(each, unsure=unsure, threads=threads, dask=dask, posterior=posterior) for each in (before, after))
    return Comparison(*runs)
