"""The one source of time, so that a test or the demonstration can hold it still. Calendars of reports live in `indicators`."""

import datetime as dt
import zoneinfo
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_held: ContextVar[dt.datetime | None] = ContextVar("twofold_clock", default=None)


def now() -> dt.datetime:
    """The present moment, in UTC."""
    return _held.get() or dt.datetime.now(dt.UTC)


def local_day(moment: dt.datetime, timezone: str) -> dt.date:
    """The calendar day of `moment` where the programme works: 1 a.m. in Imphal is not yesterday."""
    return moment.astimezone(zoneinfo.ZoneInfo(timezone)).date()


def today(timezone: str) -> dt.date:
    """Today, where the programme works."""
    return local_day(now(), timezone)


def at_local(day: dt.date, timezone: str, hour: int = 12, minute: int = 0) -> dt.datetime:
    """A moment on `day` by the programme's own clock; noon where only the day is known."""
    return dt.datetime(day.year, day.month, day.day, hour, minute, tzinfo=zoneinfo.ZoneInfo(timezone))


@contextmanager
def held(moment: dt.datetime) -> Iterator[None]:
    """Hold the clock at `moment` inside the block."""
    token = _held.set(moment.astimezone(dt.UTC))
    try:
        yield
    finally:
        _held.reset(token)
