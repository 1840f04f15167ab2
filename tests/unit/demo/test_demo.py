"""The demonstration as a visitor meets it: built by one command, with the published rates, equal when built again."""

import json
import re
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Installation, start
from tests.machinery import environment
from tests.machinery.environment import ROOT
from twofold.config import cli, opening

pytestmark = pytest.mark.slow

CLIENTS = 12


@pytest.fixture(scope="module")
def demo(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, _empty_tables: Path
) -> Iterator[Installation]:
    """A small demonstration, built by the command in a home of its own (with a weak key, as a visitor's is)."""
    if request.config.option.postgres:
        pytest.skip("a demonstration is for one laptop")
    yield _built(tmp_path_factory.mktemp("demo"), _empty_tables)


def _built(folder: Path, tables: Path) -> Installation:
    start(folder, tables)
    installation = Installation(folder, environment.outside() | {"TWOFOLD_HOME": str(folder)})
    done = installation.run("demo", "--no-serve", "--json", "--clients", str(CLIENTS), "--seed", "7", seconds=400)
    assert done.returncode == 0, done.stderr
    assert "Playing 24 months: 100%" in done.stderr
    return installation


def _figures(installation: Installation) -> list[tuple[Any, ...]]:
    """Contacts, people, needles and condoms by month and site; clients by what the register says of them."""
    with closing(sqlite3.connect(installation.home / "twofold.sqlite3")) as database:
        contacts = database.execute(
            "SELECT substr(day, 1, 7), code, COUNT(*), COUNT(DISTINCT client_id), SUM(needles_out), SUM(needles_returned),"
            " SUM(condoms), SUM(naloxone) FROM outreach_contacttally JOIN programme_site s ON s.id = site_id"
            " GROUP BY 1, 2 ORDER BY 1, 2"
        ).fetchall()
        clients = database.execute(
            "SELECT registered_on, gender, birth_band, status, left_on, consent, kinds, contacts, last_day,"
            " need_per_week, due_on, consent_due FROM people_clientstate c"
            " JOIN outreach_servicestate s ON s.client_id = c.client_id ORDER BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12"
        ).fetchall()
    return contacts + clients


def test_there_is_a_login_with_its_second_factor_for_every_role(demo: Installation) -> None:
    logins = json.loads(demo.run("demo", "--no-serve", "--json").stdout)["logins"]
    first = [row for row in logins if row["organisation"] == logins[0]["organisation"]]
    assert len({row["role"] for row in first}) == 13
    assert all(len(row["password"]) >= 12 and len(row["code"]) == 6 for row in logins)
    assert len(demo.run("code", logins[0]["login"]).stdout.strip()) == 6
    assert demo.run("code", "nobody").returncode == 2


def test_state_derived_anew_is_equal_and_the_log_holds(demo: Installation) -> None:
    rebuilt = json.loads(demo.run("rebuild", "--json").stdout)
    assert rebuilt["equal"] is True
    assert rebuilt["rows"]["client_state"] == CLIENTS
    verified = json.loads(demo.run("verify", "--json").stdout)
    assert verified["holds"] is True and verified["rows"] > 300


def test_what_was_built_is_served_again_and_not_built_again(demo: Installation) -> None:
    before = _figures(demo)
    again = demo.run("demo", "--no-serve")
    assert again.returncode == 0 and "already" in again.stderr and "outreach_worker" in again.stdout
    command = re.search(r"TWOFOLD_HOME=(\S+) (\S+) code LOGIN", again.stdout)
    assert command and command[1] == str(demo.home) and (ROOT / command[2]).exists(), "to be typed as it stands"
    assert _figures(demo) == before
    other = demo.run("demo", "--no-serve", "--clients", str(CLIENTS + 1))
    assert other.returncode == 2 and f"{CLIENTS} clients" in other.stderr


def test_entries_arrive_when_the_story_says_and_the_log_was_written_then(demo: Installation) -> None:
    with closing(sqlite3.connect(demo.home / "twofold.sqlite3")) as database:
        (early,) = database.execute(
            "SELECT COUNT(*) FROM outreach_contact WHERE substr(received_at, 1, 10) < day"
        ).fetchone()
        (late,) = database.execute(
            "SELECT COUNT(*) FROM outreach_contact WHERE julianday(substr(received_at, 1, 10)) - julianday(day) > 14"
        ).fetchone()
        months = database.execute(
            "SELECT COUNT(DISTINCT substr(at, 1, 7)) FROM core_auditevent WHERE verb = 'contact.recorded'"
        ).fetchone()[0]
        unsealed = database.execute("SELECT COUNT(*) FROM core_auditevent WHERE seq IS NULL").fetchone()[0]
    assert (early, unsealed) == (0, 0)
    assert late > 0 and months >= 24


def test_the_same_seed_makes_equal_figures(demo: Installation, tmp_path: Path, _empty_tables: Path) -> None:
    assert _figures(_built(tmp_path, _empty_tables)) == _figures(demo)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--clients", "0"], "between 1 and 20000"),
        (["--clients", "20001"], "between 1 and 20000"),
        (["--clients", "many"], "invalid int"),
        (["--seed", "-1"], "not below zero"),
        (["--port", "0"], "between 1 and 65535"),
    ],
)
def test_what_cannot_be_meant_is_refused_before_anything_is_opened(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str], says: str
) -> None:
    monkeypatch.setattr(opening, "open_installation", lambda **how: pytest.fail("opened"))
    try:
        code = cli.main(["demo", "--no-serve", *arguments])
    except SystemExit as left:
        code = left.code
    assert code == 2 and says in capsys.readouterr().err


def test_no_demonstration_is_built_beside_a_programme(installation: Installation) -> None:
    assert installation.run("verify").returncode == 0  # makes the first organisation
    refused = installation.run("demo", "--no-serve")
    assert refused.returncode == 2 and "TWOFOLD_HOME" in refused.stderr
    (installation.home / "demonstration").write_text('{"clients": 5, "seed": 1, "ends": "2026-01-01"}')
    assert installation.run("demo", "--no-serve").returncode == 2, "the mark alone proves nothing"
    assert installation.run("code", "operator").returncode == 2


def test_a_build_that_is_killed_leaves_nothing_and_the_next_run_begins_anew(installation: Installation) -> None:
    command = [sys.executable, "-m", "tests.machinery.command", "demo", "--no-serve", "--clients", "8"]
    with subprocess.Popen(command, cwd=ROOT, env=installation.env, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if line.startswith("Playing 24 months: 20%"):
                process.kill()
                break
    time.sleep(0.2)
    done = installation.run("demo", "--no-serve", "--json", "--clients", "6", seconds=400)
    assert done.returncode == 0, done.stderr
    assert json.loads(installation.run("rebuild", "--json").stdout)["rows"]["client_state"] == 6
