"""The surroundings of a test process: a folder of its own, a test phrase, and which database.

All of it must stand before the settings are imported, so `plugin.py` calls `prepare` before anything else.
Nothing here knows Django or the product; how a PostgreSQL server is started is in `postgres.py`.
"""

import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.machinery import postgres

ROOT = Path(__file__).parents[2]
FOLDER = "TESTS_FOLDER"  # one folder for the whole run: made by the controller, shared out to its workers
CLUSTER = "TESTS_CLUSTER"  # the folder of the run's PostgreSQL server, where there is one
STATIC = "static"
KEPT = {"TWOFOLD_PROOFS", "TWOFOLD_CHROMIUM"}  # what a developer may say to the tests
PHRASE = "a phrase that only the tests use"
ROOM = 512 * 1024 * 1024


def worker() -> str | None:
    """The name of this process among the parallel ones; None in the one that leads."""
    return os.environ.get("PYTEST_XDIST_WORKER")


def roomy() -> Path:
    """Where temporary data goes: in memory if that has room, since every write is synced as in production."""
    memory = Path("/dev/shm")
    if memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > ROOM:
        return memory
    return Path(tempfile.gettempdir())


@dataclass
class Shared:
    """What the leading process holds for all: the folder, whose keeper removes it, and the server if there is one."""

    keeper: subprocess.Popen[bytes]
    cluster: postgres.Cluster | None = None

    def clear(self) -> None:
        """Leave nothing behind."""
        if self.cluster:
            self.cluster.stop()
        if self.keeper.stdin:
            self.keeper.stdin.close()
        self.keeper.wait(timeout=60)


def share(*, with_postgres: bool) -> Shared:
    """The folder of this run, gone with the process that asked for it, however that ends: it takes memory."""
    os.environ[FOLDER] = tempfile.mkdtemp(prefix="twofold-tests-", dir=roomy())
    os.environ.pop(CLUSTER, None)
    # Twice: a worker that is still going down may have written in between.
    keeper = ["sh", "-c", 'cat >/dev/null; rm -rf -- "$0" || { sleep 2; rm -rf -- "$0"; }', os.environ[FOLDER]]
    shared = Shared(subprocess.Popen(keeper, stdin=subprocess.PIPE, cwd="/", start_new_session=True))
    if with_postgres:
        try:
            shared.cluster = postgres.start(roomy())
        except BaseException:
            shared.clear()
            raise
        os.environ[CLUSTER] = str(shared.cluster.folder)
    return shared


def prepare(*, with_postgres: bool) -> Shared | None:
    """Set the environment of this process; the leading one also makes what all share, and returns it."""
    shared = share(with_postgres=with_postgres) if worker() is None else None
    for name in set(os.environ) - KEPT:
        if name.startswith("TWOFOLD_"):  # a developer's own installation is none of the tests' business
            del os.environ[name]
    home = Path(os.environ[FOLDER], worker() or "lead")
    home.mkdir(mode=0o700)
    static = Path(os.environ[FOLDER], STATIC)
    static.mkdir(exist_ok=True)
    (home / STATIC).symlink_to(static)  # collected once, read by all
    os.environ |= {"TWOFOLD_HOME": str(home), "TWOFOLD_KEY": PHRASE}
    os.environ.pop("DATABASE_URL", None)
    if with_postgres:
        os.environ["DATABASE_URL"] = postgres.Place.read(Path(os.environ[CLUSTER])).url("twofold")
    return shared


def outside() -> dict[str, str]:
    """The environment of a process that is to know nothing of these tests."""
    hidden = ("PYTEST_", "TESTS_", "TWOFOLD_", "DJANGO_", "DATABASE_URL", "COV_")
    return {name: value for name, value in os.environ.items() if not name.startswith(hidden)}
