"""One installation is served once: a server that was killed leaves nobody behind, and a port that is taken is said."""

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.conftest import Installation
from tests.machinery import environment

pytestmark = pytest.mark.slow


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(port: int) -> bool:
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).close()
    except (urllib.error.URLError, OSError):
        return False
    return True


def _until(port: int, wanted: bool, seconds: float = 60) -> bool:
    until = time.monotonic() + seconds
    while _answers(port) is not wanted and time.monotonic() < until:
        time.sleep(0.1)
    return _answers(port) is wanted


@contextmanager
def _served(installation: Installation, port: int) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "tests.machinery.command", "serve", "--port", str(port)]
    with subprocess.Popen(
        command, cwd=environment.ROOT, env=installation.env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            yield process
        finally:
            process.terminate()


def test_whoever_is_killed_leaves_nobody_behind_and_a_taken_port_is_said(installation: Installation) -> None:
    """A worker that outlives its parent goes on writing to a database that a restore has put aside."""
    port = _free_port()
    with _served(installation, port) as process:
        assert _until(port, wanted=True)
        second = installation.run("serve", "--port", str(port))
        assert (second.returncode, f"port {port} cannot be used" in second.stderr) == (1, True)
        process.kill()
        process.wait()
        assert _until(port, wanted=False)
