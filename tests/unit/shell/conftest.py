"""The shell's templates on an engine of their own, and the gallery in a browser."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.template.backends.django import DjangoTemplates
from playwright.sync_api import Browser, BrowserContext, Page

import twofold.shell
from tests.machinery.browser import Watch

SHELL = Path(twofold.shell.__file__).parent
GALLERY = Path(__file__).with_name("gallery_site.py")


@pytest.fixture(autouse=True)
def _grouping_by_language(settings) -> None:
    """The shell as it is by itself: the language decides how digits are grouped, unless an installation does."""
    settings.NUMBER_GROUPING = ""


@pytest.fixture
def engine(settings) -> DjangoTemplates:
    """Only the shell's own templates, and no context processors: what a page gets is what the test gives."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    return DjangoTemplates(
        {
            "NAME": "shell",
            "DIRS": [SHELL / "templates"],
            "APP_DIRS": False,
            "OPTIONS": {"libraries": {"shell": "twofold.shell.templatetags.shell"}},
        }
    )


@pytest.fixture
def render(engine) -> Callable[..., str]:
    """Render a piece of template source with the given context."""

    def rendered(source: str, **context: object) -> str:
        return engine.from_string("{% load shell i18n %}" + source).render(context)

    return rendered


@pytest.fixture(scope="session")
def gallery() -> Iterator[str]:
    """The gallery, served by a process of its own, so that its settings touch no other test."""
    paths = os.pathsep.join([str(SHELL.parent.parent), os.environ.get("PYTHONPATH", "")])
    command = [sys.executable, str(GALLERY), "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": paths}) as site:
        assert site.stdout is not None
        yield f"http://127.0.0.1:{int(site.stdout.readline())}"
        site.terminate()


@pytest.fixture
def new_page(chromium: Browser, gallery: str, tolerated: list[str]) -> Iterator[Callable[..., Page]]:
    """As everywhere, but on the gallery: its content policy is the strictest, and no database is needed."""
    contexts: list[BrowserContext] = []
    watch = Watch(gallery)

    def make(**options: Any) -> Page:
        context = chromium.new_context(base_url=gallery, **{"locale": "en", **options})
        context.set_default_timeout(15_000)
        contexts.append(context)
        watch.context(context)
        return context.new_page()

    yield make
    for context in contexts:
        context.close()
    assert not watch.left(tolerated)


@pytest.fixture(autouse=True)
def numbers_as_the_language_has_them(settings: Any) -> None:
    """An installation may fix how numbers are grouped; these tests look at what the languages do."""
    settings.NUMBER_GROUPING = ""
