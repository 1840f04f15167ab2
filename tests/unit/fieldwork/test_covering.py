"""Covering a colleague's client: code and own word find the one file; whoever covers is told the same in every case."""

import datetime as dt
import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser

from tests.signing import signed_in
from tests.unit.fieldwork.conftest import Phone
from tests.universe import TODAY, Universe
from twofold.core import clock, derived, ids
from twofold.core.errors import Invalid
from twofold.fieldwork import queue
from twofold.fieldwork.models import Entry
from twofold.outreach import placing
from twofold.outreach.models import Contact, ContactTally, Covering
from twofold.people import actions as people
from twofold.people.models import OwnWord
from twofold.programme import actions as programme

pytestmark = pytest.mark.django_db
WORD, GIVEN = "Red kite", {"syringe_1ml": 20, "condom_external": 6}


@pytest.fixture
def code(universe: Universe) -> str:
    """Aisha, on Marta's caseload, chose a word; Tomba is Bilal's worker and never sees her file."""
    people.choose_words(by=universe.actor("marta"), words=[(universe.clients["aisha"], WORD)])
    return str(universe.client("aisha").code)


def covered(phone: Phone, code: str, word: str = WORD, **more: Any) -> dict[str, Any]:
    return phone.entry("contact.covered", {"code": code, "word": word, "supplies": GIVEN}, **more)


def given(universe: Universe, client: str = "aisha") -> list[Contact]:
    """What was covered of this client, once it was looked for whom it was."""
    placing.place_all()
    rows = Contact.objects.unscoped("tests").filter(client=universe.clients[client], supplies=GIVEN)
    return list(rows)


def waiting() -> int:
    placing.place_all()
    return Covering.objects.unscoped("tests").filter(settled_at=None).count()


def test_what_fits_is_a_contact_of_that_client(universe: Universe, tomba: Phone, code: str) -> None:
    entry = covered(tomba, f" {code.lower()} ", "RED-KITE")
    assert tomba.outcomes(entry, entry) == [("accepted", None), ("duplicate", None)]
    assert tomba.outcomes(entry) == [("duplicate", None)]
    [contact] = given(universe)
    assert (contact.author, contact.beneficiary, str(contact.device)) == (
        universe.staff["tomba"].pk, "client", tomba.device,
    )  # fmt: skip
    assert contact.pk.hex != entry["id"].replace("-", "")
    assert waiting() == 0
    assert str(universe.clients["aisha"]) not in tomba.pull().content.decode()


def test_every_answer_is_the_same(universe: Universe, tomba: Phone, code: str) -> None:
    """It fits; a wrong word; a code that is nobody's; a client who keeps Tomba out. Byte for byte, sent once and again."""
    people.choose_words(by=universe.actor("ibemhal"), words=[(universe.clients["chandra"], WORD)])
    people.block_staff(
        by=universe.actor("ibemhal"), client=universe.clients["chandra"], staff=universe.staff["tomba"].pk
    )
    shut = str(universe.client("chandra").code)
    answers = set()
    for said in ((code, WORD), (code, "Blue kite"), ("K7M2-XQ4T", WORD), (shut, WORD), ("", ""), (code, "\x00")):
        entry = covered(tomba, *said)
        for again in range(2):
            told = tomba.push(entry).json()
            placing.place_all()
            told["results"][0]["id"] = told["next_seq"] = told["server_time"] = ""
            answers.add((again, json.dumps(told)))
        # A correction that names it is answered as one that names nothing.
        body = {"client": str(universe.clients["bilal"]), "taken_back": True}
        [answer] = tomba.results(tomba.entry("contact.made", body, corrects=entry["id"]))
        answers.add((2, json.dumps(answer["reason"])))
    assert len(answers) == 3
    assert (len(given(universe)), len(given(universe, "chandra")), waiting()) == (1, 0, 5)


def test_what_somebody_handed_out_who_left_since_waits_for_a_person(universe: Universe, tomba: Phone) -> None:
    code = str(universe.client("aisha").code)
    tomba.outcomes(covered(tomba, code))
    programme.set_account_open(by=universe.actor("priya"), staff=universe.staff["tomba"].pk, is_open=False)
    people.choose_words(by=universe.actor("marta"), words=[(universe.clients["aisha"], WORD)])
    assert (given(universe), waiting()) == ([], 1)


def test_another_organisation_has_other_words(universe: Universe, tomba: Phone) -> None:
    people.choose_words(by=universe.actor("sara"), words=[(universe.clients["deepa"], WORD)])
    assert tomba.outcomes(covered(tomba, str(universe.client("deepa").code))) == [("accepted", None)]
    assert given(universe, "deepa") == []


def test_a_word_holds_on_the_days_on_which_it_stood(universe: Universe, tomba: Phone, code: str) -> None:
    marta, aisha = universe.actor("marta"), universe.clients["aisha"]
    with clock.held(TODAY + dt.timedelta(days=2)):
        people.choose_words(by=marta, words=[(aisha, "Green kite")])
        tomba.outcomes(covered(tomba, code))  # of two days ago: the old word stood
    assert len(given(universe)) == 1
    with clock.held(TODAY + dt.timedelta(days=4)):
        late = {"occurred_at": "2026-11-24T11:30:00+05:30", "recorded_at": "2026-11-24T11:30:00+05:30"}
        tomba.outcomes(covered(tomba, code, **late), covered(tomba, code, "Green kite", **late))
    assert len(given(universe)) == 2
    assert waiting() == 1


def test_it_waits_for_a_word_that_comes_later(universe: Universe, tomba: Phone, marta: Phone) -> None:
    code = str(universe.client("aisha").code)
    tomba.outcomes(covered(tomba, code))
    assert (waiting(), given(universe)) == (1, [])
    aisha = str(universe.clients["aisha"])
    chosen = marta.entry("word.chosen", {"client": aisha, "word": WORD})
    short = marta.entry("word.chosen", {"client": aisha, "word": "a-b"})
    assert marta.outcomes(chosen, short) == [("accepted", None), ("held", "invalid")]
    [contact] = given(universe)
    assert (waiting(), contact.author, str(contact.device)) == (0, universe.staff["tomba"].pk, tomba.device)
    assert tomba.outcomes(tomba.entry("word.chosen", {"client": aisha, "word": WORD})) == [("held", "waiting")]


def test_word_and_code_are_kept_nowhere(universe: Universe, tomba: Phone, marta: Phone, code: str) -> None:
    marta.outcomes(marta.entry("word.chosen", {"client": str(universe.clients["aisha"]), "word": WORD}))
    tomba.outcomes(covered(tomba, code), covered(tomba, code, "Blue kite"))
    assert (len(given(universe)), waiting()) == (1, 1)
    for row in Entry.objects.unscoped("tests"):
        assert not {"code", "word"} & row.body["entry"]["body"].keys()
    with connection.cursor() as cursor:
        for model in (OwnWord, Covering, Entry):
            cursor.execute(f"SELECT * FROM {model._meta.db_table}")
            told = repr(cursor.fetchall()).lower()
            assert "kite" not in told
            assert code.lower() not in told


@pytest.mark.parametrize("wrong", [{"supplies": {"gold": 1}}, {"mode": "listed"}, {"supplies": {"syringe_1ml": -1}}])
def test_what_is_wrong_is_said_before_anybody_is_looked_for(
    universe: Universe, tomba: Phone, code: str, wrong: dict[str, Any]
) -> None:
    told = [tomba.entry("contact.covered", {"code": code, "word": word, **wrong}) for word in (WORD, "Blue kite")]
    one, other = tomba.results(*told)
    assert one["outcome"] == "held"
    assert one | {"id": ""} == other | {"id": ""}


def test_the_data_manager_settles_what_nobody_was_found_for(universe: Universe, tomba: Phone, code: str) -> None:
    tomba.outcomes(covered(tomba, code, "Blue kite"))
    [line] = queue.coverings(universe.actor("dev"))
    assert (line.worker, line.code) == ("Tomba", code)
    browser = signed_in(universe.staff["dev"])
    page = browser.get("/held/").content.decode()
    assert code in page
    assert "kite" not in page
    for _ in range(2):
        assert browser.post(f"/held/coverings/{line.id}/settle/").status_code == 302
    assert queue.coverings(universe.actor("dev")) == queue.coverings(universe.actor("ravi")) == []
    [row] = Covering.objects.unscoped("tests")
    assert (row.mark, row.body, row.supplies) == ("", {}, GIVEN)
    assert signed_in(universe.staff["ravi"]).post(f"/held/coverings/{line.id}/settle/").status_code == 404


def test_what_nobody_was_found_for_counts_once_when_it_is_settled_so(
    universe: Universe, tomba: Phone, code: str
) -> None:
    """Under the name of whoever settles it: nothing that the coverer may look up changes. Sent again, it stays settled."""
    told = covered(tomba, code, "Blue kite")
    tomba.outcomes(told)
    [line] = queue.coverings(universe.actor("dev"))
    browser = signed_in(universe.staff["dev"])
    assert "Count it without a card" in browser.get("/held/").content.decode()
    for _ in range(2):
        browser.post(f"/held/coverings/{line.id}/settle/", {"count": "yes"})
    assert tomba.outcomes(told | {"id": str(ids.new_entry_id())}, told) == [("accepted", None), ("duplicate", None)]
    [row] = Contact.objects.unscoped("tests").filter(supplies=GIVEN)
    assert (row.client_id, row.beneficiary, row.author, row.device) == (
        None,
        "stranger",
        universe.staff["dev"].pk,
        None,
    )
    [tally] = ContactTally.objects.unscoped("tests").filter(contact=row)
    assert (tally.needles_out, tally.condoms, tally.day) == (20, 6, TODAY.date())
    assert waiting() == 1
    assert derived.rebuild().differing == {}


def _told(browser: Browser, **said: str) -> tuple[int, str]:
    answer = browser.post("/supplies/covering/", said)
    page = browser.get("/supplies/covering/").content.decode()
    return answer.status_code, page[page.index("<main") : page.index("<form")]


def test_the_office_covers_and_learns_nothing(universe: Universe, code: str) -> None:
    site = str(universe.sites["imphal-east"].pk)
    said = {"mode": "drop_in", "day": "2026-11-20", "site": site, "out_syringe_1ml": "20", "out_condom_external": "6"}
    browser = signed_in(universe.staff["tomba"])
    fits, wrong = (_told(browser, code=code, word=word, **said) for word in (WORD, "Blue kite"))
    assert fits == wrong
    assert fits[0] == 302
    assert (len(given(universe)), waiting()) == (1, 1)
    again = said | {"code": code, "word": WORD, "id": str(ids.new_entry_id())}
    for _ in range(2):
        browser.post("/supplies/covering/", again)
        assert (len(given(universe)), waiting()) == (2, 1)
    assert browser.post("/supplies/covering/", said | {"code": code, "word": ""}).status_code == 400
    assert "covering" in browser.get("/supplies/").content.decode()


def test_the_office_writes_down_that_a_word_was_chosen(universe: Universe) -> None:
    address = f"/clients/{universe.clients['aisha']}/word/"
    browser = signed_in(universe.staff["marta"])
    assert "No word yet" in browser.get(address).content.decode()
    assert browser.post(address, {"word": "--", "day": "2026-11-20"}).status_code == 400
    assert browser.post(address, {"word": WORD, "day": "2026-11-20"}).status_code == 302
    page = browser.get(address).content.decode()
    assert "Chosen on 20 Nov" in page
    assert "kite" not in page.lower()
    assert address in browser.get(f"/clients/{universe.clients['aisha']}/").content.decode()
    assert signed_in(universe.staff["tomba"]).get(address).status_code == 404
    with pytest.raises(Invalid):
        people.choose_words(by=universe.actor("marta"), words=[(universe.clients["aisha"], "é")])
