"""Two walks with the real app: what lies on the disk of a phone, and what becomes of work when answers are lost."""

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.browser.handset import SIZE, WORDS, Handset
from tests.machinery.browser import FLAGS, find
from tests.universe import Universe
from twofold.outreach.models import ContactTally
from twofold.people import actions as people
from twofold.people.actions import NewClient

PLANTED = [f"zq{number:02d}{word}" for number in range(10) for word in ("heron", "copper", "quarry", "saffron")]
# Every key that is ever brought into the browser's hands as bytes is told to the harness.
TELL_KEYS = """(() => {
  const imported = SubtleCrypto.prototype.importKey;
  SubtleCrypto.prototype.importKey = function (form, data, ...more) {
    if (form === 'raw' || form === 'pkcs8') {
      const bytes = new Uint8Array(data.buffer ?? data);
      window.tellKey(form, btoa(String.fromCharCode(...bytes)));
    }
    return imported.call(this, form, data, ...more);
  };
})()"""

KEPT = """async () => {
  const store = await import(document.querySelector('script').src.replace('main.js', 'store.js'));
  return (await store.read((on) => on.all('entries'))).filter((row) => row.state === 'kept').length;
}"""


def plant(world: Universe) -> list[str]:
    """Ten clients on Tomba's caseload, with four words each that stand nowhere else; their ids."""
    row = world.caseloads["tomba"]
    told = [PLANTED[at : at + 4] for at in range(0, len(PLANTED), 4)]
    made = people.register_clients(
        by=world.actor("tomba"),
        clients=[
            NewClient(
                site=row.site_id,
                caseload=row.id,
                nickname=name,
                reach={"where": where, "when": when, "never": never},
            )
            for name, where, when, never in told
        ],
    )
    return [str(row.pk) for row in made]


class Disk:
    """A phone whose disk can be looked at when it is switched off."""

    def __init__(self, chromium: Browser, origin: str, folder: Path) -> None:
        self.chromium, self.origin, self.folder = chromium, origin, folder
        self.keys: dict[str, set[bytes]] = {"raw": set(), "pkcs8": set()}

    def on(self) -> BrowserContext:
        context = self.chromium.browser_type.launch_persistent_context(
            str(self.folder),
            executable_path=find(),
            args=[*FLAGS, "--no-sandbox"],
            base_url=self.origin,
            viewport=SIZE,
            has_touch=True,
            is_mobile=True,
        )
        context.set_default_timeout(30_000)
        context.expose_binding("tellKey", lambda _, form, data: self.keys[form].add(base64.b64decode(data)))
        context.add_init_script(TELL_KEYS)
        return context

    def finds(self, wanted: dict[str, bytes]) -> list[str]:
        """The names of what lies on the disk, as it is, as wide letters, or in base64."""
        found = set()
        for content in self._contents():
            for name, what in wanted.items():
                forms = (what, what.decode("latin1").encode("utf-16-le"), base64.b64encode(what).rstrip(b"=")[:-1])
                if name not in found and any(form in content for form in forms):
                    found.add(name)
        return sorted(found)

    def _contents(self) -> Iterator[bytes]:
        yield from (path.read_bytes() for path in sorted(self.folder.rglob("*")) if path.is_file())


def scan(disk: Disk, world: Universe) -> dict[str, list[str]]:
    """Use, lock, look; then wipe and look again. What was found on the disk, by when it was looked at."""
    ids = plant(world)
    context = disk.on()
    phone = Handset(context.pages[0], world).enrol("tomba")
    phone.page.get_by_role("button", name=PLANTED[0]).tap()
    phone.tap("Supplies")
    phone.tap("Save")
    phone.line("1 waiting")
    phone.tap("Lock now")
    expect(phone.page.get_by_label("Your four words")).to_be_visible()
    context.close()
    words = {text: text.encode() for text in (*PLANTED, WORDS, WORDS.replace(" ", "-"))}
    words |= {f"id {n}": id.encode() for n, id in enumerate(ids)}
    vault = {f"vault key {n}": key for n, key in enumerate(sorted(disk.keys["raw"]))}
    assert len(vault) >= 2, "the harness hears of keys"
    locked = disk.finds(words | vault)
    context = disk.on()
    phone = Handset(context.pages[0], world)
    phone.page.goto("/field/")
    phone.unlock()
    phone.see("Today")
    phone.synced()
    phone.after_undo()
    phone.send()
    phone.line("All sent")
    # Without signal nobody has the browser clear what is left: what is not overwritten by the phone itself is found.
    phone.page.route("**/sync/push", lambda route: route.abort())
    phone.tap("More")
    phone.tap("Take everything off this phone")
    phone.tap("Take everything off now")
    phone.page.wait_for_url("**/weather/")
    context.close()
    assert disk.keys["pkcs8"], "the harness hears of the signing key"
    signing = {f"signing key {n}": key for n, key in enumerate(sorted(disk.keys["pkcs8"]))}
    vault = {f"vault key {n}": key for n, key in enumerate(sorted(disk.keys["raw"]))}
    return {"locked": locked, "wiped": disk.finds(words | vault | signing)}


def lost_answers(page: Page, world: Universe) -> dict[str, Any]:
    """Three contacts; the first sending is lost on its way, of the next the answer; then all is well."""
    before = set(ContactTally.objects.unscoped("tests").values_list("pk", flat=True))
    phone = Handset(page, world).enrol("tomba")
    left = ["before", "after"]

    def unlucky(route: Route) -> None:
        match left.pop(0) if left else "":
            case "after":
                route.fetch()
                route.abort()
            case "before":
                route.abort()
            case _:
                route.continue_()

    page.route("**/sync/push", unlucky)
    phone.context.set_offline(True)
    for needles in (21, 22, 23):
        phone.give("bilal", needles)
    phone.after_undo()
    phone.context.set_offline(False)
    for _ in range(4):
        phone.send()
        page.wait_for_timeout(600)
    page.reload()
    phone.unlock()
    phone.see("Today")
    phone.synced()
    # The line is drawn a moment after the round is over.
    expect(page.locator("#line")).not_to_contain_text("Getting cards")
    made = ContactTally.objects.unscoped("tests").exclude(pk__in=before)
    return {
        "line": page.locator("#line").inner_text().strip(),
        "needles": sorted(made.values_list("needles_out", flat=True)),
        "kept": page.evaluate(KEPT),
    }
