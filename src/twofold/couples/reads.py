"""What may be read of statements about partners: in the speaker's file, by whoever reads this part of it."""

import datetime as dt
import uuid
from typing import Any

from django.utils.translation import gettext as _

from twofold.core.access import Actor, Compartment, Consent, Verb, allow
from twofold.core.errors import Denied
from twofold.couples.rules import Path, held, in_turn, paths
from twofold.couples.stored import opened_statements, opened_steps
from twofold.people import reads as people
from twofold.people.codes import card_index
from twofold.people.models import Client
from twofold.people.rules import ACTIVE


def statements(by: Actor, client: uuid.UUID) -> list[dict[str, Any]]:
    """What this client said of partners and what holds now, earliest first. Raises NotThere, Denied. Leaves a row in the log."""
    row = people.client(by, client)
    if not allow(by, Verb.READ, Compartment.COUPLE, row.case_for(by)):
        raise Denied(_("Your role, or what the client agreed to, does not allow this."))
    people.note_read(by, client, [Compartment.COUPLE])
    return in_turn(held(opened_statements([client]).get(client, [])))


def walked(by: Actor, row: Client, today: dt.date) -> list[Path] | None:
    """The paths to this client's partners, for whoever reads this part; None for everybody else, whatever stands there."""
    if not allow(by, Verb.READ, Compartment.COUPLE, row.case_for(by)):
        return None
    people.note_read(by, row.pk, [Compartment.COUPLE])
    said, steps = opened_statements([row.pk]).get(row.pk, []), opened_steps([row.pk]).get(row.pk, [])
    stops = [
        code
        for code, holds in (("left", row.state.status != ACTIVE), ("consent", row.state.consent != Consent.FULL))
        if holds
    ]
    return paths(said, steps, today, stops=stops)


def card(by: Actor, code: str) -> Client | None:
    """The file with this code, if the actor may know of it. 'Not there' and 'not yours' are one."""
    assert by.organisation is not None
    return Client.objects.visible_to(by).filter(code_mac=card_index(by.organisation, code)).first()
