"""Tables of outreach: `contacts`, `covering`, `groups`, `referrals`, `visits`. Facts are appended; what is derived says so."""

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
from twofold.outreach.models.covering import Covering, CoveringQuerySet
from twofold.outreach.models.groups import Group, GroupAttended, GroupQuerySet
from twofold.outreach.models.referrals import Referral, ReferralState, ReferralStep
from twofold.outreach.models.visits import HomeVisit, VisitWord

__all__ = [
    "MET",
    "Beneficiary",
    "Contact",
    "ContactQuerySet",
    "ContactTally",
    "Covering",
    "CoveringQuerySet",
    "Group",
    "GroupAttended",
    "GroupQuerySet",
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
