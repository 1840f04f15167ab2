"""The planning model: ten years of a month with everything on, beside other models where they are installed.

Each runs in a process of its own; figures are CPU seconds of one thread. The others do not state the same question (none has
couples, order of use or a budget), so a row says what it did. Name an interpreter that has them in TWOFOLD_PEERS.
"""

import json
import os
import subprocess
import sys

from twofold.bench.results import Result, result

# What a peer runs: people and years in, CPU seconds of the run out. Each at its own natural step.
PEERS = {
    "stisim": """
import starsim as ss, stisim as sti
sim = sti.Sim(diseases=sti.HIV(init_prev=0.05), networks=[sti.StructuredSexual(), ss.RandomNet()], n_agents=N,
              interventions=[sti.HIVTest(test_prob_data=0.1), sti.ART(coverage=0.8)], start=2000, stop=2010, verbose=0)
""",
    "starsim": """
import starsim as ss
sim = ss.Sim(diseases=ss.SIS(), networks=[ss.MFNet(), ss.RandomNet()], n_agents=N, start=2000, stop=2010, dt=1/12, verbose=0)
""",
}
CLOCKED = (
    "\nimport time, json\nsim.init(); a = time.process_time(); sim.run(); print(json.dumps(time.process_time() - a))"
)
IMPORTED = "import time; a = time.process_time(); import twofold.epi; print(time.process_time() - a)"
PEERS_UP_TO = 100_000
WANTED = {"stisim": 30.0, "starsim": None}


def measure(size: int) -> list[Result]:
    """At this many people: speed, set-up, memory; at 10,000 also a hundred seeds; and the peers beside it."""
    ours = _ours(size)
    at, large = ours["people"], size == 1_000_000
    found = [
        result("model: ten years", ours["whole_s"], "s", size=size, note=f"{at} people, 12 clocks each, all services on"),
        result(
            "model: steps of a person a CPU second", ours["steps_per_s"] / 1e6, "M/s", size=size, least=True,
            target=20.0 if size == 100_000 else None,
        ),
        result("model: set-up", 100 * ours["setup_s"] / ours["run_s"], "% of run", size=size, target=20.0),
        result("model: most memory", ours["peak_mb"], "MB", size=size, target=400.0 if large else None),
    ]  # fmt: skip
    if size == 10_000:
        imported = float(_python(sys.executable, ["-c", IMPORTED]))
        found.append(result("model: import", imported, "CPU s", size=size, target=0.3))
        found.append(result("model: 100 seeds of ten years", 100 * ours["whole_s"], "CPU s", size=size, target=5.0))
    return found + [
        row for name in PEERS if 10_000 <= size <= PEERS_UP_TO for row in _beside(name, size, ours["run_s"])
    ]


def _ours(size: int) -> dict[str, float]:
    done = _python(sys.executable, ["-m", "twofold.epi.bench", str(size)])
    found: dict[str, float] = json.loads(done.splitlines()[-1])
    return found


def _beside(name: str, size: int, ours: float) -> list[Result]:
    """How many times as long a peer takes for its run, without set-up; nothing where it is not installed."""
    with_peers = os.environ.get("TWOFOLD_PEERS", sys.executable)
    try:
        theirs = float(_python(with_peers, ["-c", f"N = {size}\n{PEERS[name]}{CLOCKED}"]).splitlines()[-1])
    except (subprocess.CalledProcessError, OSError):
        return []
    return [
        result(
            f"{name} over ours", theirs / ours, "x", size=size, target=WANTED[name], least=True, note=f"{theirs:.1f} s"
        )
    ]


def _python(interpreter: str, arguments: list[str]) -> str:
    command = [interpreter, *arguments]
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True).stdout  # noqa: S603
