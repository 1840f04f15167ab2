"""Scenarios that the tests of the model share."""

from twofold import epi

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


def everything(people: int = 300, years: int = 4, **more: object) -> epi.Scenario:
    """All services are on, and change in the first year."""
    return epi.Scenario(people=people, years=years, planned=FULL, change_month=3, ramp_months=6, seeds=2, **more)
