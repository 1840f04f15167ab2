"""A newcomer's first minutes: one command builds and serves, a printed login opens, and the README shows what is seen."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.machinery import picture
from tests.machinery.environment import ROOT

pytestmark = pytest.mark.slow


def png_size(path: Path) -> tuple[int, int]:
    head = path.read_bytes()[:24]
    assert head[:8] == b"\x89PNG\r\n\x1a\n"
    return int.from_bytes(head[16:20]), int.from_bytes(head[20:24])


def test_the_first_command_shows_a_manager_this_month(chromium: Browser, tmp_path: Path) -> None:
    home, taken = tmp_path / "home", tmp_path / "home.png"
    with picture.served(home, clients=24) as address:
        tiles = picture.take(chromium, home, address, taken)
    assert len(tiles) == 8
    assert all("How counted" in tile for tile in tiles)
    assert png_size(taken) == (picture.SIZE["width"], picture.SIZE["height"])


def test_the_readme_shows_that_picture() -> None:
    shown = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", (ROOT / "README.md").read_text())
    assert [ROOT / path for path in shown] == [picture.PICTURE]
    assert png_size(picture.PICTURE) == (picture.SIZE["width"], picture.SIZE["height"])
