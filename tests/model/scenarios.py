"""Scenarios that the tests of the model share."""

from collections.abc import Callable
from functools import cache

from twofold import epi
from twofold.epi.validation.row import Row

FULL = epi.Services(
    nsp=0.5,
    ost=0.3,
    prep=0.2,
    prep_partners=0.1,
    testing=1.0,
    art=0.8,
    suppressed=0.9,
    couple_sessions=0.3,
    individual_sessions=0.2,
    couple_testing=0.5,
    safety=0.6,
    naloxone=0.5,
    womens_services=0.7,
)

# A place where everything happens often, so that a small run shows it
CROWDED = epi.Place(
    women=0.4, hiv_men=0.3, hiv_women=0.3, same_sex=0.25, sells_sex=0.5, outside_hiv=0.3, newcomer_hiv=0.1, pays=0.3,
    prison=0.2, migration=0.05, migrant_hiv=0.3,
)  # fmt: skip


def everything(people: int = 300, years: int = 4, **more: object) -> epi.Scenario:
    """All services are on, and change in the first year."""
    return epi.Scenario(people=people, years=years, planned=FULL, change_month=3, ramp_months=6, seeds=2, **more)


@cache
def rows(check: Callable[[int], list[Row]], size: int = 1) -> list[Row]:
    """What a check of the validation finds, once in a run of the tests."""
    return check(size)
