"""Stories are lived in an empty installation, and told from a day after they ended."""

from collections.abc import Iterator

import pytest

from tests.spec.story import AFTER
from twofold.core import clock


@pytest.fixture(autouse=True)
def afterwards(keys: None) -> Iterator[None]:
    with clock.held(AFTER):
        yield
