"""How devices and entries change: `devices` lets phones in and out, `taking` takes in what they send,
`giving` gives cards."""

from twofold.fieldwork.actions.devices import enrol, offer_enrolment, revoke, suspend, told_to_wipe
from twofold.fieldwork.actions.giving import give
from twofold.fieldwork.actions.keeping import publish_durable, raise_epoch
from twofold.fieldwork.actions.taking import close_held, keep_last_words, receive, try_again

__all__ = [
    "close_held",
    "enrol",
    "give",
    "keep_last_words",
    "offer_enrolment",
    "publish_durable",
    "raise_epoch",
    "receive",
    "revoke",
    "suspend",
    "told_to_wipe",
    "try_again",
]
