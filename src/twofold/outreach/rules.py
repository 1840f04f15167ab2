"""Pure rules of contacts: which of several corrections shows, what is needed, when the next contact is due."""

import datetime as dt
import functools
import hashlib
import math
import tomllib
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

_FILE = Path(__file__).parent / "data" / "due.toml"


class Unverified(BaseModel):
    """Values that are configuration until a source is found."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    active_within_days: int


class DuePolicy(BaseModel):
    """When things are due; data with version and source."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    version: str
    effective: dt.date
    source: str
    status: Literal["verified", "unverified"]
    contact_every_days: int
    full_consent_by_contact: int
    soonest_days: int
    unverified: Unverified


@functools.cache
def policy() -> DuePolicy:
    """The policy in force."""
    return DuePolicy.model_validate(tomllib.loads(_FILE.read_text(encoding="utf-8")))


@dataclass(frozen=True)
class Version:
    """One contact among those that correct each other."""

    id: uuid.UUID
    corrects: uuid.UUID | None
    void: bool


def rank(entry: uuid.UUID) -> str:
    """Rivals are ordered by the hash of their id: the same everywhere, and no clock decides."""
    return hashlib.sha256(entry.bytes).hexdigest()


def last_word(versions: Iterable[Version]) -> Version | None:
    """The last of the contacts that correct each other. Of rival corrections the one with the smallest hash."""
    by_parent: dict[uuid.UUID | None, list[Version]] = {}
    for version in versions:
        by_parent.setdefault(version.corrects, []).append(version)
    current: Version | None = None
    step = by_parent.get(None, [])
    while step:
        current = min(step, key=lambda v: rank(v.id))
        step = by_parent.get(current.id, [])
    return current


def showing(versions: Iterable[Version]) -> uuid.UUID | None:
    """The contact that shows, or None where it was taken back."""
    last = last_word(versions)
    return None if last is None or last.void else last.id


def need_per_week(injections_a_day: float | None) -> int | None:
    """Syringes needed in a week: one for each injection. Unknown stays unknown; it is never nought."""
    return None if injections_a_day is None else math.ceil(injections_a_day * 7)


@dataclass(frozen=True)
class Need:
    """Syringes needed in a week, as said on a day; None where the client does not know."""

    day: dt.date
    per_week: int | None


def need_spells(said: Iterable[Need]) -> list[tuple[int, dt.date, dt.date | None]]:
    """(per week, since, until) of each spell of a known need; of two things said on one day the later holds."""
    by_day = {need.day: need.per_week for need in said}
    changes: list[Need] = []
    for day, per_week in by_day.items():
        if not changes or changes[-1].per_week != per_week:
            changes.append(Need(day, per_week))
    ends = [*(change.day for change in changes[1:]), None]
    return [(c.per_week, c.day, end) for c, end in zip(changes, ends, strict=True) if c.per_week is not None]


def due_on(
    last_day: dt.date | None,
    registered_on: dt.date,
    last_supply: int,
    weekly_need: int | None,
    on_register: bool,
) -> dt.date | None:
    """The day the next contact is due: when supplies run out, or after the longest gap, whichever comes first."""
    if not on_register:
        return None
    rules = policy()
    if last_day is None:
        return registered_on
    days = rules.contact_every_days
    if weekly_need:
        days = min(days, max(rules.soonest_days, last_supply * 7 // weekly_need))
    return last_day + dt.timedelta(days=days)
