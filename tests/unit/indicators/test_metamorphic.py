"""What may not change a figure does not, and what adds up does."""

import dataclasses
import datetime as dt
from collections.abc import Iterable

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.machinery.measured import full, measured
from tests.unit.indicators import programmes
from tests.universe import Universe
from twofold.indicators import engine, periods
from twofold.indicators.definitions import DIMENSIONS, definitions
from twofold.indicators.facts import Scope
from twofold.outreach import actions as outreach
from twofold.outreach.actions import NewContact
from twofold.outreach.models import Contact
from twofold.programme.models import Site

pytestmark = pytest.mark.django_db
WANTED = list(definitions().values())
YEAR = [periods.parse("2026")]


class Undo(Exception):
    """Takes an example's rows back."""


def everything(universe: Universe) -> dict[tuple[str, str], engine.Table]:
    spans = [periods.parse(code) for code in ("2026-10", "2026-11", "2026")]
    return engine.count(WANTED, spans, Scope(universe.organisations["asha"].id), DIMENSIONS)


def told_again(universe: Universe, name: str) -> NewContact:
    row = Contact.objects.unscoped("tests").get(pk=universe.contacts[name])
    return NewContact(
        site=row.site_id,
        client=row.client_id,
        beneficiary=row.beneficiary,
        mode=row.mode,
        supplies=row.supplies,
        returned=row.returned,
        occurred_at=dt.datetime.fromisoformat(row.details["occurred_at"]),
        id=row.pk,
    )


@pytest.mark.parametrize("name", ["bilal-1", "bilal-3", "stranger"])
def test_the_same_entry_again_changes_nothing(universe: Universe, name: str) -> None:
    before = everything(universe)
    assert outreach.record_contacts(by=universe.actor("tomba"), contacts=[told_again(universe, name)]) == []
    assert everything(universe) == before


@pytest.mark.parametrize("name", ["bilal-1", "bilal-3", "stranger"])
def test_correcting_to_the_same_changes_nothing(universe: Universe, name: str) -> None:
    before = everything(universe)
    same = dataclasses.replace(told_again(universe, name), id=None)
    outreach.correct_contact(by=universe.actor("tomba"), contact=universe.contacts[name], new=same)
    assert everything(universe) == before


def test_somebody_of_another_organisation_changes_nothing(universe: Universe) -> None:
    before = everything(universe)
    site, deepa = universe.sites["patna"].id, universe.clients["deepa"]
    new = NewContact(site=site, client=deepa, supplies={"syringe_1ml": 9})
    outreach.record_contacts(by=universe.actor("sara"), contacts=[new])
    assert everything(universe) == before


@pytest.mark.proof
def test_sites_add_up_where_the_definition_says_so(keys: None) -> None:
    """And where it does not, the whole is at most their sum."""
    sites = programmes.ground()

    def counted(chosen: Iterable[Site]) -> dict[tuple[str, str], engine.Table]:
        return engine.count(WANTED, YEAR, Scope(sites=frozenset(site.id for site in chosen)), DIMENSIONS)

    with measured("sites add up", unit="programmes", floor=300) as proof:

        @settings(
            max_examples=330 if full() else 10,
            deadline=None,
            database=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        )
        @given(programme=programmes.programmes(), shuffled=st.permutations(list(programmes.SITES)))
        def add_up(programme, shuffled):
            proof.count += 1
            with pytest.raises(Undo), transaction.atomic():
                programmes.lay_down(programme, sites)
                whole = counted(sites.values())
                parts = [counted([sites[code]]) for code in shuffled]
                for one in WANTED:
                    for cell, count in whole[one.id, "2026"].items():
                        total = sum(part[one.id, "2026"].get(cell, engine.Count()).value for part in parts)
                        assert (
                            count.value == total
                            if one.additive_over_sites
                            else one.filters.of_persons or (count.value <= total)
                        )
                raise Undo

        add_up()
