"""The model made ready: compiled once by a process of its own that is told no secret, and by nobody twice."""

import subprocess
import sys
import threading

import pytest

from twofold.epi import first
from twofold.planning import warming


@pytest.fixture
def seen(monkeypatch):
    """What is started and loaded, without doing either."""
    found = {"started": [], "loaded": 0}
    monkeypatch.setattr(warming, "_once", threading.Event())
    monkeypatch.setattr(first, "kept", lambda: False)
    monkeypatch.setenv("TWOFOLD_KEY", "kept-from-it")
    monkeypatch.setenv("DATABASE_URL", "postgres://somebody:kept-from-it@127.0.0.1/x")

    def started(command, *, env, **_):
        found["started"].append((command, env))

    def loaded():
        found["loaded"] += 1

    monkeypatch.setattr(subprocess, "run", started)
    monkeypatch.setattr(first, "prepare", loaded)
    return found


def test_it_is_compiled_by_a_process_that_knows_no_secret(seen):
    warming.ready()
    ((command, env),) = seen["started"]
    assert command == [sys.executable, "-m", "twofold.epi.first"]
    assert not {"TWOFOLD_KEY", "DATABASE_URL"} & env.keys()
    assert not {"kept-from-it", "postgres://somebody:kept-from-it@127.0.0.1/x"} & set(env.values())


def test_who_asks_meanwhile_waits_and_nothing_is_made_ready_twice(seen):
    together = [threading.Thread(target=warming.ready) for _ in range(4)]
    for thread in together:
        thread.start()
    for thread in together:
        thread.join()
    assert (len(seen["started"]), seen["loaded"]) == (1, 1)


def test_what_is_compiled_already_is_only_loaded(seen, monkeypatch):
    monkeypatch.setattr(first, "kept", lambda: True)
    warming.ready()
    assert (seen["started"], seen["loaded"]) == ([], 1)
