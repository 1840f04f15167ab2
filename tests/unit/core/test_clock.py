"""The one clock: UTC, held still on demand, and the programme's own day."""

import datetime as dt

import pytest

from twofold.core import clock

IMPHAL = "Asia/Kolkata"


def test_now_is_in_utc() -> None:
    assert clock.now().utcoffset() == dt.timedelta(0)


def test_a_held_clock_stands_and_is_let_go() -> None:
    outer = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    inner = dt.datetime(2026, 2, 1, 5, 30, tzinfo=dt.timezone(dt.timedelta(hours=5, minutes=30)))
    with clock.held(outer):
        with clock.held(inner):
            assert clock.now() == inner
            assert clock.now().utcoffset() == dt.timedelta(0)
        assert clock.now() == clock.now() == outer
    assert clock.now() > outer


def test_a_clock_is_let_go_after_an_error() -> None:
    with pytest.raises(ZeroDivisionError), clock.held(dt.datetime(2000, 1, 1, tzinfo=dt.UTC)):
        _ = 1 / 0
    assert clock.now().year > 2000


def test_one_in_the_morning_in_imphal_is_not_yesterday() -> None:
    late_in_greenwich = dt.datetime(2026, 3, 31, 19, 30, tzinfo=dt.UTC)
    assert clock.local_day(late_in_greenwich, IMPHAL) == dt.date(2026, 4, 1)
    with clock.held(late_in_greenwich):
        assert clock.today(IMPHAL) == dt.date(2026, 4, 1)
        assert clock.today("UTC") == dt.date(2026, 3, 31)


def test_a_day_without_an_hour_is_noon_there() -> None:
    noon = clock.at_local(dt.date(2026, 4, 1), IMPHAL)
    assert noon.astimezone(dt.UTC) == dt.datetime(2026, 4, 1, 6, 30, tzinfo=dt.UTC)
    assert clock.local_day(noon, IMPHAL) == dt.date(2026, 4, 1)
