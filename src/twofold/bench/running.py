"""Runs benches, each in a process and a private home of its own. The parent opens no installation."""

import importlib
import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from twofold.bench.registry import Part, part
from twofold.bench.results import Result
from twofold.bench.servers import database_on

MARK, NOTHING = "bench.home", "nothing"


@dataclass(frozen=True)
class Empty:
    """An installation in which nothing stands yet, and its phrase: the homes of one run are copies of it. `server` is that on
    which databases are made, `database` the one of this installation; without a server all is in the home.
    """

    home: Path
    phrase: str
    server: str = ""
    database: str = ""


def run(
    parts: list[Part], *, quick: bool, at: int | None = None, server: str = ""
) -> Iterator[tuple[str, list[Result]]]:
    """The results of each part, one size after the other, or at one size only."""
    with tempfile.TemporaryDirectory(prefix="twofold-bench-") as home, database_on(server) as database:
        empty = Empty(Path(home), secrets.token_hex(16), server, database)
        Path(home, MARK).touch()
        _ask(empty.home, empty.phrase, [], database)
        for one in parts:
            for size in [at] if at else one.quick if quick else one.full:
                yield one.name, apart(one.name, size, empty)


def apart(name: str, size: int, empty: Empty | None = None) -> list[Result]:
    """One bench at one size, in a home that is gone afterwards."""
    server, like = (empty.server, empty.database) if empty else ("", "")
    with tempfile.TemporaryDirectory(prefix="twofold-bench-") as home, database_on(server, like) as database:
        Path(home, MARK).touch()
        if empty:
            shutil.copytree(empty.home, home, dirs_exist_ok=True)
        phrase, asked = empty.phrase if empty else secrets.token_hex(16), [name, "--size", str(size)]
        for more in [["--lay"], []] if 0 < part(name).laid <= size else [[]]:
            done = _ask(Path(home), phrase, [*asked, *more], database)
            if done.returncode:
                return [
                    {"what": f"{name} at {size} did not end", "size": size, "value": None, "unit": "", "met": False}
                ]
    found: list[Result] = json.loads(done.stdout.splitlines()[-1])
    return found


def _ask(home: Path, phrase: str, asked: Sequence[str], database: str = "") -> subprocess.CompletedProcess[str]:
    """A process in this home, which measures what is asked, or only opens the home."""
    env = {**os.environ, "TWOFOLD_HOME": str(home), "TWOFOLD_KEY": phrase}
    env.pop("DATABASE_URL", None)
    env |= {"DATABASE_URL": database} if database else {}
    command = [sys.executable, "-m", "twofold", "bench", "--inside", *(asked or [NOTHING])]
    return subprocess.run(command, env=env, stdout=subprocess.PIPE, text=True, check=False)  # noqa: S603 - ourselves


def inside(module: str, size: int, *, lay: bool = False) -> list[Result]:
    """In the process of one bench, in its private home that is open: measure, or lay down what the next one measures."""
    there = importlib.import_module(module)
    if lay:
        there.lay(size)
        return []
    found: list[Result] = there.measure(size)
    return found


def prepare() -> None:
    """Lay the static files out, where that was not done, as `serve` does: pages name their files by hash."""
    from django.conf import settings
    from django.core.management import call_command

    settings.ALLOWED_HOSTS = ["testserver"]
    if not Path(settings.STATIC_ROOT).exists():
        call_command("collectstatic", verbosity=0, interactive=False)
