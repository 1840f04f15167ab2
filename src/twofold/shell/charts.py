"""The arithmetic of the small drawings: points, widths and the words that stand in for them.

The drawings carry attributes only, no styles, so that the strictest content policy holds; colours come
from the style sheet by class.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext, ngettext

from twofold.shell.numbers import to_decimal, written

SPARK_WIDTH = 96
SPARK_HEIGHT = 28
SPARK_EDGE = 4


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of a bar table: `value` None means that it may not be shown."""

    label: str
    value: Any
    words: str
    width: str
    conversion: str


def as_floats(values: Iterable[Any] | None) -> list[float | None]:
    """Each value as a number, or None where there is none; the place in the row is kept."""
    numbers = [to_decimal(value) for value in values or ()]
    return [None if number is None else float(number) for number in numbers]


def spark_points(values: list[float | None]) -> list[list[tuple[float, float]]]:
    """Runs of points, broken where a value is missing. A level row is drawn at half height."""
    known = [value for value in values if value is not None]
    if not known:
        return []
    low, high = min(known), max(known)
    span = high - low
    inner_w, inner_h = SPARK_WIDTH - 2 * SPARK_EDGE, SPARK_HEIGHT - 2 * SPARK_EDGE
    runs: list[list[tuple[float, float]]] = [[]]
    for place, value in enumerate(values):
        if value is None:
            runs.append([])
            continue
        x = SPARK_EDGE + inner_w * (place / (len(values) - 1) if len(values) > 1 else 1)
        y = SPARK_EDGE + inner_h * (1 - (value - low) / span if span else 0.5)
        runs[-1].append((round(x, 1), round(y, 1)))
    return [run for run in runs if run]


def spark_words(values: list[float | None]) -> str:
    """The row in words, for those who do not see it: where it began, where it stands, its range."""
    known = [value for value in values if value is not None]
    if not known:
        return gettext("No figures yet")
    if len(known) == 1:
        return gettext("One figure so far: %(value)s") % {"value": short(known[0])}
    if min(known) == max(known):
        words = gettext("Level at %(value)s over %(count)s figures")
        return words % {"value": short(known[0]), "count": len(known)}
    if known[-1] > known[0]:
        words = gettext("Up from %(first)s to %(last)s; lowest %(low)s, highest %(high)s")
    elif known[-1] < known[0]:
        words = gettext("Down from %(first)s to %(last)s; lowest %(low)s, highest %(high)s")
    else:
        words = gettext("Back at %(last)s after %(low)s at the lowest and %(high)s at the highest")
    missing = len(values) - len(known)
    named = {"first": known[0], "last": known[-1], "low": min(known), "high": max(known)}
    text = words % {name: short(value) for name, value in named.items()}
    if missing:
        text += ngettext("; %(n)s figure missing", "; %(n)s figures missing", missing) % {"n": missing}
    return text


def short(value: float) -> str:
    """A number as in a sentence: whole if it is whole, else with one decimal."""
    return written(value, 0 if value == int(value) else 1)


def mark(value: Any, target: Any) -> tuple[str, str] | None:
    """How far the bar reaches and where the target stands, in percent; None where there is no target."""
    now, wanted = to_decimal(value), to_decimal(target)
    if now is None or wanted is None or wanted <= 0:
        return None
    full = max(now, wanted)
    return f"{max(0, float(now / full)) * 100:.1f}%", f"{float(wanted / full) * 100:.1f}%"


def bars(rows: Iterable[dict[str, Any]], *, cascade: bool) -> list[Bar]:
    """Lines of a bar table, from zero to the largest; in a cascade each says its share of the one above."""
    rows = list(rows)
    numbers = as_floats(row.get("value") for row in rows)
    full = max((number for number in numbers if number is not None), default=0)
    lines: list[Bar] = []
    before: float | None = None
    for row, number in zip(rows, numbers, strict=True):
        share = ""
        if cascade and before and number is not None:
            share = gettext("%(percent)s%% of these") % {"percent": f"{100 * number / before:.0f}"}
        width = f"{100 * max(number, 0) / full:.1f}%" if number is not None and full > 0 else "0%"
        words = gettext("too few to show") if number is None else short(number)
        lines.append(Bar(str(row.get("label", "")), number, words, width, share))
        before = number
    return lines


@dataclass(frozen=True, slots=True)
class Range:
    """One line of a range chart: where the wide and the narrow band begin, how far they reach, where the middle stands."""

    label: str
    words: str
    wide: tuple[str, str]
    narrow: tuple[str, str]
    middle: str


@dataclass(frozen=True, slots=True)
class Ranges:
    """Lines on one common axis, and where on it the line to compare with stands."""

    lines: list[Range]
    base: str


def ranges(rows: Iterable[dict[str, Any]], *, base: float = 0.0) -> Ranges:
    """Rows of label, words, mean, and low90, low50, high50, high90 where they are known. The axis always holds `base`."""
    rows = list(rows)
    ends = [float(row[name]) for row in rows for name in ("mean", "low90", "high90", "low50", "high50") if name in row]
    low, high = min([base, *ends]), max([base, *ends])
    span = (high - low) or 1.0

    def at(value: float) -> float:
        return 100 * (value - low) / span

    def band(row: dict[str, Any], width: str) -> tuple[str, str]:
        if f"low{width}" not in row:
            return "0%", "0%"
        start, end = sorted((at(float(row[f"low{width}"])), at(float(row[f"high{width}"]))))
        return f"{start:.2f}%", f"{max(end - start, 0.3):.2f}%"

    lines = [
        Range(str(row["label"]), str(row["words"]), band(row, "90"), band(row, "50"), f"{at(float(row['mean'])):.2f}%")
        for row in rows
    ]
    return Ranges(lines, f"{at(base):.2f}%")


@dataclass(frozen=True, slots=True)
class Step:
    """One point of a curve in percent of the sheet, its band, and the line from the point before."""

    x: str
    y: str
    high: str
    low: str
    before: tuple[str, str] | None


def curve(points: Iterable[tuple[float, float, float, float]]) -> list[Step]:
    """Points (x, y, low, high) with both axes from zero; y grows upwards."""
    points = list(points)
    most_x = max((x for x, *_ in points), default=0) or 1.0
    most_y = max((max(y, high) for _, y, _, high in points), default=0) or 1.0
    steps: list[Step] = []
    for x, y, low, high in points:
        across = f"{2 + 94 * x / most_x:.2f}%"
        up, top, bottom = (f"{96 - 92 * max(value, 0) / most_y:.2f}%" for value in (y, high, low))
        steps.append(Step(across, up, top, bottom, (steps[-1].x, steps[-1].y) if steps else None))
    return steps
