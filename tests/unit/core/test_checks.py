"""What must hold of the database: each promise missing keeps the software from starting, in words that say what to set."""

import sqlite3
from pathlib import Path

import pytest
from django.db import connection

from tests.conftest import Installation
from twofold.core import checks
from twofold.core.checks import UnsafeDatabase, assert_durable

only_sqlite = pytest.mark.skipif("config.option.postgres", reason="these are SQLite's settings")
only_postgres = pytest.mark.skipif("not config.option.postgres", reason="these are PostgreSQL's settings")
PRAGMAS = {
    "synchronous is 1": "synchronous=NORMAL",
    "synchronous is 0": "synchronous=OFF",
    "synchronous is 3": "synchronous=EXTRA",
    "journal_mode is delete": "journal_mode=DELETE",
    "journal_mode is memory": "journal_mode=MEMORY",
    "secure_delete is 0": "secure_delete=OFF",
    "secure_delete is 2": "secure_delete=FAST",
    "foreign_keys is 0": "foreign_keys=OFF",
}


@pytest.fixture
def settings_of(db: None, monkeypatch: pytest.MonkeyPatch) -> dict:
    options = dict(connection.settings_dict["OPTIONS"])
    monkeypatch.setitem(connection.settings_dict, "OPTIONS", options)
    return options


def test_the_database_of_the_tests_keeps_every_promise(db: None) -> None:
    assert_durable()


@only_sqlite
@pytest.mark.parametrize(("said", "pragma"), PRAGMAS.items(), ids=PRAGMAS.values())
def test_a_promise_that_is_missing_is_named(said: str, pragma: str, tmp_path: Path) -> None:
    opened = sqlite3.connect(tmp_path / "own.sqlite3", isolation_level=None)
    for line in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON", "foreign_keys=ON", pragma):
        opened.execute(f"PRAGMA {line}").fetchall()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(checks, "connection", Stand(opened))
        with pytest.raises(UnsafeDatabase) as caught:
            assert_durable()
    opened.close()
    assert said in str(caught.value)
    assert str(caught.value).count("must be") == 1, "the others hold"


@only_sqlite
def test_a_promise_kept_in_full_is_enough(tmp_path: Path) -> None:
    opened = sqlite3.connect(tmp_path / "own.sqlite3", isolation_level=None)
    for line in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON", "foreign_keys=ON"):
        opened.execute(f"PRAGMA {line}").fetchall()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(checks, "connection", Stand(opened))
        assert_durable()
    opened.close()


class Stand:
    """A database connection as the check sees one, around a file of our own."""

    vendor = "sqlite"

    def __init__(self, opened: sqlite3.Connection) -> None:
        self.opened = opened
        self.settings_dict = connection.settings_dict

    def cursor(self) -> "Stand":
        return self

    def __enter__(self) -> sqlite3.Cursor:
        return self.opened.cursor()

    def __exit__(self, *told: object) -> None:
        """Nothing to close: the test does."""


@only_sqlite
@pytest.mark.parametrize("mode", ["DEFERRED", "EXCLUSIVE", None])
def test_transactions_that_begin_late_are_named(settings_of: dict, mode: str | None) -> None:
    settings_of["transaction_mode"] = mode
    with pytest.raises(UnsafeDatabase, match="transaction_mode must be IMMEDIATE"):
        assert_durable()


@only_postgres
@pytest.mark.parametrize("value", ["off", "local"])
def test_a_server_that_acknowledges_too_early_is_named(db: None, value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET synchronous_commit = {value}")
    try:
        with pytest.raises(UnsafeDatabase, match="synchronous_commit is"):
            assert_durable()
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET synchronous_commit")


def test_a_server_that_keeps_nothing_through_a_power_cut_is_named(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    class Server(Stand):
        vendor = "postgresql"

        def __init__(self) -> None:
            """No file: it answers by itself."""

        def __enter__(self) -> "Server":
            return self

        def execute(self, statement: str) -> None:
            assert statement in {f"SHOW {name}" for name in ("fsync", "full_page_writes", "synchronous_commit")}

        def fetchone(self) -> tuple[str]:
            return ("off",)

    monkeypatch.setattr(checks, "connection", Server())
    with pytest.raises(UnsafeDatabase) as caught:
        assert_durable()
    for name in ("fsync", "full_page_writes", "synchronous_commit"):
        assert f"{name} is off" in str(caught.value)


@only_sqlite
@pytest.mark.parametrize("pragma", ["synchronous=NORMAL", "secure_delete=OFF", "foreign_keys=OFF"])
def test_the_command_refuses_to_start(bare_installation: Installation, pragma: str) -> None:
    """A settings module that lowers one promise, as an operator in a hurry might write it."""
    bare_installation.home.mkdir()
    (bare_installation.home / "hasty.py").write_text(
        "from twofold.config.settings import *\n"
        f"DATABASES['default']['OPTIONS']['init_command'] += ' PRAGMA {pragma};'\n"
    )
    bare_installation.env.update(DJANGO_SETTINGS_MODULE="hasty", PYTHONPATH=f"{bare_installation.home}:src")
    done = bare_installation.run("verify")
    assert done.returncode == 1
    assert "does not start" in done.stderr and pragma.split("=", maxsplit=1)[0] in done.stderr
    assert "Traceback" not in done.stderr
    assert not (bare_installation.home / "weak.key").exists(), "nothing was made on a database that may lose it"


@only_sqlite
def test_what_is_deleted_is_erased_from_the_file(tmp_path: Path, bare_installation: Installation) -> None:
    """secure_delete and the checkpoint together: neither the file nor the write-ahead log keeps a deleted key."""
    from twofold.config.installation import SQLITE_PRAGMAS

    marks = [f"mark-{number:04}-of-a-key-to-be-erased".encode() for number in range(300)]
    opened = sqlite3.connect(tmp_path / "own.sqlite3", isolation_level=None)
    opened.executescript(SQLITE_PRAGMAS)
    opened.execute("CREATE TABLE keys (id INTEGER PRIMARY KEY, wrapped BLOB)")
    opened.executemany("INSERT INTO keys (wrapped) VALUES (?)", [(mark,) for mark in marks])
    opened.execute("DELETE FROM keys")
    opened.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    on_disk = b"".join(path.read_bytes() for path in tmp_path.glob("own.sqlite3*"))
    opened.close()
    assert not [mark for mark in marks if mark in on_disk]
