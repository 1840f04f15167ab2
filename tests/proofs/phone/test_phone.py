"""The proofs of the phone: its disk tells nothing, and lost answers lose and double nothing. And that the walks would see it."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.machinery.measured import full, measured
from tests.proofs.phone import walks
from tests.proofs.phone.faults import FAULTS, Fault
from tests.universe import Universe
from twofold.fieldwork import release

SHAPE = {"viewport": walks.SIZE, "has_touch": True, "is_mobile": True}
pytestmark = pytest.mark.proof
WELL = {
    "scan": {"locked": [], "wiped": []},
    "lost_answers": {"line": "All sent", "needles": [21, 22, 23], "kept": 3},
}
# One fault a day in the daily suite, all of them in a full run.
TODAY = FAULTS if full() else FAULTS[dt.date.today().toordinal() % len(FAULTS) :][:1]


@pytest.fixture
def walk(
    universe: Universe, chromium: Browser, live_server: Any, new_page: Callable[..., Page], tmp_path: Path
) -> Callable[[str], dict[str, Any]]:
    """Walks by name; what was found."""

    def run(name: str) -> dict[str, Any]:
        if name == "scan":
            return walks.scan(walks.Disk(chromium, live_server.url, tmp_path / "disk"), universe)
        return walks.lost_answers(new_page(**SHAPE), universe)

    return run


def test_the_disk_of_a_phone_tells_nothing(walk: Callable[[str], dict[str, Any]]) -> None:
    with measured("disk of a phone", unit="planted strings and keys", floor=2 * len(walks.PLANTED)) as proof:
        assert walk("scan") == WELL["scan"]
        proof.count = 2 * len(walks.PLANTED)


def test_lost_answers_lose_and_double_nothing(walk: Callable[[str], dict[str, Any]]) -> None:
    assert walk("lost_answers") == WELL["lost_answers"]


@pytest.mark.parametrize("fault", TODAY, ids=lambda fault: fault.name)
def test_a_planted_fault_is_found(
    fault: Fault, walk: Callable[[str], dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    planted = fault.planted(FAULTS.index(fault) + 1)
    monkeypatch.setattr(release, "current", lambda: planted)
    assert walk(fault.walk) != WELL[fault.walk], f"nobody noticed: {fault.name}"


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_every_fault_has_its_place(fault: Fault) -> None:
    assert fault.planted(1).files[fault.file] != release.read().files[fault.file]
