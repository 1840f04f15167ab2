"""The figures: a month of a site, and three years of everything, over so many facts; beside one query written by hand."""

from typing import Any

from django.db import connection

from twofold.bench import building
from twofold.bench.results import Result, cpu, median, result, seconds
from twofold.indicators import engine, periods, places, report
from twofold.indicators.definitions import definitions
from twofold.reporting import contents

MOST_CLIENTS, FACTS_EACH, PATIENCE = 180_000, 50, 10
# Frozen: what somebody would write by hand for one figure of one site and month, split by gender.
BY_HAND = """SELECT s.gender, SUM(t.needles_out), COUNT(DISTINCT t.client_id) FROM outreach_contacttally t
 JOIN people_clientstate s ON s.client_id = t.client_id WHERE t.site_id = %s AND t.day BETWEEN %s AND %s GROUP BY 1"""


def measure(size: int) -> list[Result]:
    """Lay so many facts down, and count."""
    there = building.world()
    building.lay_down(there, min(MOST_CLIENTS, max(500, size // FACTS_EACH)), size)
    wanted, month = list(definitions().values()), periods.last_months(there.last, 2)[0]
    where = places.anywhere(there.sites[0].code)

    def monthly() -> Any:
        return report.figures(wanted, month, where)

    cold = seconds(monthly, 1)[0]
    warm = median(seconds(monthly))
    hand = median(seconds(lambda: _by_hand(there, month)))
    found = [
        result("month report, one site, cold", cold, "s", size=size, target=0.3 if size <= 1_000_000 else None,
               baseline=hand, note=f"{len(wanted)} figures; baseline: one figure by hand"),
        result("month report, one site", warm, "s", size=size, target=0.3 if size <= 1_000_000 else None, baseline=hand),
        result("month report, one site, CPU", median(cpu(monthly)), "s", size=size),
        result("month handed in, every split", seconds(lambda: contents.count([month], where), 1)[0], "s", size=size),
    ]  # fmt: skip
    return [*found, *_years(there, size)]


def _by_hand(there: building.World, month: periods.Period) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(BY_HAND, [there.sites[0].id.hex, month.start, month.end])
        return cursor.fetchall()


def _years(there: building.World, size: int) -> list[Result]:
    wanted, where = list(definitions().values()), places.anywhere("bench")
    months = periods.last_months(there.last, building.MONTHS)

    def years() -> Any:
        return engine.count(wanted, months, where.scope, ("sex", "age"))

    cold = seconds(years, 1)[0]
    # Once more tells nothing new where it is far from the target, and would take as long again.
    warm = seconds(years, 1)[0] if cold < PATIENCE else cold
    named = f"{len(wanted)} figures x 36 months x sex x age"
    return [
        result(f"{named}, cold", cold, "s", size=size, target=3.0),
        result(f"{named}, warm", warm, "s", size=size, target=0.5),
    ]
