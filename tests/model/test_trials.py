"""Sections A (many people), B and D of the validation. A miss in A is a fault; one in B or D is a finding, said here."""

from collections.abc import Callable

import pytest

from tests.machinery.measured import full, measured, of_today
from tests.model.scenarios import rows
from twofold.epi.validation import CHECKS, validate
from twofold.epi.validation.mixing import MIXING
from twofold.epi.validation.patterns import PATTERNS
from twofold.epi.validation.published import PUBLISHED
from twofold.epi.validation.row import Row
from twofold.epi.validation.trials import TRIALS

# What the model does not meet, and why. It is not tuned to meet it.
MISSED = {
    "Bangkok, placebo arm, per 100 years": "neither the prevalence of those they shared with nor how rarely they did is an input",
    "TITAN scott, proactive: infections": "few: 4 on average in its thirty runs, 9 in twelve before, 6 in two hundred of ours",
    "TITAN scott, proactive: all runs": "the same; of few of ours chance makes more",
    "Strathdee 2010, Nairobi": "OST does more here than in theirs, where it is worth 14 %; without it ours is inside",
}
# Met in the full run; in a reduced one, of few people, beyond the edge by no more than this
AT_THE_EDGE = dict.fromkeys(
    ("Vickerman 2014, coverage of each for 30 % less", "Strathdee 2010, Odessa", "Strathdee 2010, Karachi"), 0.01
)


@pytest.mark.parametrize("check", MIXING, ids=lambda check: check.__name__)
def test_a_law_of_large_numbers_is_met(check: Callable[[int], list[Row]]) -> None:
    for row in rows(check):
        assert row.verdict == "met", row


@pytest.mark.parametrize("check", (*TRIALS, *PUBLISHED, *PATTERNS), ids=lambda check: check.__name__)
def test_a_trial_is_met_or_is_said_to_be_missed(check: Callable[[int], list[Row]]) -> None:
    for row in rows(check):
        edge = AT_THE_EDGE.get(row.target, 0.0)
        near = row.low - edge <= row.value <= row.high + edge
        assert row.verdict != "missed" or near or row.target in MISSED, row


@pytest.mark.proof
def test_the_whole_validation_at_full_size() -> None:
    with measured("model validation", unit="targets", floor=30) as proof:
        rows = validate(full=full(), checks=of_today(CHECKS, 3))
        proof.count = len(rows)
        missed = {
            row.target for row in rows if row.verdict == "missed" or (full() and row.verdict not in ("met", "shown"))
        }
        allowed = set(MISSED) if full() else {*MISSED, *AT_THE_EDGE}
        assert missed <= allowed, missed - allowed
    assert len(CHECKS) == len({check.__name__ for check in CHECKS})
