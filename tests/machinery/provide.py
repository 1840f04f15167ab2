"""Makes sure that the machine has what the tests drive: a Chromium, PostgreSQL's server programs, fonts.

`make test` runs it. Where the system's package manager lets us, it installs what is missing; otherwise it
says what to install, and nothing else has happened. What Python needs is not its business: that is `make
dev`.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from tests.machinery import browser, postgres

FONT = "fonts-noto-core"  # Hindi on the pages under test; without it Chromium draws boxes
Run = Callable[[list[str]], int]


def missing() -> dict[str, str]:
    """Debian package -> what to say where it cannot be installed."""
    found = {}
    if browser.find() is None:
        found["chromium"] = browser.HOW_TO_GET_IT
    try:
        postgres.programs()
    except postgres.Missing as problem:
        found["postgresql"] = str(problem)
    return found


def has_font() -> bool:
    """Whether some font here draws Devanagari. Where that cannot be asked, let it pass: it is about looks."""
    fc_list = shutil.which("fc-list")
    if fc_list is None:
        return any(Path("/usr/share/fonts").glob("**/*evanagari*")) or not shutil.which("apt-get")
    said = subprocess.run([fc_list, ":lang=hi"], capture_output=True, text=True, check=False)
    return bool(said.stdout.strip())


def privilege() -> list[str] | None:
    """How to become root without a question: not at all needed, by sudo, or impossible (None)."""
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo and subprocess.run([sudo, "-n", "true"], capture_output=True, check=False).returncode == 0:
        return [sudo, "-n"]
    return None


def run(command: list[str]) -> int:
    print("+", " ".join(command), flush=True)
    return subprocess.run(command, stdin=subprocess.DEVNULL, check=False).returncode


def install(packages: list[str], prefix: list[str], run: Run = run) -> None:
    """Ask apt, one package at a time: one that this system does not offer must not stop the others."""
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-o", "Dpkg::Use-Pty=0"]
    if run([*apt, "update"]) != 0:
        print("apt-get update did not succeed; trying with the lists that are here.")
    for package in packages:
        run([*apt, "install", "-y", "--no-install-recommends", package])


def main() -> int:
    wanted = [*missing(), *([] if has_font() else [FONT])]
    if not wanted:
        return 0
    prefix = privilege()
    if shutil.which("apt-get") and prefix is not None:
        install(wanted, prefix)
        if "chromium" in wanted and browser.find() is None:  # Ubuntu has it as a snap only
            run([sys.executable, "-m", "playwright", "install", "--with-deps", "chromium"])
    still = missing()
    for how in still.values():
        print(f"\n{how}", file=sys.stderr)
    if FONT in wanted and not has_font():
        print(f"\nNo font here draws Devanagari: Hindi pages pass, and cannot be read. Install {FONT}.")
    return 1 if still else 0


if __name__ == "__main__":
    sys.exit(main())
