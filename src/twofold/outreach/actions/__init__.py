"""How outreach changes: `contacts` (recorded, corrected, taken back, brought in) `referrals`
(offered, followed), `visits` (a worker set out, is back), `groups` (held, who attended)."""

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
from twofold.outreach.actions.groups import NewGroup, attend_group, hold_groups, take_group_back
from twofold.outreach.actions.referrals import (
    NewReferral,
    NewStep,
    follow_referrals,
    offer_referrals,
    take_step_back,
)
from twofold.outreach.actions.visits import NewVisit, NewWord, begin_visits, tell_visits

__all__ = [
    "MOST_MEETINGS",
    "MOST_PIECES",
    "TEXT_LENGTH",
    "Listed",
    "NewClient",
    "NewContact",
    "NewGroup",
    "NewListed",
    "NewReferral",
    "NewStep",
    "NewVisit",
    "NewWord",
    "attend_group",
    "begin_visits",
    "correct_contact",
    "follow_referrals",
    "hold_groups",
    "offer_referrals",
    "open_card",
    "record_contacts",
    "record_listed",
    "take_group_back",
    "take_step_back",
    "tell_visits",
    "undo_contact",
]
