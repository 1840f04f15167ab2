"""What this process has counted, for as long as it is true: at most so many bytes, the oldest goes first.

Nothing here is given out without a look at the database in the same moment. What is true no more is given to nobody but whoever
counts the same anew, who then counts only what changed (`since`). As soon as something else is known about people, of what
nobody asks for just now nothing stays.
"""

import datetime as dt
import threading
from collections import OrderedDict
from typing import TYPE_CHECKING

from twofold.indicators.extract import Look, Read
from twofold.indicators.facts import Scope

if TYPE_CHECKING:
    from twofold.indicators.engine import Engine

MOST_BYTES = 900_000_000
_Asked = tuple[Scope, dt.date, dt.date]


class Held:
    """Engines with all they have read and counted. Several threads may ask."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._engines: OrderedDict[_Asked, tuple[Engine, Read]] = OrderedDict()

    def of(self, scope: Scope, look: Look) -> "tuple[Engine | None, Read | None]":
        """The engine for these days and this scope; and where it is not true any more, what it had read."""
        with self._lock:
            asked = (scope, look.start, look.end)
            for other in [other for other, (_, read) in self._engines.items() if not read.same_people(look.states)]:
                if other != asked:
                    del self._engines[other]
            if asked not in self._engines:
                return None, None
            self._engines.move_to_end(asked)
            engine, read = self._engines[asked]
        return engine, None if read.holds(look.states) else read

    def keep(self, scope: Scope, look: Look, engine: "Engine", read: Read) -> "Engine":
        """Hold an engine. One whose facts changed while they were read is given back and forgotten."""
        with self._lock:
            self._engines.pop((scope, look.start, look.end), None)
            if read.states is not None and engine.size <= MOST_BYTES:
                self._engines[scope, look.start, look.end] = engine, read
                while sum(one.size for one, _ in self._engines.values()) > MOST_BYTES:
                    self._engines.popitem(last=False)
        return engine

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._engines.clear()
