"""A small phone, faithful to the app's outbox and store: seals nothing, draws nothing, and forgets only when told.

Its rules are those of `static/field/outbox.js` and `cards.js`; the vectors in `tests/vectors` hold both to the same.
"""

import copy
import datetime as dt
import uuid
from dataclasses import dataclass, field
from typing import Any

WAITING, KEPT, HELD = "waiting", "kept", "held"
MOST = 100


@dataclass
class Row:
    """One entry on the phone: what it says, and whether the office has answered for it."""

    entry: dict[str, Any]
    state: str = WAITING


@dataclass
class Phone:
    """The state that stands on the phone's disk."""

    login: str
    device: str
    token: str
    rows: dict[str, Row] = field(default_factory=dict)
    cards: dict[str, dict[str, Any]] = field(default_factory=dict)
    cursor: str = ""
    seq: int = 0
    epoch: int | None = None
    clock: dt.timedelta = dt.timedelta(0)

    def image(self) -> "Phone":
        """The disk as it is now."""
        return copy.deepcopy(self)

    def save(self, entry: dict[str, Any]) -> None:
        """One thing that happened, on the disk when this returns. Its number comes when it is first sent."""
        self.rows[entry["id"]] = Row(entry)

    def next(self, most: int = MOST, *, newest: bool = False) -> list[dict[str, Any]]:
        """What is to be sent, oldest first, each with its number; `newest` is a second tab that was quicker."""
        found = []
        keys = sorted((key for key, row in self.rows.items() if row.state == WAITING), reverse=newest)
        for key in keys[:most]:
            entry = self.rows[key].entry
            if entry.get("seq") is None:
                self.seq += 1
                entry["seq"] = self.seq
            found.append(entry)
        return found

    def answered(self, answer: dict[str, Any]) -> int:
        """Take in the office's answers, id by id; how many entries they settle."""
        taken = 0
        for told in answer["results"]:
            row = self.rows.get(told["id"])
            if row and row.state != KEPT and told["outcome"] in ("accepted", "duplicate", "held"):
                row.state = HELD if told["outcome"] == "held" else KEPT
                taken += 1
        self.seq = max(self.seq, answer["next_seq"] - 1)
        return taken

    def pulled(self, answer: dict[str, Any], fresh: dict[str, Any]) -> None:
        """Take in cards, who is gone, what is safe; all in one step. `fresh` gathers the cards of a new beginning."""
        if answer["epoch"] != self.epoch:
            for row in self.rows.values():
                row.state = WAITING
        self.epoch = answer["epoch"]
        for key, row in list(self.rows.items()):
            if row.state == KEPT and any(low <= row.entry["seq"] <= high for low, high in answer["durable"]):
                del self.rows[key]
        told = {card["id"]: card for card in answer["cards"]}
        if answer["fresh"]:
            fresh.clear()
            fresh["began"] = True
            self.cards = {}
        self.cards |= told
        for client in answer["gone"]:
            self.cards.pop(client, None)
        self.cursor = answer["cursor"]

    @property
    def waits(self) -> bool:
        return any(row.state == WAITING for row in self.rows.values())


def new_id(dice: Any) -> str:
    """A random id that the seed decides."""
    return str(uuid.UUID(int=dice.getrandbits(128), version=4))
