"""Reached, and reached twice: distinct clients with one contact, or with two and more, in the period."""

import pytest

from tests.spec.story import tell

pytestmark = pytest.mark.django_db


def test_late_on_the_last_evening_counts() -> None:
    story = tell("""
        when         | who  | what
        1 Oct        | Asha | registers
        31 Oct 23:59 | Asha | takes 10 syringes
    """)
    assert story.counts("reached", "2026-10") == 1
    assert story.counts("reached", "2026-11") == 0


def test_once_however_often() -> None:
    story = tell("""
        when  | who  | what
        1 Sep | Asha | registers
        1 Sep | Bina | registers
        2 Sep | Asha | takes 10 syringes
        9 Sep | Asha | is met
        9 Sep | Bina | is met
    """)
    assert story.counts("reached", "2026-09") == 2
    assert story.counts("reached_twice", "2026-09") == 1


def test_two_contacts_on_one_day_are_two() -> None:
    story = tell("""
        when        | who  | what
        1 Sep       | Asha | registers
        2 Sep 10:00 | Asha | is met
        2 Sep 16:00 | Asha | takes 5 condoms
    """)
    assert story.counts("reached_twice", "2026-09") == 1


def test_one_contact_in_each_of_two_months() -> None:
    story = tell("""
        when   | who  | what
        1 Aug  | Asha | registers
        30 Sep | Asha | is met
        1 Oct  | Asha | is met
    """)
    assert [story.counts("reached_twice", month) for month in ("2026-09", "2026-10")] == [0, 0]
    assert story.counts("reached_twice", "2026") == 1


def test_taken_back_is_not_counted() -> None:
    story = tell("""
        when  | who  | what
        1 Sep | Asha | registers
        1 Sep | Bina | registers
        2 Sep | Asha | is met
        3 Sep | Asha | is met
        3 Sep | Asha | the contact is taken back
        4 Sep | Bina | is met
        5 Sep | Bina | the contact is taken back
    """)
    assert story.counts("reached", "2026-09") == 1
    assert story.counts("reached_twice", "2026-09") == 0


def test_a_corrected_contact_counts_on_its_new_day() -> None:
    story = tell("""
        when  | who  | what
        1 Sep | Asha | registers
        2 Oct | Asha | takes 10 syringes
        3 Oct | Asha | the contact is corrected: it was on 30 Sep
    """)
    assert story.counts("reached", "2026-09") == 1
    assert story.counts("reached", "2026-10") == 0
    assert story.counts("needles_out", "2026-09") == 10


def test_the_same_entry_again_changes_nothing() -> None:
    story = tell("""
        when  | who  | what
        1 Sep | Asha | registers
        2 Sep | Asha | takes 10 syringes
        2 Sep | Asha | the same entry comes again
    """)
    assert story.counts("reached_twice", "2026-09") == 0
    assert story.counts("needles_out", "2026-09") == 10


def test_supplies_without_a_card_reach_nobody_known() -> None:
    story = tell("""
        when  | who      | what
        2 Sep | somebody | takes 10 syringes
    """)
    assert story.counts("reached", "2026-09") == 0
    assert story.counts("needles_out", "2026-09") == 10


def test_met_after_leaving_still_counts_as_reached() -> None:
    story = tell("""
        when  | who  | what
        1 Aug | Asha | registers
        9 Aug | Asha | leaves
        2 Sep | Asha | is met
    """)
    assert story.counts("reached", "2026-09") == 1
    assert story.counts("registered", "2026-09") == 0


def test_two_sites_do_not_add_up() -> None:
    """Asha is met at both sites: once at each, once in all. These are people, not contacts."""
    story = tell("""
        when  | who  | what
        1 Sep | Asha | registers at East
        2 Sep | Asha | is met at East
        3 Sep | Asha | is met at West
    """)
    assert story.counts("reached", "2026-09", "East") == 1
    assert story.counts("reached", "2026-09", "West") == 1
    assert story.counts("reached", "2026-09") == 1
    assert story.counts("reached_twice", "2026-09", "East") == 0
    assert story.counts("reached_twice", "2026-09") == 1


def test_by_kind_on_the_day_of_a_contact() -> None:
    """Of two contacts one was on a day when Asha was a partner, the other when she was of no kind."""
    story = tell("""
        when   | who  | what
        1 Sep  | Asha | registers: woman, partner
        2 Sep  | Asha | is met
        5 Sep  | Asha | stops being partner
        9 Sep  | Asha | is met
    """)
    assert story.counts("reached_twice", "2026-09", kind="partner") == 1
    assert story.counts("reached_twice", "2026-09", kind="none") == 1
    assert story.counts("reached_twice", "2026-09") == 1
