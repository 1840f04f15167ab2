"""The queries behind lists say what the policy says, for every worker, every client and every part of a file."""

import pytest

from tests.universe import STAFF, Universe
from twofold.core.access import Compartment, Consent, Role, Verb, allow
from twofold.outreach.models import ServiceState
from twofold.people import actions
from twofold.people.models import Client, readable_part
from twofold.programme import actions as programme

pytestmark = pytest.mark.django_db


@pytest.fixture
def varied(universe: Universe) -> Universe:
    """One client blocks a worker, one took the agreement back; one worker holds two roles of different reach."""
    actions.block_staff(by=universe.actor("tomba"), client=universe.clients["esha"], staff=universe.staff["nina"].pk)
    actions.record_consents(by=universe.actor("ibemhal"), consents=[(universe.clients["chandra"], Consent.WITHDRAWN)])
    east = universe.sites["imphal-east"].pk
    held = [Role.FACILITATOR, Role.OUTREACH_WORKER]
    programme.change_staff(
        by=universe.actor("priya"), staff=universe.staff["marta"].pk, name="Marta", held=held, sites=[east]
    )
    return universe


def found(world: Universe, login: str, part: Compartment | None = None) -> set[str]:
    rows = Client.objects.visible_to(world.actor(login))
    if part is not None:
        rows = rows.filter(readable_part(world.actor(login), part))
    names = {pk: name for name, pk in world.clients.items()}
    return {names[pk] for pk in rows.values_list("pk", flat=True)}


def allowed(world: Universe, login: str, verb: Verb, part: Compartment) -> set[str]:
    actor, names = world.actor(login), set()
    for name in world.clients:
        blocked = (login, name) == ("nina", "esha")
        if allow(actor, verb, part, world.client(name).case_for(actor, blocked=blocked)):
            names.add(name)
    return names


@pytest.mark.parametrize("login", sorted(STAFF))
def test_lists_hold_whom_the_policy_lets_the_worker_know_of(varied: Universe, login: str) -> None:
    expected = allowed(varied, login, Verb.FIND, Compartment.SERVICE)
    assert found(varied, login) == expected
    services = ServiceState.objects.visible_to(varied.actor(login)).values_list("pk", flat=True)
    assert set(services) == {varied.clients[name] for name in expected}


@pytest.mark.parametrize("login", sorted(STAFF))
def test_a_filter_cuts_by_what_the_policy_lets_the_worker_read(varied: Universe, login: str) -> None:
    for part in Compartment:
        assert found(varied, login, part) == allowed(varied, login, Verb.READ, part), part


def test_the_world_tells_them_apart(varied: Universe) -> None:
    assert found(varied, "marta") == {"aisha", "bilal", "esha"}
    assert found(varied, "marta", Compartment.DRUG_USE) == {"aisha"}
    assert found(varied, "dev", Compartment.IDENTITY) == {"aisha", "bilal", "esha"}
    assert found(varied, "nina") == {"aisha", "bilal"}
