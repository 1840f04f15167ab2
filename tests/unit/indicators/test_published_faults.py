"""Faults that were published elsewhere, each against the slow reference, which the engine is held to.

Where the fault is one of joining tables, the engine itself counts. Domain review, section 0; review of peers, section 3.
"""

import datetime as dt
import random
import uuid
from itertools import pairwise

import pytest

from tests.unit.indicators import programmes
from twofold.indicators import engine, periods, reference
from twofold.indicators.definitions import definitions
from twofold.indicators.facts import Scope
from twofold.indicators.reference import Contact, Person, Programme, Spell

YEAR_BEGINS = dt.date(2026, 1, 1)
ALWAYS = Spell(YEAR_BEGINS)


def client(number: int, need: int | None = None) -> Person:
    needs = () if need is None else ((need, ALWAYS),)
    return Person(str(number), "east", "man", 1990, YEAR_BEGINS, (ALWAYS,), (("injects", ALWAYS),), needs)


def rate(indicator: str, programme: Programme, period: str) -> tuple[int, int]:
    one, span = definitions()[indicator], periods.parse(period)
    found = [reference.count(m, programme, span.start, span.end, {"east"}) for m in one.measures]
    top, bottom = (table.get((None, None, None), reference.Count()).value for table in found)
    return top, bottom


def test_thirty_days_are_thirty_and_not_twenty_eight() -> None:
    """Once a day, 28 syringes in September: not enough."""
    for got, met in ((28, 0), (29, 0), (30, 1)):
        programme = Programme((client(1, need=7),), (Contact(dt.date(2026, 9, 5), "east", "1", needles_out=got),))
        assert rate("need_met", programme, "2026-09") == (met, 1)


def test_a_missing_need_is_not_met_by_one_syringe() -> None:
    programme = Programme((client(1),), (Contact(dt.date(2026, 9, 5), "east", "1", needles_out=1),))
    assert rate("need_met", programme, "2026-09") == (0, 0)
    assert rate("need_unknown", programme, "2026-09") == (1, 1)


def test_a_gap_of_thirty_days_is_not_each_thirty_days() -> None:
    """Visits at random, one in 30 days: each span 6%, monthly on average 56%, and 93% have two within 30 days."""
    luck, people, contacts, proxy = random.Random(7), [], [], 0
    for number in range(80):
        people.append(client(number))
        days, day = [], luck.expovariate(1 / 30)
        while day < 181:
            days.append(int(day))
            day += luck.expovariate(1 / 30)
        proxy += any(later - earlier < 30 for earlier, later in pairwise(days))
        contacts += [Contact(YEAR_BEGINS + dt.timedelta(days=d), "east", str(number), needles_out=1) for d in days]
    programme = Programme(tuple(people), tuple(contacts))
    each, monthly = rate("nsp_each_30_days", programme, "2026-H1")[0], rate("nsp_monthly", programme, "2026-H1")[0]
    assert 0 < each / 80 < 0.12
    assert 0.4 < monthly / 80 < 0.72
    assert proxy / 80 > 0.85


def test_a_year_is_not_the_mean_of_its_months() -> None:
    """Sixteen a month are 192 a year, and neither is printed under the other's name."""
    contacts = [Contact(dt.date(2026, month, 9), "east", "1", needles_out=16) for month in range(1, 13)]
    programme = Programme((client(1),), tuple(contacts))
    assert rate("needles_per_person_global_fund", programme, "2026") == (192, 1)
    assert rate("needles_per_person_global_fund", programme, "2026-09") == (16, 1)


@pytest.mark.django_db
@pytest.mark.parametrize(("got", "met"), [(120, 0), (200, 1)])
def test_visits_joined_to_statements_are_not_multiplied(keys: None, got: int, met: int) -> None:
    """Published as 120 for a true 200: visits multiplied by calendars. Ten visits here, and a need that was said three
    times, two kinds, and two spells of each and on the register: what was given out is what was given out.
    """
    halves = (Spell(YEAR_BEGINS, dt.date(2026, 8, 15)), Spell(dt.date(2026, 8, 20)))
    needs = [
        Spell(YEAR_BEGINS, dt.date(2026, 8, 1)),
        Spell(dt.date(2026, 8, 1), dt.date(2026, 9, 1)),
        Spell(dt.date(2026, 9, 1)),
    ]
    person = Person(
        id=str(uuid.UUID(int=1)), site="north", gender="woman", birth_band=1990, registered_on=YEAR_BEGINS,
        on_register=halves, kinds=tuple((kind, half) for kind in ("injects", "partner") for half in halves),
        needs=((1, needs[0]), (2, needs[1]), (15, needs[2])),
    )  # fmt: skip
    visits = [Contact(dt.date(2026, 9, 2 + n), "north", person.id, needles_out=got // 10) for n in range(10)]
    sites = programmes.ground()
    programmes.lay_down(Programme((person,), tuple(visits)), sites)
    wanted = ("needles_out", "given_needles", "contacts", "registered", "need_met")
    for by in ((), ("sex", "age"), ("sex", "age", "kind")):
        for code in ("2026-Q3", "2026"):
            tables = engine.count([definitions()[one] for one in wanted], [periods.parse(code)], Scope(), by)
            found = [tables[one, code][engine.ALL].value for one in wanted]
            assert found[:4] == [got, 1, 10, 1]
            if "kind" in by:
                assert tables["needles_out", code][None, None, "injects"].value == got
                assert tables["needles_out", code][None, None, "partner"].value == got
    table = engine.count([definitions()["need_met"]], [periods.parse("2026-Q3")], Scope())
    assert table["need_met", "2026-Q3"][engine.ALL].value == met
