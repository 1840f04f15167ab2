"""Tables of outreach: `contacts`, `referrals`, `visits`. Facts are appended; what is derived from them is said to be."""

from twofold.outreach.models.contacts import (
    MET,
    Beneficiary,
    Contact,
    ContactQuerySet,
    ContactTally,
    Mode,
    NeedSpell,
    ServiceQuerySet,
    ServiceState,
    TallyQuerySet,
)
from twofold.outreach.models.referrals import Referral, ReferralState, ReferralStep
from twofold.outreach.models.visits import HomeVisit, VisitWord

__all__ = [
    "MET",
    "Beneficiary",
    "Contact",
    "ContactQuerySet",
    "ContactTally",
    "HomeVisit",
    "Mode",
    "NeedSpell",
    "Referral",
    "ReferralState",
    "ReferralStep",
    "ServiceQuerySet",
    "ServiceState",
    "TallyQuerySet",
    "VisitWord",
]
