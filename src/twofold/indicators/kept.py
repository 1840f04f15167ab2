"""Columns kept on disk: sealed files in one folder of the data folder, and a list of them. Knows no figure and no database.

Every file is sealed under a key of the installation and bound to its own random name; the list names them, and for each part
the state of the tables when it was read. What does not open, is not there or is not named is as good as never kept. The list
is replaced in one step: whoever reads meanwhile has the old files or the new ones. What it names no more is overwritten.
"""

import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings
from django.core.files import locks

from twofold.core.crypto import cipher, keyring
from twofold.indicators.facts import Column
from twofold.indicators.marks import State
from twofold.people.kinds import kinds

LAYOUT = 2  # raised when what stands in the files changes: older ones are then as good as none
Columns = dict[str, Column]
DAYS = 7  # of contacts that stand in one file
_FOLDER, _LIST, _LOCK, _ALIGNED = "extract", "list", "lock", 8


class Gone(Exception):
    """A file is not there, or does not open. Holds no data."""


def _kinds() -> list[str]:
    """The kinds there are, in the order of their bits."""
    return list(kinds().by_code())


def _numbering() -> str:
    return secrets.token_hex(16)


@dataclass(frozen=True)
class Listed:
    """What is kept: files by week, with the states in which its days were read; ids of people; pairs of organisation and site."""

    layout: int = LAYOUT
    weeks: dict[str, tuple[str, tuple[State, ...]]] = field(default_factory=dict)
    people: str = ""  # the file; its parts stand in `buckets`
    ids: str = ""
    buckets: dict[str, State] = field(default_factory=dict)
    places: list[tuple[str, str]] = field(default_factory=list)
    sexes: list[str] = field(default_factory=list)
    kinds: list[str] = field(default_factory=_kinds)
    numbering: str = field(default_factory=_numbering, compare=False)  # in another, a number means somebody else

    @property
    def files(self) -> set[str]:
        return {name for name, _ in self.weeks.values()} | ({self.people, self.ids} - {""})


def week(number: int) -> str:
    """The name of a week since 1970."""
    return f"w{number}"


def days(week: str) -> range:
    """Its days since 1970."""
    return range(int(week[1:]) * DAYS, int(week[1:]) * DAYS + DAYS)


def folder() -> Path:
    """Where the files lie."""
    return Path(settings.TWOFOLD_HOME) / _FOLDER


def listed() -> Listed:
    """What is kept; nothing, where the list is not there or does not open."""
    try:
        told = cipher.unpack(_opened(_LIST))
        if (told["layout"], told["kinds"]) != (LAYOUT, _kinds()):
            return Listed()
        weeks = {part: (name, tuple(map(_state, states))) for part, (name, states) in told["weeks"].items()}
        buckets = {part: _state(state) for part, state in told["buckets"].items()}
        places = [(organisation, site) for organisation, site in told["places"]]
        people, ids, sexes, numbering = told["people"], told["ids"], list(told["sexes"]), told["numbering"]
        return Listed(LAYOUT, weeks, people, ids, buckets, places, sexes, numbering=numbering)
    except (Gone, ValueError, KeyError, TypeError):
        return Listed()


def _state(told: Any) -> State:
    number, nonce = told
    return int(number), int(nonce)


def load(name: str) -> Columns:
    """The columns of one file. Raises Gone."""
    plain = memoryview(_opened(name))
    size = int.from_bytes(plain[:_ALIGNED])
    found, at = {}, _ALIGNED + size + -size % _ALIGNED
    for column, (dtype, rows) in json.loads(bytes(plain[_ALIGNED : _ALIGNED + size])).items():
        found[column] = np.frombuffer(plain, dtype, rows, at)
        at += found[column].nbytes + -found[column].nbytes % _ALIGNED
    return found


def _opened(name: str) -> bytes:
    try:
        return cipher.decrypt(_key(), (folder() / name).read_bytes(), f"extract|{name}")
    except (OSError, cipher.Unreadable):
        raise Gone(name) from None


def put(columns: Columns) -> str:
    """Keep these columns in a new file; its name. Raises OSError."""
    head = json.dumps({name: (column.dtype.str, len(column)) for name, column in columns.items()}).encode()
    parts = [len(head).to_bytes(_ALIGNED), head, bytes(-len(head) % _ALIGNED)]
    for column in columns.values():
        parts += [column.tobytes(), bytes(-column.nbytes % _ALIGNED)]
    name = secrets.token_hex(16)
    _write(name, b"".join(parts), name)
    return name


def replace(new: Listed) -> None:
    """Let this list stand, and do away with every file that it does not name. Inside `alone` only. Raises OSError."""
    unfinished = secrets.token_hex(16)
    _write(unfinished, cipher.pack(vars(new)), _LIST)
    (folder() / unfinished).replace(folder() / _LIST)
    for path in folder().iterdir():
        if path.name not in {_LIST, _LOCK, *new.files}:
            _discard(path)


def size() -> int:
    """Of all files together, in bytes."""
    return sum(path.stat().st_size for path in folder().iterdir()) if folder().exists() else 0


def clear() -> None:
    """Do away with all that is kept."""
    if folder().exists():
        for path in folder().iterdir():
            if path.name != _LOCK:
                _discard(path)


def _write(name: str, plain: bytes, bound_to: str) -> None:
    folder().mkdir(mode=0o700, exist_ok=True)
    descriptor = os.open(folder() / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(cipher.encrypt(_key(), plain, f"extract|{bound_to}"))


def _discard(path: Path) -> None:
    with suppress(OSError):  # somebody else was first
        with path.open("r+b") as file:
            file.write(bytes(path.stat().st_size))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()


@contextmanager
def alone() -> Iterator[bool]:
    """Inside, nobody else writes here; False where somebody does, or nothing can be written. Nobody waits."""
    try:
        folder().mkdir(mode=0o700, exist_ok=True)
        file = (folder() / _LOCK).open("w")
    except OSError:
        yield False
        return
    with file:
        yield locks.lock(file, locks.LOCK_EX | locks.LOCK_NB)


def _key() -> bytes:
    return cipher.derive_from_key(keyring.ring().keys[keyring.INDEX], b"", "extract")


def narrow(column: Column) -> Column:
    """The same whole numbers in as few bytes as hold them."""
    if not len(column):
        return column.astype(np.uint8)
    low, high = int(column.min()), int(column.max())
    return column.astype(np.promote_types(np.min_scalar_type(low), np.min_scalar_type(high)))
