"""Many runs of one scenario: seeds side by side on threads, or on a Dask cluster. The same bytes wherever they run."""

import dataclasses
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from twofold.epi import draws
from twofold.epi.beliefs import Parameters, table, triangle
from twofold.epi.engine import engine, live, ready
from twofold.epi.results import Run
from twofold.epi.scenario import Scenario
from twofold.epi.tables import compile_tables
from twofold.epi.world import Counts, Doubles, Tables

if TYPE_CHECKING:
    from twofold.epi.calibrating import Posterior

Progress = Callable[[int, int], None]
UNSURE = 63  # the stream that parameters are drawn from


def replicate(scenario: Scenario, seed: int, tables: Tables | None = None, name: str = "") -> Counts:
    """One run: what it leaves behind."""
    return live(ready(scenario, seed, tables, name), scenario.steps, name).counts


def run(
    scenario: Scenario,
    *,
    unsure: bool = False,
    threads: int = 0,
    dask: str = "",
    progress: Progress | None = None,
    engine_name: str = "",
    posterior: "Posterior | None" = None,
) -> Run:
    """All seeds of a scenario. With `unsure`, each seed also draws its own parameters from their intervals; with a
    `posterior`, each takes one of its sets for what was calibrated."""
    seeds = range(scenario.first_seed, scenario.first_seed + scenario.seeds)
    if unsure or posterior:
        held = []
        for seed in seeds:
            own = drawn(scenario.parameters, seed) if unsure else scenario.parameters
            own = posterior.parameters(own, seed) if posterior else own
            held.append(dataclasses.replace(scenario, parameters=own))
        jobs: list[tuple[Any, ...]] = [(each, seed, None, engine_name) for each, seed in zip(held, seeds, strict=True)]
    else:
        tables = None if dask else compile_tables(scenario)
        jobs = [(scenario, seed, tables, engine_name) for seed in seeds]
    done = _on_dask(jobs, dask) if dask else _on_threads(jobs, threads, engine_name)
    kept = []
    for place, counts in enumerate(done, start=1):
        kept.append(counts)
        if progress:
            progress(place, len(jobs))
    return Run(scenario, tuple(seeds), Counts(*(np.stack(arrays) for arrays in zip(*kept, strict=True))), unsure=unsure)


def _on_threads(jobs: Sequence[tuple[Any, ...]], threads: int, name: str) -> Iterator[Counts]:
    engine(name)
    from concurrent.futures import ThreadPoolExecutor  # here, so that an import of the model is quick

    with ThreadPoolExecutor(max_workers=threads or os.cpu_count() or 1) as pool:
        yield from pool.map(lambda job: replicate(*job), jobs)


def _on_dask(jobs: Iterable[tuple[Any, ...]], address: str) -> Iterator[Counts]:
    import distributed

    connect: Any = distributed.Client
    with connect(address, set_as_default=False) as client:
        for future in [client.submit(replicate, *job, pure=False) for job in jobs]:
            yield future.result()


def drawn(parameters: Parameters, seed: int) -> Parameters:
    """One set of parameters from their intervals: triangular, highest at the value held."""
    names, value, low, high = _believed(parameters)
    luck = draws.uniform(draws.keys(seed)[UNSURE], np.arange(len(names)), 0)
    return Parameters(**dict(zip(names, triangle(low, value, high, luck).tolist(), strict=True)))


@lru_cache(maxsize=4)
def _believed(parameters: Parameters) -> tuple[list[str], Doubles, Doubles, Doubles]:
    known = list(table(parameters))
    low, value, high = np.array([(min(p.low, p.value), p.value, max(p.high, p.value)) for p in known]).T
    return [p.name for p in known], value, low, high
