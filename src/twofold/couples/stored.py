"""Statements and steps as they are stored, opened for code below the doors that holds the speaker's file already."""

import uuid
from collections import defaultdict
from collections.abc import Collection
from itertools import batched
from typing import Any

from twofold.core.access import Compartment
from twofold.core.crypto import cipher, keyring
from twofold.couples.models import PartnerNamed, PartnerStep, speaker_ref

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
