"""The picture in the README: what a newcomer sees after the first command, taken from a real browser.

`make picture` builds the whole demonstration and writes the file; a test takes the same picture of a small one, so that
it can be taken at any time. The demonstration stands under a phrase here: a weak key's warning is not for a brochure.
"""

import json
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.machinery import browser, environment

PICTURE = environment.ROOT / "docs" / "images" / "home.png"
SIZE = {"width": 1280, "height": 860}
PORT = 8471


@contextmanager
def served(home: Path, *, clients: int, port: int = PORT) -> Iterator[str]:
    """The demonstration in `home`, built and served by the one command; gives its address."""
    env = environment.outside() | {"TWOFOLD_HOME": str(home), "TWOFOLD_KEY": environment.PHRASE}
    command = [sys.executable, "-m", "tests.machinery.command", "demo", "--clients", str(clients), "--port", str(port)]
    with subprocess.Popen(
        command, cwd=environment.ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            yield _answering(process, f"http://127.0.0.1:{port}/")
        finally:
            process.terminate()


def _answering(process: subprocess.Popen[bytes], address: str, seconds: float = 300) -> str:
    until = time.monotonic() + seconds
    while time.monotonic() < until and process.poll() is None:
        try:
            urllib.request.urlopen(f"{address}healthz", timeout=5).close()
            return address
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise RuntimeError("the demonstration did not come up")


def enter(page: Page, home: Path, role: str) -> None:
    """Sign in as the first worker who holds `role`, as a newcomer would: password, then the code that is printed."""
    env = environment.outside() | {"TWOFOLD_HOME": str(home), "TWOFOLD_KEY": environment.PHRASE}

    def ask(*arguments: str) -> str:
        said = [sys.executable, "-m", "twofold", *arguments]
        return subprocess.run(said, env=env, capture_output=True, text=True, check=True).stdout

    who = next(row for row in json.loads(ask("demo", "--no-serve", "--json"))["logins"] if row["role"] == role)
    page.locator("input[name=login]").fill(who["login"])
    page.locator("input[name=password]").fill(who["password"])
    page.locator("input[name=password]").press("Enter")
    page.locator("input[name=code]").fill(ask("code", who["login"]).strip())
    page.locator("input[name=code]").press("Enter")
    page.locator(".tile").first.wait_for()


def take(chromium: Browser, home: Path, address: str, path: Path) -> list[str]:
    """Write the picture of a manager's home page, and say what its tiles say."""
    context = chromium.new_context(viewport=SIZE, locale="en-GB", color_scheme="light", reduced_motion="reduce")
    page = context.new_page()
    page.goto(address)
    enter(page, home, "manager")
    page.screenshot(path=path)
    told = page.locator(".tile").all_inner_texts()
    context.close()
    return told


def main() -> int:
    PICTURE.parent.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        served(Path(folder), clients=500) as address,
        sync_playwright() as own,
    ):
        chromium = own.chromium.launch(executable_path=browser.find(), args=[*browser.FLAGS, "--no-sandbox"])
        take(chromium, Path(folder), address, PICTURE)
        chromium.close()
    print(PICTURE.relative_to(environment.ROOT))
    return 0


if __name__ == "__main__":
    sys.exit(main())
