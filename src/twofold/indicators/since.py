"""Tables of earlier facts brought up to now: who changed since is counted once as then and once as now, and the rest stands.

Every figure is made of what each person adds to it by themselves, and of supplies without a card. So a table of now is the one
of then, without those who changed as they were, and with them as they are. Who they are is found here; nothing is guessed from
what was done. Where so many changed that it is as quick to count everybody, nothing is said.
"""

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

import numpy as np

from twofold.indicators.definitions import Measure
from twofold.indicators.facts import Column, Facts, People, Spells, number
from twofold.indicators.periods import Calendar, Period, year_of
from twofold.indicators.tables import NOTHING, Count, Counts, Table

MOST = 1 / 3  # of all that there is to count
_MIX = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93], dtype=np.uint64)
Asked = tuple[Measure, Period, tuple[str, ...]]


def brought_up(
    tables: Mapping[Asked, Table], then: Facts, now: Facts, days: Collection[int], counts: Callable[[Facts], Counts]
) -> dict[Asked, Table]:
    """These tables as they are now, or none; `days` are those whose contacts may have changed.

    Both facts are of one scope and span, and in both a number means the same person.
    """
    changed = _changed(then, now)
    met = changed | _met(then, days, len(changed)) | _met(now, days, len(changed))
    touched = {asked for asked in tables if any(_since(*asked[:2]) <= day <= number(asked[1].end) for day in days)}
    if len(touched) * met.sum() + len(tables.keys() - touched) * changed.sum() > MOST * len(tables) * len(met):
        return {}
    people, contacts = (
        _Both(counts(_of(then, some, nobody)), counts(_of(now, some, nobody)))
        for some, nobody in ((changed, False), (met, True))
    )
    by_period = sorted(tables, key=lambda asked: asked[1])  # what is counted of one is at hand for the next
    return {asked: (contacts if asked in touched else people).moved(tables[asked], *asked) for asked in by_period}


@dataclass(frozen=True)
class _Both:
    """Those who changed, as they were and as they are."""

    then: Counts
    now: Counts

    def moved(self, table: Table, measure: Measure, period: Period, by: tuple[str, ...]) -> Table:
        if not (self.then.there(period) or self.now.there(period)):
            return table
        less, more = (counts.table(measure, period, by) for counts in (self.then, self.now))
        found = dict(table)
        for cell in less.keys() | more.keys():
            old, new = less.get(cell, NOTHING), more.get(cell, NOTHING)
            if old != new:
                had = table.get(cell, NOTHING)
                found[cell] = Count(had.value - old.value + new.value, had.people - old.people + new.people)
        return found


def _since(measure: Measure, period: Period) -> int:
    """The first day whose contacts decide who counts."""
    start: dt.date = year_of(period.start, Calendar.OCTOBER).start if measure.filters.first_of_year else period.start
    return number(start)


def _changed(then: Facts, now: Facts) -> Column:
    """Of whom something else is known now, by number."""
    size, there = len(now.people.ids), len(then.people.ids)
    found = np.zeros(size, dtype=bool)
    if then.people is now.people and then.kinds is now.kinds:
        return found
    found[there:] = True
    for old, new in zip(_told(then.people), _told(now.people), strict=True):
        found[:there] |= old != new[:there]
    for one in ("register", "kinds", "needs"):
        found |= _prints(getattr(then, one), size) != _prints(getattr(now, one), size)
    return found


def _told(people: People) -> tuple[Column, ...]:
    """What is known of people, in words that mean the same ever after."""
    sexes, bands = np.array([*people.sexes, ""], dtype=object), np.array([*people.bands, None], dtype=object)
    return sexes[people.sex], bands[people.band], people.registered, people.inside


def _prints(spells: Spells, size: int) -> Column:
    """What spells each person has, as one number."""
    columns = np.array([spells.what, spells.since, spells.until]).astype(np.uint64)
    mixed = np.zeros(len(spells.person), dtype=np.uint64)
    for column, odd in zip(columns, _MIX[1:], strict=True):
        mixed = (mixed ^ column) * odd
        mixed ^= mixed >> np.uint64(29)
    found = np.zeros(size, dtype=np.uint64)
    np.add.at(found, spells.person, mixed * _MIX[0] | np.uint64(1))
    return found


def _met(facts: Facts, days: Collection[int], size: int) -> Column:
    """Who was met on one of these days."""
    found = np.zeros(size + 1, dtype=bool)
    for day in days:
        found[facts.contacts.between(day, day).person] = True
    return found[:-1]


def _of(facts: Facts, some: Column, nobody: bool) -> Facts:
    return facts.of(some[: len(facts.people.ids)], nobody=nobody)
