"""Keeps the extract up to date in a thread beside the pages, so that nobody who asks for figures waits for what is new."""

import logging
import threading
import time

from django.db import Error, connection

from twofold.indicators import extract

PAUSE_SECONDS = 60.0
_log = logging.getLogger("twofold.indicators")


def start() -> threading.Thread:
    """Start the thread. Several processes may: one at a time writes, and the others do nothing meanwhile."""
    thread = threading.Thread(target=_live, name="keeping", daemon=True)
    thread.start()
    return thread


def _live() -> None:
    while True:
        time.sleep(PAUSE_SECONDS)  # what has just started has more pressing things to do
        try:
            extract.refresh()
        except Error:  # the database is away for a moment: try again, and say so
            _log.error("the extract waits", exc_info=True)
            connection.close()
