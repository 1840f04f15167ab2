"""What a report holds: every figure in every split, after disclosure control, under one key each. Written and read as JSON.

How figures are counted and hidden is the matter of `indicators.report`; nothing is counted here.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from twofold.indicators import report
from twofold.indicators.beside import OF_ITS_PLACE
from twofold.indicators.definitions import DIMENSIONS, definitions
from twofold.indicators.periods import Period
from twofold.indicators.places import Where

HIDDEN = "hidden"
Told = dict[str, Any]  # what stands under one key: value, and hidden, numerator, denominator where there are


def key(indicator: str, by: Mapping[str, str] | None = None) -> str:
    """The name of one figure: 'reached', 'reached sex=woman kind=injects'."""
    split = [f"{name}={by[name]}" for name in DIMENSIONS if name in by] if by else []
    return " ".join([indicator, *split])


def unkey(text: str) -> tuple[str, dict[str, str]]:
    """The indicator and the split of a key."""
    indicator, *split = text.split(" ")
    return indicator, dict(part.split("=", 1) for part in split)


@dataclass(frozen=True)
class Contents:
    """Figures by period and key; a key that is not there is nought, where its indicator is."""

    figures: dict[str, dict[str, Told]] = field(default_factory=dict)
    definitions: dict[str, str] = field(default_factory=dict)

    def told(self, period: str, name: str) -> Told | None:
        """What stands under this key; None where this report does not have that figure."""
        shown = self.figures.get(period)
        if shown is None or unkey(name)[0] not in self.definitions:
            return None
        return shown.get(name, {"value": 0})

    def digest(self) -> str:
        """The same figures give the same sixty-four signs."""
        text = json.dumps([self.figures, self.definitions], sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


def count(periods: Iterable[Period], where: Where) -> Contents:
    """Every figure of these periods in every split. Small counts are hidden as for readers who may not see them."""
    wanted = list(definitions().values())
    found = report.splits(wanted, list(periods), where, beside=OF_ITS_PLACE)
    return Contents({code: _kept(figures) for code, figures in found.items()}, {one.id: one.version for one in wanted})


def _kept(figures: Iterable[report.Figure]) -> dict[str, Told]:
    return {
        key(figure.indicator, figure.by): told(figure)
        for figure in figures
        if not figure.by or figure.suppressed or figure.value or figure.lacking
    }


def told(figure: report.Figure) -> Told:
    """One figure as it is kept."""
    if figure.suppressed:
        return {"value": None, HIDDEN: True}
    found: Told = {"value": figure.value}
    if figure.denominator is not None:
        found |= {"numerator": figure.numerator, "denominator": figure.denominator}
    return found
