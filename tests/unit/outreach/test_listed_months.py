"""Months from a list: one fact for a month, dated to its end, that counts as many meetings as the list says."""

import datetime as dt
from typing import Any

import pytest

from tests.signing import signed_in
from tests.universe import Universe
from twofold.core import derived
from twofold.core.errors import Denied, Invalid, NotThere
from twofold.indicators import definitions, engine, periods
from twofold.indicators.facts import Scope
from twofold.outreach import actions as outreach
from twofold.outreach.actions import Listed, NewListed
from twofold.outreach.models import Contact, ContactTally, Mode

pytestmark = pytest.mark.django_db
SEPTEMBER = dt.date(2026, 9, 1)


def bring(
    world: Universe, *, by: str = "dev", client: str = "chandra", first: dt.date = SEPTEMBER, **told: Any
) -> Listed:
    site = world.caseloads["ibemhal"].site_id
    last = (first + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
    new = NewListed(client=world.clients[client], site=site, key=f"{first:%Y-%m}", day=last, **told)
    return outreach.record_listed(by=world.actor(by), lines=[new])


def tallies(world: Universe, name: str = "chandra") -> list[tuple[Any, ...]]:
    rows = ContactTally.objects.unscoped("tests").filter(client=world.clients[name]).order_by("day")
    return list(rows.values_list("day", "meetings", "needles_out", "needles_returned", "condoms"))


def figures(period: str) -> dict[str, int]:
    wanted = definitions.chosen(["reached", "reached_twice", "needles_out"])
    found = engine.count(wanted, [periods.parse(period)], Scope())
    return {name: table[engine.ALL].value for (name, _), table in found.items()}


GIVEN = {"meetings": 3, "supplies": {"syringe_1ml": 40, "condom_external": 12}, "returned": {"syringe_1ml": 32}}


def test_one_fact_at_the_end_of_the_month(universe: Universe) -> None:
    assert bring(universe, **GIVEN) == Listed(added=1)
    assert tallies(universe) == [(dt.date(2026, 9, 30), 3, 40, 32, 12)]
    assert figures("2026-09") == {"reached": 1, "reached_twice": 1, "needles_out": 40}
    assert universe.client("chandra").service.contacts == 3


def test_one_meeting_is_no_second(universe: Universe) -> None:
    bring(universe, **{**GIVEN, "meetings": 1})
    assert figures("2026-09") == {"reached": 1, "reached_twice": 0, "needles_out": 40}


def test_again_changes_nothing_and_a_correction_takes_its_place(universe: Universe) -> None:
    bring(universe, **GIVEN)
    assert bring(universe, **GIVEN) == Listed(unchanged=1)
    assert bring(universe, **{**GIVEN, "meetings": 4}) == Listed(corrected=1)
    assert bring(universe, **{**GIVEN, "meetings": 4}) == Listed(unchanged=1)
    assert bring(universe, **GIVEN) == Listed(corrected=1)
    assert [row[1] for row in tallies(universe)] == [3]
    assert Contact.objects.unscoped("tests").filter(mode=Mode.LISTED).count() == 3


def test_a_month_that_becomes_nothing_counts_nothing(universe: Universe) -> None:
    assert bring(universe, meetings=0) == Listed(unchanged=1)
    bring(universe, **GIVEN)
    assert bring(universe, meetings=0) == Listed(corrected=1)
    assert tallies(universe) == [] and figures("2026-09")["reached"] == 0
    assert bring(universe, meetings=0) == Listed(unchanged=1)
    assert bring(universe, **GIVEN) == Listed(corrected=1)
    assert not derived.rebuild().differing


def test_what_was_taken_back_by_hand_stays_until_the_list_says_more(universe: Universe) -> None:
    bring(universe, **GIVEN)
    root = Contact.objects.unscoped("tests").get(mode=Mode.LISTED)
    outreach.undo_contact(by=universe.actor("dev"), contact=root.pk)
    assert bring(universe, **GIVEN) == Listed(unchanged=1) and tallies(universe) == []
    assert bring(universe, **{**GIVEN, "meetings": 5}) == Listed(corrected=1)
    assert [row[1] for row in tallies(universe)] == [5]


def test_this_month_is_dated_to_today_and_stays_one(universe: Universe) -> None:
    november = dt.date(2026, 11, 1)
    bring(universe, first=november, **GIVEN)
    assert tallies(universe)[0][0] == dt.date(2026, 11, 20)
    assert bring(universe, first=november, **GIVEN) == Listed(unchanged=1)
    with pytest.raises(Invalid):
        bring(universe, first=dt.date(2026, 12, 1), **GIVEN)


def test_what_cannot_be_right_or_is_not_ones_own(universe: Universe) -> None:
    for told in ({"meetings": -1}, {"meetings": 501}, {"meetings": 0, "supplies": {"syringe_1ml": 1}},
                 {"meetings": 1, "supplies": {"syringe_1ml": -4}}, {"meetings": 1, "supplies": {"gold": 1}}):  # fmt: skip
        with pytest.raises(Invalid):
            bring(universe, **told)
    with pytest.raises(NotThere):
        bring(universe, by="marta", **GIVEN)
    with pytest.raises(NotThere):
        bring(universe, client="deepa", **GIVEN)
    with pytest.raises(Denied):
        bring(universe, by="meera", **GIVEN)
    assert outreach.record_listed(by=universe.actor("dev"), lines=[]) == Listed()
    assert tallies(universe) == []


def test_it_is_shown_and_not_corrected_by_hand(universe: Universe) -> None:
    bring(universe, **GIVEN)
    browser = signed_in(universe.staff["dev"])
    page = browser.get(f"/clients/{universe.clients['chandra']}/").content.decode()
    row = Contact.objects.unscoped("tests").get(mode=Mode.LISTED)
    assert "A month, from a list" in page and f"/contacts/{row.pk}/correct" not in page
    with pytest.raises(Invalid, match="list"):
        new = outreach.NewContact(site=row.site_id, client=row.client_id)
        outreach.correct_contact(by=universe.actor("dev"), contact=row.pk, new=new)
    with pytest.raises(Invalid):
        outreach.record_contacts(
            by=universe.actor("dev"), contacts=[outreach.NewContact(site=row.site_id, mode="listed")]
        )
