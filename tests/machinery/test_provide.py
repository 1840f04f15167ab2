"""What `make test` installs, and what it says where it may not."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.machinery import environment, provide


def make_program(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(f"#!/bin/sh\n{text}\n")
    (folder / name).chmod(0o755)


def test_apt_is_asked_for_one_package_at_a_time() -> None:
    asked: list[list[str]] = []
    provide.install(["chromium", "postgresql"], ["sudo", "-n"], lambda command: asked.append(command) or 100)
    assert [command[-1] for command in asked] == ["update", "chromium", "postgresql"]
    assert all(
        command[:3] == ["sudo", "-n", "env"] and "DEBIAN_FRONTEND=noninteractive" in command for command in asked
    )


def test_without_a_way_to_install_it_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(provide.browser, "find", lambda: None)
    monkeypatch.setattr(provide.postgres, "candidates", lambda: iter([]))
    monkeypatch.setattr(provide, "privilege", lambda: None)
    assert provide.main() == 1
    said = capsys.readouterr().err
    assert "apt-get install --no-install-recommends chromium" in said
    assert "apt-get install --no-install-recommends postgresql" in said


def test_where_everything_is_there_nothing_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(provide, "missing", dict)
    monkeypatch.setattr(provide, "has_font", lambda: True)
    monkeypatch.setattr(provide, "install", lambda *_: pytest.fail("installed something"))
    assert provide.main() == 0


def test_a_refusing_sudo_is_no_privilege(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_program(tmp_path, "sudo", "exit 1")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert provide.privilege() is None
    make_program(tmp_path, "sudo", "exit 0")
    assert provide.privilege() == [str(tmp_path / "sudo"), "-n"]


@pytest.mark.slow
def test_the_whole_on_a_bare_machine(tmp_path: Path) -> None:
    """Nothing on PATH but a package manager that has no network: no traceback, and the way out is named."""
    make_program(tmp_path, "apt-get", "echo no network >&2; exit 100")
    make_program(tmp_path, "env", 'exec /usr/bin/env "$@"')
    env = environment.outside() | {"PATH": str(tmp_path), "TWOFOLD_CHROMIUM": "", "HOME": str(tmp_path)}
    script = (
        "from tests.machinery import postgres, provide\n"
        "postgres.candidates, provide.privilege = (lambda: iter([])), (lambda: [])\n"
        "raise SystemExit(provide.main())"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=environment.ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "A Chromium is needed" in done.stderr
    assert "PostgreSQL 15 or newer is needed" in done.stderr
