"""The office's pages of phones: let in by a code, shut out in one step, and what needs a person, with what to do."""

import datetime as dt
import re
import uuid
from typing import Any

from django.test import Client as Browser

from tests.signing import signed_in
from tests.unit.fieldwork.conftest import Phone, new_client
from tests.universe import TODAY, Universe
from twofold.core import clock
from twofold.fieldwork.models import Device, Entry


def test_a_phone_is_let_in_by_the_code_on_the_page(universe: Universe) -> None:
    arun = signed_in(universe.staff["arun"])
    assert "No phone has been let in yet" in arun.get("/phones/").content.decode()
    assert arun.post("/phones/new/", {"worker": "nobody"}).status_code == 400
    page = arun.post("/phones/new/", {"worker": str(universe.staff["tomba"].pk)}).content.decode()
    secret = re.search(r'<dd class="code wraps">([\w-]{40,})</dd>', page)[1]
    assert f'href="http://testserver/field/#e={secret}"' in page, "where no phone can come, a window can be tried"
    assert "data:image/svg+xml" in page
    answer = Browser().post("/api/v1/devices", {"secret": secret, "name": "blue"}, content_type="application/json")
    assert answer.status_code == 201
    page = arun.get("/phones/").content.decode()
    assert "blue" in page
    assert "tomba" in page
    assert "meera" not in arun.get("/phones/new/").content.decode().lower()


def test_the_page_says_how_a_phone_reaches_the_office(universe: Universe, settings: Any) -> None:
    arun = signed_in(universe.staff["arun"])
    assert "twofold serve --lan" in arun.get("/phones/new/").content.decode()
    settings.LOCAL_AUTHORITY = "AB:CD"
    page = arun.get("/phones/new/").content.decode()
    assert "/static/twofold-local.crt" in page
    assert "AB:CD" in page
    assert "twofold serve --lan" not in page


def test_a_phone_shows_what_is_missing_and_is_shut_out(universe: Universe, tomba: Phone) -> None:
    arun, device = signed_in(universe.staff["arun"]), f"/phones/{tomba.device}/"
    tomba.seq = 4
    tomba.push(tomba.entry("contact.made", {"needles_out": 1}), unsent=7)
    tomba.seq = 9
    tomba.push(tomba.entry("contact.made", {"needles_out": 1}), unsent=0)
    page = arun.get(device).content.decode()
    assert "1–4" in page
    assert "6–9" in page
    arun.post(f"{device}suspend/")
    assert tomba.pull().status_code == 401
    assert "suspended" in arun.get(device).content.decode()
    arun.post(f"{device}suspend/", {"resume": ""})
    assert tomba.pull().status_code == 200
    arun.post(f"{device}revoke/")
    assert "not heard of since" in arun.get(device).content.decode()
    assert tomba.pull().json()["wipe"]
    assert "told to wipe" in arun.get(device).content.decode()
    assert arun.post(f"{device}suspend/").status_code == 302
    assert Device.objects.get(pk=tomba.device).status == "revoked"


def test_what_is_held_is_settled_by_a_person(universe: Universe, tomba: Phone) -> None:
    dev = signed_in(universe.staff["dev"])
    assert "Nothing is held" in dev.get("/held/").content.decode()
    said = [
        tomba.entry("contact.made", {"supplies": {"elephant": 1}, "note": "by the bridge"}),
        tomba.entry("contact.made", {"client": new_client()}),
        tomba.entry("contact.made", {"needles_out": 1}, occurred_at="1970-01-01T00:00:00Z"),
        tomba.entry("tea.drunk", {"sugar": 2}),
    ]
    tomba.push(*said)
    page = dev.get("/held/").content.decode()
    for heading in ("For you to settle", "Taken in, to be looked at", "Waiting: goes in by itself"):
        assert heading in page
    assert "by the bridge" in dev.get(f"/held/{said[0]['id']}/").content.decode()
    assert "sugar" not in dev.get(f"/held/{said[3]['id']}/").content.decode()
    for entry in said:
        assert dev.post(f"/held/{entry['id']}/").status_code == 302
    assert dev.get(f"/held/{said[0]['id']}/").status_code == 404
    assert "Nothing is held" in dev.get("/held/").content.decode()
    assert Entry.objects.unscoped("tests").count() == 4


def test_what_waited_is_tried_when_somebody_looks(universe: Universe, tomba: Phone) -> None:
    from twofold.people.actions import NewClient, register_clients

    client, load = new_client(), universe.caseloads["tomba"]
    tomba.push(tomba.entry("contact.made", {"client": client, "needles_out": 3}))
    register_clients(
        by=universe.actor("tomba"), clients=[NewClient(id=uuid.UUID(client), site=load.site_id, caseload=load.pk)]
    )
    with clock.held(TODAY + dt.timedelta(minutes=1)):
        assert "Nothing is held" in signed_in(universe.staff["dev"]).get("/held/").content.decode()
