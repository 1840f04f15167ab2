"""`twofold bench`: each part runs in a private home, says its target, and writes past the walls nowhere else."""

import datetime as dt
import json
import xml.etree.ElementTree as ET
from urllib.parse import urlsplit

import psycopg
import pytest
from django.db import connection

from tests.machinery.measured import full
from twofold.bench import building, model, plot, registry, running, servers
from twofold.bench.results import median, result, worst
from twofold.config.commands import dumping

TINY = {"report": 2_000, "office": 300, "writing": 500, "import": 120, "phones": 6}


def test_a_result_says_whether_its_target_is_met() -> None:
    assert result("a", 0.2, "s", target=0.3)["met"] is True
    assert result("a", 0.4, "s", target=0.3)["met"] is False
    assert result("a", 3000, "facts/s", target=2000, least=True, baseline=6000)["ratio"] == 0.5
    assert result("a", 1, "s")["met"] is None
    assert (median([3, 1, 2]), worst(list(range(100)))) == (2, 94)


def test_the_plot_is_a_drawing_of_what_was_measured() -> None:
    found = [result("month", 0.01 * n, "s", size=10**n) for n in (4, 5, 6)] + [result("list", 5, "ms", size=10)]
    drawn = ET.fromstring(plot.svg(found, "What it costs"))
    assert len([one for one in drawn.iter() if one.tag.endswith("circle")]) == 3
    assert "month" in "".join(drawn.itertext())


def test_a_peer_that_is_not_there_is_said_to_be_absent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TWOFOLD_PEERS", "/nowhere/python")
    rows = [model._beside(peer, 10_000, 1.0) for peer in model.PEERS]
    assert {row["note"] for row in rows} == {"not installed"}
    assert {row["what"].partition(" ")[0] for row in rows} == {"stisim", "starsim", "laser-generic", "titan-model"}


@pytest.mark.django_db
def test_bulk_facts_are_laid_down_in_a_private_home_only(keys: None) -> None:
    with pytest.raises(building.NotPrivate):
        building.world()


@pytest.mark.django_db
def test_on_a_server_a_bench_has_databases_of_its_own_that_are_gone_afterwards() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no server")
    with (
        servers.database_on(dumping.url("postgres")) as empty,
        servers.database_on(dumping.url("postgres"), empty) as copied,
    ):
        assert empty != copied
        for address in (empty, copied):
            psycopg.connect(address).close()
            assert urlsplit(address).path.startswith(f"/{servers.DATABASE}")
    for address in (empty, copied):
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(address)


def test_every_part_has_its_module_and_sizes() -> None:
    assert {one.name for one in registry.PARTS} >= set(TINY)
    assert registry.part("report").full[-1] == 10_000_000


@pytest.mark.slow
@pytest.mark.parametrize("name", TINY if full() else sorted(TINY)[dt.date.today().toordinal() % len(TINY) :][:1])
def test_every_part_measures_in_a_home_of_its_own(name: str) -> None:
    found = running.apart(name, TINY[name])
    assert found
    assert all(one["value"] is not None and one["value"] > 0 for one in found), found
    json.dumps(found)
