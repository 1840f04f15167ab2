"""One line of the validation: what should come out, what does, and what that means."""

from typing import NamedTuple

import numpy as np

from twofold.epi.tidy import Values


class Row(NamedTuple):
    """`verdict` is met, missed, or too wide to say; `why` is for a reader who wants to disagree. The rest is for plots."""

    kind: str
    code: str
    target: str
    wanted: str
    ours: str
    verdict: str
    why: str
    low: float = float("nan")  # what is wanted
    high: float = float("nan")
    value: float = float("nan")  # ours
    band_low: float = float("nan")
    band_high: float = float("nan")


def exact(code: str, target: str, wanted: float, ours: float, allowed: float, why: str) -> Row:
    """Met when it differs by no more than is allowed."""
    verdict = "met" if abs(ours - wanted) <= allowed else "missed"
    span = (wanted - allowed, wanted + allowed, ours, ours, ours)
    return Row("A", code, target, f"{wanted:.5g} ± {allowed:.2g}", f"{ours:.5g}", verdict, why, *span)


def inside(kind: str, code: str, target: str, low: float, high: float, values: Values, why: str) -> Row:
    """Met when the mean lies inside what was published, and our own band (95 % of the mean) is narrower than it."""
    mean, half = float(np.mean(values)), 0.0
    if len(values) > 1:
        half = 1.96 * float(np.std(values, ddof=1)) / len(values) ** 0.5
    verdict = "met" if low <= mean <= high else "missed"
    if 2 * half >= high - low:
        verdict = "too wide to say"
    ours = f"{mean:.3g} ({mean - half:.3g} to {mean + half:.3g})"
    return Row(
        kind, code, target, f"{low:g} to {high:g}", ours, verdict, why, low, high, mean, mean - half, mean + half
    )


def same_law(kind: str, code: str, target: str, theirs: Values, ours: Values, why: str) -> Row:
    """Met when the two samples are no further apart than one law would put them, 19 times in 20 (Kolmogorov-Smirnov)."""
    at = np.concatenate([theirs, ours])
    below = [np.searchsorted(np.sort(sample), at, side="right") / len(sample) for sample in (theirs, ours)]
    apart, most = float(np.abs(below[0] - below[1]).max()), 1.358 * (1 / len(theirs) + 1 / len(ours)) ** 0.5
    verdict = "met" if apart <= most else "missed"
    return Row(
        kind, code, target, f"apart by at most {most:.2g}", f"{apart:.2g}", verdict, why, 0.0, most, apart, apart, apart
    )
