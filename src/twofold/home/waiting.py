"""What waits for whom on the landing page. Each reads what its reader may see, in a query or two."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, Q

from twofold.core import clock
from twofold.core.access import Actor
from twofold.core.models import AuditAnchor, AuditEvent
from twofold.home import caseloads, log
from twofold.outreach import referrals
from twofold.outreach.models import ServiceState
from twofold.people.models import DuplicateCandidate
from twofold.programme.models import Staff

RECENT_DAYS = 7


def due(actor: Actor, today: dt.date) -> int:
    """How many of the clients whom the worker may see are due: for supplies, or to be asked for full consent."""
    is_due = Q(due_on__lte=today) | Q(consent_due=True, due_on__isnull=False)
    return ServiceState.objects.visible_to(actor).filter(is_due).count()


def going_along(actor: Actor, today: dt.date) -> int:
    """How many referrals of clients whom the worker may read are due."""
    return referrals.due(actor, today)


def loads(actor: Actor, today: dt.date) -> dict[str, Any]:
    """Every caseload with its holder, how many people on the register are in it, and how many of them are due."""
    counts = caseloads.counts(actor, today)
    nobody = {"clients": 0, "due": 0}
    rows = [{"caseload": row, **counts.get(row.pk, nobody)} for row in caseloads.caseloads(actor)]
    return {"rows": rows, "left_over": caseloads.left_over(counts)}


def duplicates(actor: Actor) -> int:
    """Pairs of files that may be one person."""
    return DuplicateCandidate.objects.visible_to(actor).count()


def without_second_factor(actor: Actor) -> int:
    """Open accounts whose second key is not set up yet."""
    factor = Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP)
    return Staff.objects.visible_to(actor).filter(~Exists(factor), is_active=True).count()


@dataclass(frozen=True)
class LogState:
    """How the log stands: rows of one's own that wait, when it was verified, refusals lately."""

    pending: int
    verified_at: dt.datetime | None
    refusals: int


def log_state(actor: Actor) -> LogState:
    """The own organisation's part, and when the chain as a whole was verified. Its length tells what others do."""
    anchor = AuditAnchor.objects.order_by("-seq").first()
    since = clock.now() - dt.timedelta(days=RECENT_DAYS)
    refused = AuditEvent.objects.filter(organisation=actor.organisation, denied=True, at__gte=since)
    return LogState(
        pending=log.waiting(actor),
        verified_at=anchor.at if anchor else None,
        refusals=refused.count(),
    )
