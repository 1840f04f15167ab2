"""Where an installation keeps its files: one folder, TWOFOLD_HOME. Reads the environment; knows no database."""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit


def home() -> Path:
    """The folder that holds everything an installation writes; made if it is not there."""
    path = Path(os.environ.get("TWOFOLD_HOME") or Path.home() / ".twofold").expanduser().resolve()
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
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
    """Django's description of the database: PostgreSQL where DATABASE_URL names one, else SQLite in the folder."""
    url = os.environ.get("DATABASE_URL")
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": folder / "twofold.sqlite3",
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": SQLITE_PRAGMAS},
            "TEST": {"NAME": folder / "test.sqlite3"},
        }
    parts = urlsplit(url)
    query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", parts.hostname or ""),
        "PORT": query.pop("port", parts.port or ""),
        "OPTIONS": query,
        "CONN_MAX_AGE": 60,
    }
