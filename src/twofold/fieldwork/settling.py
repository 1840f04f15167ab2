"""Entries that waited go in by themselves once what they need is there: after every push and before every pull."""

import uuid
from itertools import groupby

from django.db.models import QuerySet

from twofold.core.prepared import prepared
from twofold.fieldwork import actions, reads
from twofold.fieldwork.answers import RETRIED
from twofold.fieldwork.models import Device, Entry

MOST = 500
_begun: dict[uuid.UUID | None, int] = {}


def _all_waiting(organisation: uuid.UUID | None) -> QuerySet:
    rows = Entry.objects.unscoped("they wait").filter(organisation=organisation, outcome="held", code__in=RETRIED)
    return rows.order_by("device", "received_at", "pk").values_list("device", "pk")


@prepared
def _waiting(organisation: uuid.UUID | None) -> QuerySet:
    return _all_waiting(organisation)[:MOST]


def _some(organisation: uuid.UUID | None) -> list[tuple[uuid.UUID, uuid.UUID]]:
    """What is tried this time. Where more waits than one time can try, times take turns: what waits for ever stops nobody."""
    found = list(_waiting(organisation))
    if len(found) < MOST:
        return found
    everything = list(_all_waiting(organisation))
    begin = _begun.get(organisation, 0) % len(everything)
    _begun[organisation] = begin + MOST
    return sorted((everything + everything[:begin])[begin : begin + MOST])


def settle(organisation: uuid.UUID | None) -> int:
    """Try what waits in this organisation again, each in its own worker's name; how many went in."""
    found = _some(organisation)
    if not found:  # so it is nearly always, and every push and pull asks
        return 0
    devices = Device.objects.select_related("staff__organisation").in_bulk({device for device, _ in found})
    taken = 0
    for key, entries in groupby(found, key=lambda pair: pair[0]):
        device = devices[key]
        by = reads.worker(device.staff, key)
        asked = reads.Caller(key, by, device.staff.language, device.public_key)
        taken += actions.try_again(by=reads.witness(asked), device=key, entries=[entry for _, entry in entries])
    return taken
