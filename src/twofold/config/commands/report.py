"""Print figures: how many people were registered and reached, what was given out.

Counts of one to four people are hidden, and so is what would give them away; --exact shows them and leaves a line in the
log. `twofold indicators` says what each figure means.
"""

import argparse
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from twofold.indicators.definitions import Definition
    from twofold.indicators.report import Figure

HIDDEN, NOT_KNOWN = "·", "not known"
PERIODS = (
    "a month (2026-09), quarter (2026-Q3), half (2026-H2) or year (2026); a year from April (FY2026-27) or to September "
    "(FY2026), or a quarter or half of it (FY2026-Q4)"
)


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("ids", nargs="*", metavar="ID", help="which figures (all, if none is named)")
    parser.add_argument("--period", required=True, help=PERIODS)
    parser.add_argument("--place", metavar="CODE", help="a site, an organisation or a place (everything, if none)")
    parser.add_argument("--by", metavar="sex,age,kind", help="split by one of these, or several with commas")
    parser.add_argument("--exact", action="store_true", help="show small counts too; leaves a line in the log")
    parser.add_argument("--json", action="store_true", help="print a list of figures as JSON")


def run(arguments: argparse.Namespace) -> int:
    from twofold.config.opening import open_installation
    from twofold.core import access, audit
    from twofold.indicators import definitions, periods, places, report

    wanted = definitions.chosen(arguments.ids)
    period = periods.parse(arguments.period)
    by = report.dimensions(arguments.by)
    open_installation()
    where = places.anywhere(arguments.place)
    found = report.figures(wanted, period, where, by, exact=arguments.exact)
    if arguments.exact:
        asked = {"indicators": [one.id for one in wanted], "period": period.code, "place": where.code, "by": by}
        audit.record_event(access.operator(), "report.exact", "report", "", **asked)
    if arguments.json:
        print(json.dumps([figure.as_json() for figure in found], ensure_ascii=False))
    else:
        _draw(found, {one.id: one for one in wanted}, by, f"{where.name or 'All'}, {period}")
    return 0


def _draw(found: Sequence["Figure"], wanted: dict[str, "Definition"], by: Sequence[str], title: str) -> None:
    """One table; or, where figures are split, one for each."""
    from rich.console import Console
    from rich.table import Table

    from twofold.indicators import categories

    console = Console()
    groups = [[figure for figure in found if figure.indicator == one] for one in wanted] if by else [list(found)]
    for group in groups:
        name = f"{wanted[group[0].indicator].en.name}, {group[0].unit}, {title}" if by else title
        table = Table(title=name, title_justify="left")
        for heading in [str(categories.DIMENSION_WORDS[d]) for d in by] or ["Figure"]:
            table.add_column(heading)
        table.add_column("Value", justify="right")
        if not by:
            table.add_column("Unit")
        for figure in group:
            split = [categories.label(d, figure.by[d]) if d in figure.by else "All" for d in by]
            value = HIDDEN if figure.suppressed else NOT_KNOWN if figure.value is None else str(figure.value)
            table.add_row(*(split or [wanted[figure.indicator].en.name]), value, *([] if by else [figure.unit]))
        console.print(table)
    if any(figure.suppressed for figure in found):
        console.print(f"{HIDDEN}: hidden, being one to four people or giving these away.", style="dim")
