"""Entries that waited go in by themselves once what they need is there: after every push and before every pull."""

import uuid
from itertools import groupby

from twofold.fieldwork import actions, reads
from twofold.fieldwork.answers import RETRIED
from twofold.fieldwork.models import Entry

MOST = 500


def settle(organisation: uuid.UUID | None) -> int:
    """Try what waits in this organisation again, each in its own worker's name; how many went in."""
    rows = Entry.objects.unscoped("they wait").filter(organisation=organisation, outcome="held", code__in=RETRIED)
    found = list(rows.select_related("device__staff__organisation").order_by("device", "received_at", "pk")[:MOST])
    taken = 0
    for device, entries in groupby(found, key=lambda row: row.device):
        by = reads.worker(device.staff, device.pk)
        asked = reads.Caller(device.pk, by, device.staff.language, device.public_key)
        taken += actions.try_again(by=reads.witness(asked), device=device.pk, entries=[row.pk for row in entries])
    return taken
