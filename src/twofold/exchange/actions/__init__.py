"""How lists come in: `rows` takes rows of a plan through the actions below, `wizard` keeps a file while its page is open."""

from twofold.exchange.actions.rows import Done, Means, bring_clients, bring_contacts, bring_partners
from twofold.exchange.actions.wizard import (
    close_import,
    map_import,
    open_import,
    start_import,
    stop_import,
    take_portion,
)

__all__ = [
    "Done",
    "Means",
    "bring_clients",
    "bring_contacts",
    "bring_partners",
    "close_import",
    "map_import",
    "open_import",
    "start_import",
    "stop_import",
    "take_portion",
]
