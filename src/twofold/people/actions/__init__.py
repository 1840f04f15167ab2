"""How clients' files change: `register` opens them, `record` appends facts to them."""

from twofold.people.actions.placing import place_back
from twofold.people.actions.record import (
    block_staff,
    change_profiles,
    choose_words,
    place_clients,
    record_consents,
    record_injecting,
    record_outside_ids,
    record_standings,
    state_kinds,
)
from twofold.people.actions.register import NewClient, register_clients
from twofold.people.actions.updating import update_client

__all__ = [
    "NewClient",
    "block_staff",
    "change_profiles",
    "choose_words",
    "place_back",
    "place_clients",
    "record_consents",
    "record_injecting",
    "record_outside_ids",
    "record_standings",
    "register_clients",
    "state_kinds",
    "update_client",
]
