"""The library by itself: what it needs, what it may not need, and how soon it is there."""

import json
import subprocess
import sys
from importlib.metadata import requires
from pathlib import Path

ALONE = """
import importlib.abc, sys

class OnlyThese(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path, target=None):
        first = name.partition(".")[0]
        if first not in {"numpy", "numba", "llvmlite", "twofold"} and first not in sys.stdlib_module_names:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, OnlyThese())
"""
RUNS = """
from twofold import epi
loaded = sorted({name.partition(".")[0] for name in sys.modules} & {"numba", "django", "pydantic"})
more = epi.compare(epi.Scenario(people=60, years=1, seeds=2), epi.Scenario(people=60, years=1, seeds=2).with_services(ost=0.3))
import json
print(json.dumps({"loaded": loaded, "measures": len(more.summary())}))
"""


def alone(program: str, *arguments: str, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    """In a process that has the standard library, numpy and numba, and finds nothing else."""
    command = [sys.executable, "-W", "error", "-c", ALONE + program, *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300, check=False)


def test_it_runs_where_there_is_only_numpy_and_numba_and_loads_numba_when_a_run_begins() -> None:
    done = alone(RUNS)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {"loaded": [], "measures": 4}


def test_the_command_runs_there_too(tmp_path: Path) -> None:
    (tmp_path / "now.toml").write_text("people = 60\nyears = 1\nseeds = 2\n")
    program = "from twofold.config.cli import main; sys.exit(main(sys.argv[1:]))"
    done = alone(program, "plan", "run", "now.toml", "--threads", "1", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "new infections" in done.stdout


def test_installing_it_brings_numpy_and_numba_and_nothing_else() -> None:
    named = [line.partition(";") for line in requires("twofold") or []]
    assert [line for line, _, condition in named if "extra" not in condition] == [], (
        "nothing is needed without an extra"
    )
    assert sorted(line.strip() for line, _, condition in named if "'epi'" in condition.replace('"', "'")) == [
        "numba",
        "numpy",
    ]
