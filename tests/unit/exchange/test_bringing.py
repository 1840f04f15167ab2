"""A list goes in through the actions: figures as the truth has them, twice is once, stopped anywhere it ends the same."""

import dataclasses
from typing import Any

import pytest

from tests.unit.exchange import lists
from tests.universe import Universe
from twofold.core.errors import Denied
from twofold.couples.models import PartnerNamed
from twofold.exchange import applying, bringing, matching
from twofold.exchange.actions import Done, Means
from twofold.exchange.bringing import Brought
from twofold.exchange.incoming import plan as planning
from twofold.outreach.actions import Listed
from twofold.outreach.models import Contact, ContactTally
from twofold.people import actions as people
from twofold.people import reads
from twofold.people.models import Client, ClientState, InjectingStated, OutsideId, Profile
from twofold.programme.models import Site

pytestmark = pytest.mark.django_db


def brought(world: Universe, until: str = "sep", keep: int | None = 60) -> tuple[Brought, Means]:
    """The list on its way in, with all of its rows or the first few (and all that name a partner)."""
    found = bringing.bring(lists.content(until), lists.TODAY)
    sites = matching.match(
        found.plan.sites, list(Site.objects.visible_to(world.actor("dev"))), {"Moreh": "imphal-east"}
    )
    found.hold_unplaced(sites)
    if keep:
        found.plan.clients = found.plan.clients[:keep]
    return found, applying.means_for(found.plan, sites, "Asia/Kolkata")


def run(world: Universe, until: str = "sep", keep: int | None = 60, by: str = "dev") -> Done:
    found, means = brought(world, until, keep)
    return applying.run(world.actor(by), found.plan, means)


def stored() -> dict[str, Any]:
    """What the import left, without ids and moments."""
    why = "tests"
    tallies = (
        ContactTally.objects.unscoped(why).filter(mode="listed").order_by("day", "needles_out", "condoms", "meetings")
    )
    return {
        "tallies": list(tallies.values_list("day", "site", "meetings", "needles_out", "needles_returned", "condoms")),
        "clients": sorted(
            ClientState.objects.unscoped(why).values_list("registered_on", "gender", "birth_band", "site")
        ),
        "facts": [
            model.objects.unscoped(why).count()
            for model in (Contact, OutsideId, Profile, InjectingStated, PartnerNamed)
        ],
    }


def test_twice_is_once_and_october_adds_and_corrects(universe: Universe) -> None:
    first = run(universe)
    months = sum(len(row.months) for row in brought(universe)[0].plan.clients)
    assert (first.added, first.months.added, first.months.corrected) == (60, months, 0)
    left = stored()
    again = run(universe)
    assert (again.added, again.changed, again.unchanged, again.statements) == (0, 0, 60, 0)
    assert again.months == Listed(unchanged=360) and stored() == left
    october = run(universe, "oct")
    assert (october.added, october.changed, october.months.corrected, october.statements) == (0, 0, 1, 0)
    assert october.months.added == sum("2026-10" in row.months for row in brought(universe, "oct")[0].plan.clients)


@pytest.mark.parametrize("stop", [1, 3, 4])
def test_stopped_anywhere_it_ends_the_same(universe: Universe, stop: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(applying, "BATCH", 25)
    found, means = brought(universe)
    for n, step in enumerate(applying.steps(found.plan)):
        if n == stop:
            break
        applying.take(universe.actor("dev"), step, means)
    run(universe)
    halfway = stored()
    assert halfway["facts"][1] == 60 and run(universe).months.unchanged == 360
    assert stored() == halfway


def rows(world: Universe, **told: Any) -> Done:
    """One row, told by hand."""
    site = world.sites["imphal-east"].pk
    base = {"id": "MN1/0001", "registered": "2026-04-02", "site": "E", "gender": "man", "birth_year": 1990, "rate": 2.0,
            "kinds": ("injects",), "nickname": "Bo", "status": "active"}  # fmt: skip
    row = planning.ClientRow(0, 5, **{**base, **told})
    plan = planning.Plan(clients=[row], ends=lists.TODAY, months=["2026-09"])
    return applying.run(world.actor("dev"), plan, applying.means_for(plan, {"E": site}, "Asia/Kolkata"))


def client(world: Universe) -> Client:
    found: Client = reads.by_outside_ids(world.actor("dev"), ["MN1/0001"])["MN1/0001"][0]
    return found


def test_only_what_the_list_says_anew_changes(universe: Universe) -> None:
    assert rows(universe).added == 1
    one = client(universe)
    by = universe.actor("dev")
    told = {"gender": "man", "birth_year": 1991, "nickname": "Bobby", "reach": {"where": "tea stall"}}
    people.change_profiles(by=by, profiles=[(one.pk, told)])
    assert rows(universe).unchanged == 1
    assert reads.profiles(by, [one])[one.pk]["nickname"] == "Bobby", "the same list takes nothing back"
    assert rows(universe, rate=4.0).changed == 1
    assert reads.times_a_day(one.pk) == 4.0 and reads.profiles(by, [one])[one.pk]["birth_year"] == 1991
    assert rows(universe, rate=4.0, birth_year=1989).changed == 1
    now = reads.profiles(by, [client(universe)])[one.pk]
    assert (now["nickname"], now["birth_year"], now["reach"]) == ("Bo", 1989, {"where": "tea stall"})
    assert rows(universe, rate=4.0, birth_year=1989, status="moved").changed == 1
    assert client(universe).state.status == "moved"


def test_an_id_that_stands_for_somebody_else_is_held_back(universe: Universe) -> None:
    rows(universe)
    done = rows(universe, gender="woman", birth_year=2001)
    assert [why for *_where, why in done.held] == [planning.SOMEBODY_ELSE] and done.changed == 0
    assert rows(universe, gender="woman").changed == 1, "one of the two may be a correction"


def test_a_hidden_file_is_not_spoken_of(universe: Universe) -> None:
    rows(universe)
    hidden = client(universe)
    people.block_staff(by=universe.actor("tomba"), client=universe.clients["bilal"], staff=universe.staff["dev"].pk)
    from twofold.core.access import Role

    boss = dataclasses.replace(
        universe.actor("sushila"), roles=frozenset({Role.NURSE}), sites=frozenset({hidden.state.site_id})
    )
    people.block_staff(by=boss, client=hidden.pk, staff=universe.staff["dev"].pk)
    done = rows(universe)
    assert done.added == 1 and client(universe).pk != hidden.pk


def test_a_card_code_is_an_id_too(universe: Universe) -> None:
    code = universe.client("bilal").code
    done = rows(universe, id=code, months={"2026-09": (2, {"syringe_1ml": 5}, {})})
    assert (done.added, done.unchanged, done.months.added) == (0, 1, 1)
    assert (
        reads.profiles(universe.actor("dev"), [universe.client("bilal")])[universe.clients["bilal"]]["nickname"]
        == "Bil"
    )


def test_only_a_data_manager_brings_lists(universe: Universe) -> None:
    for name in ("tomba", "priya", "meera"):
        with pytest.raises(Denied):
            run(universe, keep=3, by=name)
    assert not OutsideId.objects.unscoped("tests").exists()


def contact_rows(world: Universe, *told: dict[str, Any]) -> Done:
    site = world.sites["imphal-east"].pk
    made = [planning.ContactRow(0, 2 + n, **{"id": "MN1/0001", "site": "E", **one}) for n, one in enumerate(told)]
    plan = planning.Plan(contacts=made, ends=lists.TODAY)
    return applying.run(world.actor("dev"), plan, applying.means_for(plan, {"E": site}, "Asia/Kolkata"))


def test_contacts_of_our_own_sheet(universe: Universe) -> None:
    rows(universe)
    first = {"key": "2026-09-14#1", "supplies": {"syringe_1ml": 10}, "mode": "drop_in"}
    second = {"key": "2026-09-14#2", "supplies": {"condom_external": 6}}
    assert contact_rows(universe, first, second).months == Listed(added=2)
    assert contact_rows(universe, first, second).months == Listed(unchanged=2)
    assert contact_rows(universe, {**first, "supplies": {"syringe_1ml": 12}}, second).months == Listed(
        corrected=1, unchanged=1
    )
    done = contact_rows(universe, {"key": "2026-09-15#1", "id": "MN9"}, {"key": "2026-09-15#1"})
    assert [why for *_where, why in done.held] == [planning.NO_CLIENT] and done.months.added == 1
