"""Faults to be planted in handing reports in, as data: patches to product code, and the unchanged test that each turns red."""

import datetime as dt
import types
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from tests.unit.reporting import test_months as tests
from tests.universe import Universe
from twofold.core import clock
from twofold.core.errors import Invalid
from twofold.indicators import periods
from twofold.indicators.facts import Scope
from twofold.indicators.places import Where
from twofold.reporting import contents, standing
from twofold.reporting.actions import submit

Patch = pytest.MonkeyPatch


@dataclass(frozen=True)
class Fault:
    name: str
    plant: Callable[[Patch], None]
    walk: Callable[[Universe], None]


def on(target: object, name: str, value: Any) -> Callable[[Patch], None]:
    return lambda patch: patch.setattr(target, name, value)


def counted_anew(row: Any) -> contents.Contents:
    return contents.count([periods.parse(row.period)], Where(None, "", Scope(row.organisation_id)))


def only_asked_for_a_reason(text: str, last: Any, held: Any) -> str:
    if last is not None and not text:
        raise Invalid("Say why")
    return text


def only_the_newest(patch: Patch) -> None:
    right = standing.versions
    patch.setattr(standing, "versions", lambda *told: right(*told)[:1])


def clock_runs_ahead(patch: Patch) -> None:
    ahead = types.SimpleNamespace(now=clock.now, today=lambda zone: dt.date(2027, 1, 1))
    patch.setattr(submit, "clock", ahead)


STAYS, ONCE_MORE = (
    tests.test_what_was_handed_in_stays_whatever_comes_later,
    tests.test_once_more_needs_a_reason_and_a_change,
)
STANDS, REFUSED = (
    tests.test_months_say_how_they_stand,
    tests.test_a_running_month_a_wrong_role_and_a_figure_changed_by_hand,
)
FAULTS = [
    Fault("what was handed in is counted anew", on(standing, "of", counted_anew), STAYS),
    Fault("late records change nothing that is shown", on(standing, "changes", lambda *_: []), STAYS),
    Fault("once more needs no reason", on(submit, "_reason", lambda text, last, held: text), ONCE_MORE),
    Fault("a reason will do, without a change", on(submit, "_reason", only_asked_for_a_reason), ONCE_MORE),
    Fault("the newest version takes the place of the others", only_the_newest, ONCE_MORE),
    Fault("the list of months does not look at what is there now", on(standing, "_totals", lambda *_: {}), STANDS),
    Fault("a running month is handed in", clock_runs_ahead, REFUSED),
    Fault("a figure changed by hand holds", on(standing, "holds", lambda row: True), REFUSED),
]
