"""Entries about home visits: that a worker set out, and a word since. They are about the worker and name no client."""

import uuid
from typing import Annotated, Any, Literal

from pydantic import Field

from twofold.core.access import Compartment
from twofold.fieldwork.entry import Body, Kind, Line, Told
from twofold.outreach import actions as outreach
from twofold.outreach.actions import NewVisit, NewWord
from twofold.outreach.actions.visits import LONGEST, SHORTEST
from twofold.outreach.models import HomeVisit, VisitWord

Minutes = Annotated[int, Field(ge=SHORTEST, le=LONGEST)]


class VisitBegan(Body):
    """The worker sets out; somebody asks after so many minutes. `where` is an area in words, not a house and not a person."""

    minutes: Minutes
    site: uuid.UUID | None = None
    where: Line = ""


class VisitTold(Body):
    """The worker is back, or it takes longer: so many minutes from now on. `visit` is the id of the entry that began it."""

    visit: uuid.UUID
    word: Literal["back", "later"]
    minutes: Minutes | None = None


def _began(told: list[Told]) -> dict[str, Any]:
    return {
        "visits": [
            NewVisit(
                site=one.body.site or one.where.site_of(None),
                minutes=one.body.minutes,
                where=one.body.where,
                occurred_at=one.occurred_at,
                id=one.id,
            )
            for one in told
        ]
    }


def _told(told: list[Told]) -> dict[str, Any]:
    return {
        "words": [
            NewWord(one.body.visit, one.body.word, one.body.minutes or 0, occurred_at=one.occurred_at, id=one.id)
            for one in told
        ]
    }


_SERVICE = (Compartment.SERVICE,)
VISITS: tuple[Kind, ...] = (
    Kind("visit.began", 1, VisitBegan, outreach.begin_visits, _began, many=True, parts=_SERVICE, rows=HomeVisit),
    Kind("visit.told", 1, VisitTold, outreach.tell_visits, _told, many=True, parts=_SERVICE, rows=VisitWord,
         names={"visit": HomeVisit}),
)  # fmt: skip
