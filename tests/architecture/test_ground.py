"""What the repository stands on: requirements that say what for, fresh pages, nothing about any machine."""

import re
from collections.abc import Iterable

from tests.architecture import source
from tests.machinery import pages

# Somebody's machine, and addresses of package hosts. In pieces, so that this file does not accuse itself.
FOREIGN = [
    rf"/{'work'}/",
    rf"/{'root'}/",
    rf"/{'home'}/\w",
    rf"/{'Users'}/\w",
    rf"{'pypi'}\.org",
    f"python{'hosted'}",
]
FOREIGN += [rf"registry\.{'npmjs'}", f"index-{'url'}"]
BINARY = {".png", ".jpg", ".ico", ".woff2", ".ttf", ".wasm", ".gz"}


def uncommented(requirements: str) -> list[str]:
    """Dependencies that do not say what they are for."""
    lines = [line.strip() for line in requirements.splitlines()]
    wanted = [line for line in lines if line and not line.startswith(("#", "-"))]
    return [line for line in wanted if not re.search(r"\s# \w", line)]


def faults_of_lock(lock: str) -> list[str]:
    """A lock file pins every distribution by hash, and names no address."""
    faults = [f"line {number} holds an address" for number, line in enumerate(lock.splitlines(), 1) if "://" in line]
    entries = re.split(r"\n(?=[A-Za-z0-9])", lock)
    faults += [
        entry.splitlines()[0] for entry in entries if re.match(r"[A-Za-z0-9]", entry) and "--hash=sha256:" not in entry
    ]
    return faults + faults_of_pins(entries)


def faults_of_pins(entries: Iterable[str]) -> list[str]:
    return [
        entry.splitlines()[0]
        for entry in entries
        if re.match(r"[A-Za-z0-9]", entry) and "==" not in entry.splitlines()[0]
    ]


def foreign(text: str) -> list[str]:
    """Lines that speak of some machine or host instead of the project."""
    pattern = re.compile("|".join(FOREIGN))
    return [line.strip() for line in text.splitlines() if pattern.search(line)]


def test_every_dependency_says_what_it_is_for() -> None:
    found = sorted((source.ROOT / "requirements").glob("*.in"))
    assert found
    assert {path.name: wrong for path in found if (wrong := uncommented(path.read_text()))} == {}


def test_lock_files_pin_and_name_no_address() -> None:
    found = sorted((source.ROOT / "requirements").glob("*.txt"))
    assert {path.stem for path in found} == {path.stem for path in (source.ROOT / "requirements").glob("*.in")}
    assert {path.name: wrong for path in found if (wrong := faults_of_lock(path.read_text()))} == {}


def test_the_project_speaks_only_of_itself() -> None:
    texts = [path for path in source.tracked() if path.suffix not in BINARY and "vendor" not in path.parts]
    assert texts
    assert {path.name: lines for path in texts if (lines := foreign(path.read_text(errors="replace")))} == {}


def test_rendered_pages_are_fresh() -> None:
    assert pages.stale() == [], "run `make docs`"


def test_the_faults_are_found() -> None:
    assert uncommented("# all\ndjango~=6.1\npytest  # runs the tests\n-r base.in\n") == ["django~=6.1"]
    good = "django==6.1 \\\n    --hash=sha256:ab\n    # via x\nrich==1 \\\n    --hash=sha256:cd\n"
    assert not faults_of_lock(good)
    assert faults_of_lock(good + "bare==1\n") == ["bare==1"]
    assert faults_of_lock(good + "loose>=1 \\\n    --hash=sha256:ef\n")
    assert faults_of_lock("--any https://example.org\n" + good)
    for line in ("cd /wo" + "rk/main", "/ho" + "me/somebody/x", "files.python" + "hosted.org"):
        assert foreign(line), line
    assert not foreign("work in /tmp/x, at home/")


def test_stale_pages_are_found(tmp_path: object) -> None:
    assert pages.stale(tmp_path, {"planted.md": lambda: "new"}) == ["planted.md"]
    (tmp_path / "planted.md").write_text("new")
    assert pages.stale(tmp_path, {"planted.md": lambda: "new"}) == []
