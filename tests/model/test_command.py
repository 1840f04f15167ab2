"""`twofold plan`, from outside: no installation, no database, plain words for what is wrong."""

import contextlib
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from twofold.config.cli import main

SCENARIO = 'name = "As now"\npeople = 100\nyears = 2\nseeds = 2\n'
MORE = SCENARIO.replace("As now", "More") + "[services.planned]\nnsp = 0.6\n"


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "now.toml").write_text(SCENARIO)
    (tmp_path / "more.toml").write_text(MORE)
    return tmp_path


def apart(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run it where there is no home to write in, and no settings."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO", "TWOFOLD", "DATABASE"))}
    env |= {"TWOFOLD_HOME": "/nonexistent/home", "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"}
    command = [sys.executable, "-W", "error", "-m", "twofold", "plan", *arguments]
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, timeout=300, check=False)


def plan(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The same in this process, which is quicker."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.chdir(folder), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(["plan", *arguments])
    return subprocess.CompletedProcess(arguments, code, out.getvalue(), err.getvalue())


def test_run_prints_json_and_writes_the_table(files: Path) -> None:
    done = apart(files, "run", "now.toml", "--json", "--by", "sex,couple", "--out", "out.csv", "--threads", "1")
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["summary"][0]["measure"] == "new infections"
    assert {row["sex"] for row in said["infections"]} == {"man", "woman"}
    assert (files / "out.csv").read_text().splitlines()[0].startswith("sex,couple,mean")


def test_compare_prints_what_is_averted(files: Path) -> None:
    done = plan(files, "compare", "now.toml", "more.toml", "--seeds", "3", "--years", "1", "--threads", "1")
    assert done.returncode == 0, done.stderr
    assert "infections averted" in done.stdout
    assert "extra cost" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("run", "nothing.toml"), "cannot be read"),
        (("run", "now.toml", "--by", "sex,colour"), "'colour' is not one of"),
        (("run", "now.toml", "--out", "out.xlsx"), ".csv or .parquet"),
        (("run", "now.toml", "--out", "no/where.csv"), "there is no folder"),
        (("run", "now.toml", "--seeds", "0"), "seeds"),
        (("optimise", "now.toml", "--budget", "-1"), "buys nothing"),
    ],
)
def test_what_is_wrong_is_said_and_refused(files: Path, arguments: tuple[str, ...], why: str) -> None:
    done = plan(files, *arguments)
    assert done.returncode == 2
    assert why in done.stderr
    assert "Traceback" not in done.stderr


def test_explain_prints_the_order_that_is_executed(files: Path) -> None:
    from twofold.epi.engine import ORDER
    from twofold.epi.states import CLOCKS

    said = json.loads(plan(files, "explain", "--json").stdout)
    assert [step["number"] for step in said][: len(ORDER)] == ORDER.tolist()
    words = plan(files, "explain").stdout.splitlines()
    assert len(words) == len(ORDER) + CLOCKS
    assert words[0].startswith(" 1. part")


def test_parameters_are_printed_with_their_sources(files: Path) -> None:
    said = json.loads(plan(files, "parameters", "--json").stdout)["parameters"]
    assert {"name", "value", "low", "high", "unit", "source", "verified", "about"} <= set(said[0])


def test_other_commands_do_not_pay_for_the_model() -> None:
    program = "import sys; from twofold.config.cli import parser; parser(); print('numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_without_numba_the_twin_gives_the_same(files: Path) -> None:
    (files / "now.toml").write_text("people = 60\nyears = 1\nseeds = 1\n")
    program = (
        "import sys; sys.modules['numba'] = None; import importlib.util as u; "
        "real = u.find_spec; u.find_spec = lambda n, *a: None if n == 'numba' else real(n, *a); "
        "from twofold import epi; print(epi.run(epi.load('now.toml')).counts.infections.sum(axis=(1,2,3,4,5,6,7)).tolist())"
    )
    env = {name: value for name, value in os.environ.items() if name != "TWOFOLD_EPI_ENGINE"}
    outcomes = [
        subprocess.run(
            [sys.executable, "-W", "error", "-c", each], cwd=files, env=env, capture_output=True, text=True, check=True
        )
        for each in (program, program.split("; ")[-2] + "; " + program.rsplit("; ", maxsplit=1)[-1])
    ]
    assert outcomes[0].stdout == outcomes[1].stdout != ""
