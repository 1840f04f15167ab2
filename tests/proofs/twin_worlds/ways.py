"""What worlds play in more than one sentence: the way of one client to B; a group in which B was, and perhaps A; covering."""

import datetime as dt
import uuid

from tests.universe import Universe
from twofold.couples import actions as couples
from twofold.couples.actions import NewStep, Statement
from twofold.outreach import actions as outreach
from twofold.outreach import placing
from twofold.outreach.actions import NewCovering, NewGroup
from twofold.people import actions as people
from twofold.people.models import Client

ENTRY = uuid.UUID("019a0000-0000-7000-8000-00000000a0ff")
COVERED = uuid.UUID("019a0000-0000-7000-8000-00000000a0f1")
WORD = "red kite"
GROUP = uuid.UUID("019a0000-0000-7000-8000-00000000a0f0")


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


def meets(found: Universe) -> None:
    """A group of B's worker: five were there, B among them."""
    site = found.sites["imphal-east"].pk
    told = NewGroup(site, "partners", 5, ["safer_sex"], clients=[found.clients["bhola"]], id=GROUP)
    outreach.hold_groups(by=found.actor("tomba"), groups=[told])


def attends(client: uuid.UUID, found: Universe) -> None:
    """The client was one of the five."""
    by, b = found.actor("sushila"), found.clients["bhola"]
    outreach.attend_group(by=by, group=GROUP, clients=[b, client])


def chooses(client: uuid.UUID, found: Universe) -> None:
    """An own word, for when her worker is away."""
    people.choose_words(by=found.actor("waris"), words=[(client, WORD)])


def is_covered(client: uuid.UUID, found: Universe) -> None:
    """B's own worker hands out for her, whom that worker does not know, and never hears that she was found."""
    code = Client.objects.unscoped("tests").get(pk=client).code
    new = NewCovering(code, WORD, found.sites["imphal-east"].pk, supplies={"syringe_1ml": 300}, id=COVERED)
    outreach.cover_clients(by=found.actor("tomba"), coverings=[new])
    assert placing.place_all() == 1
