"""Fixtures that every test may use: the database under test, the named world, an installation for commands.

What stands before Django is loaded is in `tests/machinery`; the named world that tests play in is in
`universe.py`.
"""

import copy
import json
import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import time_machine

from tests.machinery import environment, postgres
from tests.machinery.snapshot import Snapshot

if TYPE_CHECKING:
    from tests.universe import Universe
    from twofold.core.crypto.keyring import Ring


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, request: pytest.FixtureRequest
) -> None:
    """Last look before a test database is made: a file as in production, or a server proved to be ours."""
    from django.db import connection

    if request.config.option.postgres:
        assert connection.vendor == "postgresql", "--postgres was asked for, and the settings say otherwise"
        postgres.prove_ours(postgres.Place.read(Path(os.environ[environment.CLUSTER])))
    else:
        assert connection.vendor == "sqlite", "without --postgres no server may be touched"
        # Not in memory: there is no write-ahead log, and the threads of a live server share one connection.
        connection.settings_dict["TEST"]["NAME"] = str(Path(os.environ["TWOFOLD_HOME"], "test.sqlite3"))


@pytest.fixture(scope="session")
def _empty_tables(django_db_setup: None, django_db_blocker: Any, request: pytest.FixtureRequest) -> Path | None:
    """On SQLite a file with all tables and nobody in them: an installation of a test starts from it at once."""
    from django.db import connection

    if request.config.option.postgres:
        return None
    path = Path(os.environ["TWOFOLD_HOME"], "empty.sqlite3")
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(path)])
    return path


@pytest.fixture(scope="session")
def _kept_keys() -> "Snapshot[Ring]":
    from twofold.core.crypto import keyring

    def build() -> "Ring":
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(keyring, "ARGON2_MEMORY_KIB", 1024)  # kept beside the salt, so it opens at the same cost
            keyring.forget()
            keyring.initialise(environment.PHRASE)
            return keyring.ring()

    return Snapshot(build)


@pytest.fixture
def keys(request: pytest.FixtureRequest, _kept_keys: "Snapshot[Ring]", monkeypatch: pytest.MonkeyPatch) -> None:
    """The keys of an installation, opened by the phrase in TWOFOLD_KEY; nothing else is in the database."""
    from twofold.core.crypto import keyring

    database_of(request)
    monkeypatch.setitem(keyring._state, "ring", _kept_keys.bring())


@pytest.fixture(scope="session")
def _kept_universe() -> "Snapshot[Universe]":
    from tests import universe

    return Snapshot(universe.build)


@pytest.fixture
def universe(request: pytest.FixtureRequest, keys: None, _kept_universe: "Snapshot[Universe]") -> "Iterator[Universe]":
    """The named world, with the clock held at its day.

    Where a live server takes part, all clocks of this process stand there and go on: its threads ask the system.
    """
    from tests.universe import TODAY
    from twofold.core import clock

    world = copy.deepcopy(_kept_universe.bring())
    with time_machine.travel(TODAY) if "live_server" in request.fixturenames else clock.held(TODAY):
        yield world


def database_of(request: pytest.FixtureRequest) -> None:
    """The database as this test wants it: with commits where a live server or a marker asks for them."""
    marker = request.node.get_closest_marker("django_db")
    commits = "live_server" in request.fixturenames or (marker and marker.kwargs.get("transaction"))
    request.getfixturevalue("transactional_db" if commits else "db")


@dataclass(frozen=True)
class Installation:
    """A home of its own for commands that run as processes of their own."""

    home: Path
    env: dict[str, str]

    def run(self, *arguments: str, said: str = "", seconds: float = 120) -> subprocess.CompletedProcess[str]:
        """Run `twofold` with these arguments; the caller looks at returncode, stdout and stderr."""
        command = [sys.executable, "-W", "error", "-m", "tests.machinery.command", *arguments]
        return subprocess.run(
            command, cwd=environment.ROOT, env=self.env, input=said, capture_output=True, text=True, timeout=seconds,
            check=False,
        )  # fmt: skip


@pytest.fixture
def bare_installation(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Installation]:
    """A home that does not exist yet, on the database that this run is about."""
    home = tmp_path / "home"
    env = environment.outside() | {"TWOFOLD_HOME": str(home), "TWOFOLD_KEY": environment.PHRASE}
    if not request.config.option.postgres:
        yield Installation(home, env)
        return
    place, name = postgres.Place.read(Path(os.environ[environment.CLUSTER])), f"own_{secrets.token_hex(6)}"
    postgres.create_database(place, name)
    yield Installation(home, env | {"DATABASE_URL": place.url(name)})
    postgres.drop_database(place, name)


@pytest.fixture
def installation(
    request: pytest.FixtureRequest, bare_installation: Installation, _empty_tables: Path | None
) -> Installation:
    """A home in which no command has run. On SQLite its tables are there: making them is most of a first command."""
    if _empty_tables:
        start(bare_installation.home, _empty_tables)
    return bare_installation


@dataclass
class Command:
    """`twofold` in this process, on this test's database: for where a process of its own would show nothing more."""

    capsys: pytest.CaptureFixture[str]
    err: str = ""

    def __call__(self, *arguments: object, code: int = 0) -> Any:
        """What `--json` printed; without it what was said on standard error, which stays in `err`."""
        from twofold.config import cli

        self.capsys.readouterr()
        ended = cli.main([str(one) for one in arguments])
        said = self.capsys.readouterr()
        self.err = said.err
        assert ended == code, said.err
        return json.loads(said.out) if said.out else said.err


@pytest.fixture
def twofold(keys: None, capsys: pytest.CaptureFixture[str]) -> Command:
    return Command(capsys)


def start(home: Path, tables: Path) -> None:
    """Make this home, with these empty tables in it."""
    home.mkdir(mode=0o700, exist_ok=True)
    shutil.copyfile(tables, home / "twofold.sqlite3")
    (home / "twofold.sqlite3").chmod(0o600)
