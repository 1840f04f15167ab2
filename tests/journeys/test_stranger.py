"""Whoever is not signed in sees one page, whatever the address; and nothing in it says what this is for."""

import uuid
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.resolvers import RegexPattern

from tests.universe import Universe
from twofold.core.access import Door

TELLING = ("syringe", "needle", "inject", "drug", "hiv", "client", "condom", "harm", "outreach", "Imphal", "Asha")


def patterns(resolver: URLResolver | None = None) -> Iterator[URLPattern]:
    for one in (resolver or get_resolver()).url_patterns:
        if isinstance(one, URLResolver):
            yield from patterns(one)
        else:
            yield one


def addresses() -> list[tuple[str, Door]]:
    """Every address with its door; what an address names is made up."""
    found = []
    for pattern in patterns():
        kinds = {name: type(kind).__name__ for name, kind in pattern.pattern.converters.items()}
        made_up = {name: uuid.UUID(int=7) if kind == "UUIDConverter" else 7 for name, kind in kinds.items()}
        made_up |= {name: "none" for name, kind in kinds.items() if kind in ("StringConverter", "SlugConverter")}
        if isinstance(pattern.pattern, RegexPattern):  # files by hash and name, as a browser asks for them
            made_up = dict.fromkeys(pattern.pattern.regex.groupindex, "0" * 16)
        found.append((reverse(pattern.name, kwargs=made_up), pattern.callback.door))
    return found


def test_every_door_but_the_open_ones_leads_to_the_sign_in(universe: Universe) -> None:
    told = addresses()
    assert len(told) > 40
    for address, door in told:
        for method in ("get", "post", "put"):
            answer = getattr(Client(), method)(address)
            if door is not Door.OPEN:
                assert answer.status_code == 302, (method, address)
                assert answer.headers["Location"] == f"/sign-in/?next={address}"
            else:
                assert answer.status_code < 500, (method, address)


def test_there_and_not_there_are_one_answer(universe: Universe) -> None:
    for name, there in (
        ("client", universe.clients["bilal"]),
        ("staff_change", universe.staff["marta"].pk),
        ("site_change", universe.sites["patna"].pk),
        ("caseload", universe.caseloads["marta"].pk),
    ):
        answers = []
        for pk in (there, uuid.uuid4()):
            answer = Client().get(reverse(name, args=[pk]))
            told = str(sorted(answer.headers.items())).replace(str(pk), "")
            answers.append((answer.status_code, answer.content, told))
        assert answers[0] == answers[1], name


@pytest.mark.parametrize("path", ["/", "/sign-in/", "/weather/", "/no/such/page/"])
def test_what_a_stranger_sees_says_nothing(universe: Universe, path: str) -> None:
    page = Client().get(path, follow=True).content.decode()
    assert "<title>Twofold</title>" in page or path == "/weather/"
    assert [word for word in TELLING if word.lower() in page.lower()] == []


def test_an_open_redirect_is_none(universe: Universe) -> None:
    for elsewhere in ("https://example.org/", "//example.org", "javascript:alert(1)", "/\\example.org"):
        client = Client()
        answer = client.post("/sign-in/", {"login": "dora", "password": "four plain quiet words", "next": elsewhere})
        assert answer.headers["Location"] == "/", elsewhere
