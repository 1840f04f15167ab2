"""Groups: how many were there, told to all of the organisation; who, only to whoever may know of that client."""

import re
import uuid
from typing import Any

import pytest
from django.test import Client as Browser

from tests.signing import signed_in
from tests.universe import Universe
from twofold.core import clock
from twofold.core.access import Consent
from twofold.core.errors import Invalid, NotThere
from twofold.outreach import actions, grouping
from twofold.outreach.actions import NewGroup
from twofold.outreach.models import Group, GroupAttended
from twofold.people import actions as people
from twofold.people.models import Client

pytestmark = pytest.mark.django_db


def text(answer: object) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def code(world: Universe, name: str) -> str:
    return Client.objects.unscoped("tests").get(pk=world.clients[name]).code


def hold(world: Universe, *names: str, who: str = "tomba", people: int = 7, **said: Any) -> Group:
    clients = [world.clients[name] for name in names]
    told = {"kind": "peer_support", "topics": ["overdose"], "clients": clients, **said}
    new = NewGroup(world.sites["imphal-east"].pk, people=people, **told)
    return actions.hold_groups(by=world.actor(who), groups=[new])[0]


def seen(world: Universe, who: str, group: uuid.UUID) -> list[str]:
    names = {pk: name for name, pk in world.clients.items()}
    return sorted(names[client] for client, _code in grouping.who(world.actor(who), group))


# who writes down whom (with a minus: was not there after all), in turn | who then sees whom of them
TABLE = """
tomba: bilal                         | tomba: bilal; marta: ; lata: bilal; sushila: bilal; priya: none
tomba: bilal, marta: aisha           | tomba: bilal; marta: aisha; sushila: aisha bilal
marta: aisha, tomba:                 | tomba: ; marta: aisha; sushila: aisha
sushila: aisha bilal, tomba: -bilal  | tomba: ; marta: aisha; sushila: aisha
tomba: bilal, tomba: -bilal, tomba: bilal, tomba: bilal | tomba: bilal
tomba: -bilal                        | tomba: ; sushila:
""".strip().splitlines()


@pytest.mark.parametrize("line", TABLE)
def test_who_sees_whom(universe: Universe, line: str) -> None:
    told, expected = line.split("|")
    group = hold(universe).root
    for turn in told.split(","):
        who, names = turn.strip().split(":")
        there, gone = ([universe.clients[name.lstrip("-")] for name in names.split() if name.startswith("-") == away]
                       for away in (False, True))  # fmt: skip
        actions.attend_group(by=universe.actor(who), group=group, clients=there, gone=gone)
    for turn in expected.split(";"):
        who, names = turn.strip().split(":")
        assert seen(universe, who, group) == [name for name in names.split() if name != "none"], who
        assert grouping.one(universe.actor(who), group).people == 7


def test_one_who_took_the_agreement_back_shows_to_nobody(universe: Universe) -> None:
    group = hold(universe, "bilal").root
    people.record_consents(by=universe.actor("tomba"), consents=[(universe.clients["bilal"], Consent.WITHDRAWN)])
    assert [seen(universe, who, group) for who in ("tomba", "sushila")] == [[], []]


def test_told_anew_and_taken_back(universe: Universe) -> None:
    first = hold(universe, "bilal")
    again = hold(universe, who="sushila", people=9, clients=None, corrects=first.pk)
    rival = hold(universe, people=8, clients=None, corrects=first.pk)
    shown = grouping.page(universe.actor("tomba"), {}).rows
    assert [(row.root, row.people) for row in shown] == [(first.pk, max(again, rival, key=lambda row: row.pk).people)]
    assert seen(universe, "tomba", first.pk) == ["bilal"]
    for _ in range(2):
        actions.take_group_back(by=universe.actor("tomba"), group=first.pk)
    assert grouping.page(universe.actor("tomba"), {}).rows == []
    with pytest.raises(NotThere):
        grouping.one(universe.actor("tomba"), first.pk)
    assert Group.objects.unscoped("tests").filter(root=first.pk).count() == 5


def test_the_same_twice_is_once_and_somebody_elses_id_is_not_spoken_of(universe: Universe) -> None:
    pk = uuid.uuid4()
    hold(universe, "bilal", id=pk)
    told = NewGroup(universe.sites["imphal-east"].pk, "women", 4, id=pk)
    assert actions.hold_groups(by=universe.actor("tomba"), groups=[told]) == []
    assert actions.hold_groups(by=universe.actor("marta"), groups=[told])[0].pk != pk


WRONG = [{"kind": "tea"}, {"people": 0}, {"people": 1001}, {"topics": ["tea"]}, {"facilitator": uuid.uuid4()}]


@pytest.mark.parametrize("field, said", [(field, said) for said in WRONG for field in said])
def test_what_cannot_be(universe: Universe, field: str, said: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as problem:
        hold(universe, **said)
    assert problem.value.field == field


def test_nothing_is_half_done_where_a_file_is_hidden(universe: Universe) -> None:
    for client in (universe.clients["aisha"], uuid.uuid4()):
        with pytest.raises(NotThere):
            actions.hold_groups(
                by=universe.actor("tomba"),
                groups=[NewGroup(universe.sites["imphal-east"].pk, "women", 4, clients=[client])],
            )
    assert Group.objects.unscoped("tests").count() == GroupAttended.objects.unscoped("tests").count() == 0


def sent(world: Universe, **said: Any) -> dict[str, Any]:
    told = {"kind": "women", "topics": ["safer_sex"], "people": "5", "day": str(clock.today("Asia/Kolkata"))}
    staff = {"facilitator": str(world.staff["tomba"].pk), "site": str(world.sites["imphal-east"].pk)}
    return {**told, **staff, "id": str(uuid.uuid4()), **said}


def test_held_over_http_and_shown_on_the_clients_page(universe: Universe) -> None:
    desk: Browser = signed_in(universe.staff["tomba"])
    assert "No groups yet" in text(desk.get("/groups/"))
    assert "How many were there" in text(desk.get("/groups/new/"))
    wrong = desk.post("/groups/new/", sent(universe, codes=f"{code(universe, 'aisha')} K7M2-XQ4T", people="1"))
    assert wrong.status_code == 400 and "No client of yours has this code" in text(wrong)
    assert desk.post("/groups/new/", {}).status_code == 400
    few = desk.post("/groups/new/", sent(universe, codes=code(universe, "bilal"), people="0"))
    assert few.status_code == 400
    told = sent(universe, codes=code(universe, "bilal").lower())
    for _ in range(2):
        assert "Saved." in text(desk.post("/groups/new/", told, follow=True))
    assert Group.objects.unscoped("tests").count() == 1
    group = f"/groups/{Group.objects.unscoped('tests').get().root}/"
    assert code(universe, "bilal") in text(desk.get(group)) and "Women’s group" in text(desk.get("/groups/"))
    page = text(desk.get(f"/clients/{universe.clients['bilal']}/"))
    assert "Women’s group" in page and "Safer sex" in page
    marta = signed_in(universe.staff["marta"])
    assert code(universe, "bilal") not in text(marta.get(group)) and "None written down." in text(marta.get(group))
    assert "Saved." in text(marta.post(f"{group}who/", {"codes": code(universe, "aisha")}, follow=True))
    assert "Saved." in text(desk.post(f"{group}change/", sent(universe, people="6"), follow=True))
    assert "Codes of those" in text(desk.get(f"{group}who/"))
    for client in (universe.clients["aisha"], uuid.uuid4()):
        assert desk.post(f"{group}who/", {"gone": str(client)}).status_code == 404
    assert [code(universe, "aisha") in text(one.get(group)) for one in (desk, marta)] == [False, True]
    assert "Taken back." in text(desk.post(f"{group}undo/", follow=True))
    assert desk.get(group).status_code == marta.get(group).status_code == 404
    assert "Women’s group" not in text(desk.get(f"/clients/{universe.clients['bilal']}/"))


def test_another_organisation_knows_nothing_of_it(universe: Universe) -> None:
    group = hold(universe).root
    sara = signed_in(universe.staff["sara"])
    assert "No groups yet" in text(sara.get("/groups/")) and sara.get(f"/groups/{group}/").status_code == 404
