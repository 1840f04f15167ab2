"""What of files says who may write in them and where their clients are served: hundreds of whole files are dear to read."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from django.db.models import QuerySet

from twofold.core.access import Actor, Case
from twofold.core.prepared import prepared
from twofold.people.models import Client, case_of, sight

_COLUMNS = ("pk", "registered_on", *(f"state__{name}" for name in ("organisation", "site", "caseload", "consent")))


class Served(NamedTuple):
    """One file."""

    pk: uuid.UUID
    registered_on: dt.date
    organisation_id: uuid.UUID
    site_id: uuid.UUID
    caseload_id: uuid.UUID | None
    consent: str

    def case_for(self, actor: Actor) -> Case:
        """What the policy needs to know of a file that is in sight."""
        return case_of(actor, self)


@prepared
def _in_sight(*told: Any) -> QuerySet:
    *seen, clients = told
    return Client.objects.unscoped("in sight").in_sight(*seen).filter(pk__in=clients).values_list(*_COLUMNS)


def in_sight(actor: Actor, clients: Iterable[uuid.UUID]) -> dict[uuid.UUID, Served]:
    """Those of these clients that `actor` may know of, by id: as `visible_to` finds them."""
    return {row[0]: Served(*row) for row in _in_sight(*sight(actor), tuple(clients))}


def held_then(by: Actor, clients: Collection[uuid.UUID]) -> dict[uuid.UUID, Served]:
    """Files of the actor's organisation, in sight or not: the phone held their cards."""
    rows = Client.objects.unscoped("the phone held these cards").filter(organisation=by.organisation, pk__in=clients)
    return {row[0]: Served(*row) for row in rows.values_list(*_COLUMNS)}
