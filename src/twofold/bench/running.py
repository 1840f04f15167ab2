"""Runs benches, each in a process and a private home of its own. The parent opens no installation."""

import importlib
import json
import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from twofold.bench.registry import Part
from twofold.bench.results import Result

MARK = "bench.home"


def run(parts: list[Part], *, quick: bool) -> Iterator[tuple[str, list[Result]]]:
    """The results of each part, one size after the other."""
    for one in parts:
        for size in one.quick if quick else one.full:
            yield one.name, apart(one.name, size)


def apart(name: str, size: int) -> list[Result]:
    """One bench at one size, in a home that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="twofold-bench-") as home:
        Path(home, MARK).touch()
        env = {**os.environ, "TWOFOLD_HOME": home, "TWOFOLD_KEY": secrets.token_hex(16)}
        env.pop("DATABASE_URL", None)
        command = [sys.executable, "-m", "twofold", "bench", "--inside", name, "--size", str(size)]
        done = subprocess.run(command, env=env, stdout=subprocess.PIPE, text=True, check=False)  # noqa: S603 - ourselves
    if done.returncode:
        return [{"what": f"{name} at {size} did not end", "size": size, "value": None, "unit": "", "met": False}]
    found: list[Result] = json.loads(done.stdout.splitlines()[-1])
    return found


def inside(module: str, size: int) -> list[Result]:
    """In the process of one bench, in its private home that is open: measure."""
    from django.conf import settings
    from django.core.management import call_command

    settings.ALLOWED_HOSTS = ["testserver"]
    call_command("collectstatic", verbosity=0, interactive=False)  # as `serve` does: pages name their files by hash
    found: list[Result] = importlib.import_module(module).measure(size)
    return found
