"""Starts a PostgreSQL server for one test run, proves that it is ours, and takes it away again.

The server lives in one fresh folder: data, log, socket, and the mark of who owns it. It listens on that
socket and nowhere else. Which database a test uses is decided in `environment.py` and `tests/conftest.py`.
"""

import json
import os
import pwd
import re
import secrets
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

OLDEST = 15
MARK = "owner.json"
HOW_TO_GET_IT = (
    "PostgreSQL 15 or newer is needed for these tests (its server programs, no running server).\n"
    "  Debian, Ubuntu:  sudo apt-get install --no-install-recommends postgresql\n"
    "  elsewhere:       install it so that `initdb` or `pg_config` is on PATH"
)
# As strict as production: the product refuses a server that may lose what it has confirmed.
SETTINGS = {
    "listen_addresses": "",
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "max_connections": "60",
    "shared_buffers": "64MB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}
# The keeper waits for the end of its input. That comes when the tests end, however they end: kill -9 too.
KEEPER = """folder=$1; shift
"$@" >"$folder/log" 2>&1 </dev/null &
server=$!
cat >/dev/null
kill -INT "$server" 2>/dev/null
wait "$server"
rm -rf -- "$folder"
"""


class Missing(Exception):
    """The server's programs are not on this machine."""


class Failed(Exception):
    """The server did not start; the message holds its log."""


class NotOurs(Exception):
    """The server that answers is not the one these tests started."""


@dataclass(frozen=True)
class Place:
    """Where a server of ours is and how it is recognised; written into its folder, read by every worker."""

    folder: Path
    user: str
    token: str

    @classmethod
    def read(cls, folder: Path) -> "Place":
        return cls(folder=folder, **json.loads((folder / MARK).read_text()))

    def write(self) -> None:
        (self.folder / MARK).write_text(json.dumps({"user": self.user, "token": self.token}))

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def url(self, database: str) -> str:
        return f"postgres://{self.user}@/{database}?host={self.folder}"

    def connect(self, database: str = "postgres") -> psycopg.Connection:
        return psycopg.connect(host=str(self.folder), user=self.user, dbname=database, autocommit=True)


def prove_ours(place: Place) -> None:
    """Raise unless the server has our token and our folder. Asked before anything is made or dropped."""
    with place.connect() as connection:
        row = connection.execute(
            "SELECT current_setting('data_directory'), shobj_description(oid, 'pg_database')"
            " FROM pg_database WHERE datname = 'postgres'"
        ).fetchone()
    directory, token = row or ("", "")
    if Path(directory).resolve() != place.data.resolve():
        raise NotOurs(f"The server at {place.folder} keeps its data in {directory}: nothing was done to it.")
    if not secrets.compare_digest(token or "", place.token):
        raise NotOurs(f"The server at {place.folder} does not carry our token: nothing was done to it.")


def create_database(place: Place, name: str) -> None:
    prove_ours(place)
    with place.connect() as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))


def drop_database(place: Place, name: str) -> None:
    prove_ours(place)
    with place.connect() as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def candidates() -> Iterator[Path]:
    """Folders that may hold the server's programs: what PATH says first, then the newest installed."""
    if initdb := shutil.which("initdb"):
        yield Path(initdb).resolve().parent
    if pg_config := shutil.which("pg_config"):
        answer = subprocess.run([pg_config, "--bindir"], capture_output=True, text=True, check=False)
        if answer.stdout.strip():
            yield Path(answer.stdout.strip())
    for pattern in ("usr/lib/postgresql/*/bin", "usr/pgsql-*/bin", "opt/homebrew/opt/postgresql*/bin"):
        yield from sorted(Path("/").glob(pattern), key=version_in, reverse=True)


def version_in(folder: Path) -> int:
    found = re.search(r"(\d+)", str(folder))
    return int(found[1]) if found else 0


def programs() -> Path:
    """The folder with `initdb` and `postgres`, new enough."""
    for folder in candidates():
        if not ((folder / "initdb").is_file() and (folder / "postgres").is_file()):
            continue
        said = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=False)
        found = re.search(r"\) (\d+)", said.stdout)
        if found and int(found[1]) >= OLDEST:
            return folder
    raise Missing(HOW_TO_GET_IT)


def account() -> dict[str, Any]:
    """Who runs the server: PostgreSQL refuses root, so root lends it an account that owns nothing here."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise Missing("Root may not run PostgreSQL, and this machine has no account `postgres` or `nobody` to run it.")


@dataclass
class Cluster:
    """A running server. It ends with `stop`, or by itself as soon as the process that holds it is gone."""

    place: Place
    keeper: subprocess.Popen[bytes]

    @property
    def folder(self) -> Path:
        return self.place.folder

    def stop(self) -> None:
        if self.keeper.stdin:
            self.keeper.stdin.close()
        self.keeper.wait(timeout=60)
        shutil.rmtree(self.folder, ignore_errors=True)


def run(command: list[str | Path], who: dict[str, Any], said: str = "") -> None:
    done = subprocess.run(command, input=said, capture_output=True, text=True, check=False, cwd="/", **who)
    if done.returncode:
        raise Failed(f"{Path(command[0]).name} failed:\n{done.stdout}{done.stderr}")


def start(parent: Path) -> Cluster:
    """A server in a fresh folder under `parent`, marked as ours before it first listens."""
    bin_, who = programs(), account()
    folder = Path(tempfile.mkdtemp(prefix="twofold-pg-", dir=parent))
    try:
        place = Place(folder=folder, user=f"tests_{secrets.token_hex(4)}", token=secrets.token_hex(16))
        place.write()
        if who:
            os.chown(folder, who["user"], who["group"])
        options = ["--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "--no-instructions"]
        run([bin_ / "initdb", "-D", place.data, "-U", place.user, *options], who)
        mark = f"COMMENT ON DATABASE postgres IS '{place.token}'\n"
        run([bin_ / "postgres", "--single", "-D", place.data, "postgres"], who, said=mark)
        cluster = Cluster(place, listen(bin_, place, who))
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    wait_for(cluster)
    return cluster


def listen(bin_: Path, place: Place, who: dict[str, Any]) -> subprocess.Popen[bytes]:
    settings = SETTINGS | {"unix_socket_directories": str(place.folder), "unix_socket_permissions": "0700"}
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    command = [
        "sh",
        "-c",
        KEEPER,
        "keeper",
        str(place.folder),
        str(bin_ / "postgres"),
        "-D",
        str(place.data),
        *options,
    ]
    # In a session of its own: Ctrl-C is for the tests, which then end the server in good order.
    return subprocess.Popen(command, stdin=subprocess.PIPE, cwd="/", start_new_session=True, **who)


def wait_for(cluster: Cluster, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while True:
        try:
            prove_ours(cluster.place)
        except psycopg.OperationalError as problem:
            if time.monotonic() > deadline or cluster.keeper.poll() is not None:
                log = (cluster.folder / "log").read_text() if (cluster.folder / "log").exists() else ""
                cluster.stop()
                raise Failed(f"PostgreSQL did not start: {problem}\n{log}") from problem
            time.sleep(0.05)
        except BaseException:
            cluster.stop()
            raise
        else:
            return
