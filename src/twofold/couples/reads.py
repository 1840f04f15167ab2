"""What may be read of statements about partners: in the speaker's file, by whoever reads this part of it."""

import uuid
from typing import Any

from django.utils.translation import gettext as _

from twofold.core.access import Actor, Compartment, Verb, allow
from twofold.core.errors import Denied
from twofold.couples.rules import held, in_turn
from twofold.couples.stored import opened_statements
from twofold.people import reads as people


def statements(by: Actor, client: uuid.UUID) -> list[dict[str, Any]]:
    """What this client said of partners and what holds now, earliest first. Raises NotThere, Denied. Leaves a row in the log."""
    row = people.client(by, client)
    if not allow(by, Verb.READ, Compartment.COUPLE, row.case_for(by)):
        raise Denied(_("Your role, or what the client agreed to, does not allow this."))
    people.note_read(by, client, [Compartment.COUPLE])
    return in_turn(held(opened_statements([client]).get(client, [])))
