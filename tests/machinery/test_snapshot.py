"""The named world is the same for every test, whole, and never left over from another."""

import os

import pytest

from tests.machinery import snapshot
from tests.universe import Universe
from twofold.core import audit
from twofold.core.crypto import keyring
from twofold.outreach.models import Contact
from twofold.people import actions
from twofold.people.models import Client
from twofold.programme.models import Staff


@pytest.mark.django_db
def test_without_asking_there_is_nobody() -> None:
    assert not Staff.objects.exists()


@pytest.mark.parametrize("turn", [1, 2, 3])
def test_the_world_is_whole_each_time(universe: Universe, turn: int) -> None:
    """Files open (keys and columns are there), the log holds, and new rows find their place."""
    client = universe.client("bilal")
    assert client.case_for(universe.actor("tomba"))
    assert Client.objects.visible_to(universe.actor("tomba")).filter(pk=client.pk).exists()
    assert Contact.objects.unscoped("tests").count() == len(universe.contacts)
    assert audit.verify().holds
    actions.block_staff(by=universe.actor("lata"), client=client.pk, staff=universe.staff["peter"].pk)


@pytest.mark.parametrize("turn", [1, 2])
@pytest.mark.django_db(transaction=True)
def test_the_world_is_there_for_a_test_that_commits(universe: Universe, turn: int) -> None:
    test_the_world_is_whole_each_time(universe, turn)


def test_what_is_laid_down_is_what_was_built(universe: Universe) -> None:
    before = {table: snapshot.rows_of(table) for table in snapshot.tables() if snapshot.is_filled(table)}
    assert {"people_client", "outreach_contact", "core_personkey", "core_keyslot"} <= before.keys()


def test_a_test_may_change_the_phrase(keys: None) -> None:
    keyring.change_phrase("quite another phrase")
    assert keyring.unlock("quite another phrase")


def test_and_the_next_begins_anew(keys: None) -> None:
    assert keyring.unlock(os.environ["TWOFOLD_KEY"])
