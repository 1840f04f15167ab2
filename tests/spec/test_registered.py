"""Registered: people who stood on the register on at least one day of the period."""

import pytest

from tests.spec.story import tell

pytestmark = pytest.mark.django_db


def test_the_first_and_the_last_day() -> None:
    story = tell("""
        when  | who  | what
        1 Sep | Asha | registers
        30 Sep| Bina | registers
        1 Oct | Chan | registers
    """)
    assert story.counts("registered", "2026-08") == 0
    assert story.counts("registered", "2026-09") == 2
    assert story.counts("registered", "2026-10") == 3
    assert story.counts("registered", "2026-Q3") == 2
    assert story.counts("registered", "2026") == 3


def test_whoever_leaves_during_the_period_still_counts() -> None:
    story = tell("""
        when   | who  | what
        5 Aug  | Asha | registers
        15 Sep | Asha | leaves
    """)
    assert story.counts("registered", "2026-09") == 1
    assert story.counts("registered", "2026-10") == 0


def test_the_day_of_leaving_is_no_day_on_the_register() -> None:
    story = tell("""
        when  | who  | what
        5 Aug | Asha | registers
        5 Aug | Bina | registers
        1 Sep | Asha | leaves
        2 Sep | Bina | leaves
    """)
    assert story.counts("registered", "2026-09") == 1


def test_left_and_came_back_counts_once() -> None:
    story = tell("""
        when   | who  | what
        5 Aug  | Asha | registers
        3 Sep  | Asha | leaves
        20 Sep | Asha | comes back
    """)
    assert story.counts("registered", "2026-09") == 1
    assert story.counts("registered", "2026-10") == 1


def test_gone_for_a_whole_month() -> None:
    story = tell("""
        when   | who  | what
        5 Aug  | Asha | registers
        20 Aug | Asha | leaves
        1 Oct  | Asha | comes back
    """)
    assert [story.counts("registered", month) for month in ("2026-08", "2026-09", "2026-10")] == [1, 0, 1]
    assert story.counts("registered", "2026-Q3") == 1


def test_registered_and_left_on_one_day() -> None:
    story = tell("""
        when        | who  | what
        5 Sep 10:00 | Asha | registers
        5 Sep 17:00 | Asha | leaves
    """)
    assert story.counts("registered", "2026-09") == 0
    assert story.counts("new_registrations", "2026-09") == 1


def test_the_calendar_is_the_organisations_own() -> None:
    """Half past midnight in Imphal is still yesterday in London."""
    story = tell("""
        when       | who  | what
        1 Oct 0:30 | Asha | registers
    """)
    assert story.counts("registered", "2026-09") == 0
    assert story.counts("registered", "2026-10") == 1


def test_by_sex_age_and_kind() -> None:
    """Somebody of two kinds counts under both; the total is of distinct people."""
    story = tell("""
        when  | who   | what
        1 Sep | Asha  | registers: woman, born 2003, partner, injects
        1 Sep | Bina  | registers: woman, born 1980, partner
        1 Sep | Chan  | registers: man, injects
        9 Sep | Bina  | stops being partner
    """)
    assert story.counts("registered", "2026-09") == 3
    assert story.counts("registered", "2026-09", sex="woman") == 2
    assert story.counts("registered", "2026-09", age="<25") == 1
    assert story.counts("registered", "2026-09", age="25+") == 1
    assert story.counts("registered", "2026-09", age="unknown") == 1
    assert story.counts("registered", "2026-09", kind="partner") == 2
    assert story.counts("registered", "2026-09", kind="injects") == 2
    assert story.counts("registered", "2026-10", kind="partner") == 1
    assert story.counts("registered", "2026-10", kind="none") == 1
    assert story.counts("registered", "2026-09", sex="woman", age="<25", kind="injects") == 1
