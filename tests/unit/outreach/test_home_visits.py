"""Home visits: a worker sets out; whoever hears alarms sees who should be back, by the server's clock; nobody else does."""

import datetime as dt
import re
import uuid

import pytest
from django.test import Client as Browser

from tests.signing import signed_in
from tests.universe import TODAY, Universe
from twofold.core import clock
from twofold.core.errors import Denied, Invalid, NotThere
from twofold.outreach import actions, visits
from twofold.outreach.actions import NewVisit, NewWord
from twofold.outreach.models import HomeVisit

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)


def text(answer: object) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def begin(world: Universe, who: str = "marta", minutes: int = 60, **said: object) -> uuid.UUID:
    new = NewVisit(world.sites["imphal-east"].pk, minutes, **said)
    return actions.begin_visits(by=world.actor(who), visits=[new])[0].pk


def tell(world: Universe, who: str, visit: uuid.UUID, word: str, minutes: int = 0) -> None:
    actions.tell_visits(by=world.actor(who), words=[NewWord(visit, word, minutes)])


# minutes meant | words, each after so many minutes (later:30 = half an hour from then) | overdue at minute
TABLE = """
60 |                    | 59 no, 61 yes, 600 yes
60 | 50 back            | 61 no, 600 no
60 | 50 later:30        | 61 no, 79 no, 81 yes
60 | 50 later:30, 70 back | 81 no
60 | 30 later:10        | 41 no, 59 no, 61 yes
60 | 90 heard           | 89 yes, 91 no
60 | 90 back            | 89 yes, 91 no
""".strip().splitlines()


@pytest.mark.parametrize("line", TABLE)
def test_who_is_overdue_when(universe: Universe, line: str) -> None:
    minutes, words, asked = (cell.strip() for cell in line.split("|"))
    told = [word.split() for word in words.split(", ") if word]
    visit = begin(universe, minutes=int(minutes))
    for question in asked.split(", "):
        at, answer = question.split()
        while told and int(told[0][0]) <= int(at):
            after, word = told.pop(0)
            word, _, more = word.partition(":")
            with clock.held(TODAY + int(after) * MINUTE):
                tell(universe, "priya" if word == "heard" else "marta", visit, word, int(more or 0))
        with clock.held(TODAY + int(at) * MINUTE):
            for login in ("priya", "sushila"):
                assert bool(visits.overdue(universe.actor(login))) == (answer == "yes"), question


def test_only_those_who_hear_alarms_know_who_is_out(universe: Universe) -> None:
    visit = begin(universe, where="beyond the bridge")
    for login in ("marta", "priya", "sushila"):
        assert [one.where for one in visits.out(universe.actor(login))] == ["beyond the bridge"]
    for login in ("tomba", "nina", "dev", "bina", "meera"):
        assert visits.out(universe.actor(login)) == []
    for login in ("tomba", "sara"):
        with pytest.raises(NotThere):
            tell(universe, login, visit, "back")
    with pytest.raises(NotThere):
        tell(universe, "bina", visit, "heard")
    with pytest.raises(Denied):
        tell(universe, "marta", visit, "heard")
    with pytest.raises(NotThere):
        tell(universe, "sushila", visit, "back")  # who heard from her says so; back is her own word
    with pytest.raises(Denied):
        begin(universe, who="priya")


def test_what_cannot_be_is_refused_and_the_same_again_is_once(universe: Universe) -> None:
    for wrong in ({"minutes": 4}, {"minutes": 721}, {"where": "x" * 201}):
        with pytest.raises(Invalid):
            begin(universe, **wrong)
    with pytest.raises(Invalid):
        actions.begin_visits(by=universe.actor("marta"), visits=[NewVisit(uuid.uuid4(), 60)])
    pk = uuid.uuid4()
    begin(universe, id=pk)
    assert actions.begin_visits(by=universe.actor("marta"), visits=[NewVisit(uuid.uuid4(), 60, id=pk)]) == []
    with pytest.raises(NotThere):
        begin(universe, who="tomba", id=pk)
    assert HomeVisit.objects.unscoped("tests").count() == 1


def fill(browser: Browser, address: str) -> dict[str, str]:
    page = browser.get(address).content.decode()
    return {name: found[1] for name in ("id", "site") if (found := re.search(rf'name="{name}" value="([^"]+)"', page))}


def test_set_out_late_and_back_over_http(universe: Universe) -> None:
    marta, priya = signed_in(universe.staff["marta"]), signed_in(universe.staff["priya"])
    assert "Nobody is out" in text(priya.get("/alarms/"))
    assert marta.post("/visits/", {}).status_code == 400
    told = {
        **fill(marta, "/visits/"),
        "site": str(universe.sites["imphal-east"].pk),
        "minutes": "30",
        "where": "market",
    }
    assert "You are out." in text(marta.post("/visits/", told, follow=True))
    assert "back by" in text(priya.get("/alarms/")) and "not back from" not in text(priya.get("/"))
    with clock.held(TODAY + 45 * MINUTE):
        for login in ("priya", "sushila"):
            office = signed_in(universe.staff[login])
            assert "Marta : not back from a home visit" in text(office.get("/"))
            assert "overdue 15 minutes" in text(office.get("/alarms/")) and "market" in text(office.get("/alarms/"))
        marta = signed_in(universe.staff["marta"])
        assert "That time is over" in text(marta.get("/visits/"))
        assert "Nobody will ask before then." in text(marta.post("/visits/later/", follow=True))
        assert "overdue" not in text(office.get("/alarms/"))
        assert "Good that you are back." in text(marta.post("/visits/back/", follow=True))
        assert "Nobody is out" in text(office.get("/alarms/"))
        assert marta.post("/visits/back/").status_code == 302
        visit = begin(universe, minutes=5)
    with clock.held(TODAY + 60 * MINUTE):
        priya = signed_in(universe.staff["priya"])
        assert "heard from them" in text(priya.post(f"/alarms/{visit}/heard/", follow=True))
