"""How each kind of database is copied, loaded and looked at. The only place that speaks to their own tools."""

import contextlib
import os
import secrets
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from django.apps import apps
from django.db import Error, connection, connections

from twofold.core import clock
from twofold.core.errors import Invalid

SQLITE_FILE, POSTGRES_FILE = "twofold.sqlite3", "twofold.dump"


def dump(folder: Path) -> Path:
    """Copy the database while others write; the copy is as it was at one moment."""
    if connection.vendor == "sqlite":
        file = folder / SQLITE_FILE
        connection.ensure_connection()
        with contextlib.closing(sqlite3.connect(file)) as target:
            connection.connection.backup(target, pages=2000)
        return file
    file = folder / POSTGRES_FILE
    _tool("pg_dump", "--format=custom", "--no-owner", f"--file={file}", f"--dbname={url()}")
    return file


def _tool(*command: str) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - PostgreSQL's own tools
    except FileNotFoundError:
        raise Invalid(f"{command[0]} is not here. Install PostgreSQL's client tools.") from None
    if done.returncode:
        raise Invalid(f"{command[0]} did not finish (exit code {done.returncode}). Nothing was kept.")
    return done.stdout


def url(database: str | None = None) -> str:
    """The address of the PostgreSQL database, as its tools take it."""
    told = connection.settings_dict
    query = {name: str(value) for name, value in {"host": told["HOST"], "port": told["PORT"]}.items() if value}
    query |= {name: str(value) for name, value in told["OPTIONS"].items() if isinstance(value, str)}
    who = quote(told["USER"]) + (f":{quote(told['PASSWORD'])}" if told["PASSWORD"] else "")
    return f"postgresql://{who}@/{quote(database or told['NAME'])}?{urlencode(query)}"


@contextlib.contextmanager
def scratch(file: Path, home: Path) -> Iterator[dict[str, str]]:
    """The copy restored where nobody works; what the environment of a process there has to say."""
    if connection.vendor == "sqlite":
        shutil.copy2(file, home / SQLITE_FILE)
        yield {}
        return
    name = f"twofold_check_{secrets.token_hex(6)}"
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"')
    try:
        _tool("pg_restore", "--no-owner", "--exit-on-error", f"--dbname={url(name)}", str(file))
        yield {"DATABASE_URL": url(name)}
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def check_whole() -> None:
    """Raise Invalid where the database itself says that it is damaged."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        said = cursor.fetchone()[0]
        cursor.execute("PRAGMA foreign_key_check")
        loose = cursor.fetchone()
    if said != "ok" or loose:
        raise Invalid("the database says that it is damaged")


def counts() -> dict[str, int]:
    """Rows of each of our tables."""
    found = {}
    for model in apps.get_models():
        if model.__module__.startswith("twofold."):
            rows = model.objects.unscoped("counted") if hasattr(model.objects, "unscoped") else model.objects.all()
            found[model._meta.label_lower] = rows.count()
    return found


def epoch_here() -> int:
    """The epoch of what is to be replaced; 0 where nothing is."""
    from twofold.fieldwork.actions.giving import epoch

    try:
        return epoch()
    except Error:
        return 0


def check_may_replace(replace: bool) -> None:
    """Raise Invalid where something stands here that nobody said may go."""
    if connection.vendor == "sqlite":
        filled = Path(connection.settings_dict["NAME"]).exists()
    else:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'")
            filled = cursor.fetchone()[0] > 0
    if filled and not replace:
        raise Invalid("This installation holds something already. Add --replace to put the copy in its place.")


def load(file: Path) -> None:
    """Put the copy in place. What was there is kept beside it (SQLite) or replaced in one transaction (PostgreSQL)."""
    connections.close_all()
    if connection.vendor == "sqlite":
        _put_file(file)
        return
    _tool(
        "pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction", f"--dbname={url()}", str(file)
    )  # fmt: skip


def _put_file(file: Path) -> None:
    here = Path(connection.settings_dict["NAME"])
    aside = here.with_name(f"{here.name}.replaced-{clock.now():%Y%m%d-%H%M%S}")
    unfinished = here.with_name(here.name + ".new")
    shutil.copy2(file, unfinished)
    with unfinished.open("rb") as copied:
        os.fsync(copied.fileno())
    for suffix in ("", "-wal", "-shm"):
        part = here.with_name(here.name + suffix)
        if part.exists():
            part.rename(aside.with_name(aside.name + suffix))
    unfinished.rename(here)


def describe(found: dict[str, Any]) -> str:
    """What was found in a copy, in one line."""
    rows = sum(found["counts"].values())
    return f"{rows} rows, {found['audit_rows']} of them in the log, whose chain holds; {found['canaries']} sealed columns open"
