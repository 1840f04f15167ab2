"""Somebody is walked to the hospital three times, over HTTP: forms are read from the page and sent as a browser does."""

import datetime as dt
import re

import pytest
from django.test import Client as Browser

from tests.journeys.test_outreach_worker import fill, text
from tests.signing import signed_in
from tests.universe import TODAY, Universe
from twofold.core import clock

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def post(browser: Browser, address: str, **typed: object) -> str:
    answer = browser.post(address, fill(browser, address, **typed), follow=True)
    assert answer.status_code == 200, text(answer)
    return text(answer)


def test_from_the_first_word_to_the_third_visit(universe: Universe) -> None:
    priya, marta = signed_in(universe.staff["priya"]), signed_in(universe.staff["marta"])
    post(priya, "/facilities/new/", name="District hospital", kind="hospital", services=["pregnancy"],
         slip_name="District hospital", slip_where="Room 12")  # fmt: skip
    file = f"/clients/{universe.clients['aisha']}/"
    assert "Nothing offered yet." in text(marta.get(file))
    offered = marta.get(f"{file}referrals/new/").content.decode()
    where = re.search(r'value="([0-9a-f-]{36})"[^>]*>District hospital', offered)
    assert where
    saved = marta.post(f"{file}referrals/new/", fill(marta, f"{file}referrals/new/", service="pregnancy",
                       facility=where[1], on="2026-11-24", at="10 o’clock"), follow=True)  # fmt: skip
    page = saved.redirect_chain[-1][0]
    assert "Pregnancy: test, care, birth" in text(saved) and "Appointment" in text(saved)
    assert "Nothing is due" in text(marta.get("/referrals/"))
    slip = text(marta.get(f"{page}slip/"))
    assert "24 Nov 2026" in slip and "Room 12" in slip and "District hospital" in slip
    # somebody is ill: another day
    assert "26 Nov 2026" in post(marta, f"{page}appointment/", on="2026-11-26")
    for visit, day in ((1, 6), (2, 16), (3, 30)):
        with clock.held(TODAY + day * DAY):
            marta = signed_in(universe.staff["marta"])
            assert "Go along" in text(marta.get("/referrals/"))
            assert "1 referral is due" in text(marta.get("/"))
            assert "Went along: Marta" in post(marta, f"{page}accompanied/")
            post(marta, f"{page}arrived/")
            told = post(marta, f"{page}seen/")
            if visit < 3:
                assert f"Visit {visit + 1}" in post(
                    marta, f"{page}appointment/", on=(TODAY + {1: 16, 2: 30}[visit] * DAY).date().isoformat()
                )
    assert "What comes next?" in told
    with clock.held(TODAY + 31 * DAY):
        marta = signed_in(universe.staff["marta"])
        assert "Goes on there" in post(marta, f"{page}outcome/", outcome="continues")
        assert "Nothing is due" in text(marta.get("/referrals/"))
        assert "Closed, with what came of it" in text(marta.get("/referrals/?show=closed"))
        undo = re.findall(r"/referral-steps/[0-9a-f-]{36}/undo/", marta.get(page).content.decode())
        assert "Taken back" in text(marta.post(undo[-1], follow=True))
        assert "What comes next?" in text(marta.get("/referrals/?show=open"))


def test_what_is_not_answered_is_said_beside_the_question(universe: Universe) -> None:
    marta = signed_in(universe.staff["marta"])
    file = f"/clients/{universe.clients['aisha']}/"
    wrong = marta.post(f"{file}referrals/new/", {"day": "2026-11-20"})
    assert wrong.status_code == 400
    told = fill(marta, f"{file}referrals/new/", service="legal", on="2026-11-24", ask_for="HIV ward")
    wrong = marta.post(f"{file}referrals/new/", told)
    assert wrong.status_code == 400 and "This stands on the slip" in text(wrong)
    saved = marta.post(f"{file}referrals/new/", told | {"ask_for": "Sister Rani"})
    for step, field in (("appointment", "on"), ("broken", "why"), ("outcome", "outcome")):
        wrong = marta.post(f"{saved.url}{step}/", {"day": "2026-11-20"})
        assert wrong.status_code == 400 and field in wrong.context["form"].errors
    assert marta.get(f"{saved.url}danced/").status_code == 404


def test_husband_and_wife_are_referred_apart(universe: Universe) -> None:
    """Whatever Tomba does with Bilal's referral, on Marta's pages nothing changes."""
    marta, tomba = signed_in(universe.staff["marta"]), signed_in(universe.staff["tomba"])
    pages = [f"/clients/{universe.clients['aisha']}/", "/referrals/", "/referrals/?show=open", "/"]

    def seen() -> list[str]:
        return [re.sub(r'(csrfmiddlewaretoken" value|csrf-token" content)="[^"]*"', "", marta.get(page).content.decode())
                for page in pages]  # fmt: skip

    marta.get("/referrals/")
    before = seen()
    address = f"/clients/{universe.clients['bilal']}/referrals/new/"
    saved = tomba.post(address, fill(tomba, address, service="testing", on="2026-11-20"))
    step = f"{saved.url}accompanied/"
    tomba.post(step, fill(tomba, step, with_whom="colleague", colleague=str(universe.staff["marta"].pk)))
    assert "On the way" in text(tomba.get(saved.url))
    assert seen() == before
