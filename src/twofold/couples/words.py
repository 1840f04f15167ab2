"""The words in which a path to a partner is told to whoever may read it. No rule stands here and nothing is looked up."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from twofold.couples.models import How, Outcome, PartnerKind, Safe, Step
from twofold.couples.rules import Path

# What is wanting before anybody is invited, and what to do about it.
WANTING: dict[str, Promise] = {
    "decision": gettext_lazy("Decide together with the client first, alone: whether, when and how."),
    "not_now": gettext_lazy(
        "The client said: not now. The question comes again on the day below, or when the client asks."
    ),
    "never": gettext_lazy("The client said: never. Nobody asks again, unless the client does."),
    "talk": gettext_lazy("Ask the client, alone, how it feels that the partner is met. It has not been asked yet."),
    "old_talk": gettext_lazy("It is long since the client was asked whether it feels safe. Ask again, alone."),
    "unsafe": gettext_lazy("The client is not sure that it is safe. Nobody is invited; her or his own services go on."),
    "left": gettext_lazy("The client has left. Nobody is met in their name."),
    "consent": gettext_lazy("The client has not agreed to records in full."),
}
STATES: dict[str, Promise] = {
    "named": gettext_lazy("Named"),
    "agreed": gettext_lazy("Agreed"),
    "not_now": gettext_lazy("Not now"),
    "never": gettext_lazy("Never"),
    "invited": gettext_lazy("Invited"),
    "visited": gettext_lazy("First visit"),
    "enrolled": gettext_lazy("Has a card of their own"),
}


@dataclass(frozen=True)
class Line:
    """One step in words. `told` is in the client's or worker's own words."""

    id: str
    day: dt.date
    title: str
    facts: list[str]
    told: str
    unusual: bool


@dataclass(frozen=True)
class Told:
    """One path in words."""

    name: str
    kind: str
    state: str
    open: bool
    wanting: list[str]
    next_on: dt.date | None
    due: bool
    lines: list[Line]


def told(path: Path, today: dt.date) -> Told:
    """The path as it is shown."""
    return Told(
        name=path.partner["nickname"],
        kind=str(PartnerKind(path.partner["kind"]).label),
        state=str(STATES[path.state]),
        open=path.gate.open,
        wanting=[str(WANTING[code]) for code in path.gate.wanting],
        next_on=path.next_on,
        due=bool(path.next_on and path.next_on <= today),
        lines=[_line(step, step["id"] in path.unusual) for step in reversed(path.steps)] + _named(path.partner),
    )


def _line(step: dict[str, Any], unusual: bool) -> Line:
    facts = [str(Outcome(step["outcome"]).label)]
    if step["how"] != How.NOT_SAID:
        facts.append(str(How(step["how"]).label))
    if step["safe"] != Safe.NOT_ASKED:
        facts.append(str(Safe(step["safe"]).label))
    return Line(
        step["id"], dt.date.fromisoformat(step["day"]), str(Step(step["step"]).label), facts, step["note"], unusual
    )


def _named(partner: dict[str, Any]) -> list[Line]:
    if not partner["id"]:
        return []
    facts = [str(PartnerKind(partner["kind"]).label)]
    facts += [words for name, words in (("cohabiting", _("They live together")), ("injects_together", _("They inject together")))
              if partner[name]]  # fmt: skip
    return [Line("", dt.date.fromisoformat(partner["day"]), str(STATES["named"]), facts, "", False)]
