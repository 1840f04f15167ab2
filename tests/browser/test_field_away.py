"""A phone that is switched off in the middle of its writing, finds no signal for thirty days, and comes back to a busy office."""

import contextlib
import datetime as dt
import json
import os
import signal
from pathlib import Path
from typing import Any

import time_machine
from playwright.sync_api import Browser, Error, Page, Route

from tests.browser.handset import Handset, disk
from tests.machinery.measured import full
from tests.proofs.phone.walks import Disk
from tests.universe import TODAY, Universe
from twofold.fieldwork.models import Entry
from twofold.outreach.models import Contact

KILLS = 10 if full() else 1
AWAY = dt.timedelta(days=30, hours=1)
# One thing after the other is saved; each is told to the test once the app says that it is on the disk.
BUSY_WORKER = """() => void (async () => {
  const { save } = await import(document.querySelector('script').src.replace('main.js', 'outbox.js'));
  for (;;) {
    const { ids } = await save([{ kind: 'contact.made', body: { client: null, needles_out: 1 } }], { after: 0 });
    await window.saved(ids[0]);
  }
})()"""
WAITS = """() => { window.waits = []; const real = window.setTimeout;
  window.setTimeout = (what, ms, ...more) => (window.waits.push(ms), real(what, ms, ...more)); }"""


class Phone:
    """A phone that can lose its power, and its pages since it was last switched on."""

    def __init__(self, chromium: Browser, origin: str, folder: Path, world: Universe) -> None:
        self.disk, self.world, self.saved = Disk(chromium, origin, folder), world, list[str]()
        self.on()

    def on(self, now: dt.datetime = TODAY) -> Handset:
        self.context = self.disk.on()
        self.context.expose_binding("saved", lambda _, id: self.saved.append(id))
        self.context.clock.install(time=now)
        self.handset = Handset(self.context.pages[0], self.world)
        return self.handset

    def off(self) -> None:
        """At once: no page and no database hears of it."""
        own = f"--user-data-dir={self.disk.folder}".encode()
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                if own in (entry / "cmdline").read_bytes().split(b"\0"):
                    os.kill(int(entry.name), signal.SIGKILL)
            except OSError:  # it ended meanwhile
                continue
        with contextlib.suppress(Error):
            self.context.close()


def start(phone: Handset) -> None:
    """Without signal: the app itself is on the phone."""
    phone.context.set_offline(True)
    phone.page.goto("/field/")
    phone.unlock()
    phone.see("Today")


def on_disk(page: Page) -> set[str]:
    return {row["id"] for row in disk(page)["entries"]}


def test_what_was_saved_outlives_the_power_a_month_and_a_busy_office(
    chromium: Browser, live_server: Any, universe: Universe, tmp_path: Path
) -> None:
    phone = Phone(chromium, live_server.url, tmp_path / "disk", universe)
    phone.handset.enrol("tomba").kept()
    phone.context.set_offline(True)
    for _ in range(KILLS):
        before = len(phone.saved)
        phone.handset.page.evaluate(BUSY_WORKER)
        while len(phone.saved) < before + 5:
            phone.handset.page.wait_for_timeout(20)
        phone.off()
        start(phone.on())
        assert set(phone.saved) <= on_disk(phone.handset.page)
    waiting = on_disk(phone.handset.page)
    assert len(waiting) <= len(phone.saved) + KILLS  # at most the one that was being told
    phone.context.close()
    with time_machine.travel(TODAY + AWAY):
        late = phone.on(TODAY + AWAY)
        start(late)
        late.line(f"{len(waiting)} waiting, oldest 30 days")
        come_back(late)
        late.unlock()  # after ten minutes the screen is locked, and the work went out all the same
        late.line("All sent")
    assert {str(pk) for pk in Entry.objects.unscoped("tests").values_list("pk", flat=True)} == waiting
    made = Contact.objects.unscoped("tests").filter(pk__in=waiting)
    assert made.count() == len(waiting)
    assert set(made.values_list("day", flat=True)) == {TODAY.date()}
    phone.context.close()


def come_back(phone: Handset) -> None:
    """The first answer is 'come again in ten minutes': the app waits so long and keeps everything, then sends it."""
    told = {"error": {"code": "busy", "message": "", "field": None}, "wipe": False}

    def busy(route: Route) -> None:
        route.fulfill(
            status=429, headers={"Retry-After": "600"}, body=json.dumps(told), content_type="application/json"
        )

    phone.page.evaluate(WAITS)
    phone.page.route("**/sync/push", busy, times=1)
    before = on_disk(phone.page)
    phone.context.set_offline(False)
    while not phone.page.evaluate("window.waits.includes(600000)"):
        phone.page.wait_for_timeout(50)
    assert on_disk(phone.page) == before
    phone.line("waiting, oldest 30 days")
    phone.page.clock.run_for(601_000)
