"""What was given out and brought back: pieces, whoever took them."""

import pytest

from tests.spec.story import tell

pytestmark = pytest.mark.django_db


def test_a_barrel_and_a_loose_needle_are_one_piece() -> None:
    story = tell("""
        when  | who  | what
        1 Sep | Asha | registers
        2 Sep | Asha | takes 5 barrels and 5 loose needles
        3 Sep | Asha | takes 3 syringes
    """)
    assert story.counts("needles_out", "2026-09") == 8


def test_for_oneself_for_others_and_without_a_card() -> None:
    story = tell("""
        when  | who      | what
        1 Sep | Asha     | registers: woman
        2 Sep | Asha     | takes 10 syringes
        3 Sep | Asha     | carries 40 syringes
        4 Sep | somebody | takes 7 syringes
    """)
    assert story.counts("needles_out", "2026-09") == 57
    assert story.counts("needles_out", "2026-09", sex="woman") == 50
    assert story.counts("needles_out", "2026-09", sex="stranger") == 7


def test_brought_back_counts_like_given_out() -> None:
    """More may come back than went out in a month; loose needles add nothing."""
    story = tell("""
        when  | who      | what
        1 Sep | Asha     | registers
        2 Sep | Asha     | takes 4 syringes and brings back 9 syringes
        3 Sep | Asha     | brings back 3 loose needles
        4 Sep | somebody | brings back 2 barrels
    """)
    assert story.counts("needles_returned", "2026-09") == 11
    assert story.counts("needles_out", "2026-09") == 4


def test_a_correction_counts_alone() -> None:
    story = tell("""
        when  | who  | what
        1 Sep | Asha | registers
        2 Sep | Asha | takes 100 syringes
        2 Sep | Asha | the contact is corrected: takes 10 syringes
        2 Sep | Asha | the contact is corrected: takes 12 syringes
    """)
    assert story.counts("needles_out", "2026-09") == 12


def test_both_sorts_of_condom_and_no_lubricant() -> None:
    story = tell("""
        when  | who  | what
        1 Sep | Asha | registers
        2 Sep | Asha | takes 10 condoms and 2 internal condoms and 20 lubricants
    """)
    assert story.counts("condoms", "2026-09") == 12


def test_sites_add_up() -> None:
    story = tell("""
        when  | who  | what
        1 Sep | Asha | registers
        2 Sep | Asha | takes 10 syringes at East
        3 Sep | Asha | takes 14 syringes at West
    """)
    east, west = (story.counts("needles_out", "2026-09", site) for site in ("East", "West"))
    assert (east, west, story.counts("needles_out", "2026-09")) == (10, 14, 24)


def test_a_client_of_two_kinds_counts_under_both() -> None:
    """So the lines add up to more than the total."""
    story = tell("""
        when  | who  | what
        1 Sep | Asha | registers: woman, partner, injects
        2 Sep | Asha | takes 10 syringes
    """)
    assert story.counts("needles_out", "2026-09", kind="partner") == 10
    assert story.counts("needles_out", "2026-09", kind="injects") == 10
    assert story.counts("needles_out", "2026-09") == 10
