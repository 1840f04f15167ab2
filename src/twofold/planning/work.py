"""Works out what was asked for, one run at a time, in a thread beside the pages. Nothing is lost with the process:

a run that was at work when it ended says that it was cut, and can be asked for again. Several processes may work: each run
is taken by one. It acts as the operator, since nobody is signed in.
"""

import logging
import threading
import time
import uuid

from django.db import Error, connection

from twofold import epi
from twofold.core import access
from twofold.planning import actions, answers, reads, warming

PAUSE_SECONDS = 1.0
AT_EASE_SECONDS = 10.0  # what has just started has more pressing things to do than to make the model ready
REPORT_SECONDS = 1.0
_log = logging.getLogger("twofold.planning")


def start() -> threading.Thread:
    """Start the thread."""
    thread = threading.Thread(target=_live, name="planning", daemon=True)
    thread.start()
    return thread


def _live() -> None:
    at_ease = time.monotonic() + AT_EASE_SECONDS
    while True:
        if time.monotonic() > at_ease:
            at_ease = float("inf")
            _make_ready()
        try:
            while work_one():
                pass
        except Error:  # the database is away for a moment: try again, and say so
            _log.error("planning waits", exc_info=True)
            connection.close()
        time.sleep(PAUSE_SECONDS)


def _make_ready() -> None:
    try:
        warming.ready()
    except Exception:  # noqa: BLE001 - whoever asks next will hear of it; runs that wait are not held up
        _log.error("the model could not be made ready", exc_info=True)


def work_one(effort: answers.Effort | None = None) -> bool:
    """Take the run that waits longest and answer it. False where none waits."""
    run = actions.take_run(by=access.operator())
    if run is None:
        return False
    version = run.version
    try:
        warming.ready()
        result = answers.whole(
            version.values,
            years=version.years,
            budget=version.budget,
            progress=_Reporter(run.pk),
            effort=effort or answers.EFFORT,
            fit=reads.fit_for(run),
        )
    except answers.Cancelled:
        return True
    except epi.Wrong as wrong:
        actions.end_run(by=access.operator(), run=run.pk, problem=wrong.where)
    except Exception:  # noqa: BLE001 - whatever breaks one run, the next one is worked on
        _log.error("a run broke", exc_info=True)
        actions.end_run(by=access.operator(), run=run.pk, problem="broken")
    else:
        actions.end_run(by=access.operator(), run=run.pk, result=result)
    return True


class _Reporter:
    """Notes progress about once a second, and ends the work where it was cancelled."""

    def __init__(self, run: uuid.UUID) -> None:
        self.run, self.last = run, 0.0

    def __call__(self, done: int, total: int) -> None:
        now = time.monotonic()
        if now - self.last < REPORT_SECONDS:
            return
        self.last = now
        if not actions.report_progress(by=access.operator(), run=self.run, done=done, total=total):
            raise answers.Cancelled


def all_waiting(effort: answers.Effort | None = None) -> int:
    """Work on all that waits, here and now: for tests and for the command line."""
    count = 0
    while work_one(effort):
        count += 1
    return count
