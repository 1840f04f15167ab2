"""How the kernel is compiled: no lock held, nothing reordered, kept on disk under a name that follows the sources.

The name is needed because the compiler notices a change in a file, but not in the files that it calls.
"""

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, cast

import numba
import numpy as np

Array = np.ndarray


def _place() -> str:
    """Where `NUMBA_CACHE_DIR` says; else the user's cache; else the folder of an installation; else gone with the process."""
    here = Path(__file__).parent
    said = hashlib.sha256(f"{numba.__version__}".encode())
    beside = ("kernel.py", "states.py", "world.py", "draws.py")
    for source in (*sorted(here.glob("*.py")), *(here.parent / name for name in beside)):
        said.update(source.read_bytes())
    for base in _bases():
        place = base / f"epi-{said.hexdigest()[:16]}"
        try:
            place.mkdir(parents=True, exist_ok=True)
            if os.access(place, os.W_OK):
                return str(place)
        except OSError:
            continue
    return tempfile.mkdtemp(prefix="twofold-epi-")


def _bases() -> Iterator[Path]:
    told, home = os.environ.get("NUMBA_CACHE_DIR"), os.environ.get("TWOFOLD_HOME")
    if told:
        yield Path(told)
    with suppress(RuntimeError):  # a user without a home
        yield Path(os.environ.get("XDG_CACHE_HOME") or Path("~/.cache").expanduser(), "twofold")
    if home:
        yield Path(home, "cache")


PLACE = _place()
# Nothing is allocated in the kernel, so no array needs its users counted: counting them took more time than all the rest
HOW: Any = {"nogil": True, "error_model": "numpy", "_nrt": False}


def compiled[F: Callable[..., Any]](function: F) -> F:
    """`numba.njit`, with the cache where we say."""
    settings: Any = numba.config
    before = settings.CACHE_DIR
    settings.CACHE_DIR = PLACE
    try:
        return cast(F, numba.njit(cache=True, **HOW)(function))
    finally:
        settings.CACHE_DIR = before


def inner[F: Callable[..., Any]](function: F) -> F:
    """For functions called by compiled ones. They take few arrays: what is handed over is copied onto the stack."""
    return cast(F, numba.njit(**HOW)(function))
