"""Cells that say by their names what goes into them: tf_A3w, tf_reached, tf_reached.woman, tf_period.

A programme names its cells once in Excel and never writes a mapping.
"""

from collections.abc import Mapping

from twofold.indicators import categories
from twofold.indicators.definitions import DIMENSIONS, definitions
from twofold.reporting import mapping
from twofold.reporting.files.workbook import NAME
from twofold.reporting.lines import form

# A name in Excel has no signs such as these.
_PARTS = {
    "<15": "under_15",
    "<25": "under_25",
    "25+": "from_25",
    "50+": "from_50",
    "15-19": "15_19",
    "20-24": "20_24",
    "25-49": "25_49",
}


def cells(names: Mapping[str, tuple[str, str]]) -> tuple[list[mapping.Cell], list[str]]:
    """The cells that these names stand for, and the names with our prefix that say nothing we know."""
    found, unknown = [], []
    for name, (sheet, at) in names.items():
        if not name.lower().startswith("tf_"):
            continue
        said = _said(name)
        if said is None:
            unknown.append(name)
        else:
            found.append(mapping.cell({"sheet": sheet, "cell": at, **said}))
    return found, unknown


def _said(name: str) -> dict[str, object] | None:
    parts = NAME.fullmatch(name)
    if parts is None:
        return None
    what, part = parts["what"], parts["part"]
    if line := next((one for one in form().lines() if one.code == what and not part), None):
        return {"figure": line.indicator, "by": line.by}
    if what in mapping.TEXTS and not part:
        return {"text": what}
    if what not in definitions():
        return None
    if not part:
        return {"figure": what}
    by = next(({d: code} for d in DIMENSIONS for code in categories.codes(d) if _PARTS.get(code, code) == part), None)
    return {"figure": what, "by": by} if by else None
