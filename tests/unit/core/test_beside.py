"""Work beside the pages goes on whatever befalls one round of it."""

import logging
import threading

import pytest
from django.db import OperationalError, connection

from twofold.core import beside


@pytest.mark.parametrize("broken", [OperationalError("the database is away"), ValueError("something else")])
def test_a_broken_round_is_logged_and_the_next_one_comes(broken: Exception, caplog: pytest.LogCaptureFixture) -> None:
    rounds, enough = [], threading.Event()

    def work() -> None:
        rounds.append(1)
        if len(rounds) == 1:
            raise broken
        enough.set()

    with caplog.at_level(logging.ERROR, "twofold.trying"):
        thread = beside.keep_doing("trying", work, every=0.001)
        assert enough.wait(5)
    assert thread.daemon, "a process that ends does not wait for it"
    assert [record.name for record in caplog.records] == ["twofold.trying"]
    assert caplog.records[0].exc_info


@pytest.mark.django_db
def test_a_round_without_a_database_leaves_a_new_connection_to_the_next(caplog: pytest.LogCaptureFixture) -> None:
    closed: list[bool] = []

    def work() -> None:
        raise OperationalError("away")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(connection, "close", lambda: closed.append(True))
        assert not beside.go_round("trying", work)
    assert closed == [True]
    assert beside.go_round("trying", lambda: None)
