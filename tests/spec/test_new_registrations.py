"""New registrations: people whose card was made in the period."""

import pytest

from tests.spec.story import tell

pytestmark = pytest.mark.django_db


def test_first_and_last_day() -> None:
    story = tell("""
        when   | who  | what
        31 Aug | Asha | registers
        1 Sep  | Bina | registers
        30 Sep | Chan | registers
        1 Oct  | Devi | registers
    """)
    assert [story.counts("new_registrations", month) for month in ("2026-08", "2026-09", "2026-10")] == [1, 2, 1]
    assert story.counts("new_registrations", "2026-Q3") == 3
    assert story.counts("new_registrations", "2026-Q4") == 1


def test_coming_back_is_not_new() -> None:
    story = tell("""
        when   | who  | what
        1 Aug  | Asha | registers
        9 Aug  | Asha | leaves
        5 Sep  | Asha | comes back
    """)
    assert story.counts("new_registrations", "2026-09") == 0


def test_leaving_later_changes_nothing() -> None:
    story = tell("""
        when   | who  | what
        1 Sep  | Asha | registers
        2 Sep  | Asha | leaves
    """)
    assert story.counts("new_registrations", "2026-09") == 1


def test_by_kind_on_the_day_of_registration() -> None:
    story = tell("""
        when  | who  | what
        1 Sep | Asha | registers: woman, partner
        5 Sep | Asha | becomes injects
    """)
    assert story.counts("new_registrations", "2026-09", kind="partner") == 1
    assert story.counts("new_registrations", "2026-09", kind="injects") == 0


def test_sites_add_up() -> None:
    story = tell("""
        when  | who  | what
        1 Sep | Asha | registers at East
        1 Sep | Bina | registers at West
    """)
    assert [story.counts("new_registrations", "2026-09", site) for site in ("East", "West", None)] == [1, 1, 2]
