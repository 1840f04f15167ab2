"""Entries about covering: the own word that a client chose, and supplies for a colleague's client who said it with the code."""

import uuid
from typing import Annotated, Any, Literal

from pydantic import Field

from twofold.core.access import Compartment
from twofold.fieldwork.entry import Body, Kind, Line, Told, Word
from twofold.outreach import actions as outreach
from twofold.outreach.actions import MOST_PIECES, NewCovering
from twofold.outreach.models import MET, Covering, Mode
from twofold.people import actions as people
from twofold.people.models import OwnWord

Pieces = Annotated[int, Field(ge=0, le=MOST_PIECES)]


class WordChosen(Body):
    """The word that a client chose. Only a keyed image of it is kept."""

    client: uuid.UUID
    word: Line


class ContactCovered(Body):
    """Supplies for whoever said this code and this word. The answer is the same whether or not there is such a card."""

    code: Line
    word: Line
    site: uuid.UUID | None = None
    mode: Literal[*dict(MET)] = Mode.OUTREACH.value
    supplies: dict[Word, Pieces] = Field(default_factory=dict, max_length=60)
    returned: dict[Word, Pieces] = Field(default_factory=dict, max_length=60)


def _chosen(told: Told) -> dict[str, Any]:
    return {
        "words": [(told.body.client, told.body.word)],
        "entry": told.id,
        "corrects": told.corrects,
        "occurred_at": told.occurred_at,
    }


def _covered(told: list[Told]) -> dict[str, Any]:
    return {
        "coverings": [
            NewCovering(
                code=one.body.code,
                word=one.body.word,
                site=one.body.site or one.where.site_of(None),
                mode=one.body.mode,
                supplies=one.body.supplies,
                returned=one.body.returned,
                occurred_at=one.occurred_at,
                recorded_at=one.recorded_at,
                id=one.id,
            )
            for one in told
        ]
    }


_SERVICE = (Compartment.SERVICE,)
COVERING: tuple[Kind, ...] = (
    Kind(
        "word.chosen", 1, WordChosen, people.choose_words, _chosen, parts=_SERVICE, facts=OwnWord,
        used_once=frozenset({"word"}),
    ),
    Kind(
        "contact.covered", 1, ContactCovered, outreach.cover_clients, _covered, many=True, parts=_SERVICE, rows=Covering,
        used_once=frozenset({"code", "word"}),
    ),
)  # fmt: skip
