"""Section A of the validation: what has a closed form must come out of the whole model, not out of a copy of it."""

from collections.abc import Callable

import pytest

from tests.machinery.measured import full
from tests.model.scenarios import rows
from twofold.epi.validation.exact import EXACT
from twofold.epi.validation.row import Row, exact


@pytest.mark.parametrize("check", EXACT, ids=lambda check: check.__name__)
def test_a_closed_form_is_met(check: Callable[[int], list[Row]]) -> None:
    for row in rows(check):
        assert row.verdict == "met", row


@pytest.mark.proof
@pytest.mark.parametrize("check", EXACT, ids=lambda check: check.__name__)
def test_a_closed_form_is_met_at_full_size(check: Callable[[int], list[Row]]) -> None:
    for row in rows(check, 10 if full() else 1):
        assert row.verdict == "met", row


def test_a_target_that_is_missed_is_said_to_be_missed() -> None:
    assert exact("A0", "two", 2.0, 2.2, 0.1, "").verdict == "missed"
