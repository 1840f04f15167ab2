"""Who may open which page about a client, and that 'not yours' and 'not there' are one answer."""

import uuid

import pytest

from tests.signing import signed_in
from tests.universe import Universe
from twofold.core.models import AuditEvent

pytestmark = pytest.mark.django_db

# about Bilal, who is on Tomba's caseload at Imphal East
OPEN = {
    "tomba": "page card contact profile groups need agreement standing word closed-to correct",
    "nina": "page card contact profile groups need agreement standing word closed-to correct",
    "lata": "page card contact profile groups need agreement standing word closed-to correct",
    "sushila": "page card contact profile groups agreement standing word closed-to correct",
    "dev": "page card contact profile groups need agreement standing word correct",
    "gopal": "page contact agreement standing word correct",
    "priya": "page",
    "marta": "",
    "peter": "",
    "ibemhal": "",
    "sara": "",
    "meera": "",
    "arun": "",
    "omar": "",
}


def addresses(client: object, contact: object) -> dict[str, str]:
    base = f"/clients/{client}/"
    facts = ("profile", "groups", "need", "agreement", "standing", "word", "closed-to", "card")
    own = {name: f"{base}{name}/" for name in facts}
    return own | {"page": base, "contact": f"{base}contacts/new/", "correct": f"/contacts/{contact}/correct/"}


@pytest.mark.parametrize("login", OPEN)
def test_pages_open_for_whom_the_policy_says(universe: Universe, login: str) -> None:
    browser = signed_in(universe.staff[login])
    found = addresses(universe.clients["bilal"], universe.contacts["bilal-1"])
    statuses = {name: browser.get(address).status_code for name, address in found.items()}
    assert statuses == {name: 200 if name in OPEN[login].split() else 404 for name in found}


def test_not_yours_and_not_there_are_one_answer(universe: Universe) -> None:
    browser = signed_in(universe.staff["marta"])
    hidden = addresses(universe.clients["bilal"], universe.contacts["bilal-1"])
    absent = addresses(uuid.uuid4(), uuid.uuid4())
    for name in hidden:
        one, other = browser.get(hidden[name]), browser.get(absent[name])
        assert (one.status_code, one.content, dict(one.headers)) == (404, other.content, dict(other.headers)), name
        one, other = browser.post(hidden[name]), browser.post(absent[name])
        assert (one.status_code, one.content) == (other.status_code, other.content), name


def test_a_refusal_leaves_a_row(universe: Universe) -> None:
    before = AuditEvent.objects.filter(denied=True).count()
    signed_in(universe.staff["marta"]).get(f"/clients/{universe.clients['bilal']}/")
    assert AuditEvent.objects.filter(denied=True).count() == before + 1


@pytest.mark.parametrize("address", ["/clients/x/", "/clients/%00/", "/contacts/1/undo/", f"/clients/{'9' * 400}/"])
def test_an_unreadable_id_is_not_there(universe: Universe, address: str) -> None:
    assert signed_in(universe.staff["tomba"]).get(address).status_code == 404


@pytest.mark.parametrize("address", ["/clients/", "/due/", "/supplies/", "/clients/new/", "/duplicates/"])
def test_a_stranger_is_sent_to_sign_in(universe: Universe, address: str) -> None:
    from django.test import Client

    answer = Client().get(address)
    assert (answer.status_code, answer.url.split("?")[0]) == (302, "/sign-in/")


@pytest.mark.parametrize(
    ("login", "opened"),
    [("tomba", "clients due supplies cover new"), ("dev", "clients due supplies cover new duplicates"), ("priya", "clients due"),
     ("gopal", "clients due"), ("meera", ""), ("arun", ""), ("omar", "")],
)  # fmt: skip
def test_lists_open_for_whom_the_policy_says(universe: Universe, login: str, opened: str) -> None:
    browser = signed_in(universe.staff[login])
    found = {"clients": "/clients/", "due": "/due/", "supplies": "/supplies/", "new": "/clients/new/",
             "cover": "/supplies/covering/", "duplicates": "/duplicates/"}  # fmt: skip
    statuses = {name: browser.get(address).status_code for name, address in found.items()}
    assert statuses == {name: 200 if name in opened.split() else 404 for name in found}


def test_no_page_names_a_person_or_the_work_in_its_title(universe: Universe) -> None:
    browser = signed_in(universe.staff["tomba"])
    found = addresses(universe.clients["bilal"], universe.contacts["bilal-1"])
    for address in (*found.values(), "/clients/", "/due/", "/supplies/", "/supplies/covering/", "/clients/new/"):
        assert b"<title>Twofold</title>" in browser.get(address).content, address
