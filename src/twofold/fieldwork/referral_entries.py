"""Entries about referrals: one that was offered, and the steps that follow. Each stands in the file of its client."""

import datetime as dt
import uuid
from typing import Annotated, Any, Literal

from pydantic import Field

from twofold.core.access import Compartment
from twofold.fieldwork.entry import Body, Kind, Line, Told, Word
from twofold.outreach import actions as outreach
from twofold.outreach.actions import TEXT_LENGTH, NewReferral, NewStep
from twofold.outreach.actions.referrals import COMPANIONS
from twofold.outreach.models import Referral, ReferralStep
from twofold.outreach.pathways import MOST_VISITS, pathway

Note = Annotated[str, Field(max_length=TEXT_LENGTH)]


class ReferralMade(Body):
    """A service elsewhere that was offered. The entry's id is the referral's; `on` is the day of an appointment."""

    client: uuid.UUID
    service: Word
    facility: uuid.UUID | None = None
    place: Note = ""
    note: Note = ""
    agreed: bool = False
    on: dt.date | None = None
    at: Line = ""
    ask_for: Line = ""


class ReferralFollowed(Body):
    """One step: agreed, an appointment, on the way and with whom, arrived, seen, what came of it, or broken and why.

    `visit` may be left out: the one that is under way, or the next. `corrects` of the entry names a step that this one
    supersedes; with `taken_back` that step is not to show.
    """

    client: uuid.UUID
    referral: uuid.UUID
    step: Literal[*[step.code for step in pathway().step]]
    visit: Annotated[int, Field(ge=1, le=MOST_VISITS)] | None = None
    on: dt.date | None = None
    at: Line = ""
    ask_for: Line = ""
    with_whom: Literal["", *COMPANIONS] = ""
    colleague: uuid.UUID | None = None
    why: Word = ""
    outcome: Word = ""
    note: Note = ""
    taken_back: bool = False


def _made(told: list[Told]) -> dict[str, Any]:
    return {
        "referrals": [
            NewReferral(**one.body.model_dump(), id=one.id, occurred_at=one.occurred_at, recorded_at=one.recorded_at)
            for one in told
        ]
    }


def _followed(told: list[Told]) -> dict[str, Any]:
    return {"steps": [_step(one) for one in told]}


def _step(told: Told) -> NewStep:
    return NewStep(
        **told.body.model_dump(exclude={"taken_back"}),
        void=told.body.taken_back,
        id=told.id,
        corrects=told.corrects,
        occurred_at=told.occurred_at,
        recorded_at=told.recorded_at,
    )


_IDENTITY = (Compartment.IDENTITY,)
REFERRALS: tuple[Kind, ...] = (
    Kind("referral.made", 1, ReferralMade, outreach.offer_referrals, _made, many=True, parts=_IDENTITY,
         rows=Referral),
    Kind("referral.followed", 1, ReferralFollowed, outreach.follow_referrals, _followed, many=True, parts=_IDENTITY,
         facts=ReferralStep, names={"referral": Referral}),
)  # fmt: skip
