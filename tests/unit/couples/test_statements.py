"""Partner statements: they stand in the speaker's file alone, sealed, and are read by few."""

import uuid

import pytest

from tests.universe import Universe
from twofold.core.access import Consent
from twofold.core.errors import Denied, Invalid, NotThere
from twofold.couples import reads
from twofold.couples.actions import Statement, name_partners
from twofold.couples.models import PartnerNamed
from twofold.people import actions as people

pytestmark = pytest.mark.django_db


def rows() -> list[PartnerNamed]:
    return list(PartnerNamed.objects.unscoped("tests").all())


def full(world: Universe, *names: str) -> None:
    for name in names:
        people.record_consents(by=world.actor("dev"), consents=[(world.clients[name], Consent.FULL)])


def say(world: Universe, by: str, **told: object) -> int:
    return name_partners(by=world.actor(by), statements=[Statement(**told)])  # type: ignore[arg-type]


def test_a_statement_stands_in_the_speakers_file_alone(universe: Universe) -> None:
    aisha, bilal = universe.clients["aisha"], universe.clients["bilal"]
    full(universe, "bilal")
    assert say(universe, "dev", client=aisha, kind="spouse", known_as="MN13/0009", resolved=bilal) == 1
    told = reads.statements(universe.actor("lata"), aisha)
    assert [(one["kind"], one["known_as"], one["resolved"]) for one in told] == [("spouse", "MN13/0009", str(bilal))]
    assert reads.statements(universe.actor("lata"), bilal) == []


def test_no_column_names_anybody(universe: Universe) -> None:
    aisha, bilal = universe.clients["aisha"], universe.clients["bilal"]
    say(universe, "dev", client=aisha, resolved=bilal, nickname="Bilu")
    stored = PartnerNamed.objects.unscoped("tests").values("id", "speaker_ref").get()
    assert aisha.hex not in str(stored) and bilal.hex not in str(stored)
    assert stored["id"].version == 4, "an id with a time would lead to the file that was open then"
    sealed = bytes(rows()[0].__dict__["body"])
    assert b"Bilu" not in sealed and bilal.hex.encode() not in sealed


def test_the_same_again_changes_nothing_and_more_takes_its_place(universe: Universe) -> None:
    aisha, bilal = universe.clients["aisha"], universe.clients["bilal"]
    first = {"client": aisha, "kind": "spouse", "known_as": "X1"}
    assert [say(universe, "dev", **first), say(universe, "dev", **first)] == [1, 0]
    assert say(universe, "dev", **first, resolved=bilal) == 1
    told = reads.statements(universe.actor("lata"), aisha)
    assert [one["resolved"] for one in told] == [str(bilal)] and len(rows()) == 2


def test_a_statement_can_be_corrected(universe: Universe) -> None:
    aisha = universe.clients["aisha"]
    say(universe, "dev", client=aisha, kind="main", nickname="Tom")
    say(universe, "dev", client=aisha, kind="former", nickname="Tom", corrects=rows()[0].pk)
    assert [one["kind"] for one in reads.statements(universe.actor("lata"), aisha)] == ["former"]


def test_who_may_say_and_who_may_read(universe: Universe) -> None:
    bilal, chandra, deepa = (universe.clients[name] for name in ("bilal", "chandra", "deepa"))
    assert say(universe, "tomba", client=bilal, kind="main") == 1
    with pytest.raises(Denied):
        reads.statements(universe.actor("tomba"), bilal)  # the one who wrote it down cannot look it up
    with pytest.raises(Denied):
        reads.statements(universe.actor("lata"), bilal)  # a card is no consent in full
    with pytest.raises(NotThere):
        say(universe, "tomba", client=chandra)
    with pytest.raises(NotThere):
        say(universe, "tomba", client=bilal, resolved=chandra)  # entitled to one file only
    with pytest.raises(NotThere):
        say(universe, "tomba", client=bilal, resolved=uuid.uuid4())  # the same answer
    with pytest.raises(NotThere):
        say(universe, "dev", client=deepa)
    with pytest.raises(Denied):
        say(universe, "priya", client=bilal)
    assert len(rows()) == 1


def test_visible_to_gives_the_files_that_may_be_read(universe: Universe) -> None:
    say(universe, "dev", client=universe.clients["aisha"], kind="spouse")
    say(universe, "dev", client=universe.clients["bilal"], kind="spouse")
    assert PartnerNamed.objects.visible_to(universe.actor("lata")).count() == 1
    assert not PartnerNamed.objects.visible_to(universe.actor("dev")).exists()


def test_what_cannot_be_right(universe: Universe) -> None:
    aisha = universe.clients["aisha"]
    for told in ({"kind": "owner"}, {"resolved": aisha}, {"nickname": "x" * 501}):
        with pytest.raises(Invalid):
            say(universe, "dev", client=aisha, **told)
    assert name_partners(by=universe.actor("dev"), statements=[]) == 0
    assert rows() == []
