"""What tests of referrals share: one of Bilal's, at a facility of the directory. Assertions are not here."""

import datetime as dt
import uuid
from typing import Any

from tests.universe import TODAY, Universe
from twofold.core import clock
from twofold.outreach import actions
from twofold.outreach.actions import NewReferral, NewStep
from twofold.outreach.models import ReferralState
from twofold.programme import actions as programme
from twofold.programme.actions import NewFacility

DAY = dt.timedelta(days=1)


def facility(world: Universe, **said: Any) -> uuid.UUID:
    told = {
        "name": "ART centre, JN hospital",
        "kind": "hospital",
        "services": ["treatment"],
        "slip_name": "JN hospital",
    }
    new = NewFacility(**{**told, **said})
    made = programme.add_facilities(
        by=world.actor("priya"), organisation=world.organisations["asha"].pk, facilities=[new]
    )
    return made[0].pk


def offer(world: Universe, who: str = "tomba", client: str = "bilal", **said: Any) -> uuid.UUID:
    told = {"client": world.clients[client], "service": "treatment", **said}
    return actions.offer_referrals(by=world.actor(who), referrals=[NewReferral(**told)])[0].pk


def follow(world: Universe, referral: uuid.UUID, *steps: str, who: str = "tomba", days: int = 0, **said: Any) -> None:
    """Tell these steps, `days` after TODAY."""
    with clock.held(TODAY + days * DAY):
        for step in steps:
            extra = {"with_whom": "self"} if step == "accompanied" else {}
            actions.follow_referrals(by=world.actor(who), steps=[NewStep(referral, step, **{**extra, **said})])


def state(referral: uuid.UUID) -> ReferralState | None:
    return ReferralState.objects.unscoped("tests").filter(pk=referral).first()
