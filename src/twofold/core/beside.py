"""Work that a process does again and again in a thread beside the pages: started once, never ending, never taking them down.

What the work is does not live here, nor what one process alone may do: several processes may each start the same work.
"""

import logging
import threading
import time
from collections.abc import Callable

from django.db import Error, connection


def keep_doing(name: str, work: Callable[[], object], *, every: float, after: float = 0.0) -> threading.Thread:
    """Do all of the work there is every so many seconds, first after so many.

    A round that fails is logged under the thread's name; the next one begins afresh.
    """
    thread = threading.Thread(target=_live, args=(name, work, every, after), name=name, daemon=True)
    thread.start()
    return thread


def _live(name: str, work: Callable[[], object], every: float, after: float) -> None:
    time.sleep(after)
    while True:
        go_round(name, work)
        time.sleep(every)


def go_round(name: str, work: Callable[[], object]) -> bool:
    """Do it once; whether it went well."""
    log = logging.getLogger(f"twofold.{name}")
    try:
        work()
    except Error:  # the database is away for a moment: the next round gets a new connection
        log.exception("%s waits for the database", name)
        connection.close()
        return False
    except Exception:
        log.exception("%s broke", name)
        return False
    return True
