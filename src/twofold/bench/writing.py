"""Facts written through the real actions in large batches: what an import or an evening of phones costs."""

import json
import uuid

from django.test import Client as Browser

from twofold.bench import bare, building
from twofold.bench.results import Result, cpu, median, result
from twofold.core import access, clock, ids
from twofold.fieldwork import actions as fieldwork
from twofold.outreach import actions as outreach
from twofold.outreach.actions import NewContact
from twofold.people import actions as people
from twofold.people.actions import NewClient
from twofold.programme.actors import actor_for

BATCH, CLIENTS, PUSHES = 500, 200, 5


def measure(size: int) -> list[Result]:
    """So many contacts in batches of 500, beside bare Django; then the same ones once more, which must change nothing."""
    there = building.world()
    by, row = actor_for(there.staff["worker"], second_factor=True), there.caseloads[0]
    new = [NewClient(site=row.site_id, caseload=row.id, gender="man") for _ in range(CLIENTS)]
    clients = [one.pk for one in people.register_clients(by=by, clients=new)]
    batches = [_batch(row.site_id, clients) for _ in range(max(1, size // BATCH))]
    waiting = iter(batches)
    taken = cpu(lambda: outreach.record_contacts(by=by, contacts=next(waiting)), len(batches))
    again = cpu(lambda: outreach.record_contacts(by=by, contacts=batches[0]), 3)
    beside = bare.rows_a_second(BATCH, 5)
    found = BATCH / median(taken)
    return [
        result(
            "contacts written, batches of 500",
            found,
            "facts/CPU s",
            size=size,
            target=2_000,
            least=True,
            baseline=beside,
        ),
        result("against bare Django", found / beside, "x", size=size, target=0.5, least=True),
        *_pushed(there, clients),
        result("the same 500 once more", BATCH / median(again), "facts/CPU s", size=size),
    ]


def _batch(site: uuid.UUID, clients: list[uuid.UUID]) -> list[NewContact]:
    return [
        NewContact(site=site, client=clients[n % len(clients)], supplies={"syringe_1ml": 5 + n % 20}, id=uuid.uuid4())
        for n in range(BATCH)
    ]


def _pushed(there: building.World, clients: list[uuid.UUID]) -> list[Result]:
    """A phone sends 500 contacts in one request, several times: policy, sealing, the raw entry, the log, the facts."""
    _, secret = fieldwork.offer_enrolment(by=access.operator(), staff=there.staff["worker"].pk)
    told = {"secret": secret, "name": "bench", "public_key": None}
    phone = Browser().post("/api/v1/devices", json.dumps(told), content_type="application/json").json()
    bodies = iter([pushed(phone["device"], clients, start, BATCH) for start in range(0, (PUSHES + 1) * BATCH, BATCH)])
    browser, headers = Browser(), {"Authorization": f"Bearer {phone['token']}"}

    def push() -> None:
        answer = browser.post("/api/v1/sync/push", next(bodies), content_type="application/json", headers=headers)
        outcomes = {one["outcome"] for one in answer.json()["results"]}
        assert outcomes == {"accepted"}, outcomes

    found, beside = bare.beside(push, BATCH, PUSHES)
    return [
        result("push of 500 entries", found, "entries/CPU s", size=BATCH, target=2_000, least=True, baseline=beside),
        result("push against bare Django", found / beside, "x", size=BATCH, target=0.5, least=True),
    ]


def pushed(device: str, clients: list[uuid.UUID], start: int, count: int) -> bytes:
    """A push of so many contacts as a phone sends it, one client after the other; its numbers follow upon `start`."""
    moment = clock.now().isoformat()
    entries = [
        {
            "id": str(ids.new_entry_id()), "kind": "contact.made", "v": 1, "seq": start + n + 1, "occurred_at": moment,
            "recorded_at": moment, "corrects": None,
            "body": {"client": str(clients[n % len(clients)]), "needles_out": 5 + n % 20},
        }
        for n in range(count)
    ]  # fmt: skip
    return json.dumps({"device": device, "entries": entries}).encode()
