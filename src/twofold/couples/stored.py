"""Statements and steps as they are stored, opened for code below the doors that holds the speaker's file already."""

import uuid
from collections import defaultdict
from collections.abc import Collection
from itertools import batched
from typing import Any

from twofold.core.access import Compartment
from twofold.core.crypto import cipher, keyring
from twofold.couples.models import PartnerNamed, PartnerStep, speaker_ref
from twofold.people.models import Client

BATCH = 400


def opened_statements(clients: Collection[uuid.UUID]) -> dict[uuid.UUID, list[dict[str, Any]]]:
    """What these clients said of partners, each statement with its id. What was erased is not there."""
    return _opened(PartnerNamed, clients)


def opened_steps(clients: Collection[uuid.UUID]) -> dict[uuid.UUID, list[dict[str, Any]]]:
    """What was decided and done about these clients' partners, each step with its id."""
    return _opened(PartnerStep, clients)


def _opened(model: Any, clients: Collection[uuid.UUID]) -> dict[uuid.UUID, list[dict[str, Any]]]:
    keyring.load(clients, Compartment.COUPLE)
    found: dict[uuid.UUID, list[dict[str, Any]]] = defaultdict(list)
    for batch in batched(clients, BATCH, strict=False):
        speakers = {speaker_ref(client): client for client in batch}
        rows = model.objects.unscoped("of files that are open").filter(speaker_ref__in=speakers)
        for row in rows:
            row.speaker = speakers[row.speaker_ref]
            try:
                found[row.speaker].append({**row.body, "id": str(row.pk)})
            except cipher.Unreadable:
                continue
    return found


def name_speakers(rows: Collection[Any]) -> None:
    """Say in each of these rows who spoke. A row names nobody, so all clients are gone through: for a look at a copy."""
    wanted = {row.speaker_ref for row in rows}
    found: dict[str, uuid.UUID] = {}
    clients = Client.objects.unscoped("whose statements these are").values_list("pk", flat=True)
    for client in clients.iterator() if wanted else ():
        if (reference := speaker_ref(client)) in wanted:
            found[reference] = client
        if len(found) == len(wanted):
            break
    for row in rows:
        row.speaker = found.get(row.speaker_ref)
