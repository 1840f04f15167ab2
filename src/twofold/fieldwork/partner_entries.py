"""Entries on the way to a partner. Each stands in the file of the client who walks it; a phone is never sent one."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any, Literal

from twofold.core.access import Compartment
from twofold.couples import actions as couples
from twofold.couples.actions import NewStep, Statement
from twofold.couples.models import OUTCOMES, WAYS, How, Outcome, PartnerKind, Safe, Step
from twofold.fieldwork.entry import Body, Kind, Line, Told


class PartnerNamed(Body):
    """What a client says of a partner, in the client's own words. `corrects` of the entry names one that it supersedes."""

    client: uuid.UUID
    kind: Literal[*PartnerKind.values] = PartnerKind.NOT_SAID.value
    since: dt.date | None = None
    cohabiting: bool | None = None
    injects_together: bool | None = None
    nickname: Line = ""


class _Step(Body):
    """What all steps say: for whom (the client's own word; empty where there is one partner), how safe it feels, what next."""

    client: uuid.UUID
    partner: Line = ""
    safe: Literal[*Safe.values] = Safe.NOT_ASKED.value
    planned: dt.date | None = None
    note: Line = ""


class PartnerDecided(_Step):
    """What was decided together: whether, and how. 'Not now' and 'never' are answers."""

    outcome: Literal[*[one.value for one in OUTCOMES[Step.DECIDED]]]
    how: Literal[*[one.value for one in WAYS[Step.DECIDED]]] = How.NOT_SAID.value


class PartnerInvited(_Step):
    """That a partner was invited: by which way, and what came of it."""

    outcome: Literal[*[one.value for one in OUTCOMES[Step.INVITED]]] = Outcome.NO_ANSWER.value
    how: Literal[*[one.value for one in WAYS[Step.INVITED]]] = How.NOT_SAID.value


class PartnerVisited(_Step):
    """The first visit: where, and how it went."""

    outcome: Literal[*[one.value for one in OUTCOMES[Step.VISITED]]]
    how: Literal[*[one.value for one in WAYS[Step.VISITED]]] = How.NOT_SAID.value


class PartnerEnrolled(_Step):
    """That the partner has a card, in her or his own right. Which one is not said from a phone."""

    outcome: Literal[*[one.value for one in OUTCOMES[Step.ENROLLED]]] = Outcome.OWN_CARD.value
    how: Literal[*[one.value for one in WAYS[Step.ENROLLED]]] = How.NOT_SAID.value


def _named(told: list[Told]) -> dict[str, Any]:
    return {
        "statements": [
            Statement(**one.body.model_dump(), corrects=one.corrects, occurred_at=one.occurred_at, entry=one.id)
            for one in told
        ]
    }


def _steps(step: Step) -> Callable[[list[Told]], dict[str, Any]]:
    def steps(told: list[Told]) -> dict[str, Any]:
        made = (
            NewStep(
                **one.body.model_dump(), step=step, corrects=one.corrects, occurred_at=one.occurred_at, entry=one.id
            )
            for one in told
        )
        return {"steps": list(made)}

    return steps


_IDENTITY = (Compartment.IDENTITY,)
PARTNER: tuple[Kind, ...] = (
    Kind("partner.named", 1, PartnerNamed, couples.name_partners, _named, many=True, parts=_IDENTITY),
    *(
        Kind(f"partner.{step}", 1, body, couples.note_steps, _steps(step), many=True, parts=_IDENTITY)
        for step, body in (
            (Step.DECIDED, PartnerDecided),
            (Step.INVITED, PartnerInvited),
            (Step.VISITED, PartnerVisited),
            (Step.ENROLLED, PartnerEnrolled),
        )
    ),
)
