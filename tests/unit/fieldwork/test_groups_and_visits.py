"""Groups and home visits from a phone: taken in once, by the office's own actions and clock, or held with a reason."""

import datetime as dt
import uuid

from tests.unit.fieldwork.conftest import Phone
from tests.universe import TODAY, Universe
from twofold.core import clock
from twofold.outreach import grouping, visits
from twofold.people import actions as people

MINUTE = dt.timedelta(minutes=1)


def test_a_phone_tells_of_a_group(universe: Universe, tomba: Phone) -> None:
    body = {"group": "health_talk", "people": 6, "clients": [str(universe.clients["bilal"])]}
    held = tomba.entry("group.held", body)
    assert tomba.outcomes(held, held) == [("accepted", None), ("duplicate", None)]
    who = grouping.who(universe.actor("tomba"), uuid.UUID(held["id"]))
    assert [client for client, _code in who] == [universe.clients["bilal"]]
    for client in (universe.clients["aisha"], uuid.uuid4()):
        hidden = tomba.entry("group.held", {**body, "clients": [str(client)]})
        assert tomba.outcomes(hidden) == [("held", "waiting")]
    anew = tomba.entry("group.held", {"group": "women", "people": 8}, corrects=held["id"])
    odd = tomba.entry("group.held", {"group": "tea", "people": 8})
    assert tomba.outcomes(anew, odd) == [("accepted", None), ("held", "invalid")]
    assert grouping.one(universe.actor("tomba"), uuid.UUID(held["id"])).people == 8
    gone = tomba.entry("group.held", {**body, "taken_back": True}, corrects=anew["id"])
    assert tomba.outcomes(gone) == [("accepted", None)]
    assert grouping.page(universe.actor("tomba"), {}).rows == []


def test_who_attended_and_left_the_caseload_since_attended(universe: Universe, tomba: Phone) -> None:
    """As with a contact: the phone held the card when the group was held."""
    bilal = universe.clients["bilal"]
    tomba.pull()
    people.place_clients(by=universe.actor("priya"), clients=[bilal], caseload=universe.caseloads["marta"].pk)
    late = tomba.entry("group.held", {"group": "health_talk", "people": 6, "clients": [str(bilal)]})
    assert tomba.outcomes(late) == [("accepted", None)]
    tomba.pull(tomba.pull().json()["cursor"])
    later = tomba.entry("group.held", {"group": "health_talk", "people": 6, "clients": [str(bilal)]})
    assert tomba.outcomes(later) == [("held", "waiting")]


def test_a_phone_says_it_and_the_server_decides(universe: Universe, tomba: Phone) -> None:
    began = tomba.entry("visit.began", {"minutes": 60, "where": "market"})
    assert tomba.outcomes(began) == [("accepted", None)]
    with clock.held(TODAY + 61 * MINUTE):
        assert [one.name for one in visits.overdue(universe.actor("priya"))] == ["Tomba"]
        back = tomba.entry("visit.told", {"visit": began["id"], "word": "back"})
        assert tomba.outcomes(back, back) == [("accepted", None), ("duplicate", None)]
        assert visits.out(universe.actor("priya")) == []
        stray = tomba.entry("visit.told", {"visit": str(uuid.uuid4()), "word": "back"})
        wrong = tomba.entry("visit.began", {"minutes": 1})
        assert tomba.outcomes(stray, wrong) == [("held", "waiting"), ("held", "invalid")]
