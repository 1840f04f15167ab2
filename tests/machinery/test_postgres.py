"""The test server: ours, strict, reachable by its socket only, gone afterwards; and a server of somebody else
is left alone.
"""

import dataclasses
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from tests.machinery import environment, postgres

ORPHAN = """
import os, signal
from pathlib import Path
from tests.machinery import postgres
cluster = postgres.start(Path({parent!r}))
print(cluster.folder, flush=True)
{end}
"""


@pytest.fixture(scope="module")
def cluster() -> Iterator[postgres.Cluster]:
    started = postgres.start(environment.roomy())
    yield started
    started.stop()


def gone(folder: Path, seconds: float = 20) -> bool:
    deadline = time.monotonic() + seconds
    while folder.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    return not folder.exists()


def test_the_server_is_as_strict_as_production(cluster: postgres.Cluster) -> None:
    with cluster.place.connect() as connection:
        for name in ("fsync", "full_page_writes", "synchronous_commit"):
            assert connection.execute(f"SHOW {name}").fetchone() == ("on",), name
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)


def test_a_server_of_ours_is_known_and_may_be_written(cluster: postgres.Cluster) -> None:
    postgres.prove_ours(cluster.place)
    postgres.create_database(cluster.place, "made_here")
    with psycopg.connect(cluster.place.url("made_here")) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    postgres.drop_database(cluster.place, "made_here")


@pytest.mark.parametrize("change", [{"token": "0" * 32}, {"folder": Path("/nowhere")}])
def test_a_server_that_is_not_ours_is_refused(
    cluster: postgres.Cluster, change: dict, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The place says one thing, the server that answers another: nothing is made or dropped there."""
    answers = cluster.place.connect
    theirs = dataclasses.replace(cluster.place, **change)
    monkeypatch.setattr(postgres.Place, "connect", lambda self, database="postgres": answers(database))
    with answers("postgres") as connection:
        connection.execute("CREATE DATABASE of_somebody")
        with pytest.raises(postgres.NotOurs, match="nothing was done"):
            postgres.create_database(theirs, "planted")
        with pytest.raises(postgres.NotOurs, match="nothing was done"):
            postgres.drop_database(theirs, "of_somebody")
        names = {name for (name,) in connection.execute("SELECT datname FROM pg_database").fetchall()}
        assert "of_somebody" in names and "planted" not in names
        connection.execute("DROP DATABASE of_somebody")


@pytest.mark.slow
@pytest.mark.parametrize(
    "end", ["os.kill(os.getpid(), signal.SIGKILL)", "raise KeyboardInterrupt", "cluster.stop()", "pass"]
)
def test_the_server_ends_with_its_tests_however_they_end(end: str) -> None:
    script = ORPHAN.format(parent=str(environment.roomy()), end=end)
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=environment.ROOT, capture_output=True, text=True, check=False
    )
    folder = Path(done.stdout.strip())
    assert folder.name.startswith("twofold-pg-"), done.stderr
    assert gone(folder)


def ctrl_c(run: subprocess.Popen) -> None:
    """As from a keyboard: the signal goes to the leading process and to its workers at once."""
    os.killpg(run.pid, signal.SIGINT)


@pytest.mark.slow
@pytest.mark.parametrize("end", [ctrl_c, subprocess.Popen.terminate, subprocess.Popen.kill])
def test_a_run_that_is_stopped_leaves_nothing(tmp_path: Path, end: Callable[[subprocess.Popen], None]) -> None:
    (tmp_path / "test_waits.py").write_text(
        "import os, pathlib, time\ndef test_waits():\n"
        "    folders = os.environ['TESTS_FOLDER'] + ' ' + os.environ['TESTS_CLUSTER']\n"
        f"    pathlib.Path({str(tmp_path / 'there')!r}).write_text(folders)\n"
        "    time.sleep(120)\n"
    )
    options = ["--postgres", "-n", "1", "-c", "pyproject.toml", "--rootdir", "."]
    said = (tmp_path / "said").open("w")
    run = subprocess.Popen(
        [sys.executable, "-m", "pytest", *options, str(tmp_path)],
        cwd=environment.ROOT,
        env=environment.outside(),
        start_new_session=True,
        stdout=said,
        stderr=subprocess.STDOUT,
    )
    try:
        folders = [Path(name) for name in wait_for_text(tmp_path / "there", run).split()]
        assert len(folders) == 2 and all(folder.exists() for folder in folders), (tmp_path / "said").read_text()
        stop(run, end)
        assert all(gone(folder) for folder in folders)
    finally:
        said.close()
        run.kill()
        run.wait()


def stop(run: subprocess.Popen, end: Callable[[subprocess.Popen], None]) -> None:
    """End the run. Whoever sees nothing happen at the keyboard presses again, and then ends it the hard way."""
    for again in (end, end, subprocess.Popen.kill):
        again(run)
        try:
            run.wait(timeout=8)
            return
        except subprocess.TimeoutExpired:
            continue
    raise AssertionError("the run does not end")


def wait_for_text(path: Path, run: subprocess.Popen, seconds: float = 90) -> str:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and run.poll() is None:
        if path.exists() and (text := path.read_text()):
            return text
        time.sleep(0.1)
    return ""


def test_where_the_programs_are_missing_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "candidates", lambda: iter([Path("/nowhere")]))
    with pytest.raises(postgres.Missing, match="apt-get install"):
        postgres.programs()
