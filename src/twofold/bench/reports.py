"""The figures: a month of a site, and three years of everything, over so many facts; beside one query written by hand."""

import resource
from collections.abc import Callable
from typing import Any

from django.db import connection

from twofold.bench import building
from twofold.bench.results import REPEATS, Result, cpu, median, result
from twofold.indicators import engine, extract, kept, periods, places, report
from twofold.indicators.definitions import definitions
from twofold.people import actions as people
from twofold.people.actions import NewClient
from twofold.programme.actors import actor_for
from twofold.reporting import contents

MOST_CLIENTS, FACTS_EACH = 180_000, 50
A_DAY, REGISTERED = 3_000, 30
# Frozen: what somebody would write by hand for one figure of one site and month, split by gender.
BY_HAND = """SELECT s.gender, SUM(t.needles_out), COUNT(DISTINCT t.client_id) FROM outreach_contacttally t
 JOIN people_clientstate s ON s.client_id = t.client_id WHERE t.site_id = %s AND t.day BETWEEN %s AND %s GROUP BY 1"""


def lay(size: int) -> None:
    """Lay so many facts down. Another process counts them: what it takes of memory is then the counting's own."""
    building.lay_down(building.world(), clients_of(size), size)


def measure(size: int) -> list[Result]:
    """Count what a process before this one laid down; so few facts are laid down here."""
    if not building.stands():
        lay(size)
    return figures(building.standing(), size)


def clients_of(size: int) -> int:
    """Among how many clients so many facts are spread."""
    return min(MOST_CLIENTS, max(500, size // FACTS_EACH))


def figures(there: building.World, size: int) -> list[Result]:
    """Count what was laid down. Seconds are those that the processor worked: others may be using the machine."""
    wanted, month = list(definitions().values()), periods.last_months(there.last, 2)[0]
    where = places.anywhere(there.sites[0].code)
    made = cpu(extract.rebuild, 1)[0]

    def monthly() -> Any:
        return report.figures(wanted, month, where)

    cold = median([_anew(monthly) for _ in range(REPEATS)])
    hand = median(cpu(lambda: _by_hand(there, month)))
    target = 0.3 if size <= 1_000_000 else None
    handed_in = _anew(lambda: contents.count([month], where))
    found = [
        result("extract made anew", made, "s", size=size, note=f"{kept.size() / 1e6:.1f} MB"),
        result("month report, one site, cold", cold, "s", size=size, target=target, baseline=hand,
               note=f"{len(wanted)} figures; baseline: one figure by hand"),
        result("month report, one site", median(cpu(monthly)), "s", size=size, target=target, baseline=hand),
        result("month handed in, every split", handed_in, "s", size=size),
    ]  # fmt: skip
    return [*found, *_years(there, size)]


def _registered(there: building.World) -> None:
    """So many new clients, of whom half are said to be of another kind later."""
    by, row = actor_for(there.staff["worker"], second_factor=True), there.caseloads[0]
    new = [NewClient(site=row.site_id, caseload=row.id, gender="woman", kinds=["injects"]) for _ in range(REGISTERED)]
    made = people.register_clients(by=by, clients=new)
    people.state_kinds(by=by, statements=[(one.pk, "partner", True) for one in made[::2]])


def _anew(work: Callable[[], object]) -> float:
    """As in a process that has counted nothing yet."""
    engine.forget()
    return cpu(work, 1)[0]


def _by_hand(there: building.World, month: periods.Period) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(BY_HAND, [there.sites[0].id.hex, month.start, month.end])
        return cursor.fetchall()


def _years(there: building.World, size: int) -> list[Result]:
    wanted, where = list(definitions().values()), places.anywhere("bench")
    months = periods.last_months(there.last, building.MONTHS)

    def years() -> Any:
        return engine.count(wanted, months, where.scope, ("sex", "age"))

    cold, warm = _anew(years), median(cpu(years))
    building.a_day(there, 1)
    after = cpu(years, 1)[0]
    building.a_day(there, A_DAY)
    _registered(there)
    day = cpu(years, 1)[0]
    right = years()
    engine.forget()
    assert right == years(), "what was counted on is not what is counted anew"
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    named = f"{len(wanted)} figures x 36 months x sex x age"
    return [
        result(f"{named}, cold", cold, "s", size=size, target=3.0),
        result(f"{named}, warm", warm, "s", size=size, target=0.5),
        result(f"{named}, one contact later", after, "s", size=size, target=0.5),
        result(f"{named}, a day later", day, "s", size=size, target=0.5,
               note=f"{A_DAY} contacts and {REGISTERED} clients more, and compared with what is counted anew"),
        result("most memory of it all", most, "MB", size=size, target=2000),
    ]  # fmt: skip
