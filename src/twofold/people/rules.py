"""Pure rules: how the facts of one client fold into the state that lists, policy and reports read. No database."""

import datetime as dt
import hashlib
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from twofold.core.access import Consent

BAND_YEARS = 5
ACTIVE = "active"


def birth_band(year: int | None) -> int | None:
    """The first year of the five-year band that a birth year falls in: 1993 -> 1990."""
    return None if year is None else year - year % BAND_YEARS


@dataclass(frozen=True)
class Spell:
    """From a day until (not including) a day; None is 'still'."""

    since: dt.date
    until: dt.date | None = None


def precedence(fact: uuid.UUID) -> int:
    """Of rivals the one with the smallest hash of its id shows: it comes last."""
    return -int.from_bytes(hashlib.sha256(fact.bytes).digest()[:8])


def turn(fact: Any) -> tuple[dt.date, int, int]:
    """What decides between two facts of a client that say one thing."""
    return fact.day, fact.step, precedence(fact.id)


def stood(words: Iterable[Any], mark: str, day: dt.date) -> bool:
    """Whether this was a client's own word on that day. On a day on which it was changed both the old and the new one are."""
    found = sorted(words, key=turn)
    after = [word.day for word in found[1:]] + [dt.date.max]
    return any(word.mark == mark and word.day <= day <= end for word, end in zip(found, after, strict=True))


@dataclass(frozen=True)
class Dated:
    """One fact with what decides its turn: the day, then how much it knew of, then the hash of its id.

    Neither the order of arrival nor a phone's clock decides between two that did not know of each other.
    """

    day: dt.date
    value: Any
    step: int
    id: uuid.UUID

    @property
    def turn(self) -> tuple[dt.date, int, int]:
        return turn(self)


def _in_turn(facts: Iterable[Dated]) -> list[Dated]:
    return sorted(facts, key=lambda fact: fact.turn)


@dataclass
class State:
    """What the facts of a client amount to."""

    site: uuid.UUID | None = None
    caseload: uuid.UUID | None = None
    gender: str = "not_said"
    birth_band: int | None = None
    status: str = ACTIVE
    left_on: dt.date | None = None
    consent: Consent = Consent.NONE
    kinds: list[str] = field(default_factory=list)
    kind_spells: list[tuple[str, Spell]] = field(default_factory=list)
    register_spells: list[Spell] = field(default_factory=list)


def spells(changes: Iterable[tuple[dt.date, bool]]) -> list[Spell]:
    """Spells from a series of (day, holds): a repeated answer changes nothing; began and ended on one day is no spell."""
    found: list[Spell] = []
    for day, holds in changes:
        is_open = bool(found) and found[-1].until is None
        if holds and not is_open:
            if found and found[-1].until == day:
                found[-1] = Spell(found[-1].since)
            else:
                found.append(Spell(day))
        elif not holds and is_open:
            last = found.pop()
            if last.since < day:
                found.append(Spell(last.since, day))
    return found


def fold(
    registered_on: dt.date,
    *,
    profiles: Sequence[Dated] = (),
    placements: Sequence[Dated] = (),
    kinds: Sequence[Dated] = (),
    consents: Sequence[Dated] = (),
    standings: Sequence[Dated] = (),
) -> State:
    """The state of a client; the order in which the facts are given does not matter.

    Values: profile (gender, band); placement (site, caseload); kind (code, holds); others str.
    """
    state = State()
    # How somebody wants to be known has no day: what names what it supersedes comes after it.
    for fact in sorted(profiles, key=lambda fact: fact.turn[1:]):
        state.gender, state.birth_band = fact.value
    for fact in _in_turn(placements):
        state.site, state.caseload = fact.value
    for fact in _in_turn(consents):
        state.consent = Consent(str(fact.value))
    for fact in _in_turn(standings):
        state.status = str(fact.value)
        state.left_on = None if state.status == ACTIVE else fact.day
    on_register = [(registered_on, True), *((f.day, f.value == ACTIVE) for f in _in_turn(standings))]
    state.register_spells = spells(on_register)
    by_kind: dict[str, list[tuple[dt.date, bool]]] = {}
    for fact in _in_turn(kinds):
        code, holds = fact.value
        by_kind.setdefault(code, []).append((fact.day, holds))
    for code in sorted(by_kind):
        found = spells(by_kind[code])
        state.kind_spells += [(code, spell) for spell in found]
        if found and found[-1].until is None:
            state.kinds.append(code)
    return state
