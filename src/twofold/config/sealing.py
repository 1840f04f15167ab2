"""Seals the audit log every second, in a thread of its own, as long as the process lives."""

import logging
import threading
import time

from django.db import Error, connection

from twofold.core import audit

PAUSE_SECONDS = 1.0
_log = logging.getLogger("twofold.sealing")


def start() -> threading.Thread:
    """Start the thread. Several processes may: the head of the chain is locked while one seals."""
    thread = threading.Thread(target=_run, name="audit-sealer", daemon=True)
    thread.start()
    return thread


def _run() -> None:
    while True:
        try:
            while audit.seal_pending():
                pass
        except Error:  # the database is away for a moment: try again, and say so
            _log.error("sealing waits", exc_info=True)
            connection.close()
        time.sleep(PAUSE_SECONDS)
