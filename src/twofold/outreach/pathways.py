"""How a referral goes, as data: steps, when the next is due, why one broke, what came of it. And which steps show. No table.

Order is by visit and step, never by a clock: whichever phone sent first, the same state comes of it.
"""

import datetime as dt
import functools
import tomllib
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Literal

from django.utils.translation import get_language
from pydantic import BaseModel, ConfigDict

from twofold.outreach.rules import Version, rank, showing

_FILE = Path(__file__).parent / "data" / "referrals.toml"
MOST_VISITS = 200
CLOSED = ("outcome", "stopped")
# From the word of a client to being seen: between which steps the time is told.
SPANS = (("offered", "agreed"), ("agreed", "appointment"), ("appointment", "arrived"), ("arrived", "seen"))


class Words(BaseModel):
    """Something in English and Hindi."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    en: str
    hi: str

    @property
    def words(self) -> str:
        """In the reader's language."""
        return self.hi if (get_language() or "").startswith("hi") else self.en


class Choice(Words):
    """An answer from a list."""

    code: str


class Step(Choice):
    """One step, what is due after it in words for a bystander, and when."""

    due: Words | None = None
    after: int | None = None
    before: int | None = None


class Pathway(BaseModel):
    """The steps in their order and the answers; data with version and source."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    version: str
    effective: dt.date
    source: str
    status: Literal["verified", "unverified"]
    step: tuple[Step, ...]
    why: tuple[Choice, ...]
    outcome: tuple[Choice, ...]

    def by_code(self) -> dict[str, Step]:
        return {step.code: step for step in self.step}

    def order(self, code: str) -> int:
        return [step.code for step in self.step].index(code)


@functools.cache
def pathway() -> Pathway:
    """The pathway in force."""
    return Pathway.model_validate(tomllib.loads(_FILE.read_text(encoding="utf-8")))


def choices(of: Iterable[Choice]) -> list[tuple[str, str]]:
    """Answers to choose from, in the reader's language."""
    return [(one.code, one.words) for one in of]


@dataclass(frozen=True)
class Told:
    """One step as it was told."""

    id: uuid.UUID
    corrects: uuid.UUID | None
    void: bool
    root: uuid.UUID
    step: str
    visit: int
    day: dt.date
    on: dt.date | None = None


@dataclass(frozen=True)
class State:
    """How far a referral has come."""

    step: str
    visit: int
    since: dt.date
    on: dt.date | None
    due_on: dt.date | None


def shown(told: Iterable[Told]) -> list[Told]:
    """The steps that show, in their order; of two that tell the same step of the same visit the one with the smaller hash."""
    families: dict[uuid.UUID, list[Told]] = {}
    for one in told:
        families.setdefault(one.root, []).append(one)
    heads: dict[tuple[int, str], Told] = {}
    for family in families.values():
        found = showing(Version(one.id, one.corrects, one.void) for one in family)
        head = next((one for one in family if one.id == found), None)
        if head is None:
            continue
        rival = heads.get((head.visit, head.step))
        if rival is None or rank(head.id) < rank(rival.id):
            heads[head.visit, head.step] = head
    return sorted(heads.values(), key=lambda one: (one.visit, pathway().order(one.step)))


def fold(told: Iterable[Told]) -> State | None:
    """How far it has come: the last step that shows. None where all of it was taken back."""
    steps = shown(told)
    if not steps:
        return None
    last = steps[-1]
    agreed_on = next((one.on for one in steps if one.visit == last.visit and one.step == "appointment"), None)
    return State(last.step, last.visit, last.day, agreed_on, due_on(last.step, last.day, agreed_on))


def due_on(step: str, since: dt.date, on: dt.date | None) -> dt.date | None:
    """The day from which something is due."""
    rule = pathway().by_code()[step]
    if rule.before is not None and on is not None:
        return on - dt.timedelta(days=rule.before)
    days = rule.after if rule.after is not None else rule.before
    return None if days is None else since + dt.timedelta(days=days)


def next_steps(state: State) -> list[str]:
    """What may come next, for a page that offers it. Something else that happened is taken in all the same."""
    if state.step in CLOSED:
        return ["appointment"]
    after = {
        "offered": ["agreed", "appointment"],
        "agreed": ["appointment"],
        "appointment": ["accompanied", "arrived", "appointment"],
        "accompanied": ["arrived"],
        "arrived": ["seen"],
        "seen": ["outcome", "appointment"],
        "broken": ["appointment", "outcome"],
    }[state.step]
    return after if state.step in ("seen", "broken") else [*after, "broken"]


def visit_of(step: str, state: State) -> int:
    """To which visit a step belongs that is told now: an appointment after one was kept or broken begins another."""
    begins = step == "appointment" and state.step in ("seen", "broken", *CLOSED)
    return min(state.visit + begins, MOST_VISITS)


def spans(referrals: Iterable[list[Told]]) -> list[tuple[str, str, int, float | None]]:
    """For each pair of steps: how many first visits went from one to the other, and the median of days."""
    days: dict[tuple[str, str], list[int]] = {span: [] for span in SPANS}
    for steps in referrals:
        first: dict[str, dt.date] = {}
        for one in steps:
            if one.visit == 1:
                first[one.step] = one.day
        for start, end in SPANS:
            if start in first and end in first and first[end] >= first[start]:
                days[start, end].append((first[end] - first[start]).days)
    return [(start, end, len(found), median(found) if found else None) for (start, end), found in days.items()]
