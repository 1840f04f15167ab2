"""Spec tables: for each figure a file of stories with the numbers that come of them. Tests live through them, and the
manual prints them.

    # What this is about
    when  | who  | what
    2 Sep | Asha | takes 10 syringes
    = 2026-09, woman: 1 of 3, medium
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from twofold.indicators import categories
from twofold.indicators.definitions import DIMENSIONS, definitions

FOLDER = Path(__file__).parent / "tables"
_LINE = re.compile(r"= (?P<period>[\w-]+)(?: at (?P<site>\w+))?(?:, (?P<cell>[^:]+))?: (?P<number>.+)")
UNKNOWN, NO_CARD = "not known", "without a card"


@dataclass(frozen=True)
class Expected:
    """One line of numbers: a period, perhaps a site and a cell, and what is to come of it."""

    period: str
    site: str | None
    cell: str
    number: str


@dataclass(frozen=True)
class Told:
    """One story with its numbers."""

    title: str
    text: str
    expected: tuple[Expected, ...]


def of(indicator: str) -> list[Told]:
    """The stories of one figure."""
    text = (FOLDER / f"{indicator}.txt").read_text()
    return [_told(part) for part in re.split(r"^# ", text, flags=re.MULTILINE)[1:]]


def _told(part: str) -> Told:
    title, *lines = part.strip().splitlines()
    numbers = [line for line in lines if line.startswith("=")]
    story = [line for line in lines if line.strip() and not line.startswith("=")]
    return Told(title, "\n".join(story), tuple(_expected(line) for line in numbers))


def _expected(line: str) -> Expected:
    found = _LINE.fullmatch(line)
    assert found, f"what is '{line}'?"
    return Expected(found["period"], found["site"], found["cell"] or "", found["number"])


def split_of(indicator: str, cell: str) -> dict[str, str]:
    """The cell that a word of the story names: a sex, an age or a kind."""
    if not cell:
        return {}
    if cell == NO_CARD:
        return {"sex": categories.STRANGER}
    ages = definitions()[indicator].ages
    dimension = next(name for name in DIMENSIONS if cell in categories.codes(name, ages))
    return {dimension: cell}


def every() -> Iterator[tuple[str, Told]]:
    for indicator in definitions():
        for told in of(indicator):
            yield indicator, told
