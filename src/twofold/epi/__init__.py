"""A model of HIV among people who inject and their partners, person by person and couple by couple.

    from twofold import epi
    scenario = epi.load("ours.toml")                    # or epi.Scenario(people=2000, place=epi.Place(women=0.1))
    epi.run(scenario).summary()                          # a tidy table
    epi.compare(scenario, scenario.with_services(ost=0.4)).averted("sex", "couple")

Needs numpy; with numba it is quick. Knows nothing of Django or of any record of a person.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from twofold.epi.arms import Arms, trial
    from twofold.epi.beliefs import Known, Parameters
    from twofold.epi.beliefs import table as parameters
    from twofold.epi.calibrating import Posterior, Targets, calibrate, read_posterior
    from twofold.epi.comparing import comparable, compare
    from twofold.epi.month import explain
    from twofold.epi.optimising import Point, frontier_table, landmarks, optimise
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

# Where each name lives. What is not asked for is not loaded: a page that only names the model does not wait for numpy
_LIVES = {
    "arms": ("Arms", "trial"), "calibrating": ("Posterior", "Targets", "calibrate", "read_posterior"),
    "comparing": ("comparable", "compare"), "month": ("explain",),
    "optimising": ("Point", "frontier_table", "landmarks", "optimise"), "beliefs": ("Known", "Parameters"),
    "results": ("Comparison", "Run"), "running": ("run",),
    "scenario": ("Cohort", "Costs", "Place", "Scenario", "Services", "Wrong"),
    "scenario_file": ("load", "load_with_targets", "loads"), "tidy": ("Table",),
}  # fmt: skip
_MODULE = {name: (module, name) for module, names in _LIVES.items() for name in names}


def __getattr__(name: str) -> Any:
    """A name of the list above, loaded when it is first asked for."""
    if name == "parameters":
        found = import_module("twofold.epi.beliefs").table
    elif name in _MODULE:
        module, own = _MODULE[name]
        found = getattr(import_module(f"twofold.epi.{module}"), own)
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = found
    return found
