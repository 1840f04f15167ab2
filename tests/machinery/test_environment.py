"""The surroundings of a test: a home of its own, nobody else's settings, no network but our own machine."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from pytest_socket import SocketConnectBlockedError

from tests.machinery import environment, plugin


def test_the_home_is_a_fresh_folder_of_this_process() -> None:
    home = Path(os.environ["TWOFOLD_HOME"])
    assert home.is_relative_to(os.environ[environment.FOLDER])
    assert home.name == (environment.worker() or "lead")


@pytest.mark.slow
def test_the_settings_of_a_developer_do_not_reach_the_tests(tmp_path: Path) -> None:
    (tmp_path / "test_inner.py").write_text(
        "import os\ndef test_inner():\n"
        "    assert 'TWOFOLD_ELSE' not in os.environ and 'DATABASE_URL' not in os.environ\n"
        "    assert os.environ['TWOFOLD_HOME'] != '/nowhere'\n"
    )
    env = environment.outside() | {
        "TWOFOLD_HOME": "/nowhere",
        "TWOFOLD_ELSE": "1",
        "DATABASE_URL": "postgres://somebody",
    }
    command = [sys.executable, "-m", "pytest", "-c", "pyproject.toml", "--rootdir", ".", str(tmp_path)]
    done = subprocess.run(command, cwd=environment.ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 passed" in done.stdout


def test_a_process_outside_knows_nothing_of_the_tests() -> None:
    found = environment.outside()
    assert not [name for name in found if name.startswith(("TWOFOLD_", "TESTS_", "PYTEST_"))]
    assert "PATH" in found


def test_there_is_no_network() -> None:
    # The blocker warns before it raises, and warnings are errors here.
    with pytest.raises((SocketConnectBlockedError, UserWarning), match=r"192\.0\.2\.1"), socket.socket() as one:
        one.connect(("192.0.2.1", 80))


@pytest.mark.django_db
def test_the_database_is_the_one_that_was_asked_for(request: pytest.FixtureRequest) -> None:
    from django.db import connection

    assert connection.vendor == ("postgresql" if request.config.option.postgres else "sqlite")
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA journal_mode")
            assert cursor.fetchone() == ("wal",)


def test_a_whole_run_on_postgresql_keeps_every_test_that_asks_the_database(request: pytest.FixtureRequest) -> None:
    items = {item.name: item for item in request.session.items}
    kept = [name for name, item in items.items() if plugin.asks_the_database(item)]
    for name, item in items.items():
        used = set(item.fixturenames)
        if used & {"_django_db_helper", "django_db_setup"} or item.get_closest_marker("django_db"):
            assert name in kept, name
