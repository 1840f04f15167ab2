"""What stands on the landing page for whom. Roles may be held together: then their parts stand one below the other."""

import datetime as dt
from typing import Any

from twofold.core.access import Actor, Door, Role, may_enter
from twofold.home import tiles, waiting
from twofold.indicators import access
from twofold.outreach import visits


def board(actor: Actor, today: dt.date) -> dict[str, Any]:
    """The parts of the page; what is not for this worker is not there."""
    found: dict[str, Any] = {"today": today}
    if access.sees_own(actor):
        found |= {"own": tiles.own(actor, today), "due": waiting.due(actor, today)}
    elif Role.SUPERVISOR in actor.roles:
        found["due"] = waiting.due(actor, today)
    if may_enter(actor.roles, Door.REFERRALS, second_factor=actor.second_factor):
        found["along"] = waiting.going_along(actor, today)
    if may_enter(actor.roles, Door.ALARMS, second_factor=actor.second_factor):
        found["overdue"] = visits.overdue(actor)
    if access.sees_organisation(actor):
        if access.published_only(actor):
            found["published"] = tiles.published(actor, today)
        else:
            found["whole"] = tiles.of_organisation(actor, today)
    if Role.MANAGER in actor.roles:
        found["loads"] = waiting.loads(actor, today)
    if Role.DATA_MANAGER in actor.roles:
        found["duplicates"] = waiting.duplicates(actor)
    if Role.ADMINISTRATOR in actor.roles:
        found["without_factor"] = waiting.without_second_factor(actor)
    if Role.AUDITOR in actor.roles:
        found["log"] = waiting.log_state(actor)
    return found
