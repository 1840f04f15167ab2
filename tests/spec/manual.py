"""The manual's pages of figures: each from its definition and its spec table, and a list of them all."""

from collections.abc import Callable
from functools import partial

from django.utils import translation

from tests.spec import tables
from twofold.indicators import explained
from twofold.indicators.definitions import Definition, definitions
from twofold.indicators.reports import reports


def pages() -> dict[str, Callable[[], str]]:
    """Name of each page -> what prints it."""
    found: dict[str, Callable[[], str]] = {f"indicators/{one}.md": partial(page, one) for one in definitions()}
    return found | {"indicators/index.md": index}


def index() -> str:
    """The list, by report. A figure may stand in several."""
    lines = ["# Figures", "", "What each figure of Twofold means. `twofold report ID --period 2026-09` prints it.", ""]
    for report in reports().report:
        lines += [f"## {report.en}", ""]
        lines += [f"- [{one.en.name}]({one.id}.md) `{one.id}`" for one in report.definitions]
        lines += [""]
    return "\n".join(lines).rstrip() + "\n"


def page(indicator: str) -> str:
    """One figure."""
    one = definitions()[indicator]
    with translation.override("en"):
        parts = explained.facts(one, "en")
        lines = [f"# {one.en.name}", "", one.en.meaning, "", *_facts(one, parts), "", "## At the edges", ""]
        lines += [f"- {case}" for case in one.en.boundaries]
        lines += ["", "## What happened, and the number that comes of it", ""]
        for told in tables.of(indicator):
            lines += [f"### {told.title}", "", *_table(told.text), "", *_numbers(told), ""]
    return "\n".join(lines).rstrip() + "\n"


def _facts(one: Definition, parts: dict) -> list[str]:
    rows = [("Name for machines", f"`{one.id}`"), ("Counted", _clauses(parts["numerator"], parts["only"]))]
    if parts["denominator"]:
        rows.append(("Divided by", _clauses(parts["denominator"], parts["only_over"])))
    rows += [("Unit", str(parts["unit"])), ("Split by", ", ".join(one.by)), ("Years", str(parts["calendar"]))]
    if one.levels:
        levels = f"low below {one.levels.low_below:g}, high above {one.levels.high_above:g}"
        rows.append(("Levels", f"{levels}{', of a year' if one.levels.year_only else ''}. {one.levels.source}"))
    if one.lacks:
        rows.append(("Upper bound", f"not recorded here: {', '.join(part.en for part in one.lacks)}"))
    rows += [
        ("Sites add up", "yes" if one.additive_over_sites else "no"),
        ("Source", one.source),
        ("Checked against it", "yes" if one.status == "verified" else "not yet"),
        ("Version", f"{one.version}, from {one.effective:%d %B %Y}".replace(" 0", " ")),
    ]
    return ["| | |", "|---|---|", *(f"| {name} | {words} |" for name, words in rows)]


def _clauses(words: str, only: list[str]) -> str:
    return "; ".join([str(words), *only])


def _table(text: str) -> list[str]:
    head, *rows = [[part.strip() for part in line.split("|")] for line in text.splitlines()]
    return [f"| {' | '.join(line)} |" for line in (head, ["---"] * len(head), *rows)]


def _numbers(told: tables.Told) -> list[str]:
    lines = ["| period | where | whose | number |", "|---|---|---|---|"]
    return lines + [f"| {e.period} | {e.site or 'all'} | {e.cell or 'all'} | {e.number} |" for e in told.expected]
