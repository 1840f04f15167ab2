"""What may be read of statements about partners: in the speaker's file, by whoever reads this part of it."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from twofold.core.access import Actor, Compartment, Consent, Verb, allow
from twofold.core.audit import record_read
from twofold.core.errors import Denied
from twofold.couples.models import PartnerStep, speaker_ref
from twofold.couples.rules import Path, held, in_turn, paths
from twofold.couples.stored import opened_statements, opened_steps
from twofold.people import reads as people
from twofold.people.codes import card_index
from twofold.people.models import Client, readable_part
from twofold.people.reach import WORDS
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


@dataclass(frozen=True)
class Due:
    """A client with whom a private talk is due, since when, and how to reach them. Nothing of what it is about."""

    id: uuid.UUID
    code: str
    nickname: str
    on: dt.date
    reach: list[str]


MOST_DUE = 100


def due(by: Actor, today: dt.date) -> list[Due]:
    """With whom a talk is due among the files of which this part is read, the longest due first; so many at once."""
    files = Client.objects.visible_to(by).filter(readable_part(by, Compartment.COUPLE), state__status=ACTIVE)
    refs = {speaker_ref(pk): pk for pk in files.values_list("pk", flat=True)}
    spoke = PartnerStep.objects.unscoped("cut to files that are read").values_list("speaker_ref", flat=True).distinct()
    clients = [refs[ref] for ref in spoke if ref in refs]
    said, steps = opened_statements(clients), opened_steps(clients)
    since: dict[uuid.UUID, dt.date] = {}
    for client in clients:
        days = [path.next_on for path in paths(said.get(client, []), steps.get(client, []), today) if path.next_on]
        if (day := min(days, default=None)) and day <= today:
            since[client] = day
    chosen = sorted(since, key=lambda client: (since[client], client))[:MOST_DUE]
    rows = Client.objects.visible_to(by).in_bulk(chosen)
    profiles = people.profiles(by, list(rows.values()))
    record_read(by, "clients", "talks", [Compartment.COUPLE.value])
    return [_due(rows[client], profiles.get(client, {}), since[client]) for client in chosen]


def _due(row: Client, profile: dict[str, Any], day: dt.date) -> Due:
    told = profile.get("reach", {})
    reach = [told.get(word, "") for word in WORDS]
    return Due(row.pk, people.opened(row, "code") or "", profile.get("nickname", ""), day, reach)


def card(by: Actor, code: str) -> Client | None:
    """The file with this code, if the actor may know of it. 'Not there' and 'not yours' are one."""
    assert by.organisation is not None
    return Client.objects.visible_to(by).filter(code_mac=card_index(by.organisation, code)).first()
