"""Pure rules of what clients say of partners: which statement holds, how far the path to a partner has come, and whether
an invitation is open yet. No database: everything comes from one client's own file.
"""

import datetime as dt
import functools
import hashlib
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path as File
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

_FILE = File(__file__).parent / "data" / "partner_path.toml"
STEPS = ("decided", "invited", "visited", "enrolled")


class Policy(BaseModel):
    """Spans of the path; data with version and source."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    version: str
    effective: dt.date
    source: str
    status: Literal["verified", "unverified"]
    talk_holds_days: int
    ask_again_days: int
    follow_up_days: int


@functools.cache
def policy() -> Policy:
    """The policy in force."""
    return Policy.model_validate(tomllib.loads(_FILE.read_text(encoding="utf-8")))


def in_turn(statements: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Statements by day, then by arrival, then by id."""
    return sorted(statements, key=lambda told: (told["day"], told["received_at"], told["id"]))


def held(statements: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """What holds of one client's statements: the corrected ones fall away, and of those under one `known_as` the last stays."""
    corrected = {told["corrects"] for told in statements}
    latest: dict[str, dict[str, Any]] = {}
    for told in in_turn(statements):
        if told["id"] not in corrected:
            latest[told["known_as"] or told["id"]] = told
    return list(latest.values())


def steps_in_turn(steps: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Steps as they happened, what was taken back left out. Never by arrival: phones send in any order."""
    steps = list(steps)
    gone = {step["corrects"] for step in steps}

    def turn(step: dict[str, Any]) -> tuple[str, str, int, str]:
        return step["day"], step["at"], STEPS.index(step["step"]), hashlib.sha256(step["id"].encode()).hexdigest()

    return sorted((step for step in steps if step["id"] not in gone and not step["void"]), key=turn)


@dataclass(frozen=True)
class Gate:
    """Whether a partner may be invited today, by the client's own file alone; what is wanting, in codes."""

    wanting: tuple[str, ...] = ()

    @property
    def open(self) -> bool:
        return not self.wanting


@dataclass
class Path:
    """How far it has come with one partner: what was said of the partner, what happened, what comes next."""

    partner: dict[str, Any]
    steps: list[dict[str, Any]] = field(default_factory=list)
    unusual: set[str] = field(default_factory=set)
    gate: Gate = field(default_factory=Gate)

    @property
    def state(self) -> str:
        """Where it stands: the outcome of the last decision, or the step that came after it."""
        last = self.steps[-1] if self.steps else None
        if last is None:
            return "named"
        return str(last["outcome"]) if last["step"] == "decided" else str(last["step"])

    @property
    def next_on(self) -> dt.date | None:
        """When something is to be done about it. 'Never' and a card of one's own are ends: nobody asks again."""
        last = self.steps[-1] if self.steps else None
        if last is None or self.state in ("never", "enrolled"):
            return None
        if last["planned"]:
            return dt.date.fromisoformat(last["planned"])
        days = policy().ask_again_days if self.state == "not_now" else policy().follow_up_days
        return dt.date.fromisoformat(last["day"]) + dt.timedelta(days=days)


def paths(
    statements: Sequence[dict[str, Any]], steps: Iterable[dict[str, Any]], today: dt.date, *, stops: Sequence[str] = ()
) -> list[Path]:
    """One path for each partner who stands, the one last spoken of first. `stops` are what the file itself holds against it."""
    found = [Path(partner) for partner in in_turn(held(statements))]
    nameless = Path({"id": "", "kind": "not_said", "nickname": "", "day": "", "resolved": None})
    for step in steps_in_turn(steps):
        path = whose(step["partner"], found) or nameless
        if step["step"] in ("invited", "visited") and not gate(path.steps, dt.date.fromisoformat(step["day"])).open:
            path.unusual.add(step["id"])
        path.steps.append(step)
    for path in (every := [*found, *([nameless] if nameless.steps else [])]):
        path.gate = gate(path.steps, today, stops)
    return sorted(every, key=lambda path: path.steps[-1]["day"] if path.steps else path.partner["day"], reverse=True)


def whose(word: str, found: Sequence[Path]) -> Path | None:
    """The partner whom the client calls so; without a word the one who was named last."""
    told = word.strip().casefold()
    alike = [path for path in found if path.partner["nickname"].strip().casefold() == told] if told else list(found)
    return alike[-1] if alike else None


def gate(steps: Sequence[dict[str, Any]], today: dt.date, stops: Sequence[str] = ()) -> Gate:
    """The gate 'reach': the client agreed, felt safe when asked alone not long ago, and nothing in the file stops it."""
    wanting = list(stops)
    decisions = [step for step in steps if step["step"] == "decided"]
    if not decisions:
        return Gate((*wanting, "decision"))
    if (outcome := decisions[-1]["outcome"]) != "agreed":
        wanting.append(outcome)
    asked = [step for step in steps if step["safe"] != "not_asked"]
    if not asked:
        wanting.append("talk")
    elif asked[-1]["safe"] != "safe":
        wanting.append("unsafe")
    elif dt.date.fromisoformat(asked[-1]["day"]) + dt.timedelta(days=policy().talk_holds_days) < today:
        wanting.append("old_talk")
    return Gate(tuple(wanting))
