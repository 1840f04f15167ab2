"""Fixtures that every test may use: the database under test, and an installation of its own for a command.

What stands before Django is loaded is in `tests/machinery`; the named world that tests play in is in
`universe.py`.
"""

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.machinery import environment, postgres


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


@dataclass(frozen=True)
class Installation:
    """A home of its own for commands that run as processes of their own."""

    home: Path
    env: dict[str, str]

    def run(self, *arguments: str, said: str = "", seconds: float = 120) -> subprocess.CompletedProcess[str]:
        """Run `twofold` with these arguments; the caller looks at returncode, stdout and stderr."""
        command = [sys.executable, "-W", "error", "-m", "twofold", *arguments]
        return subprocess.run(
            command, env=self.env, input=said, capture_output=True, text=True, timeout=seconds, check=False
        )


@pytest.fixture
def installation(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Installation]:
    """A fresh, empty installation on the database that this run is about."""
    home = tmp_path / "home"
    env = environment.outside() | {"TWOFOLD_HOME": str(home), "TWOFOLD_KEY": environment.PHRASE}
    if not request.config.option.postgres:
        yield Installation(home, env)
        return
    place, name = postgres.Place.read(Path(os.environ[environment.CLUSTER])), f"own_{secrets.token_hex(6)}"
    postgres.create_database(place, name)
    yield Installation(home, env | {"DATABASE_URL": place.url(name)})
    postgres.drop_database(place, name)
