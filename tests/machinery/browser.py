"""A real browser for tests: the system's Chromium, which sees only our own server.

`page` is a fresh page on the live server; `new_page(**options)` makes more, each a person of its own (own
cookies; options such as `locale="hi-IN"`, `color_scheme="dark"`, `viewport=...`). A test fails when a page
wrote an error to the console, threw, or asked any other host for anything. What a test expects of these goes
into `tolerated`.
"""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--headless=new",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-default-apps",
    "--disable-dev-shm-usage",  # containers often have 64 MB there
]
HOW_TO_GET_IT = (
    "A Chromium is needed for the browser tests.\n"
    "  Debian:     sudo apt-get install --no-install-recommends chromium fonts-noto-core\n"
    "  elsewhere:  .venv/bin/playwright install --with-deps chromium\n"
    "  one that is elsewhere still:  TWOFOLD_CHROMIUM=/path/to/chrome"
)


def find() -> Path | None:
    """The browser's program: as told, on PATH, or where Playwright keeps its own."""
    if told := os.environ.get("TWOFOLD_CHROMIUM"):
        return Path(told)
    for name in NAMES:
        if found := shutil.which(name):
            return Path(found)
    own = Path.home() / ".cache" / "ms-playwright"
    return next(iter(sorted(own.glob("chromium-*/chrome-linux*/chrome"), reverse=True)), None)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for each test process; contexts are what tests get."""
    program = find()
    if program is None:
        pytest.fail(HOW_TO_GET_IT, pytrace=False)
    # Playwright keeps an event loop in this thread for as long as it lives, and Django takes any loop as a
    # sign of asynchronous code. It stays set: other fixtures may end while the loop still runs.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    flags = [*FLAGS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=flags)
        yield browser
        browser.close()


@pytest.fixture
def tolerated() -> list[str]:
    """Patterns of console messages that this test expects, such as the 404 it asks for."""
    return []


class Watch:
    """Keeps what went wrong on the pages of one test."""

    def __init__(self, origin: str) -> None:
        self.host = urlsplit(origin).netloc
        self.complaints: list[str] = []

    def route(self, route: Route) -> None:
        url = urlsplit(route.request.url)
        if url.netloc == self.host or url.scheme in ("data", "blob"):
            route.continue_()
        else:
            self.complaints.append(f"asked another host: {route.request.url}")
            route.abort()

    def context(self, context: BrowserContext) -> None:
        context.route("**/*", self.route)
        context.on("console", lambda said: said.type == "error" and self.complaints.append(f"console: {said.text}"))
        context.on("weberror", lambda thrown: self.complaints.append(f"page error: {thrown.error}"))

    def left(self, tolerated: list[str]) -> list[str]:
        return [said for said in self.complaints if not any(re.search(pattern, said) for pattern in tolerated)]


@pytest.fixture
def watch(live_server: Any) -> Watch:
    """What has gone wrong on this test's pages so far."""
    return Watch(live_server.url)


@pytest.fixture
def new_page(chromium: Browser, live_server: Any, watch: Watch, tolerated: list[str]) -> Iterator[Callable[..., Page]]:
    """Makes pages, each in a context of its own; `page.goto("/...")` is relative to the live server."""
    contexts: list[BrowserContext] = []

    def make(**options: Any) -> Page:
        context = chromium.new_context(base_url=live_server.url, **options)
        context.set_default_timeout(30_000)  # a busy machine is no fault of the page
        contexts.append(context)
        watch.context(context)
        return context.new_page()

    yield make
    for context in contexts:
        context.close()
    assert not watch.left(tolerated)


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    return new_page()


def axe_violations(page: Page) -> list[str]:
    """What an accessibility checker finds on this page, one sentence each; empty is what we want."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [f"{v['id']}: {v['help']} – {', '.join(str(node['target']) for node in v['nodes'])}" for v in found]
