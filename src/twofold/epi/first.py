"""The first use: the kernel is compiled once and kept on disk. `python -m twofold.epi.first` does it ahead of time.

A process of its own, so that who serves pages meanwhile is not held up.
"""

import os
from importlib.util import find_spec
from pathlib import Path


def kept() -> bool:
    """Whether there is nothing left to compile: both of what is kept are there, the winding of clocks and the months."""
    if not find_spec("numba"):
        return True
    from twofold.epi.machinery.compiling import PLACE

    return len(list(Path(PLACE).rglob("*.nbi"))) >= 2


def prepare() -> None:
    """Have the kernel at hand: compiled if it never was, loaded from disk if it was."""
    from twofold.epi.engine import live, ready
    from twofold.epi.scenario import Scenario

    live(ready(Scenario(people=20, years=1), 1), 12)


if __name__ == "__main__":
    os.nice(10)
    prepare()
