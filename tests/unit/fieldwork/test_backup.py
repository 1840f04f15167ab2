"""A copy is kept only if it opens; then phones may drop theirs. What came after a copy comes back from the phones."""

import json
from pathlib import Path

import pytest

from tests.conftest import Installation
from tests.universe import Universe
from twofold.config.commands import copies
from twofold.core import clock
from twofold.core.access import Compartment
from twofold.core.crypto import cipher
from twofold.core.crypto.fields import Ciphertext
from twofold.core.guarded import writing
from twofold.core.models import PersonKey
from twofold.couples import actions as couples
from twofold.couples.actions import Statement
from twofold.couples.models import PartnerKind, PartnerNamed, speaker_ref
from twofold.exchange.models import Import
from twofold.fieldwork import ranges


def test_numbers_as_ranges() -> None:
    told = [(1, True), (2, True), (4, True), (5, False), (6, True), (6, False), (7, True)]
    assert ranges.of(told) == [[1, 2], [4, 4], [7, 7]]
    assert ranges.without([[1, 5], [9, 9]], {1, 3, 9, 40}) == [[2, 2], [4, 5]]


@pytest.mark.slow
def test_a_copy_is_looked_through_and_put_back(installation: Installation) -> None:
    of_another_time = installation.home / "extract" / "list"
    of_another_time.parent.mkdir(parents=True)
    of_another_time.write_bytes(b"columns, sealed")
    made = installation.run("backup", "--json")
    assert made.returncode == 0, made.stderr
    told = json.loads(made.stdout)
    assert told["audit_rows"] > 0
    assert not list(Path(told["folder"]).rglob("*extract*"))
    again = installation.run("restore", told["folder"])
    assert (again.returncode, "--replace" in again.stderr) == (2, True)
    done = installation.run("restore", told["folder"], "--replace", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["epoch"] > 1
    assert not of_another_time.exists()
    (file,) = [path for path in Path(told["folder"]).iterdir() if path.name.startswith("twofold.")]
    file.write_bytes(file.read_bytes()[:-1] + b"x")
    done = installation.run("restore", told["folder"], "--replace")
    assert (done.returncode, "fingerprint" in done.stderr) == (2, True)


def _named_and_listed(world: Universe) -> None:
    marta = world.actor("marta")
    couples.name_partners(by=marta, statements=[Statement(client=world.clients["aisha"], kind=PartnerKind.SPOUSE)])
    with writing():
        Import.objects.unscoped("tests").create(
            organisation_id=marta.organisation, author=marta.id, began_at=clock.now(), content=None, told={"rows": 1}
        )


def test_a_copy_with_partners_named_and_lists_brought_in_holds(universe: Universe) -> None:
    """A statement's row names nobody, and a list that went in has been emptied: neither says that a copy is broken."""
    _named_and_listed(universe)
    tried = copies.look_through()["canaries"]
    PersonKey.objects.filter(
        compartment=Compartment.COUPLE.value, person_ref=speaker_ref(universe.clients["aisha"])
    ).delete()
    assert copies.look_through()["canaries"] == tried - 1  # erased: nothing to open, and nothing wrong


def test_a_copy_in_which_what_was_said_does_not_open_is_thrown_away(universe: Universe) -> None:
    _named_and_listed(universe)
    with writing():
        PartnerNamed.objects.unscoped("tests").update(body=Ciphertext(b"\x01" + b"x" * 60))
    with pytest.raises(cipher.Unreadable, match="couples_partnernamed"):
        copies.look_through()
