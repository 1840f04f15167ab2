"""Steps towards a partner, from a phone: applied by the same actions, once, in any order; and never sent to a phone."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.unit.fieldwork.conftest import Phone
from tests.universe import TODAY, Universe
from twofold.core import ids
from twofold.core.access import Consent
from twofold.couples import reads
from twofold.couples.models import PartnerNamed, PartnerStep
from twofold.couples.rules import Path
from twofold.fieldwork.models import Entry
from twofold.people import actions as people
from twofold.people import reads as files

pytestmark = pytest.mark.django_db


def way(phone: Phone, client: Any) -> list[dict[str, Any]]:
    """All of it, as a phone sends it, an hour apart."""
    told = [
        ("partner.named", {"kind": "spouse", "nickname": "Anju", "cohabiting": True}),
        ("partner.decided", {"outcome": "agreed", "safe": "safe", "how": "slip", "planned": "2026-11-27"}),
        ("partner.invited", {"outcome": "accepted", "how": "slip"}),
        ("partner.visited", {"outcome": "met", "how": "home", "safe": "safe", "note": "a good talk"}),
        ("partner.enrolled", {"how": "own_worker"}),
    ]
    return [
        phone.entry(kind, {"client": str(client), **body}, occurred_at=f"2026-11-20T{hour}:00:00+05:30")
        for hour, (kind, body) in zip(("07", "08", "09", "10", "11"), told, strict=True)
    ]


def seen(universe: Universe, name: str) -> list[Path]:
    people.record_consents(by=universe.actor("lata"), consents=[(universe.clients[name], Consent.FULL)])
    row = files.client(universe.actor("lata"), universe.clients[name])
    return reads.walked(universe.actor("lata"), row, TODAY.date()) or []


def test_the_whole_way_comes_in_once_whatever_the_order(universe: Universe, tomba: Phone) -> None:
    entries = way(tomba, universe.clients["bilal"])
    mixed = [entries[n] for n in (4, 2, 0, 3, 1)]
    assert tomba.outcomes(*mixed[:2]) + tomba.outcomes(*mixed[2:]) == [("accepted", None)] * 5
    assert tomba.outcomes(*entries) == [("duplicate", None)] * 5
    [path] = seen(universe, "bilal")
    assert [step["step"] for step in path.steps] == ["decided", "invited", "visited", "enrolled"]
    assert (path.partner["nickname"], path.state, path.unusual) == ("Anju", "enrolled", set())


def test_numbers_of_rows_lead_to_no_entry(universe: Universe, tomba: Phone) -> None:
    entries = way(tomba, universe.clients["bilal"])
    tomba.push(*entries)
    kept = {row.pk for model in (PartnerNamed, PartnerStep) for row in model.objects.unscoped("tests").all()}
    assert len(kept) == 5 and {pk.version for pk in kept} == {8}
    assert not kept & set(Entry.objects.unscoped("tests").values_list("pk", flat=True))
    assert not any(str(pk)[:8] == entry["id"][:8] for pk in kept for entry in entries)


def test_a_later_entry_takes_the_place_of_the_one_it_names(universe: Universe, tomba: Phone) -> None:
    bilal = str(universe.clients["bilal"])
    first = tomba.entry("partner.decided", {"client": bilal, "outcome": "agreed", "safe": "safe"})
    second = tomba.entry("partner.decided", {"client": bilal, "outcome": "never"}, corrects=first["id"])
    name = tomba.entry("partner.named", {"client": bilal, "nickname": "Anju"})
    other = tomba.entry("partner.named", {"client": bilal, "nickname": "Anj"}, corrects=name["id"])
    assert tomba.outcomes(second, other, first, name) == [("accepted", None)] * 4
    [path] = seen(universe, "bilal")
    assert (path.partner["nickname"], path.state) == ("Anj", "never")


@pytest.mark.parametrize(
    ("kind", "body", "field"),
    [
        ("partner.decided", {"outcome": "met"}, "body.outcome"),
        ("partner.invited", {"how": "home"}, "body.how"),
        ("partner.visited", {}, "body.outcome"),
        ("partner.named", {"kind": "owner"}, "body.kind"),
        ("partner.named", {"resolved": str(ids.new_person_id())}, "body"),
    ],
)
def test_what_cannot_be_right_is_held_whole(
    universe: Universe, tomba: Phone, kind: str, body: dict[str, Any], field: str
) -> None:
    [told] = tomba.results(tomba.entry(kind, {"client": str(universe.clients["bilal"]), **body}))
    assert (told["outcome"], told["reason"]["code"], told["reason"]["field"]) == ("held", "invalid", field)


def test_one_that_is_not_there_and_one_that_is_not_theirs(universe: Universe, tomba: Phone) -> None:
    for client in (universe.clients["chandra"], ids.new_person_id()):
        assert tomba.outcomes(*way(tomba, client)) == [("held", "waiting")] * 5
    assert not PartnerStep.objects.unscoped("tests").exists()


def test_a_card_tells_nothing_of_a_partner(universe: Universe, phone_of: Callable[[str], Phone]) -> None:
    tomba = phone_of("tomba")
    before = tomba.pull().json()
    tomba.push(*way(tomba, universe.clients["bilal"]))
    after = tomba.pull().json()
    assert after["cards"] == before["cards"]


def test_what_a_worker_sends_who_was_kept_out_since(universe: Universe, tomba: Phone) -> None:
    """See docs/decisions/0071: taken in and looked at, until the phone has pulled; then she is nobody to it."""
    bilal = universe.clients["bilal"]
    cursor = tomba.pull().json()["cursor"]
    people.block_staff(by=universe.actor("lata"), client=bilal, staff=universe.staff["tomba"].pk)
    assert tomba.outcomes(*way(tomba, bilal)) == [("accepted", None)] * 5
    assert set(Entry.objects.unscoped("tests").values_list("review", flat=True)) == {"deviation"}
    pulled = tomba.pull(cursor).json()
    assert pulled["gone"] == [str(bilal)] and str(bilal) not in str(pulled["cards"])
    assert tomba.outcomes(*way(tomba, bilal)) == [("held", "waiting")] * 5
