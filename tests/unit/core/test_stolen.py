"""A stolen disk: an installation under a typed phrase, closed or with the plug pulled, holds no word of anybody's file."""

import base64
import contextlib
import itertools
import json
import re
import sqlite3
import subprocess
import sys
import uuid
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core import signing

from tests.machinery import environment

pytestmark = pytest.mark.skipif(
    "config.option.postgres", reason="a server's files are the server's; the rows are alike"
)


@pytest.fixture(scope="module", params=["closed", "plug pulled"])
def loot(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, dict]]:
    """The data folder as a thief finds it, and what was planted in it."""
    home = tmp_path_factory.mktemp("stolen") / "home"
    env = environment.outside() | {"TWOFOLD_HOME": str(home), "TWOFOLD_KEY": environment.PHRASE}
    env |= {
        "DJANGO_SETTINGS_MODULE": "twofold.config.settings",
        "PYTHONPATH": f"{environment.ROOT}:{environment.ROOT}/src",
    }
    command = [sys.executable, "-m", "tests.unit.core.stolen_world"]
    command += ["--pull-the-plug"] if request.param == "plug pulled" else []
    done = subprocess.run(
        command, env=env, cwd=environment.ROOT, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    if request.param == "plug pulled":
        assert (home / "twofold.sqlite3-wal").stat().st_size > 0, "the log of what was written last is part of the loot"
    yield home, json.loads(done.stdout)


def disguises(word: str) -> Iterator[bytes]:
    """A word as it may stand in a file: plain, in other encodings, in another's clothes."""
    plain = word.encode()
    yield from (plain, plain.upper(), plain.lower(), word.encode("utf-16-le"), word.encode("utf-16-be"))
    yield plain.hex().encode()
    yield plain.hex().upper().encode()
    yield plain[::-1]
    certain = (base64.b64encode(b"_" * shift + plain)[4:-4] for shift in range(3))
    yield from (form for form in certain if len(form) >= 12)  # four letters are found in any noise


def test_no_planted_word_is_found_in_any_file(loot: tuple[Path, dict]) -> None:
    home, told = loot
    planted = [word for words in told["planted"].values() for word in words]
    assert len(set(planted)) >= 40
    assert set(told["planted"]) >= {"nickname", "reach", "note", "place", "ingredient", "code", "second factor"}
    files = {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}
    assert sum(map(len, files.values())) > 100_000
    found = [
        (word, path.name)
        for word, (path, content) in itertools.product(planted, files.items())
        if any(form in content for form in disguises(word))
    ]
    assert not found


def peeled(content: bytes) -> Iterator[bytes]:
    """What a file holds when packing that needs no key is taken off: base64 and compression, as in signed sessions."""
    for piece in re.findall(rb"[\w+/=-]{16,}", content):
        for part in {piece, piece[32:]}:  # a signed session follows its 32 letters of key
            with contextlib.suppress(ValueError, zlib.error):
                raw = base64.urlsafe_b64decode(part.strip(b"=") + b"=" * (-len(part.strip(b"=")) % 4))
                yield raw
                yield zlib.decompress(raw)


def test_no_planted_word_is_packed_in_any_file(loot: tuple[Path, dict]) -> None:
    home, told = loot
    planted = [word.encode() for words in told["planted"].values() for word in words]
    packed = b"\n".join(raw for path in home.rglob("*") if path.is_file() for raw in peeled(path.read_bytes()))
    assert len(packed) > 10_000
    assert not [word for word in planted if word in packed]


def test_a_signed_session_would_have_been_opened() -> None:
    packed = signing.dumps({"secret": "x" * 40}, key="k", salt="s", compress=True)
    assert any(b"x" * 40 in raw for raw in peeled(packed.encode()))


def test_the_phrase_is_in_no_file(loot: tuple[Path, dict]) -> None:
    home, _ = loot
    assert not (home / "weak.key").exists()
    for path in home.rglob("*"):
        if path.is_file():
            assert not any(form in path.read_bytes() for form in disguises(environment.PHRASE)), path.name


def test_the_search_finds_what_is_there(loot: tuple[Path, dict]) -> None:
    """The proof looks where words would be: what is meant to be in the clear is found in the same files."""
    content = b"".join(path.read_bytes() for path in loot[0].rglob("*") if path.is_file())
    assert b"imphal-east" in content and b"Asha" in content
    assert next(disguises("imphal-east")) in content


def tables(home: Path) -> dict[str, list[dict[str, object]]]:
    """All rows, read without the software: a copy, since opening the file would change the loot."""
    opened = sqlite3.connect(home / "twofold.sqlite3")
    opened.row_factory = sqlite3.Row
    names = [row["name"] for row in opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    found = {name: [dict(row) for row in opened.execute(f'SELECT * FROM "{name}"')] for name in names}
    opened.close()
    return found


def spellings(value: object) -> set[str]:
    """Every id that could be read out of a value."""
    text = value.hex() if isinstance(value, bytes) else str(value)
    return {
        one.replace("-", "").lower()
        for one in re.findall(r"[0-9A-Fa-f]{8}-?(?:[0-9A-Fa-f]{4}-?){3}[0-9A-Fa-f]{12}", text)
    }


def test_blocks_join_to_nobody(loot: tuple[Path, dict]) -> None:
    home, told = loot
    rows = tables(home)
    clients = {uuid.UUID(one).hex for one in told["ids"]["clients"]}
    staff = {uuid.UUID(one).hex for one in told["ids"]["staff"]}
    blocks = rows["people_staffblock"]
    assert len(blocks) == 4
    for block in blocks:
        said = set().union(*(spellings(value) for name, value in block.items() if name != "author"))
        assert not said & (clients | staff)
        assert not {str(value) for name, value in block.items() if name == "staff_ref"} & everything(
            rows, "people_staffblock"
        )


def test_keys_of_hidden_parts_join_to_nobody(loot: tuple[Path, dict]) -> None:
    home, told = loot
    rows = tables(home)
    hidden = [row for row in rows["core_personkey"] if row["compartment"] in {"C4", "C6", "C7"}]
    assert hidden
    elsewhere = everything(rows, "core_personkey")
    for row in hidden:
        assert row["person_ref"] not in elsewhere
        assert not spellings(row["person_ref"]) & {uuid.UUID(one).hex for one in told["ids"]["clients"]}


def test_the_log_joins_to_no_client(loot: tuple[Path, dict]) -> None:
    home, told = loot
    rows = tables(home)
    clients = {uuid.UUID(one).hex for one in told["ids"]["clients"]}
    contacts = {str(row["id"]) for row in rows["outreach_contact"]}
    log = set().union(*(spellings(value) for row in rows["core_auditevent"] for value in row.values()))
    assert rows["core_auditevent"] and not log & (clients | contacts)


def everything(rows: dict[str, list[dict[str, object]]], but: str) -> set[str]:
    return {str(value) for name, table in rows.items() if name != but for row in table for value in row.values()}
