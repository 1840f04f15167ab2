"""Tables of outreach: `contacts`, `referrals`. Facts are appended; what is derived from them is said to be."""

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

__all__ = [
    "MET",
    "Beneficiary",
    "Contact",
    "ContactQuerySet",
    "ContactTally",
    "Mode",
    "NeedSpell",
    "Referral",
    "ReferralState",
    "ReferralStep",
    "ServiceQuerySet",
    "ServiceState",
    "TallyQuerySet",
]
