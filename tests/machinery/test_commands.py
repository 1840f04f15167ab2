"""The commands of the Makefile: each is explained, the README's two exist, and the automatic check runs the same."""

import os
import re
import shutil
import subprocess

from tests.machinery import environment


def make(*arguments: str) -> str:
    command = [shutil.which("make") or "make", "--no-print-directory", *arguments]
    return subprocess.run(command, cwd=environment.ROOT, capture_output=True, text=True, check=True).stdout


def test_help_names_every_command() -> None:
    explained = {line.split()[0] for line in make("help").splitlines()}
    wanted = {
        "help",
        "setup",
        "dev",
        "demo",
        "test",
        "quick",
        "proofs",
        "check",
        "fix",
        "lock",
        "docs",
        "picture",
        "messages",
        "clean",
    }
    assert explained == wanted


def test_the_readme_names_the_two_commands() -> None:
    readme = (environment.ROOT / "README.md").read_text()
    assert "make demo" in readme and "make test" in readme


def test_the_automatic_check_runs_all_tests() -> None:
    script = environment.ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert re.search(r"^exec make .*\btest\b", script.read_text(), re.MULTILINE)
    planned = make("--dry-run", "test")
    assert planned.index("lint-imports") < planned.index("pytest -n 2") < planned.index("pytest --postgres")
