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

from twofold.bench.registry import Part
from twofold.bench.results import Result

MARK, NOTHING = "bench.home", "nothing"


@dataclass(frozen=True)
class Empty:
    """An installation in which nothing stands yet, and its phrase: the homes of one run are copies of it."""

    home: Path
    phrase: str


def run(parts: list[Part], *, quick: bool, at: int | None = None) -> Iterator[tuple[str, list[Result]]]:
    """The results of each part, one size after the other, or at one size only."""
    with tempfile.TemporaryDirectory(prefix="twofold-bench-") as home:
        empty = Empty(Path(home), secrets.token_hex(16))
        Path(home, MARK).touch()
        _ask(empty.home, empty.phrase, [])
        for one in parts:
            for size in [at] if at else one.quick if quick else one.full:
                yield one.name, apart(one.name, size, empty)


def apart(name: str, size: int, empty: Empty | None = None) -> list[Result]:
    """One bench at one size, in a home that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="twofold-bench-") as home:
        Path(home, MARK).touch()
        if empty:
            shutil.copytree(empty.home, home, dirs_exist_ok=True)
        done = _ask(Path(home), empty.phrase if empty else secrets.token_hex(16), [name, "--size", str(size)])
    if done.returncode:
        return [{"what": f"{name} at {size} did not end", "size": size, "value": None, "unit": "", "met": False}]
    found: list[Result] = json.loads(done.stdout.splitlines()[-1])
    return found


def _ask(home: Path, phrase: str, asked: Sequence[str]) -> subprocess.CompletedProcess[str]:
    """A process in this home, which measures what is asked, or only opens the home."""
    env = {**os.environ, "TWOFOLD_HOME": str(home), "TWOFOLD_KEY": phrase}
    env.pop("DATABASE_URL", None)
    command = [sys.executable, "-m", "twofold", "bench", "--inside", *(asked or [NOTHING])]
    return subprocess.run(command, env=env, stdout=subprocess.PIPE, text=True, check=False)  # noqa: S603 - ourselves


def inside(module: str, size: int) -> list[Result]:
    """In the process of one bench, in its private home that is open: measure."""
    found: list[Result] = importlib.import_module(module).measure(size)
    return found


def prepare() -> None:
    """Lay the static files out, where that was not done, as `serve` does: pages name their files by hash."""
    from django.conf import settings
    from django.core.management import call_command

    settings.ALLOWED_HOSTS = ["testserver"]
    if not Path(settings.STATIC_ROOT).exists():
        call_command("collectstatic", verbosity=0, interactive=False)
