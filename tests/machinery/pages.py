"""Which pages of the manual are made from what the code declares, and what makes each.

`make docs` writes them; a test compares them with what is tracked. The page of proofs is not among them: it
tells of a run, and `make proofs` writes it.
"""

import os
from collections.abc import Callable
from pathlib import Path

import django
from django.apps import apps

if not apps.ready:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "twofold.config.settings")
    django.setup()

from tests.spec import manual as figures
from twofold.epi.manual import page as model

MANUAL = Path(__file__).parents[2] / "docs" / "manual"
PAGES: dict[str, Callable[[], str]] = {"model.md": model, **figures.pages()}


def stale(manual: Path = MANUAL, pages: dict[str, Callable[[], str]] = PAGES) -> list[str]:
    """Names of pages that are not what the code would print."""
    return [
        name for name, text in pages.items() if not (manual / name).exists() or (manual / name).read_text() != text()
    ]


if __name__ == "__main__":
    for page in stale():
        (MANUAL / page).parent.mkdir(exist_ok=True)
        (MANUAL / page).write_text(PAGES[page]())
        print(f"docs/manual/{page}")
