"""Works out what was asked for, one run at a time, beside the pages. Nothing is lost with the process:

a run that was at work when it ended says that it was cut, and can be asked for again. Several processes may work: each run
is taken by one. It acts as the operator, since nobody is signed in.
"""

import logging
import time
import uuid

from twofold import epi
from twofold.core import access
from twofold.planning import actions, answers, reads, warming

REPORT_SECONDS = 1.0
log = logging.getLogger("twofold.planning")


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
    except Exception:  # whatever breaks one run, the next one is worked on
        log.exception("a run broke")
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
