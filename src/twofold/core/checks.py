"""What must hold of the database before anything is served: durable commits, erased deletes, one writer at a time."""

from typing import Any

from django.db import connection


class UnsafeDatabase(RuntimeError):
    """The database would lose or keep what it must not. The message says what to set."""


_SQLITE = {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1, "foreign_keys": 1}
_POSTGRES = ("fsync", "full_page_writes", "synchronous_commit")


def assert_durable() -> None:
    """Raise UnsafeDatabase unless this connection keeps every promise. Called by every command before it works."""
    wrong = _sqlite_faults() if connection.vendor == "sqlite" else _postgres_faults()
    if wrong:
        raise UnsafeDatabase(
            "Twofold does not start on a database that may lose work: "
            + "; ".join(wrong)
            + ". Set these and start again."
        )


def _sqlite_faults() -> list[str]:
    wrong = []
    with connection.cursor() as cursor:
        for pragma, expected in _SQLITE.items():
            cursor.execute(f"PRAGMA {pragma}")
            found = cursor.fetchone()[0]
            if found != expected:
                wrong.append(f"{pragma} is {found}, must be {expected}")
    options: dict[str, Any] = connection.settings_dict["OPTIONS"]
    if options.get("transaction_mode") != "IMMEDIATE":
        wrong.append("transaction_mode must be IMMEDIATE")
    return wrong


def _postgres_faults() -> list[str]:
    wrong = []
    with connection.cursor() as cursor:
        for setting in _POSTGRES:
            cursor.execute(f"SHOW {setting}")
            found = cursor.fetchone()[0]
            if found in {"off", "local"}:
                wrong.append(f"{setting} is {found}")
    return wrong
