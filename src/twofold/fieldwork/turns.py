"""Whose turn it is to write what phones bring: one at a time where the database takes one writer.

SQLite lets who waits for it sleep and try again, and whoever comes new may be quicker for ever: with two processes, phones
waited for a minute in the middle of an evening. A lock of the system wakes who waits as soon as it is free.
"""

import importlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

from django.conf import settings
from django.db import connection

fcntl: ModuleType | None
try:
    fcntl = importlib.import_module("fcntl")
except ImportError:  # a system without it has one process
    fcntl = None

_here = threading.Lock()
FILE = "turn.lock"


@contextmanager
def place(seconds: float) -> Iterator[bool]:
    """The first place in this process: whoever has it may make ready what is written when the turn comes, and slows nobody of
    this process who writes. False where that took too long.
    """
    if not _here.acquire(timeout=seconds):
        yield False
        return
    try:
        yield True
    finally:
        _here.release()


@contextmanager
def turn() -> Iterator[None]:
    """Inside, nobody else of this process and of its siblings writes for phones. Belongs into a `place`. PostgreSQL takes many
    writers, and they wait for rows only.
    """
    if connection.vendor != "sqlite" or fcntl is None:
        yield
        return
    with Path(settings.TWOFOLD_HOME, FILE).open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # let go when the file is closed, also by a process that dies
        yield
