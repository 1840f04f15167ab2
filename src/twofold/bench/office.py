"""Office pages as whole requests: the list of clients, one exact code, a contact saved. Through the real middleware."""

import base64
import secrets
import statistics
import uuid
from typing import Any

from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client as Browser
from django.urls import reverse

from twofold.bench import bare, building
from twofold.bench.results import Result, cpu, result, seconds, worst
from twofold.core import ids
from twofold.outreach.models import Contact
from twofold.people import actions as people
from twofold.people.actions import NewClient
from twofold.programme.actors import actor_for

REAL, REQUESTS = 200, 40
SECRET = base64.b32encode(secrets.token_bytes(20)).decode()
FACTS_EACH = 2


def measure(size: int) -> list[Result]:
    """So many clients, of whom the newest have real cards; requests by a data manager and a worker."""
    there = building.world()
    building.lay_down(there, size, size * FACTS_EACH)
    known = _real(there)
    keeper, worker = (_signed_in(there, login) for login in ("keeper", "worker"))
    keeper.get(reverse("clients"))  # templates are read once
    listed = seconds(lambda: _fine(keeper.get(reverse("clients"))), REQUESTS)
    codes = iter(list(known.values()) * 2)
    keeper.post(reverse("client_find"), {"q": next(codes)})
    exact = seconds(lambda: _fine(keeper.post(reverse("client_find"), {"q": next(codes)}), 302), REQUESTS)
    return [
        result("client list page, p95", worst(listed) * 1000, "ms", size=size, target=100),
        result("client list page, CPU", statistics.median(cpu(lambda: _fine(keeper.get(reverse("clients"))))) * 1000,
               "ms", size=size),
        result("exact code, p95", worst(exact) * 1000, "ms", size=size, target=15),
        _saving(there, worker, list(known), size),
    ]  # fmt: skip


def _real(there: building.World) -> dict[uuid.UUID, str]:
    """Clients with real cards on the worker's list: id -> code."""
    row = there.caseloads[0]
    by = actor_for(there.staff["worker"], second_factor=True)
    new = [NewClient(site=row.site_id, caseload=row.id, gender="man", kinds=["injects"]) for _ in range(REAL)]
    made = people.register_clients(by=by, clients=new)
    return {one.pk: one.code for one in made}


def _signed_in(there: building.World, login: str) -> Browser:
    staff = there.staff[login]
    TOTP.activate(staff, SECRET)
    browser = Browser()
    browser.force_login(staff, backend="allauth.account.auth_backends.AuthenticationBackend")
    return browser


def _fine(answer: Any, status: int = 200) -> Any:
    assert answer.status_code == status, answer.status_code
    return answer


def _saving(there: building.World, worker: Browser, clients: list[uuid.UUID], size: int) -> Result:
    """One contact saved: what the process works for the whole request, beside a bare request that saves three rows."""
    waiting, today = iter(clients * 2), there.last.isoformat()

    def save() -> None:
        client = next(waiting)
        told = {"id": ids.new_entry_id(), "site": there.sites[0].pk, "mode": "outreach", "beneficiary": "client",
                "day": today, "out_syringe_1ml": "10", "back_syringe_1ml": "4"}  # fmt: skip
        _fine(worker.post(reverse("contact_new", args=[client]), told), 302)

    before = Contact.objects.unscoped("counts what was saved").count()
    for _ in range(3):
        save()
    found = statistics.median(cpu(save, REQUESTS)) * 1000
    assert Contact.objects.unscoped("counts what was saved").count() == before + REQUESTS + 3
    return result("one contact saved, CPU", found, "ms", size=size, target=8, baseline=bare.request_ms(REQUESTS),
                  note="baseline: a bare Django view that saves three rows")  # fmt: skip
