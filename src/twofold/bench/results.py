"""What one measurement is, how it is compared, and how a table of them reads. Knows no app."""

import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import connection

REPEATS = 5
Result = dict[str, Any]


def result(
    what: str,
    value: float,
    unit: str,
    *,
    size: int = 0,
    target: float | None = None,
    least: bool = False,
    baseline: float | None = None,
    note: str = "",
) -> Result:
    """One measurement. `target` is the most that it may be (or, with `least`, the least); `baseline` was measured beside it."""
    met = None if target is None else (value >= target if least else value <= target)
    return {
        "what": what,
        "size": size,
        "value": round(value, 4),
        "unit": unit,
        "target": target,
        "direction": "at least" if least else "at most",
        "met": met,
        "baseline": None if baseline is None else round(baseline, 4),
        "ratio": None if not baseline else round(value / baseline, 3),
        "note": note,
    }


def absent(what: str, *, size: int, why: str) -> Result:
    """What was not measured, and why: said plainly, since a line that is missing is read as one that was met."""
    nothing = dict.fromkeys(("value", "target", "met", "baseline", "ratio"))
    return {"what": what, "size": size, "unit": "", "direction": "", "absent": True, "note": why, **nothing}


def seconds(work: Callable[[], object], repeats: int = REPEATS) -> list[float]:
    """How long it took, each time, by the wall."""
    return [_one(work, time.perf_counter) for _ in range(repeats)]


def cpu(work: Callable[[], object], repeats: int = REPEATS) -> list[float]:
    """How long the processor worked for it, each time: what a busy machine does not change much."""
    return [_one(work, _worked) for _ in range(repeats)]


def _worked() -> float:
    """Seconds that this process has worked, and the one of PostgreSQL that works for it; by the wall where that is far away."""
    if connection.vendor == "sqlite":
        return time.process_time()
    connection.ensure_connection()
    try:
        told = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat").read_text()
    except OSError:
        return time.perf_counter()
    return time.process_time() + int(told.split()[0]) / 1e9


def _one(work: Callable[[], object], clock: Callable[[], float]) -> float:
    began = clock()
    work()
    return clock() - began


def median(found: list[float]) -> float:
    return statistics.median(found)


def worst(found: list[float]) -> float:
    """The 95th part of a hundred."""
    return sorted(found)[max(0, round(0.95 * len(found)) - 1)]
