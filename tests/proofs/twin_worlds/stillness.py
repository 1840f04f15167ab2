"""Takes luck and time out of an answer, so that two of them can be compared byte by byte, and notes the SQL behind it.

Nothing is taken out of an answer afterwards: what is equal here was equal on the wire.
"""

import os
import random
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import time_machine
from django.db import connection

from tests.universe import TODAY
from twofold.core import paging
from twofold.home import log
from twofold.outreach import timeline

_luck = random.Random()
# How many stand in an IN (...), and how many rows are inserted at once, is no shape: one statement, one round trip.
_SEVERAL = re.compile(r"\((?:%s|NULL)(?:, ?(?:%s|NULL))*\)")
_ROWS = re.compile(r"\(…\)(?:, ?\(…\))+")
_SAVEPOINT = re.compile(r"\bs\d+_x\d+\b")


def draw_anew(*label: object) -> None:
    """From here on the same luck as after the same label in another world: ids, codes, nonces, tokens."""
    _luck.seed(repr(label))


@contextmanager
def still() -> Iterator[None]:
    """The clock stands at TODAY and all luck comes from the label; lists are cut so short that small worlds have pages."""
    with pytest.MonkeyPatch.context() as patch, time_machine.travel(TODAY, tick=False):
        for place in (os, random):
            patch.setattr(place, "urandom" if place is os else "_urandom", _luck.randbytes)
        patch.setitem(paging.cut.__kwdefaults__, "size", 3)
        patch.setattr(timeline, "PAGE", 4)
        patch.setattr(log, "PAGE", 6)
        yield


@contextmanager
def noted() -> Iterator[list[str]]:
    """The shapes of the statements inside the block. A wrapper, since Django's own log of queries ends at 9,000."""
    shapes: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        shapes.append(shape(sql))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield shapes


def shape(sql: str) -> str:
    """A statement without its values."""
    return _SAVEPOINT.sub("savepoint", _ROWS.sub("(…)", _SEVERAL.sub("(…)", sql)))
