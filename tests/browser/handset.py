"""A phone in a hand: the real app in Chromium at the size of a phone, enrolled and used by taps as a worker would."""

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import BrowserContext, Locator, Page, Request, expect
from playwright.sync_api import TimeoutError as NotInTime

from tests.universe import Universe
from twofold.core import access
from twofold.fieldwork import actions
from twofold.fieldwork.models import Device

SIZE = {"width": 360, "height": 740}
WORDS = "lamp river seven mango"
# What the app itself asks for and gets no answer to: the browser tells of each on its console.
NO_ANSWER = [r"ERR_INTERNET_DISCONNECTED", r"ERR_FAILED", r"status of 401", r"status of 429", r"status of 503"]
STARTED = {"en": ("Your four words", "Open"), "hi": ("आपके चार शब्द", "खोलें")}


class Handset:
    """One phone. `page` is its screen; several tabs may stand open."""

    def __init__(self, page: Page, world: Universe) -> None:
        self.page, self.world = page, world
        self.context: BrowserContext = page.context
        self.sent: list[dict[str, Any]] = []
        self.context.on("request", self._note)

    def _note(self, request: Request) -> None:
        if request.url.endswith("/sync/push"):
            self.sent += (request.post_data_json or {}).get("entries", [])

    def button(self, name: str | re.Pattern[str]) -> Locator:
        return self.page.get_by_role("button", name=name, exact=isinstance(name, str))

    def tap(self, name: str | re.Pattern[str]) -> None:
        self.button(name).first.tap()

    def see(self, heading: str) -> None:
        expect(self.page.get_by_role("heading", name=heading, level=1)).to_be_visible()

    def line(self, words: str | re.Pattern[str]) -> None:
        """The one line on top."""
        expect(self.page.locator("#line")).to_contain_text(words)

    def secret(self, login: str) -> str:
        return actions.offer_enrolment(by=access.operator(), staff=self.world.staff[login].pk)[1]

    def enrol(self, login: str, words: str = WORDS) -> "Handset":
        """From the office's code, as scanned, to the list of today."""
        self.page.goto(f"/field/#e={self.secret(login)}")
        self.tap("I choose my own")
        self.page.get_by_label("Your four words").fill(words)
        self.tap("Next")
        self.page.get_by_label("Your four words").fill(words.replace(" ", "-").title())
        self.tap("Finish")
        self.see("Today")
        self.synced()
        return self

    def until(self, true: str) -> None:
        """Until this function says so. Playwright's own waiting takes any promise, also one of 'no', for a yes."""
        self.page.evaluate(
            f"""async () => {{
              for (let tries = 0; tries < 600; tries += 1) {{
                if (await ({true})()) return;
                await new Promise((later) => setTimeout(later, 50));
              }}
              throw new Error("not in time");
            }}"""
        )

    def synced(self) -> None:
        """Until a round of sending and bringing is over and well."""
        self.until(
            "async () => { const s = await import(`${document.querySelector('script').src.replace('main.js', 'sync.js')}`);"
            " return s.now().at !== null && !s.now().problem }"
        )

    def kept(self) -> None:
        """Until the app is on the phone and starts without signal."""
        self.page.evaluate("navigator.serviceWorker.ready.then(() => true)")

    def unlock(self, words: str = WORDS, language: str = "en") -> None:
        label, way = STARTED[language]
        self.page.get_by_label(label).fill(words)
        self.tap(way)

    def send(self) -> None:
        """The one tap; what is in its ten seconds waits for them."""
        self.page.locator("#line").tap()

    def open_client(self, name: str) -> None:
        """Tapped again where the list does not come: on a busy machine a tap may last so long that it counts as holding."""
        self.tap("Clients")
        heading = self.page.get_by_role("heading", name="Clients", level=1)
        try:
            heading.wait_for(timeout=5000)
        except NotInTime:
            self.tap("Clients")
        self.page.get_by_role("button", name=re.compile(re.escape(self.world_code(name)))).tap()

    def world_code(self, name: str) -> str:
        return str(self.world.client(name).code)

    def give(self, name: str, needles: int | None = None) -> None:
        """A contact with this client."""
        self.open_client(name)
        self.tap("Supplies")
        if needles is not None:
            group = self.page.get_by_role("group", name="Needles and syringes given")
            fewer = int(group.get_by_role("status").inner_text()) - needles
            group.get_by_role("button", name=re.compile("one less")).evaluate(
                "(b, n) => { while (n-- > 0) b.click() }", fewer
            )
        self.tap("Save")
        self.see("Today")

    def clock(self, shift: str) -> None:
        """The phone's clock is off by this many milliseconds, until it is set again."""
        self.page.evaluate(f"() => {{ window.right ??= Date.now; Date.now = () => window.right.call(Date) + {shift} }}")

    def after_undo(self) -> None:
        """The ten seconds for taking back are over, without waiting for them."""
        self.clock("11000")

    @property
    def device(self) -> Device:
        return Device.objects.order_by("-enrolled_at").first()


def disk(page: Page) -> dict[str, Any]:
    """Everything that the page's scripts could read back without a passphrase, as text."""
    return page.evaluate(
        """async () => {
          const base = await (async () => {
            const bucket = navigator.storageBuckets ? await navigator.storageBuckets.open('sheet') : { indexedDB };
            return await new Promise((done) => { const a = bucket.indexedDB.open('sheet'); a.onsuccess = () => done(a.result) });
          })();
          const found = {};
          for (const name of base.objectStoreNames) {
            found[name] = await new Promise((done) => {
              const a = base.transaction(name).objectStore(name).getAll();
              a.onsuccess = () => done(a.result.map((row) => JSON.parse(JSON.stringify(row, (k, v) =>
                v instanceof Uint8Array ? new TextDecoder('latin1').decode(v) : v))));
            });
          }
          base.close();
          return found;
        }"""
    )


type MakeHandset = Callable[..., Handset]
