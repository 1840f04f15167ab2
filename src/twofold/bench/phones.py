"""An evening: so many phones push 50 entries each in one moment, to a server of two processes that stands in a home of its own.

A phone that is told to come again does so after the time that it is told, as the app does. What is measured is how long
each phone waits until its entries are safe, and how much memory the server takes meanwhile.
"""

import http.client
import json
import os
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import SystemRandom

from django.db import connections

from twofold.bench import building
from twofold.bench.results import Result, median, result, worst
from twofold.bench.writing import pushed
from twofold.core import access
from twofold.core.access import Role
from twofold.fieldwork import actions, reads
from twofold.fieldwork.models import Entry
from twofold.outreach.models import Contact
from twofold.people import actions as people
from twofold.people.actions import NewClient
from twofold.programme import actions as programme
from twofold.programme.actors import actor_for

ENTRIES, PROCESSES, CLIENTS, PHONES_OF_ONE = 50, 2, 25, 10
MOST_SECONDS, MOST_MB, PATIENCE, WARM = 5, 600, 120, 24
# Phones do not come back in one moment.
CHANCE = SystemRandom()


@dataclass
class Phone:
    """One phone with its push at hand; then how long it waited, and how often it was told to come again."""

    token: str
    body: bytes
    seconds: float = 0.0
    again: int = 0
    taken: int = 0

    def send(self, port: int) -> None:
        """Until the office has all of it."""
        began = time.monotonic()
        while not self.taken and time.monotonic() - began < PATIENCE:
            try:
                time.sleep(self._once(port))
            except (OSError, http.client.HTTPException):
                self.again += 1
                time.sleep(0.5 + CHANCE.random())
        self.seconds = time.monotonic() - began

    def _once(self, port: int) -> float:
        """Send it; how long to wait before it is sent again."""
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        line.request("POST", "/api/v1/sync/push", self.body, headers)
        answer = line.getresponse()
        said = json.loads(answer.read())
        line.close()
        if answer.status == http.HTTPStatus.TOO_MANY_REQUESTS:
            self.again += 1
            return float(answer.headers["Retry-After"]) * (0.75 + CHANCE.random() / 2)
        outcomes = {one["outcome"] for one in said.get("results", [])}
        assert answer.status == http.HTTPStatus.OK and outcomes <= {"accepted", "duplicate"}, (answer.status, outcomes)
        self.taken = len(said["results"])
        return 0.0


def measure(size: int) -> list[Result]:
    """So many phones."""
    there = building.world()
    phones = _let_in(there, size)
    connections.close_all()
    with _served() as (port, server):
        before = _worked(server)
        took, most = _evening(phones, port, server)
        worked = _worked(server) - before
    facts = Contact.objects.unscoped("counted").filter(device__isnull=False).count()
    kept = Entry.objects.unscoped("counted").filter(outcome=Entry.Outcome.ACCEPTED).count()
    waited, sent = [one.seconds for one in phones], size * ENTRIES
    assert facts == kept == sum(one.taken for one in phones), "an entry was lost or doubled"
    named = f"{size} phones at once"
    return [
        result(f"{named}: entries there, each once", facts, "entries", size=size, target=sent, least=True),
        result(f"{named}: wait, p95", worst(waited), "s", size=size, target=MOST_SECONDS),
        result(f"{named}: wait, median", median(waited), "s", size=size),
        result(f"{named}: all together", sent / took, "entries/s", size=size,
               note=f"told to come again: {sum(one.again for one in phones)} times"),
        *([result(f"{named}: the server's CPU", worked, "s", size=size)] if worked else []),
        *([result(f"{named}: memory of the server", most, "MB", size=size, target=MOST_MB)] if most else []),
    ]  # fmt: skip


def _let_in(there: building.World, size: int) -> list[Phone]:
    """Workers with a caseload each, ten phones to a worker; every phone speaks of the clients of its own worker."""
    by, site = access.operator(), there.sites[0]
    phones: list[Phone] = []
    for n in range((size + PHONES_OF_ONE - 1) // PHONES_OF_ONE):
        staff = programme.create_staff(
            by=by, organisation=there.organisation.id, login=f"phone-{n}", name=f"Worker {n}", password=building.PASSWORD,
            held=[Role.OUTREACH_WORKER], sites=[site.id],
        )  # fmt: skip
        row = programme.open_caseload(by=by, site=site.id, name=f"Caseload {n}", holder=staff.id)
        new = [NewClient(site=site.id, caseload=row.id, gender="man") for _ in range(CLIENTS)]
        clients = [one.pk for one in people.register_clients(by=actor_for(staff, second_factor=True), clients=new)]
        phones += [_phone(staff.pk, clients) for _ in range(min(PHONES_OF_ONE, size - len(phones)))]
    return phones


def _phone(staff: uuid.UUID, clients: list[uuid.UUID]) -> Phone:
    _, secret = actions.offer_enrolment(by=access.operator(), staff=staff)
    known = reads.offered(secret)
    assert known is not None
    device, token = actions.enrol(by=known.by, enrolment=known.enrolment, name="bench", public_key=None)
    return Phone(token, pushed(str(device.pk), clients, 0, ENTRIES))


@contextmanager
def _served() -> Iterator[tuple[int, int]]:
    """`twofold serve` on this home, as an operator starts it; its port and its process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "twofold", "serve", "--port", str(port), "--workers", str(PROCESSES)]
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    server = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL)  # noqa: S603 - ourselves
    try:
        _wait_for(port, server)
        _warm(port)
        yield port, server.pid
    finally:
        server.terminate()
        server.wait(timeout=30)


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and server.poll() is None:
        try:
            line = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            line.request("GET", "/healthz")
            if line.getresponse().status == http.HTTPStatus.OK:
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server does not answer")


def _warm(port: int) -> None:
    """It has stood there all day: every process has answered phones before."""

    def ask() -> None:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        line.request("GET", "/api/v1/openapi.json")
        line.getresponse().read()

    asking = [threading.Thread(target=ask) for _ in range(WARM)]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join()


def _evening(phones: list[Phone], port: int, server: int) -> tuple[float, float]:
    """All phones at once; how long it took until the last was done, and the most memory that the server held."""
    threads = [threading.Thread(target=phone.send, args=(port,)) for phone in phones]
    began, most = time.monotonic(), 0.0
    for thread in threads:
        thread.start()
    for thread in threads:
        while thread.is_alive():
            thread.join(0.25)
            most = max(most, _memory(server))
    return time.monotonic() - began, max(most, _memory(server))


def _family(server: int) -> set[int]:
    """A process and its children. Raises OSError where the system does not tell."""
    family = {server}
    for _ in range(3):
        family |= {int(one) for pid in family for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()}
    return family


def _worked(server: int) -> float:
    """Seconds of the processor that a process and its children have had; nought where the system does not tell."""
    try:
        told = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in _family(server)]
    except OSError:
        return 0.0
    return sum(int(one[11]) + int(one[12]) for one in told) / os.sysconf("SC_CLK_TCK")


def _memory(server: int) -> float:
    """MB that a process and its children hold, what they share counted once; nought where the system does not tell."""
    found = 0.0
    try:
        for pid in _family(server):
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
            found += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
    except OSError:
        return found
    return found
