"""The planning model: ten years of a month with everything on, beside other models where they are installed.

Each runs in a process of its own; figures are CPU seconds of one thread. The others do not state the same question (none has
couples, order of use or a budget), so a row says what it did. Name interpreters that have them in TWOFOLD_PEERS, as many as
are needed, written as PATH is; a peer that none of them has is said to be absent.
"""

import json
import os
import subprocess
import sys
from dataclasses import dataclass

from twofold.bench.results import Result, absent, result


@dataclass(frozen=True)
class Peer:
    """Another model: its module, what makes it ready with N people (and leaves `run`), what that is, and how far it goes."""

    name: str
    module: str
    program: str
    does: str
    most: int
    least: int = 10_000
    wanted: float | None = None


PEERS = (
    Peer(
        "stisim", "stisim", """
import starsim as ss, stisim as sti
sim = sti.Sim(diseases=sti.HIV(init_prev=0.05), networks=[sti.StructuredSexual(), ss.RandomNet()], n_agents=N,
              interventions=[sti.HIVTest(test_prob_data=0.1), sti.ART(coverage=0.8)], start=2000, stop=2010, verbose=0)
sim.init()
run = sim.run
""", "HIV, two networks, tests and ART", 100_000, wanted=30.0,
    ),
    Peer(
        "starsim", "starsim", """
import starsim as ss
sim = ss.Sim(diseases=ss.SIS(), networks=[ss.MFNet(), ss.RandomNet()], n_agents=N, start=2000, stop=2010, dt=1/12, verbose=0)
sim.init()
run = sim.run
""", "SIS, two networks, no HIV", 100_000,
    ),
    Peer(
        "laser-generic", "laser.generic", """
import laser.core.distributions as dists
from laser.core import PropertySet
from laser.core.utils import grid
from laser.generic import Model, SIR
def made(n):
    place = grid(M=1, N=1, population_fn=lambda row, column: n)
    place["S"], place["E"], place["I"], place["R"] = n - n // 20, 0, n // 20, 0
    model = Model(place, PropertySet({"nticks": 120, "beta": 0.05}))
    ill = dists.exponential(scale=60.0)
    model.components = [kind(model) for kind in (SIR.Susceptible, SIR.Recovered)]
    model.components += [SIR.Infectious(model, ill), SIR.Transmission(model, ill)]
    return model
made(1000).run()
run = made(N).run
""", "SIR, everybody meets everybody: no network", 1_000_000,
    ),
    Peer(
        "titan-model", "titan", """
import os, pathlib, tempfile
from titan.model import TITAN
from titan.parse_params import create_params
from titan.population import Population
folder = tempfile.mkdtemp()
os.makedirs(os.path.join(folder, "network"))
pathlib.Path(folder, "own.yml").write_text(f"model:\\n  num_pop: {N}\\n  time:\\n    num_steps: 120\\n    burn_steps: 0\\n")
params = create_params("scott", os.path.join(folder, "own.yml"), folder)
model = TITAN(params, pop=Population(params))
run = lambda: model.run(folder)
""", "its setting scott: 2 of 100 inject", 10_000, least=1_000,
    ),
)  # fmt: skip
CLOCKED = """
import time, json
before = time.process_time()
{program}
made = time.process_time()
run()
print()
print(json.dumps([made - before, time.process_time() - made]))
"""
IMPORTED = "import time; a = time.process_time(); from twofold import epi; print(time.process_time() - a)"
FIRST = "import time; a = time.process_time(); from twofold import epi; epi.run, epi.Scenario(); print(time.process_time() - a)"
ONE_THREAD = dict.fromkeys(("NUMBA_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")


def measure(size: int) -> list[Result]:
    """At this many people: speed, set-up, memory; at 10,000 also a hundred seeds; and the peers beside it."""
    ours = _ours(size)
    at, large = ours["people"], size == 1_000_000
    found = [
        result("model: ten years, set-up too", ours["whole_s"], "s", size=size, note=f"{at} people, everything on"),
        result(
            "model: steps of a person a CPU second", ours["steps_per_s"] / 1e6, "M/s", size=size, least=True,
            target=20.0 if size == 100_000 else None,
        ),
        result("model: set-up", ours["setup_s"], "s", size=size, note=f"{1e6 * ours['setup_s'] / at:.2f} µs a person"),
        result("model: set-up over run", 100 * ours["setup_s"] / ours["run_s"], "%", size=size, target=20.0),
        result("model: most memory", ours["peak_mb"], "MB", size=size, target=400.0 if large else None),
    ]  # fmt: skip
    if size == 10_000:
        hundred = json.loads(_python(sys.executable, ["-m", "twofold.epi.bench", str(size), "100"]).splitlines()[-1])
        found += [
            result("model: import", float(_python(sys.executable, ["-c", IMPORTED])), "CPU s", size=size, target=0.3),
            result(
                "model: import and a first scenario", float(_python(sys.executable, ["-c", FIRST])), "CPU s", size=size
            ),
            result("model: 100 seeds of ten years", hundred["seeds_s"], "CPU s", size=size, target=5.0),
        ]
    return found + [_beside(peer, size, ours["run_s"]) for peer in PEERS if peer.least <= size <= peer.most]


def _ours(size: int) -> dict[str, float]:
    done = _python(sys.executable, ["-m", "twofold.epi.bench", str(size)])
    found: dict[str, float] = json.loads(done.splitlines()[-1])
    return found


def _beside(peer: Peer, size: int, ours: float) -> Result:
    """How many times as long a peer takes for its run, and beside it what it took until then; or that it is absent."""
    what = f"{peer.name} over ours"
    for interpreter in os.environ.get("TWOFOLD_PEERS", sys.executable).split(os.pathsep):
        try:
            _python(interpreter, ["-c", f"import {peer.module}"])
        except (subprocess.CalledProcessError, OSError):
            continue
        try:
            told = _python(interpreter, ["-c", f"N = {size}\n{CLOCKED.format(program=peer.program)}"])
            before, theirs = json.loads(told.splitlines()[-1])
        except (subprocess.CalledProcessError, ValueError):
            return absent(what, size=size, why="installed, but did not run")
        note = f"{theirs:.2f} s, after {before:.1f} s of imports and set-up; {peer.does}"
        return result(what, theirs / ours, "x", size=size, target=peer.wanted, least=True, note=note)
    return absent(what, size=size, why="not installed")


def _python(interpreter: str, arguments: list[str]) -> str:
    return subprocess.run(  # noqa: S603 - ourselves, and interpreters that whoever measures named
        [interpreter, *arguments], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True,
        env={**os.environ, **ONE_THREAD},
    ).stdout  # fmt: skip
