"""Whatever somebody types is kept exactly and shown inert: it steers nothing, runs nothing, covers nothing."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.signing import signed_in
from tests.universe import Universe
from twofold.core import ids
from twofold.outreach.models import Contact
from twofold.people.models import Profile
from twofold.shell.templatetags.shell import told

pytestmark = pytest.mark.django_db

HOSTILE = {
    "right to left override": "abc\u202edcba",
    "nul": "before\x00after",
    "emoji": "👩🏽‍🤝‍👩🏻 💉",
    "formula": '=cmd|"/C calc"!A0',
    "markup": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "template": "{{ request.user.password }}{% now 'Y' %}",
    "combining": "e" + "\u0301" * 300,
    "blanks": "  two before, two after  ",
    "controls": "bell\x07 escape\x1b[31m",
    "quotes": "'; DROP TABLE people_client; --",
    "line ends": "one\r\ntwo\nthree",
    "four bytes": "𝒯wofold 🜏",
}

ASKED = [
    *(
        "id",
        "contact",
        "day",
        "mode",
        "site",
        "where_served",
        "out_syringe_1ml",
        "birth_year",
        "times",
        "per",
        "gender",
    ),
    *("kinds", "channel", "by", "stage", "how", "status", "staff", "blocked"),
]


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_it_is_kept_exactly_and_shown_inert(universe: Universe, text: str) -> None:
    tomba, client = signed_in(universe.staff["tomba"]), universe.clients["bilal"]
    entry = ids.new_entry_id()
    contact = {"id": str(entry), "mode": "outreach", "beneficiary": "client", "day": "2026-11-20",
               "site": str(universe.sites["imphal-east"].pk), "note": text, "place": text}  # fmt: skip
    assert tomba.post(f"/clients/{client}/contacts/new/", contact).status_code == 302
    details = Contact.objects.unscoped("tests").get(pk=ids.entry_as_sent(entry, universe.staff["tomba"].pk)).details
    assert (details["note"], details["place"]) == (text, text)
    reach = {"nickname": text, "gender": "man", "where": text, "when": text, "never": text}
    assert tomba.post(f"/clients/{client}/profile/", reach).status_code == 302
    body = Profile.objects.unscoped("tests").filter(client=client).order_by("received_at").last().body
    assert body["nickname"] == text
    assert body["reach"] == {"where": text, "when": text, "never": text}
    for page in (f"/clients/{client}/", "/clients/", "/due/", f"/clients/{client}/profile/"):
        shown = tomba.get(page)
        assert shown.status_code == 200
        assert b"<script>alert" not in shown.content and b"<img" not in shown.content
    assert told(text) in tomba.get(f"/clients/{client}/").content.decode()


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_it_is_answered_in_words_wherever_it_is_typed(universe: Universe, text: str) -> None:
    tomba = signed_in(universe.staff["tomba"])
    assert tomba.post("/clients/find/", {"q": text}).status_code in (302, 400, 404)
    for name in ("status", "site", "caseload", "group", "gender", "due", "quiet", "after", "before", "q"):
        assert tomba.get("/clients/", {name: text}).status_code in (200, 302, 400, 404), name
    for page in ("/clients/new/", "/supplies/", "/supplies/covering/"):
        assert tomba.post(page, dict.fromkeys(ASKED, text)).status_code == 400
    for page in ("profile", "groups", "need", "agreement", "standing", "word", "closed-to"):
        answer = tomba.post(f"/clients/{universe.clients['bilal']}/{page}/", dict.fromkeys(ASKED, text))
        assert answer.status_code == 400, page


@pytest.mark.parametrize("address", ["/clients/", "/due/", "/duplicates/"])
@pytest.mark.parametrize(
    "key",
    [
        "",
        "_",
        "2026-11-20_",
        "0001-01-01_5f0c2a5e-0a86-4d3c-9f5d-3b1c6a7e9d10",
        "9999-12-31T23:59:59_x",
        "\x00_\x00",
        "٢٠٢٦_1",
    ],
)
def test_a_key_that_cannot_be_read_is_the_first_page(universe: Universe, address: str, key: str) -> None:
    worker = signed_in(universe.staff["dev"])
    for way in ("after", "before"):
        assert worker.get(address, {way: key}).status_code == 200
    assert worker.get(f"/clients/{universe.clients['bilal']}/", {"after": key}).status_code == 200
    moment = dt.datetime(1, 1, 1, tzinfo=dt.timezone(dt.timedelta(hours=14))).isoformat()
    assert worker.get("/duplicates/", {"after": f"{moment}_{ids.new_person_id()}"}).status_code == 200


@given(st.text(max_size=200))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_shown_words_hold_no_sign_that_steers(text: str) -> None:
    shown = told(text)
    inner = shown.removeprefix('<bdi class="told">').removesuffix("</bdi>")
    assert "<" not in inner and ">" not in inner
    assert not any(ord(sign) < 0x20 and sign not in "\t\n\r" for sign in inner)
