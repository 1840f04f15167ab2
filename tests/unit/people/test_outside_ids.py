"""Ids that other lists gave: looked up within reach only, however they are written; a hidden file and no file are one answer."""

import pytest
from django.db.models import F

from tests.signing import signed_in
from tests.universe import Universe
from twofold.people import actions, reads
from twofold.people.actions import NewClient
from twofold.people.models import DuplicateCandidate, OutsideId
from twofold.people.uic import normal_outside

pytestmark = pytest.mark.django_db


def register(world: Universe, by: str, outside_id: str) -> object:
    row = world.caseloads["tomba" if by != "ravi" else "sara"]
    new = NewClient(site=row.site_id, caseload=row.id, outside_id=outside_id)
    return actions.register_clients(by=world.actor(by), clients=[new])[0]


@pytest.mark.parametrize("text", ["MN31/0001", " mn31 / 0001 ", "MN31-0001", "ＭＮ31.0001", "MN३१/०००१"])
def test_one_id_however_it_is_written(text: str) -> None:
    assert normal_outside(text) == "MN31/0001"


def test_signs_between_still_part() -> None:
    assert normal_outside("1/11") != normal_outside("11/1")
    assert normal_outside("MO1") != normal_outside("M01")


def test_found_within_reach_only(universe: Universe) -> None:
    made = register(universe, "dev", "MN31/0001")
    assert reads.by_outside_ids(universe.actor("dev"), ["mn31 0001", "MN9"]) == {"mn31 0001": (made, {})}
    assert reads.by_outside_ids(universe.actor("ibemhal"), ["MN31/0001"]) == {}
    assert reads.by_outside_ids(universe.actor("ravi"), ["MN31/0001"]) == {}
    stored = OutsideId.objects.unscoped("tests").values("mac", "body").get()
    assert "0001" not in stored["mac"] and b"MN31" not in bytes(stored["body"])


def test_the_search_box_takes_it(universe: Universe) -> None:
    made = register(universe, "dev", "MN31/0001")
    browser = signed_in(universe.staff["tomba"])
    assert browser.post("/clients/find/", {"q": "mn31-0001"}).url == f"/clients/{made.pk}/"
    assert "MN31/0001" in browser.get(f"/clients/{made.pk}/").content.decode()
    elsewhere = signed_in(universe.staff["ibemhal"])
    hidden, absent = (elsewhere.post("/clients/find/", {"q": code}) for code in ("MN31-0001", "MN31-0002"))
    assert hidden.status_code == absent.status_code == 400
    assert len(hidden.content) == len(absent.content)


def test_a_hidden_file_is_registered_anew_and_queued(universe: Universe) -> None:
    first = register(universe, "dev", "MN31/0001")
    actions.block_staff(by=universe.actor("tomba"), client=first.pk, staff=universe.staff["dev"].pk)
    second = register(universe, "dev", "MN31/0001")
    assert reads.by_outside_ids(universe.actor("dev"), ["MN31/0001"]) == {"MN31/0001": (second, {})}
    pair = DuplicateCandidate.objects.unscoped("tests").exclude(first=F("second")).get()
    assert (pair.first_id, pair.second_id, pair.reason) == (first.pk, second.pk, "same_outside_id")
    assert not DuplicateCandidate.objects.visible_to(universe.actor("dev")).exists()
    register(universe, "ravi", "MN31/0001")
    assert DuplicateCandidate.objects.unscoped("tests").exclude(first=F("second")).count() == 1, (
        "another organisation is another world"
    )
