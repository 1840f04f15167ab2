"""What one measurement is, how it is compared, and how a table of them reads. Knows no app."""

import os
import statistics
import time
from collections.abc import Callable
from typing import Any

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
    """How long this process worked for it, each time: what a busy machine does not change much. By the wall where a server of
    databases works beside it, which is not seen from here.
    """
    beside = os.environ.get("DATABASE_URL")
    return [_one(work, time.perf_counter if beside else time.process_time) for _ in range(repeats)]


def _one(work: Callable[[], object], clock: Callable[[], float]) -> float:
    began = clock()
    work()
    return clock() - began


def median(found: list[float]) -> float:
    return statistics.median(found)


def worst(found: list[float]) -> float:
    """The 95th part of a hundred."""
    return sorted(found)[max(0, round(0.95 * len(found)) - 1)]
