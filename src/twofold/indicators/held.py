"""What this process has counted already, for as long as it is true: at most so many bytes, the oldest goes first.

Nothing here is given out without a look at the database in the same moment; what is true no more goes at the next look, whoever
asks and for what.
"""

import datetime as dt
import threading
from collections import OrderedDict
from collections.abc import Mapping
from typing import TYPE_CHECKING

from twofold.indicators.extract import Look
from twofold.indicators.facts import Scope
from twofold.indicators.marks import NEVER, State

if TYPE_CHECKING:
    from twofold.indicators.engine import Engine

MOST_BYTES = 900_000_000
_Asked = tuple[Scope, dt.date, dt.date]
_States = Mapping[str, State]


class Held:
    """Engines with all they have read and counted. Several threads may ask."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._engines: OrderedDict[_Asked, tuple[Engine, _States]] = OrderedDict()

    def of(self, scope: Scope, look: Look) -> "Engine | None":
        """The engine for these days and this scope, if all it rests on is as it was."""
        with self._lock:
            for asked, (_, states) in list(self._engines.items()):
                if any(look.states.get(part, NEVER) != state for part, state in states.items()):
                    del self._engines[asked]
            asked = (scope, look.start, look.end)
            if asked not in self._engines:
                return None
            self._engines.move_to_end(asked)
            return self._engines[asked][0]

    def keep(self, scope: Scope, look: Look, engine: "Engine", states: _States | None) -> "Engine":
        """Hold an engine that was read in these states. One that was not sure is given back and forgotten."""
        if states is not None and engine.size <= MOST_BYTES:
            with self._lock:
                self._engines[scope, look.start, look.end] = engine, states
                while sum(one.size for one, _ in self._engines.values()) > MOST_BYTES:
                    self._engines.popitem(last=False)
        return engine

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._engines.clear()
