"""One line of the validation: what should come out, what does, and what that means."""

from typing import NamedTuple


class Row(NamedTuple):
    """`verdict` is met, missed, or too wide to say; `why` is for a reader who wants to disagree."""

    kind: str
    code: str
    target: str
    wanted: str
    ours: str
    verdict: str
    why: str


def exact(code: str, target: str, wanted: float, ours: float, allowed: float, why: str) -> Row:
    """Met when it differs by no more than is allowed."""
    verdict = "met" if abs(ours - wanted) <= allowed else "missed"
    return Row("A", code, target, f"{wanted:.5g} ± {allowed:.2g}", f"{ours:.5g}", verdict, why)
