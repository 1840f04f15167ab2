"""Charts of figures: rows for the bars that the server draws, and the same as a specification for Vega-Lite.

What is hidden stands in neither as a number.
"""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from twofold.indicators import categories, forms, periods
from twofold.indicators.definitions import definitions
from twofold.indicators.explained import UNITS
from twofold.indicators.report import Figure

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
MOST = 4  # charts on one page


def bars(found: Sequence[Figure], by: Sequence[str], language: str) -> list[dict[str, Any]]:
    """Where figures are split once: a chart for each of the first, with a bar for each category that is not nought.

    A chart of nothing but hidden numbers is none.
    """
    if len(by) != 1:
        return []
    charts = []
    for one in dict.fromkeys(figure.indicator for figure in found):
        split = [f for f in found if f.indicator == one and f.by and (f.suppressed or f.value)]
        if len(split) > 1 and not all(f.suppressed for f in split):
            name, unit = definitions()[one].words(language).name, str(UNITS[split[0].unit])
            rows = [{"label": _category(f), "value": f.value} for f in split]
            charts.append({"title": name if name.casefold() == unit.casefold() else f"{name} ({unit})", "rows": rows})
    return charts[:MOST]


def trend(line: Sequence[Figure]) -> list[dict[str, Any]]:
    """A bar for each period, oldest first."""
    return [{"label": forms.words(periods.parse(f.period)), "value": f.value} for f in line]


def specification(found: Sequence[Figure], by: Sequence[str], language: str) -> dict[str, Any]:
    """A Vega-Lite bar chart of these figures, one panel a figure, with their numbers in it."""
    values = [
        {
            "figure": definitions()[f.indicator].words(language).name,
            "category": _category(f) if f.by else _("All"),
            "value": f.value,
            "unit": str(UNITS[f.unit]),
            "low": f.interval[0] if f.interval else None,
            "high": f.interval[1] if f.interval else None,
        }
        for f in found
        if not f.suppressed and (bool(f.by) == bool(by))
    ]
    across = {"field": "value", "type": "quantitative", "title": None}
    down = {"field": "category", "type": "nominal", "sort": None, "title": None}
    bar = {"mark": "bar", "encoding": {"x": across, "y": down}}
    whisker = {
        "mark": "rule",
        "encoding": {"x": {"field": "low", "type": "quantitative"}, "x2": {"field": "high"}, "y": down},
    }
    return {
        "$schema": SCHEMA,
        "data": {"values": values},
        "facet": {"row": {"field": "figure", "type": "nominal", "sort": None, "title": None}},
        "spec": {"layer": [bar, whisker]},
        "resolve": {"scale": {"x": "independent", "y": "independent"}},
    }


def _category(figure: Figure) -> str:
    return ", ".join(categories.label(name, code) for name, code in figure.by.items())
