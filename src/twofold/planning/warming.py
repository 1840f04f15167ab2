"""The model made ready before anybody asks: its kernel is compiled once for a machine, which takes some seconds.

It is compiled by a process of its own, at low priority, so that pages go on being served; then only loaded here.
"""

import os
import subprocess
import sys
import threading

from twofold.epi import first

_one_at_a_time, _once = threading.Lock(), threading.Event()
_HIDDEN = ("TWOFOLD_KEY", "DATABASE_URL")  # none of its business


def ready() -> None:
    """Come back when the model answers at once. Whoever asks meanwhile waits for the same."""
    with _one_at_a_time:
        if _once.is_set():
            return
        if not first.kept():
            env = {name: value for name, value in os.environ.items() if name not in _HIDDEN}
            subprocess.run([sys.executable, "-m", "twofold.epi.first"], env=env, check=False, stdin=subprocess.DEVNULL)
        first.prepare()
        _once.set()
