"""Caseloads: opened, handed over, and clients moved between them in one step that can be taken back."""

import datetime as dt
import re
import uuid
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse

from tests.signing import signed_in
from tests.universe import TODAY, Universe
from twofold.core import clock
from twofold.core.models import AuditEvent
from twofold.home import caseloads as reads
from twofold.people import actions as people
from twofold.programme.models import Caseload

MOVE, MOVED = "/caseloads/move/", "/caseloads/moved/"


@pytest.fixture
def priya(universe: Universe) -> Browser:
    """The manager of Asha."""
    return signed_in(universe.staff["priya"])


def place_of(universe: Universe, name: str) -> str | None:
    state = universe.client(name).state
    return state.caseload.name if state.caseload else None


def code_of(universe: Universe, name: str) -> str:
    return universe.client(name).code


def undo_address(page: bytes) -> str:
    found = re.search(r'action="(/caseloads/moved/\d+/back/)"', page.decode())
    assert found
    return found[1]


def test_the_list_counts_the_own_clients(universe: Universe, priya: Browser) -> None:
    page = priya.get("/caseloads/")
    told = {line["caseload"].name: (line["clients"], line["due"]) for line in page.context["lines"]}
    assert set(told) == {"Marta's clients", "Tomba's clients", "Peter's clients", "Ibemhal's clients"}
    assert {name: clients for name, (clients, _due) in told.items()} == {
        "Marta's clients": 1, "Tomba's clients": 2, "Peter's clients": 0, "Ibemhal's clients": 1,
    }  # fmt: skip
    for login in ("marta", "arun", "omar", "dev", "meera"):
        assert signed_in(universe.staff[login]).get("/caseloads/").status_code == 404, login


def test_a_manager_sees_codes_and_no_more(universe: Universe, priya: Browser) -> None:
    tomba = universe.caseloads["tomba"].pk
    for address in (reverse("caseload", args=[tomba]), f"{MOVE}?source={tomba}"):
        page = priya.get(address).content.decode()
        assert code_of(universe, "bilal") in page
        for said in ("Bil<", "tea stall", "inject", "1990", "woman", "man<"):
            assert said not in page, said


def test_a_caseload_is_opened_renamed_and_handed_over(universe: Universe, priya: Browser) -> None:
    assert priya.get(reverse("caseload_new")).status_code == 200
    said = {"name": "River", "site": str(universe.sites["imphal-west"].pk), "holder": ""}
    assert priya.post(reverse("caseload_new"), said).status_code == 302
    row = Caseload.objects.get(name="River")
    assert row.holder is None
    nina = universe.staff["nina"]
    assert priya.post(reverse("caseload_holder", args=[row.pk]), {"holder": str(nina.pk)}).status_code == 302
    assert priya.post(reverse("caseload_name", args=[row.pk]), {"name": "Riverside 🛶"}).status_code == 302
    row.refresh_from_db()
    assert (row.holder, row.name) == (nina, "Riverside 🛶")
    assert row.pk in universe.actor("nina").caseloads
    assert priya.post(reverse("caseload_holder", args=[row.pk]), {"holder": ""}).status_code == 302
    assert row.pk not in universe.actor("nina").caseloads


@pytest.mark.parametrize(
    "changes",
    [{"name": ""}, {"name": "a\x00"}, {"name": "x" * 121}, {"site": ""}, {"site": "x"}, {"site": str(uuid.uuid4())},
     {"holder": "x"}, {"holder": str(uuid.uuid4())}],
)  # fmt: skip
def test_a_caseload_that_cannot_be_is_answered_with_400(
    universe: Universe, priya: Browser, changes: dict[str, str]
) -> None:
    said = {"name": "River", "site": str(universe.sites["imphal-west"].pk), "holder": "", **changes}
    assert priya.post(reverse("caseload_new"), said).status_code == 400
    assert not Caseload.objects.filter(name="River").exists()


def test_sites_and_workers_of_others_are_no_choice(universe: Universe, priya: Browser) -> None:
    said = {"name": "River", "site": str(universe.sites["patna"].pk), "holder": ""}
    assert priya.post(reverse("caseload_new"), said).status_code == 400
    own = reverse("caseload_holder", args=[universe.caseloads["marta"].pk])
    assert priya.post(own, {"holder": str(universe.staff["sara"].pk)}).status_code == 400
    assert priya.post(own, {"holder": "\x00"}).status_code == 400
    assert priya.post(reverse("caseload_name", args=[universe.caseloads["marta"].pk]), {"name": ""}).status_code == 400
    assert Caseload.objects.get(pk=universe.caseloads["marta"].pk).holder == universe.staff["marta"]


def test_clients_move_in_one_step_and_back(universe: Universe, priya: Browser) -> None:
    peter, chandra = universe.caseloads["peter"], code_of(universe, "chandra")
    said = {
        "clients": [str(universe.clients["bilal"])],
        "codes": f"{chandra.lower().replace('-', '')}\n{chandra}, NO-SUCH",
        "target": str(peter.pk),
    }
    look = priya.post(MOVE, said)
    assert look.status_code == 200
    assert {line.id for line in look.context["moving"]} == {universe.clients["bilal"], universe.clients["chandra"]}
    assert look.context["unknown"] == ["NO-SUCH"]
    assert place_of(universe, "bilal") == "Tomba's clients", "looking changes nothing"
    with clock.held(TODAY + dt.timedelta(minutes=1)):
        done = priya.post(MOVED, {"clients": look.context["chosen"], "target": str(peter.pk)}, follow=True)
    assert (place_of(universe, "bilal"), place_of(universe, "chandra")) == ("Peter's clients", "Peter's clients")
    assert AuditEvent.objects.filter(verb="client.placed").count() == 2
    with clock.held(TODAY + dt.timedelta(minutes=2)):
        back = undo_address(done.content)
        assert priya.post(back).status_code == 302
        assert (place_of(universe, "bilal"), place_of(universe, "chandra")) == ("Tomba's clients", "Ibemhal's clients")
        again = priya.post(back, follow=True)
    assert "moved since" in again.content.decode()


def test_undo_leaves_alone_whoever_moved_on(universe: Universe, priya: Browser) -> None:
    peter, marta = universe.caseloads["peter"], universe.caseloads["marta"]
    both = f"{universe.clients['bilal']} {universe.clients['esha']}"
    with clock.held(TODAY + dt.timedelta(minutes=1)):
        done = priya.post(MOVED, {"clients": both, "target": str(peter.pk)}, follow=True)
    with clock.held(TODAY + dt.timedelta(minutes=2)):
        people.place_clients(by=universe.actor("priya"), clients=[universe.clients["esha"]], caseload=marta.pk)
    with clock.held(TODAY + dt.timedelta(minutes=3)):
        priya.post(undo_address(done.content))
    assert (place_of(universe, "bilal"), place_of(universe, "esha")) == ("Tomba's clients", "Marta's clients")


def test_nobody_takes_back_what_a_colleague_did(universe: Universe, priya: Browser) -> None:
    with clock.held(TODAY + dt.timedelta(minutes=1)):
        done = priya.post(
            MOVED,
            {"clients": str(universe.clients["bilal"]), "target": str(universe.caseloads["peter"].pk)},
            follow=True,
        )
    bina = signed_in(universe.staff["bina"])
    assert bina.post(undo_address(done.content)).status_code == 404
    for odd in (0, 1, 10**30, 10**17):
        assert priya.post(f"/caseloads/moved/{odd}/back/").status_code == 404
    assert place_of(universe, "bilal") == "Peter's clients"


def test_clients_of_others_are_moved_by_no_address(universe: Universe, priya: Browser) -> None:
    peter = str(universe.caseloads["peter"].pk)
    answer = priya.post(MOVE, {"clients": [str(universe.clients["deepa"])], "codes": "", "target": peter})
    assert answer.status_code == 400
    absent = priya.post(MOVE, {"clients": [str(uuid.uuid4())], "codes": "", "target": peter})
    strip = re.compile(rb'(value|content)="[^"]{30,}"')
    assert strip.sub(b"", answer.content) == strip.sub(b"", absent.content)
    assert priya.post(MOVED, {"clients": str(universe.clients["deepa"]), "target": peter}).status_code == 302
    patna = str(universe.caseloads["sara"].pk)
    assert priya.post(MOVE, {"clients": [str(universe.clients["bilal"])], "target": patna}).status_code == 400
    priya.post(MOVED, {"clients": str(universe.clients["bilal"]), "target": patna})
    assert (place_of(universe, "deepa"), place_of(universe, "bilal")) == ("Sara's clients", "Tomba's clients")


def test_a_client_who_blocked_the_manager_is_not_there(universe: Universe, priya: Browser) -> None:
    people.block_staff(by=universe.actor("tomba"), client=universe.clients["bilal"], staff=universe.staff["priya"].pk)
    page = priya.get(MOVE).content.decode()
    assert code_of(universe, "bilal") not in page
    assert code_of(universe, "esha") in page
    told = {"clients": [], "codes": code_of(universe, "bilal"), "target": str(universe.caseloads["peter"].pk)}
    assert priya.post(MOVE, told).status_code == 400


@pytest.mark.parametrize(
    "said",
    [{}, {"codes": "x"}, {"target": "x", "codes": "x"}, {"clients": ["x", ""], "target": ""},
     {"codes": "\x00", "target": "x"}, {"codes": "a " * 1001}, {"codes": "x" * 30_000}],
)  # fmt: skip
def test_odd_moves_are_answered_with_400(universe: Universe, priya: Browser, said: dict[str, Any]) -> None:
    peter = str(universe.caseloads["peter"].pk)
    assert priya.post(MOVE, {"target": peter, **said}).status_code == 400
    assert priya.post(MOVED, said).status_code == 302


def test_the_list_to_choose_from_is_narrowed(universe: Universe, priya: Browser) -> None:
    def shown(query: str) -> set[uuid.UUID]:
        return {line.id for line in priya.get(f"{MOVE}?{query}").context["lines"]}

    clients = universe.clients
    assert shown("") == {clients[name] for name in ("bilal", "aisha", "esha", "chandra")}
    assert shown(f"source={universe.caseloads['tomba'].pk}") == {clients["bilal"], clients["esha"]}
    assert shown("quiet=2026-11-05") == {clients[name] for name in ("aisha", "esha", "chandra")}
    assert shown("source=none") == set()
    for odd in ("source=x", f"source={universe.caseloads['sara'].pk}", "quiet=tomorrow", "quiet=9999999-01-01"):
        assert priya.get(f"{MOVE}?{odd}").status_code == 400
    assert priya.get(f"{MOVE}?after=%00&before=x").status_code == 200


def test_who_is_in_no_caseload_is_offered(universe: Universe, priya: Browser) -> None:
    from twofold.people.actions import NewClient, register_clients

    row = register_clients(by=universe.actor("dev"), clients=[NewClient(site=universe.sites["imphal-east"].pk)])[0]
    assert "1 client is in no caseload" in priya.get("/caseloads/").content.decode()
    assert [line.id for line in priya.get(f"{MOVE}?source=none").context["lines"]] == [row.pk]
    with clock.held(TODAY + dt.timedelta(minutes=1)):
        done = priya.post(MOVED, {"clients": str(row.pk), "target": str(universe.caseloads["peter"].pk)}, follow=True)
    with clock.held(TODAY + dt.timedelta(minutes=2)):
        priya.post(undo_address(done.content))
    assert reads.left_over(reads.counts(universe.actor("priya"), TODAY.date())) == 1


DETAILS = ("caseload", "caseload_holder", "caseload_name")


@pytest.mark.parametrize("name", DETAILS)
def test_not_yours_and_not_there_are_one_answer(universe: Universe, priya: Browser, name: str) -> None:
    method = priya.get if name == "caseload" else priya.post
    answers = [method(reverse(name, args=[pk])) for pk in (universe.caseloads["sara"].pk, uuid.uuid4())]
    assert answers[0].status_code == 404
    assert answers[0].content == answers[1].content
    assert sorted(answers[0].headers.items()) == sorted(answers[1].headers.items())


def test_wrong_methods_and_missing_tokens_are_refused(universe: Universe, priya: Browser) -> None:
    for path in ("/caseloads/", "/caseloads/new/", MOVE):
        assert priya.put(path).status_code == 405
    for path in (MOVED, "/caseloads/moved/1/back/", reverse("caseload_holder", args=[universe.caseloads["marta"].pk])):
        assert priya.get(path).status_code == 405
    assert signed_in(universe.staff["priya"], enforce_csrf_checks=True).post(MOVED, {}).status_code == 403
