"""What the environment names and cannot be used is said plainly: no traceback, an exit code, nothing written."""

from pathlib import Path

import pytest

from tests.conftest import Installation

pytestmark = pytest.mark.slow

NO_DATABASE = "It looks like postgresql://"
NO_FOLDER = "Name a folder that you may write in"


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("DATABASE_URL", "mysql://somewhere/x", NO_DATABASE),
        ("DATABASE_URL", "postgresql://host:port/x", NO_DATABASE),
        ("DATABASE_URL", "postgresql://host", NO_DATABASE),
        ("DATABASE_URL", "postgresql://127.0.0.1:1/x", "The database did not answer"),
        ("TWOFOLD_HOME", "/proc/not/there", NO_FOLDER),
        ("TWOFOLD_HOME", "/etc/passwd", NO_FOLDER),
    ],
)
def test_it_says_what_to_do(tmp_path: Path, bare_installation: Installation, name: str, value: str, says: str) -> None:
    bare_installation.env.update({name: value})
    refused = bare_installation.run("verify")
    assert refused.returncode == 1 and says in refused.stderr
    assert "Traceback" not in refused.stderr and refused.stdout == ""
    assert not (bare_installation.home / "twofold.sqlite3").exists()


def test_a_file_that_is_no_database_is_left_as_it_is(bare_installation: Installation) -> None:
    bare_installation.home.mkdir()
    other = bare_installation.home / "twofold.sqlite3"
    other.write_text("a shopping list, much longer than the head of a database file would be" * 9)
    bare_installation.env.pop("DATABASE_URL", None)
    refused = bare_installation.run("verify")
    assert refused.returncode == 1 and "Traceback" not in refused.stderr
    assert other.read_text().startswith("a shopping list")
