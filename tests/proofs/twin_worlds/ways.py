"""The way of one client to B, as the worlds play it: named, and what was decided and done since."""

import datetime as dt
import uuid

from tests.universe import Universe
from twofold.couples import actions as couples
from twofold.couples.actions import NewStep, Statement

ENTRY = uuid.UUID("019a0000-0000-7000-8000-00000000a0ff")


def walks(client: uuid.UUID, found: Universe, *, outcome: str = "") -> None:
    """Step by step; in the end the card that B has is noted in the client's file. Or only what the client decided."""
    counsellor = found.actor("sushila")
    couples.name_partners(by=counsellor, statements=[Statement(client=client, nickname="Bhola", entry=ENTRY)])
    day = dt.date(2026, 11, 19)
    way = [NewStep(client, "decided", outcome or "agreed", safe="safe", planned=day, note="Bhola, on Friday")]
    if not outcome:
        way += [
            NewStep(client, "invited", "accepted", how="slip"),
            NewStep(client, "visited", "met", how="home", safe="safe"),
            NewStep(client, "enrolled", "own_card", how="own_worker", card=found.clients["bhola"]),
        ]
    couples.note_steps(by=counsellor, steps=way)
