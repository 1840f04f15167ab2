"""What a browser may say on its console while it is kept from the office."""

import pytest

from tests.browser.handset import NO_ANSWER


@pytest.fixture
def tolerated() -> list[str]:
    return NO_ANSWER
