"""How outreach changes: `contacts` (recorded, corrected, taken back, brought in) and `referrals` (offered, followed)."""

from twofold.outreach.actions.contacts import (
    MOST_MEETINGS,
    MOST_PIECES,
    TEXT_LENGTH,
    Listed,
    NewClient,
    NewContact,
    NewListed,
    correct_contact,
    open_card,
    record_contacts,
    record_listed,
    undo_contact,
)
from twofold.outreach.actions.referrals import (
    NewReferral,
    NewStep,
    follow_referrals,
    offer_referrals,
    take_step_back,
)

__all__ = [
    "MOST_MEETINGS",
    "MOST_PIECES",
    "TEXT_LENGTH",
    "Listed",
    "NewClient",
    "NewContact",
    "NewListed",
    "NewReferral",
    "NewStep",
    "correct_contact",
    "follow_referrals",
    "offer_referrals",
    "open_card",
    "record_contacts",
    "record_listed",
    "take_step_back",
    "undo_contact",
]
