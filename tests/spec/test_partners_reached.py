"""Partners reached in their own right: of this kind on the day of a contact of their own."""

import pytest

from tests.spec.story import tell

pytestmark = pytest.mark.django_db


def test_in_their_own_right_only() -> None:
    """Bilal's wife is not reached by what he takes home; Asha is, who comes herself."""
    story = tell("""
        when  | who   | what
        1 Sep | Bilal | registers: man, injects
        1 Sep | Asha  | registers: woman, partner
        2 Sep | Bilal | carries 20 condoms
        3 Sep | Asha  | takes 10 condoms
    """)
    assert story.counts("partners_reached", "2026-09") == 1
    assert story.counts("partners_reached", "2026-09", sex="man") == 0


def test_the_kind_must_hold_on_the_day() -> None:
    story = tell("""
        when   | who  | what
        1 Sep  | Asha | registers: woman, partner
        9 Sep  | Asha | stops being partner
        10 Sep | Asha | is met
        1 Sep  | Bina | registers: woman
        10 Sep | Bina | becomes partner
        10 Sep | Bina | is met
    """)
    assert story.counts("partners_reached", "2026-09") == 1


def test_the_last_day_of_the_kind_is_the_day_before() -> None:
    """On the day when somebody says that it is over, it is over."""
    story = tell("""
        when         | who  | what
        1 Sep        | Asha | registers: woman, partner
        9 Sep 10:00  | Asha | is met
        9 Sep 11:00  | Asha | stops being partner
    """)
    assert story.counts("partners_reached", "2026-09") == 0


def test_kinds_do_not_exclude_each_other() -> None:
    story = tell("""
        when  | who  | what
        1 Sep | Asha | registers: woman, partner, injects
        2 Sep | Asha | takes 10 syringes
    """)
    assert story.counts("partners_reached", "2026-09") == 1
    assert story.counts("partners_reached", "2026-09", kind="injects") == 1


def test_nobody_known_is_nobody_reached() -> None:
    story = tell("""
        when  | who      | what
        2 Sep | somebody | takes 10 condoms
    """)
    assert story.counts("partners_reached", "2026-09") == 0


def test_partners_reached_are_the_partners_among_the_reached() -> None:
    story = tell("""
        when  | who  | what
        1 Sep | Asha | registers: woman, partner
        1 Sep | Bina | registers: woman, partner
        1 Sep | Chan | registers: man, injects
        2 Sep | Asha | is met
        2 Sep | Chan | is met
    """)
    assert story.counts("partners_reached", "2026-09") == story.counts("reached", "2026-09", kind="partner") == 1
