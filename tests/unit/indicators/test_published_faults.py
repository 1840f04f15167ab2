"""Faults that were published elsewhere, each against the slow reference, which the engine is held to.

Domain review, section 0; review of peers, section 3.
"""

import datetime as dt
import random
from itertools import pairwise

from twofold.indicators import periods, reference
from twofold.indicators.definitions import definitions
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
