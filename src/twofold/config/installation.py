"""Where an installation keeps its files: one folder, TWOFOLD_HOME. Reads the environment; knows no database."""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit


class Unusable(Exception):
    """What the environment names cannot be used; the message says what to do."""


def home() -> Path:
    """The folder that holds everything an installation writes; made if it is not there. Raises Unusable."""
    path = Path(os.environ.get("TWOFOLD_HOME") or Path.home() / ".twofold").expanduser().resolve()
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        raise Unusable("The folder in TWOFOLD_HOME cannot be made. Name a folder that you may write in.") from None
    if not os.access(path, os.R_OK | os.W_OK | os.X_OK):
        raise Unusable("The folder in TWOFOLD_HOME cannot be written. Choose another, or mend its permissions.")
    return path


def signing_secret(folder: Path) -> str:
    """The secret that signs sessions, made once. It protects cookies, not files: files are under the typed key."""
    path = folder / "signing.secret"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text()
    with os.fdopen(descriptor, "w") as file:
        file.write(made := secrets.token_urlsafe(50))
    return made


SQLITE_PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA foreign_keys=ON;"


def database(folder: Path) -> dict[str, Any]:
    """Django's description of the database: PostgreSQL where DATABASE_URL names one, else SQLite in the folder.

    Raises Unusable for an address that names no PostgreSQL database.
    """
    url = os.environ.get("DATABASE_URL")
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": folder / "twofold.sqlite3",
            "CONN_MAX_AGE": 60,
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": SQLITE_PRAGMAS},
            "TEST": {"NAME": folder / "test.sqlite3"},
        }
    try:
        return _postgres(url)
    except ValueError:
        raise Unusable(
            "DATABASE_URL does not name a database. It looks like postgresql://user:password@host:5432/name; "
            "leave it out to keep everything in one file."
        ) from None


def _postgres(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"} or not parts.path.strip("/"):
        raise ValueError(parts.scheme)
    query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", parts.hostname or ""),
        "PORT": query.pop("port", parts.port or ""),
        "OPTIONS": query,
        "CONN_MAX_AGE": 60,
    }
