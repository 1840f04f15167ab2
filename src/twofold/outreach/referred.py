"""Derived state of referrals: how far each has come. Written here and nowhere else."""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from itertools import batched
from typing import Any

from twofold.outreach.models import ReferralState, ReferralStep
from twofold.outreach.pathways import Told, fold

BATCH = 400
_WHY = "derived, written by the fold"


def told(row: ReferralStep) -> Told:
    """A step as the rules take it."""
    return Told(row.pk, row.corrects_id, row.void, row.root, row.step, row.visit, row.day, row.on)


def refold(clients: Iterable[uuid.UUID]) -> None:
    """Nothing here hangs on other facts of a client."""


def refold_referrals(referrals: Iterable[uuid.UUID]) -> None:
    """Derive how far these have come anew. Belongs inside the action that appended a step."""
    for some in batched(sorted(set(referrals)), BATCH, strict=False):
        steps: dict[uuid.UUID, list[Told]] = defaultdict(list)
        owners: dict[uuid.UUID, uuid.UUID] = {}
        for row in ReferralStep.objects.unscoped(_WHY).filter(referral__in=some).defer("body"):
            steps[row.referral_id].append(told(row))
            owners[row.referral_id] = row.client_id
        ReferralState.objects.unscoped(_WHY).filter(pk__in=some).delete()
        found = {referral: fold(family) for referral, family in steps.items()}
        ReferralState.objects.unscoped(_WHY).bulk_create(
            ReferralState(referral_id=referral, client_id=owners[referral], **vars(state))
            for referral, state in found.items()
            if state is not None
        )


def snapshot() -> dict[str, list[Any]]:
    """All derived rows as plain values in a stable order."""
    rows = ReferralState.objects.unscoped(_WHY).order_by("pk")
    return {"referral_state": [row.values() for row in rows]}


def clear() -> None:
    """Throw the derived rows away."""
    ReferralState.objects.unscoped(_WHY).delete()


def rebuild() -> None:
    """Derive everything anew from the facts."""
    refold_referrals(ReferralStep.objects.unscoped(_WHY).values_list("referral", flat=True).distinct())
