"""Two lists that bring the same new clients at the same moment: each client has one file, each month stands once."""

import contextlib
import threading
from typing import Any

import pytest
from django.db import connection

from tests.unit.exchange import lists
from tests.universe import TODAY, Universe
from twofold.core import clock
from twofold.exchange import applying, bringing
from twofold.exchange.actions import Done
from twofold.outreach.actions import Listed
from twofold.people import actions as people
from twofold.people.models import OutsideId

FEW, PATIENCE = 5, 0.5


@pytest.mark.django_db(transaction=True)
def test_the_second_finds_what_the_first_brought(universe: Universe, monkeypatch: pytest.MonkeyPatch) -> None:
    both, done = threading.Barrier(2), []
    register, by = people.register_clients, universe.actor("dev")

    def together(**told: Any) -> Any:
        """Wait a moment for the other, who would by now have found nobody either."""
        with contextlib.suppress(threading.BrokenBarrierError):
            both.wait(PATIENCE)
        return register(**told)

    def bring() -> None:
        try:
            with clock.held(TODAY):
                done.append(brought(universe, by))
        finally:
            connection.close()

    monkeypatch.setattr(people, "register_clients", together)
    threads = [threading.Thread(target=bring) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted((one.added, one.unchanged) for one in done) == [(0, FEW), (FEW, 0)]
    assert Listed(unchanged=FEW * 6) in [one.months for one in done]
    assert OutsideId.objects.unscoped("tests").count() == FEW


def brought(universe: Universe, by: Any) -> Done:
    """The first rows of the list, all of one site."""
    plan = bringing.bring(lists.few(12), lists.TODAY).plan
    plan.clients = plan.clients[:FEW]
    sites = {row.site: universe.sites["imphal-east"].pk for row in plan.clients}
    return applying.run(by, plan, applying.means_for(plan, sites, "Asia/Kolkata"))
