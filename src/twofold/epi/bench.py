"""How quick the model is, in a process of its own: `python -m twofold.epi.bench PEOPLE [SEEDS]` prints one line of JSON.

People are all who are in the model, partners too; everything is switched on, and services change in the first year.
"""

import json
import resource
import statistics
import sys
import time
from typing import Any

ALL_ON = {
    "nsp": 0.5, "ost": 0.3, "prep": 0.2, "prep_partners": 0.1, "testing": 1.0, "art": 0.8, "suppressed": 0.9,
    "couple_sessions": 0.3, "individual_sessions": 0.2, "couple_testing": 0.5, "safety": 0.6, "naloxone": 0.5,
    "womens_services": 0.7,
}  # fmt: skip
IN_THE_MODEL = 2.0  # people in it for each who injects now: partners, and those who stopped


def measure(people: int, repeats: int = 5) -> dict[str, Any]:
    """CPU seconds of set-up and of ten years (medians), what that is in steps, and the most memory there was."""
    from twofold import epi
    from twofold.epi.engine import live, ready
    from twofold.epi.tables import compile_tables

    scenario, began = everything(people), time.perf_counter()
    live(ready(epi.Scenario(people=20, years=1), 1), 12)
    first = time.perf_counter() - began
    built, run, n, tables = [], [], 0, compile_tables(scenario)  # once for all seeds
    for seed in range(1, repeats + 1):
        marks = [time.process_time()]
        world = ready(scenario, seed, tables)
        marks.append(time.process_time())
        live(world, scenario.steps)
        marks.append(time.process_time())
        built.append(marks[1] - marks[0])
        run.append(marks[2] - marks[1])
        n = len(world.people.code)
        del world
    took, setup = statistics.median(run), statistics.median(built)
    return {
        "people": n, "first_s": first, "setup_s": setup, "run_s": took, "whole_s": setup + took,
        "steps_per_s": n * scenario.steps / took, "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }  # fmt: skip


def everything(people: int, seeds: int = 1) -> Any:
    """The scenario that is measured."""
    from twofold import epi

    return epi.Scenario(
        people=max(20, round(people / IN_THE_MODEL)), years=10, planned=epi.Services(**ALL_ON), change_month=3,
        ramp_months=6, seeds=seeds, place=epi.Place(prison=0.05, migration=0.02, migrant_hiv=0.1),
    )  # fmt: skip


def together(people: int, seeds: int) -> float:
    """CPU seconds of so many seeds in one call, all threads together, populations and tables too."""
    from twofold import epi

    epi.run(epi.Scenario(people=20, years=1, seeds=1))
    asked, began = everything(people, seeds), time.process_time()
    epi.run(asked)
    return time.process_time() - began


if __name__ == "__main__":
    size, at_once = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0
    told = {"seeds_s": together(size, at_once)} if at_once else measure(size, 5 if size <= 100_000 else 1)
    sys.stdout.write(json.dumps(told) + "\n")
