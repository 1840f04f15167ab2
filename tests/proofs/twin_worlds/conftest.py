"""What the tests of twin worlds share: the worlds' common story, built once in each process, and the seed of the day."""

import datetime as dt

import pytest

from tests.proofs.twin_worlds.harness import Stage

SEED = dt.date.today().toordinal()


@pytest.fixture(scope="session")
def stage(request: pytest.FixtureRequest) -> Stage:
    if request.config.option.postgres:
        pytest.skip("asked on SQLite: what is asked and answered comes from the same code, and it takes minutes")
    return Stage()
