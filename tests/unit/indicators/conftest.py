"""Fixtures of figures."""

from pathlib import Path
from typing import Any

import pytest

from tests.unit.indicators import programmes
from twofold.indicators import engine, extract, since
from twofold.indicators.held import Held
from twofold.programme.models import Site


@pytest.fixture
def kept_sites(keys: None, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Site]:
    """Three sites, and an extract in a folder of its own, taken for however few contacts, and counted on however many changed."""
    settings.TWOFOLD_HOME = tmp_path
    monkeypatch.setattr(extract, "WORTH", 0)
    monkeypatch.setattr(since, "MOST", 1)
    monkeypatch.setattr(engine, "_held", Held())
    return programmes.ground()
