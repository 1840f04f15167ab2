"""How outreach changes: `contacts` (recorded, corrected, taken back, brought in), `covering` (for a colleague's client),
`referrals` (offered, followed), `visits` (a worker set out, is back), `groups` (held, who attended)."""

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
from twofold.outreach.actions.covering import NewCovering, close_covering, cover_clients, place_coverings
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
    "NewCovering",
    "NewGroup",
    "NewListed",
    "NewReferral",
    "NewStep",
    "NewVisit",
    "NewWord",
    "attend_group",
    "begin_visits",
    "close_covering",
    "correct_contact",
    "cover_clients",
    "follow_referrals",
    "hold_groups",
    "offer_referrals",
    "open_card",
    "place_coverings",
    "record_contacts",
    "record_listed",
    "take_group_back",
    "take_step_back",
    "tell_visits",
    "undo_contact",
]
