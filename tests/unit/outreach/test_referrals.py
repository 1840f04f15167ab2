"""Referrals in the office: offered, followed, moved, broken, taken back; due lists, slips; who may know of them."""

import re
import uuid

import pytest

from tests.signing import signed_in
from tests.unit.outreach.referring import DAY, facility, follow, offer, state
from tests.universe import TODAY, Universe
from twofold.core import clock, derived
from twofold.core.access import Consent, operator
from twofold.core.errors import Denied, Invalid, NotThere
from twofold.outreach import actions, referrals
from twofold.outreach.actions import NewReferral, NewStep
from twofold.outreach.models import Referral, ReferralStep
from twofold.people import actions as people
from twofold.people.models import Client
from twofold.programme import actions as programme
from twofold.programme.models import Facility
from twofold.programme.slips import is_neutral

pytestmark = pytest.mark.django_db
ON = (TODAY + 9 * DAY).date()


def text(answer: object) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_the_same_again_changes_nothing(universe: Universe) -> None:
    pk = uuid.uuid4()
    for _ in range(2):
        offer(universe, id=pk, agreed=True, on=ON) if state(pk) is None else actions.offer_referrals(
            by=universe.actor("tomba"),
            referrals=[NewReferral(universe.clients["bilal"], "treatment", id=pk, agreed=True, on=ON)],
        )
    assert Referral.objects.unscoped("tests").count() == 1
    assert ReferralStep.objects.unscoped("tests").count() == 3
    assert state(pk).step == "appointment"


def test_what_cannot_be_is_refused_whole(universe: Universe) -> None:
    by, bilal = universe.actor("tomba"), universe.clients["bilal"]
    pk = offer(universe)
    for wrong in (
        [NewReferral(bilal, "treatment"), NewReferral(bilal, "tea")],
        [NewReferral(bilal, "treatment", facility=uuid.uuid4())],
        [NewReferral(bilal, "treatment", on=ON, ask_for="the HIV ward")],
        [NewReferral(bilal, "treatment", note="x" * 2001)],
    ):
        with pytest.raises(Invalid):
            actions.offer_referrals(by=by, referrals=wrong)
    for step in (
        NewStep(pk, "danced"), NewStep(pk, "appointment"), NewStep(pk, "accompanied"), NewStep(pk, "broken", why="rain"),
        NewStep(pk, "outcome"), NewStep(pk, "agreed", visit=0), NewStep(pk, "appointment", on=ON + 900 * DAY),
        NewStep(pk, "accompanied", with_whom="colleague", colleague=universe.staff["sara"].pk),
    ):  # fmt: skip
        with pytest.raises(Invalid):
            actions.follow_referrals(by=by, steps=[step])
    assert Referral.objects.unscoped("tests").count() == 1
    assert ReferralStep.objects.unscoped("tests").count() == 1


def test_of_a_hidden_file_nothing_can_be_told(universe: Universe) -> None:
    pk = offer(universe)
    with pytest.raises(NotThere):
        offer(universe, who="marta")
    with pytest.raises(NotThere):
        follow(universe, pk, "agreed", who="marta")
    with pytest.raises(NotThere):
        actions.follow_referrals(by=universe.actor("marta"), steps=[NewStep(uuid.uuid4(), "agreed")])
    step = ReferralStep.objects.unscoped("tests").get()
    with pytest.raises(NotThere):
        actions.take_step_back(by=universe.actor("marta"), step=step.pk)
    with pytest.raises(Denied):
        offer(universe, who="priya")


def test_whoever_goes_along_learns_of_no_other_file(universe: Universe) -> None:
    """Marta goes along with Bilal for Tomba, and serves his wife: on her lists nothing is added."""
    pk = offer(universe, agreed=True, on=ON)
    marta = universe.staff["marta"].pk
    follow(universe, pk, "accompanied", days=9, with_whom="colleague", colleague=marta)
    today = (TODAY + 20 * DAY).date()
    for which in ("due", "open", "closed"):
        assert referrals.page(universe.actor("marta"), {}, today, which=which).rows == []
    assert all(n == 0 for _, _, n, _ in referrals.between_steps(universe.actor("marta"), today))
    assert signed_in(universe.staff["marta"]).get(f"/referrals/{pk}/").status_code == 404


def test_moved_broken_and_begun_again(universe: Universe) -> None:
    pk = offer(universe, agreed=True, on=ON)
    first = ReferralStep.objects.unscoped("tests").get(step="appointment")
    follow(universe, pk, "appointment", days=1, on=ON + 2 * DAY, corrects=first.pk)
    assert (state(pk).visit, state(pk).on) == (1, ON + 2 * DAY)
    follow(universe, pk, "broken", days=11, why="closed")
    follow(universe, pk, "appointment", days=12, on=ON + 20 * DAY)
    assert (state(pk).visit, state(pk).step) == (2, "appointment")
    follow(universe, pk, "accompanied", "arrived", "seen", days=29)
    follow(universe, pk, "appointment", days=29, on=ON + 40 * DAY)
    follow(universe, pk, "accompanied", "arrived", "seen", days=49)
    follow(universe, pk, "outcome", days=49, outcome="continues")
    assert (state(pk).visit, state(pk).step, state(pk).due_on) == (3, "outcome", None)
    assert derived.rebuild().differing == {}


def test_a_step_is_taken_back_once(universe: Universe) -> None:
    pk = offer(universe, agreed=True)
    agreed = ReferralStep.objects.unscoped("tests").get(step="agreed")
    for _ in range(2):
        actions.take_step_back(by=universe.actor("tomba"), step=agreed.pk)
    assert state(pk).step == "offered"
    assert ReferralStep.objects.unscoped("tests").count() == 3
    offered = ReferralStep.objects.unscoped("tests").get(step="offered")
    actions.take_step_back(by=universe.actor("tomba"), step=offered.pk)
    assert state(pk) is None
    assert signed_in(universe.staff["tomba"]).get(f"/referrals/{pk}/").status_code == 404


def test_due_the_day_before_and_no_more_once_somebody_left(universe: Universe) -> None:
    offer(universe, agreed=True, on=ON)
    by = universe.actor("tomba")
    assert [referrals.due(by, (TODAY + n * DAY).date()) for n in (0, 7, 8, 9)] == [0, 0, 1, 1]
    people.record_standings(by=by, standings=[(universe.clients["bilal"], "moved")])
    assert referrals.due(by, ON) == 0


def test_what_somebody_took_back_closes_the_page(universe: Universe) -> None:
    pk = offer(universe, agreed=True, on=ON)
    with clock.held(TODAY + DAY):
        people.record_consents(by=universe.actor("tomba"), consents=[(universe.clients["bilal"], Consent.WITHDRAWN)])
    assert signed_in(universe.staff["tomba"]).get(f"/referrals/{pk}/").status_code == 404
    assert referrals.due(universe.actor("tomba"), ON) == 0


def test_the_card_moves_with_a_referral(universe: Universe) -> None:
    bilal = Client.objects.unscoped("tests").get(pk=universe.clients["bilal"])
    pk = offer(universe)
    follow(universe, pk, "agreed")
    assert Client.objects.unscoped("tests").get(pk=bilal.pk).position == bilal.position + 2


def test_a_slip_says_a_day_a_time_a_place(universe: Universe) -> None:
    where = facility(universe, slip_where="Room 12")
    pk = offer(universe, facility=where, agreed=True, on=ON, at="10 o'clock", ask_for="Sister Rani", note="HIV test")
    page = signed_in(universe.staff["tomba"]).get(f"/referrals/{pk}/slip/").content.decode()
    paper = re.search(r'<div class="card slip">.*?</div>', page, re.DOTALL)
    assert paper
    for word in ("29 Nov 2026", "JN hospital", "Room 12", "Sister Rani"):
        assert word in paper[0]
    bilal = universe.client("bilal")
    for word in ("ART", "HIV", bilal.code, "Bil", "Twofold", "Asha", "Tomba", "treatment"):
        assert word not in paper[0], word


def test_nothing_else_of_the_page_is_printed(universe: Universe) -> None:
    pk = offer(universe, agreed=True, on=ON)
    page = signed_in(universe.staff["tomba"]).get(f"/referrals/{pk}/slip/").content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    hidden = r'<(a|h1|p|span)\b[^>]*class="[^"]*(?:no-print|page-back)[^"]*".*?</\1>'
    left = re.sub(r"<[^>]+>", " ", re.sub(hidden, "", main, flags=re.DOTALL)).split()
    assert left == ["Sunday", "29", "Nov", "2026"]


def test_a_slip_names_no_shelter(universe: Universe) -> None:
    where = facility(universe, name="House of rest", kind="shelter", services=["shelter"], slip_name="The blue house")
    pk = offer(universe, service="shelter", facility=where, agreed=True, on=ON)
    assert "blue house" not in signed_in(universe.staff["tomba"]).get(f"/referrals/{pk}/slip/").content.decode()


@pytest.mark.parametrize(
    ("words", "neutral"),
    [
        ("District hospital, Room 12", True), ("Ask for Art Singh at the start", False), ("H.I.V. ward", False),
        ("ART-centre", False), ("Department 4, Dr Harma", True), ("the start of the party", True), ("एचआईवी विभाग", False),
        ("कमरा 12", True), ("De-Addiction ward", False), ("ＨＩＶ", False), ("OST", False), ("", True),
    ],
)  # fmt: skip
def test_words_of_a_slip(words: str, neutral: bool) -> None:
    assert is_neutral(words) is neutral


def test_the_directory_is_kept_by_whoever_keeps_sites(universe: Universe) -> None:
    where = facility(universe)
    with pytest.raises(Invalid):
        facility(universe, slip_name="HIV clinic")
    with pytest.raises(Denied):
        programme.set_facility_closed(by=universe.actor("tomba"), facility=where, closed_on=ON)
    with pytest.raises(NotThere):
        programme.set_facility_closed(by=universe.actor("bina"), facility=where, closed_on=ON)
    programme.set_facility_closed(by=operator(), facility=where, closed_on=ON)
    assert str(where) not in dict(referrals.facilities(universe.actor("tomba")))
    priya = signed_in(universe.staff["priya"])
    saved = priya.post(
        "/facilities/new/", {"name": "Legal aid office", "kind": "legal", "services": ["legal"]}, follow=True
    )
    assert "Legal aid office" in text(saved)
    wrong = priya.post("/facilities/new/", {"name": "X", "kind": "legal", "slip_where": "drug ward"})
    assert wrong.status_code == 400 and "pocket" in text(wrong)
    row = Facility.objects.get(name="Legal aid office")
    assert priya.get(f"/facilities/{row.pk}/").status_code == 200
    assert priya.post(f"/facilities/{row.pk}/", {"name": "Legal aid", "kind": "legal"}).status_code == 302
    assert priya.post(f"/facilities/{row.pk}/close/").status_code == 302
    assert "offered no more" in text(priya.get("/facilities/"))
    assert priya.get(f"/facilities/{row.pk}/").status_code == 200
    assert priya.post(f"/facilities/{row.pk}/reopen/").status_code == 302


def test_nobody_is_refused_a_page_with_nothing_on_it(universe: Universe) -> None:
    assert "Nothing is due" in text(signed_in(universe.staff["tomba"]).get("/referrals/"))
    assert "No facility yet" in text(signed_in(universe.staff["tomba"]).get("/facilities/"))
    assert "No facility yet" in text(signed_in(universe.staff["priya"]).get("/facilities/"))
