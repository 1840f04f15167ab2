"""Entries about groups: one that was held, with clients who attended. Each attendance is in that client's file."""

import uuid
from typing import Annotated, Any, Literal

from pydantic import Field

from twofold.fieldwork.entry import Body, Kind, Told, Word
from twofold.outreach import actions as outreach
from twofold.outreach.actions import NewGroup
from twofold.outreach.actions.groups import MOST_PEOPLE
from twofold.outreach.grouping import group_kinds
from twofold.outreach.models import Group


class GroupHeld(Body):
    """A group that was held. `people` is everybody who was there, with a card or without; `clients` those with one.

    `corrects` of the entry names the entry that this one supersedes; with `taken_back` the group is not to show.
    """

    group: Literal[*group_kinds()]
    people: Annotated[int, Field(ge=1, le=MOST_PEOPLE)]
    topics: Annotated[list[Word], Field(max_length=20)] = Field(default_factory=list)
    clients: Annotated[list[uuid.UUID], Field(max_length=MOST_PEOPLE)] | None = None
    site: uuid.UUID | None = None
    facilitator: uuid.UUID | None = None
    taken_back: bool = False


def _held(told: list[Told]) -> dict[str, Any]:
    return {"groups": [_group(one) for one in told]}


def _group(told: Told) -> NewGroup:
    body: GroupHeld = told.body
    return NewGroup(
        site=body.site or told.where.site_of(None),
        kind=body.group,
        people=body.people,
        topics=body.topics,
        facilitator=body.facilitator,
        clients=body.clients,
        occurred_at=told.occurred_at,
        id=told.id,
        corrects=told.corrects,
        void=body.taken_back,
    )


GROUPS: tuple[Kind, ...] = (
    Kind("group.held", 1, GroupHeld, outreach.hold_groups, _held, many=True, rows=Group),
)  # fmt: skip
