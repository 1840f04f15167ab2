"""Derived tables of contacts: which contact shows, and each client's service state. Written here and nowhere else."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import batched
from typing import Any

from django.db.models import Count, Max, Q, Sum

from twofold.core.access import Compartment, Consent
from twofold.core.crypto import keyring
from twofold.outreach import rules
from twofold.outreach.models import Beneficiary, Contact, ContactTally, ServiceState
from twofold.people.models import ClientState, InjectingStated
from twofold.programme.catalogue import counted

BATCH = 400
_WHY = "derived, written by the fold"


def tally(contact: Contact) -> ContactTally:
    """What a contact counts as, by the catalogue's rule."""
    return ContactTally(
        contact=contact,
        root=contact.root,
        organisation_id=contact.organisation_id,
        site_id=contact.site_id,
        client_id=contact.client_id,
        author=contact.author,
        day=contact.day,
        beneficiary=contact.beneficiary,
        mode=contact.mode,
        needles_out=counted(contact.supplies, "syringes"),
        needles_returned=counted(contact.returned, "syringes"),
        condoms=counted(contact.supplies, "condoms"),
        naloxone=counted(contact.supplies, "naloxone"),
    )


def add_tallies(contacts: Sequence[Contact]) -> None:
    """Tallies of contacts that correct nothing: they show."""
    ContactTally.objects.unscoped(_WHY).bulk_create(tally(contact) for contact in contacts)


def refold_roots(roots: Iterable[uuid.UUID]) -> None:
    """Decide anew which contact shows, for contacts that have been corrected."""
    for batch in batched(sorted(set(roots)), BATCH, strict=False):
        families: dict[uuid.UUID, list[Contact]] = defaultdict(list)
        for contact in Contact.objects.unscoped(_WHY).filter(root__in=batch).defer("details"):
            families[contact.root].append(contact)
        ContactTally.objects.unscoped(_WHY).filter(root__in=batch).delete()
        shown = []
        for family in families.values():
            found = rules.showing(rules.Version(c.id, c.corrects_id, c.void) for c in family)
            shown += [contact for contact in family if contact.id == found]
        add_tallies(shown)


def refold(clients: Iterable[uuid.UUID]) -> None:
    """Derive the service state of these clients anew. Belongs inside the action that changed something."""
    for batch in batched(sorted(set(clients)), BATCH, strict=False):
        _write(batch, _needs(batch))


def refold_contacts(clients: Iterable[uuid.UUID]) -> None:
    """The same where only contacts changed: the need stands, and the drug-use part of the file stays closed."""
    for batch in batched(sorted(set(clients)), BATCH, strict=False):
        known = ServiceState.objects.unscoped(_WHY).filter(pk__in=batch)
        _write(batch, dict(known.values_list("client_id", "need_per_week")))


def _write(clients: Sequence[uuid.UUID], needs: dict[uuid.UUID, int | None]) -> None:
    tallies = ContactTally.objects.unscoped(_WHY).filter(client__in=clients)
    own = Q(beneficiary=Beneficiary.CLIENT, needles_out__gt=0)
    seen = {
        row["client"]: row
        for row in tallies.values("client").annotate(
            contacts=Count("pk"), last=Max("day"), supplied=Max("day", filter=own)
        )
    }
    supplies = _supplies(
        tallies.filter(own), {client: row["supplied"] for client, row in seen.items() if row["supplied"]}
    )
    states = ClientState.objects.unscoped(_WHY).filter(pk__in=clients)
    rows = []
    for client, registered_on, status, consent in states.values_list("pk", "registered_on", "status", "consent"):
        contacts, last = (seen[client]["contacts"], seen[client]["last"]) if client in seen else (0, None)
        need, on_register = needs.get(client), status == "active"
        rows.append(
            ServiceState(
                client_id=client,
                contacts=contacts,
                last_day=last,
                need_per_week=need,
                due_on=rules.due_on(last, registered_on, supplies.get(client, 0), need, on_register),
                consent_due=on_register and _asks_consent(contacts, consent),
            )
        )
    ServiceState.objects.unscoped(_WHY).bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["client"],
        update_fields=["contacts", "last_day", "need_per_week", "due_on", "consent_due"],
    )


def _asks_consent(contacts: int, consent: str) -> bool:
    return consent == Consent.CARD and contacts >= rules.policy().full_consent_by_contact - 1


def _supplies(own: Any, days: dict[uuid.UUID, dt.date]) -> dict[uuid.UUID, int]:
    """Syringes given to each client for their own use on the last day that any were given."""
    if not days:
        return {}
    on_those_days = own.filter(day__in=set(days.values())).values_list("client", "day").annotate(Sum("needles_out"))
    return {client: needles for client, day, needles in on_those_days if days[client] == day}


def _needs(clients: Sequence[uuid.UUID]) -> dict[uuid.UUID, int | None]:
    keyring.load(clients, Compartment.DRUG_USE)
    latest: dict[uuid.UUID, InjectingStated] = {}
    rows = InjectingStated.objects.unscoped(_WHY).filter(client__in=clients)
    for row in rows.order_by("day", "received_at", "id"):
        latest[row.client_id] = row
    return {client: rules.need_per_week(row.body["times_a_day"]) for client, row in latest.items()}


def snapshot() -> dict[str, list[Any]]:
    """All derived rows as plain values in a stable order, for comparing before and after a rebuild."""
    return {
        "contact_tally": [row.values() for row in ContactTally.objects.unscoped(_WHY).order_by("pk")],
        "service_state": [row.values() for row in ServiceState.objects.unscoped(_WHY).order_by("pk")],
    }


def clear() -> None:
    """Throw the derived rows away."""
    ContactTally.objects.unscoped(_WHY).delete()
    ServiceState.objects.unscoped(_WHY).delete()


def rebuild() -> None:
    """Derive everything anew from the facts; clients' own state stands already."""
    refold_roots(Contact.objects.unscoped(_WHY).values_list("root", flat=True).distinct())
    refold(ClientState.objects.unscoped(_WHY).values_list("pk", flat=True))
