"""The notes of the proof harnesses: a full run at its floor is noted, and the page shows the notes."""

from pathlib import Path

import pytest

from tests.machinery.measured import measured, page


def check(count: int, floor: int, notes: Path) -> None:
    with measured("Twin worlds", unit="pages", floor=floor, notes=notes) as proof:
        proof.count += count


def test_a_sample_is_not_noted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TWOFOLD_PROOFS", raising=False)
    check(3, 1000, tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_full_run_is_noted_and_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TWOFOLD_PROOFS", "full")
    check(1234, 1000, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["twin-worlds.json"]
    assert "| Twin worlds | 1,234 pages | 1,000 | 0 |" in page(tmp_path)


def test_a_full_run_below_its_floor_fails_and_is_not_noted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TWOFOLD_PROOFS", "full")
    with pytest.raises(AssertionError, match="its floor is 1,000"):
        check(999, 1000, tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_harness_that_checks_nothing_fails(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="checked nothing"):
        check(0, 0, tmp_path)
