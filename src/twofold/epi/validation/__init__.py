"""The model against what is known: closed forms, trials and published models. Nothing here was fitted.

A is exact (a miss is a fault), B a trial or cohort, C a published model, D a pattern.
"""

from collections.abc import Callable, Sequence

from twofold.epi.validation.exact import EXACT
from twofold.epi.validation.mixing import MIXING
from twofold.epi.validation.patterns import PATTERNS
from twofold.epi.validation.published import PUBLISHED
from twofold.epi.validation.row import Row
from twofold.epi.validation.trials import TRIALS

Progress = Callable[[int, int], None]
Check = Callable[[int], list[Row]]
CHECKS: tuple[Check, ...] = (*EXACT, *MIXING, *TRIALS, *PUBLISHED, *PATTERNS)


def validate(*, full: bool = False, progress: Progress | None = None, checks: Sequence[Check] = CHECKS) -> list[Row]:
    """Every target, what we get, and the verdict; ten times the size when `full`."""
    rows = []
    for place, check in enumerate(checks, start=1):
        rows += check(10 if full else 1)
        if progress:
            progress(place, len(checks))
    return rows
