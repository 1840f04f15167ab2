"""From one to two, over HTTP: a partner is named, invited, met, and has a card of their own; each file stays its own."""

import datetime as dt
import re

import pytest
from django.test import Client as Browser

from tests.journeys.test_outreach_worker import fill, text
from tests.signing import signed_in
from tests.universe import TODAY, Universe
from twofold.core import clock
from twofold.core.access import Consent
from twofold.couples.models import PartnerStep
from twofold.people import actions as people

pytestmark = pytest.mark.django_db


def talk(universe: Universe, name: str) -> str:
    return f"/clients/{universe.clients[name]}/talk/"


def write(browser: Browser, page: str, step: str, **told: object) -> str:
    answer = browser.post(page, fill(browser, f"{page}?alone=yes&step={step}", **told), follow=True)
    assert answer.status_code == 200, text(answer)
    return text(answer)


def test_from_the_name_to_a_card_of_their_own(universe: Universe) -> None:
    page = talk(universe, "aisha")
    lata = signed_in(universe.staff["lata"])
    assert "Are you alone with the client?" in text(lata.get(page))
    assert "Nothing yet." in text(lata.get(f"{page}?alone=yes"))
    said = write(lata, page, "named", kind="spouse", nickname="Bilu", cohabiting="yes")
    assert "Husband or wife · They live together" in said and "Decide together with the client first" in said
    said = write(lata, page, "decided", safe="unsure", outcome="not_now", planned="2026-12-01")
    assert "Not sure is a no" in said and "The client is not sure that it is safe" in said
    with clock.held(TODAY + dt.timedelta(days=12)):
        lata = signed_in(universe.staff["lata"])
        assert "Not now Due" in text(lata.get(f"{page}?alone=yes"))
        code = universe.client("aisha").code
        assert f"{code} Ai Talk 1 Dec 2026" in text(lata.get("/talks/")) and "Bilu" not in text(lata.get("/talks/"))
        assert "May be invited" in write(
            lata, page, "decided", safe="safe", outcome="agreed", how="slip", partner="bilu"
        )
        said = write(lata, page, "invited", safe="not_asked", outcome="accepted", how="slip")
        assert "Invited They want to meet · A neutral slip" in re.sub(r" +", " ", said)
        assert "We met · At home" in write(lata, page, "visited", safe="safe", outcome="met", how="home")
        code = universe.client("bilal").code
        assert "No card of yours" in text(
            lata.post(page, fill(lata, f"{page}?alone=yes&step=enrolled", card="K7M2-XQ4T"))
        )
        said = write(lata, page, "enrolled", outcome="own_card", how="own_worker", card=code)
        assert "Bilu Has a card of their own" in said and "Look at this together" not in said
        assert "No talk is due" in text(lata.get("/talks/"))
        # in the partner's own file there is nothing of it, not even for whoever reads both
        people.record_consents(by=universe.actor("lata"), consents=[(universe.clients["bilal"], Consent.FULL)])
        assert "Nothing yet." in text(lata.get(f"{talk(universe, 'bilal')}?alone=yes"))


def test_whoever_writes_it_down_does_not_read_it_again(universe: Universe) -> None:
    page, tomba = talk(universe, "bilal"), signed_in(universe.staff["tomba"])
    before = tomba.get(f"{page}?alone=yes")
    write(tomba, page, "named", kind="main", nickname="Anju")
    write(tomba, page, "decided", safe="afraid", outcome="never")
    after = tomba.get(f"{page}?alone=yes")
    assert text(after) == text(before), "the page says that something was written"
    assert "stays between the client and the counsellors" in text(after)


def test_not_alone_leaves_nothing_and_what_is_wrong_says_so(universe: Universe) -> None:
    page, tomba = talk(universe, "bilal"), signed_in(universe.staff["tomba"])
    told = fill(tomba, f"{page}?alone=yes&step=decided", safe="safe", outcome="agreed")
    assert "Nothing was kept" in text(tomba.post(page, {**told, "alone": "no"}, follow=True))
    assert "Nothing was kept" in text(tomba.get(f"{page}?alone=no", follow=True))
    assert tomba.post(page, {}).status_code == 400
    wrong = tomba.post(page, {**told, "outcome": "met"})
    assert wrong.status_code == 400 and "Select a valid choice" in text(wrong)
    assert not PartnerStep.objects.unscoped("tests").exists()
    assert tomba.get(talk(universe, "chandra")).status_code == 404


def test_a_step_can_be_taken_back_by_whoever_reads_it(universe: Universe) -> None:
    page, lata = talk(universe, "aisha"), signed_in(universe.staff["lata"])
    write(lata, page, "named", nickname="Bilu")
    write(lata, page, "invited", safe="not_asked", outcome="no_answer")
    shown = lata.get(f"{page}?alone=yes")
    assert "Look at this together" in text(shown)
    gone = re.search(r'name="gone" value="([^"]+)"', shown.content.decode())
    assert gone
    answer = lata.post(page, {"alone": "yes", "gone": gone[1]}, follow=True)
    assert "Taken back. It stays in the record." in text(answer) and "Look at this" not in text(answer)
    signed_in(universe.staff["dev"]).post(page, {"alone": "yes", "gone": gone[1]})
    assert PartnerStep.objects.unscoped("tests").count() == 2
