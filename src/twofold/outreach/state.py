"""Derived tables of contacts: which contact shows, and each client's service state. Written here and nowhere else."""

import datetime as dt
import functools
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import batched
from typing import Any

from django.db.models import F, Max, Q, QuerySet, Sum

from twofold.core.access import Compartment, Consent
from twofold.core.crypto import keyring
from twofold.core.prepared import prepared
from twofold.outreach import rules
from twofold.outreach.models import Beneficiary, Contact, ContactTally, NeedSpell, ServiceState
from twofold.people import state as people
from twofold.people.models import ClientState, InjectingStated
from twofold.people.rules import ACTIVE, turn
from twofold.programme.catalogue import counted_each

BATCH = 400
_NEVER_MET: dict[str, Any] = {"n": 0, "last": None}
_WHY = "derived, written by the fold"
_SPELL = ("client_id", "per_week", "since", "until")
# What a tally repeats of its contact.
_TOLD = ("root", "organisation_id", "site_id", "client_id", "author", "day", "beneficiary", "mode", "meetings")
_PLACED = ("organisation_id", "site_id", "caseload_id")
_SERVED = ("contacts", "last_day", "quiet_since", "due_on", "consent_due")
_OWN = Q(beneficiary=Beneficiary.CLIENT, needles_out__gt=0)


def add_tallies(contacts: Sequence[Contact]) -> None:
    """Tallies of contacts that show: what each counts as, by the catalogue's rule. A month that was corrected to nothing
    happened to nobody and counts as nothing.
    """
    shown = [contact for contact in contacts if contact.meetings]
    each: dict[str, list[Any]] = {name: [getattr(contact, name) for contact in shown] for name in _TOLD}
    given, back = [contact.supplies for contact in shown], [contact.returned for contact in shown]
    each |= {
        "contact_id": [contact.pk for contact in shown],
        "needles_out": counted_each(given, "syringes"),
        "needles_returned": counted_each(back, "syringes"),
        "condoms": counted_each(given, "condoms"),
        "condoms_internal": counted_each(given, "condoms_internal"),
        "naloxone": counted_each(given, "naloxone"),
    }
    ContactTally.objects.unscoped(_WHY).put(len(shown), same={}, each=each)


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
        said = _needs(batch)
        _write_spells(batch, said)
        _write(batch, {client: found[-1].per_week for client, found in said.items()})


def refold_contacts(clients: Iterable[uuid.UUID]) -> None:
    """The same where only contacts changed: the need stands, and the drug-use part of the file stays closed."""
    for batch in batched(sorted(set(clients)), BATCH, strict=False):
        _write(batch, None)
        people.move(batch)


@prepared
def _met(clients: tuple[uuid.UUID, ...]) -> QuerySet:
    rows = ContactTally.objects.unscoped(_WHY).filter(client__in=clients).values("client")
    return rows.annotate(n=Sum("meetings"), last=Max("day"), supplied=Max("day", filter=_OWN))


@prepared
def _states(clients: tuple[uuid.UUID, ...], with_need: bool) -> QuerySet:
    columns = ("pk", "organisation_id", "site_id", "caseload_id", "registered_on", "status", "consent")
    rows = ClientState.objects.unscoped(_WHY).filter(pk__in=clients)
    if with_need:
        return rows.annotate(need=F("client__service__need_per_week")).values_list(*columns, "need", named=True)
    return rows.values_list(*columns, named=True)


@prepared
def _sums(clients: tuple[uuid.UUID, ...], days: tuple[dt.date, ...]) -> QuerySet:
    rows = ContactTally.objects.unscoped(_WHY).filter(_OWN, client__in=clients, day__in=days)
    return rows.values("client", "day").annotate(n=Sum("needles_out"))


def _write(clients: Sequence[uuid.UUID], needs: dict[uuid.UUID, int | None] | None) -> None:
    """With the needs that were read anew, or None where they stand."""
    counts = {row["client"]: row for row in _met(tuple(clients))}
    rows = _states(tuple(clients), needs is None)
    found = [(state, state.need if needs is None else needs.get(state.pk)) for state in rows]
    # Supplies decide only where the need is known.
    last = {state.pk: counts[state.pk]["supplied"] for state, need in found if need and state.pk in counts}
    supplies = _last_supplies(last)
    told = [_service(state, counts.get(state.pk, _NEVER_MET), supplies.get(state.pk, 0), need) for state, need in found]
    each: dict[str, list[Any]] = {name: [getattr(state, name) for state in rows] for name in _PLACED}
    each |= {"client_id": [state.pk for state in rows], "need_per_week": [need for _, need in found]}
    each |= {name: [one[n] for one in told] for n, name in enumerate(_SERVED)}
    ServiceState.objects.unscoped(_WHY).put(
        len(rows), same={}, each=each, update_conflicts=True, unique_fields=["client"], update_fields=_derived()
    )


@functools.cache
def _derived() -> list[str]:
    return [f.attname.removesuffix("_id") for f in ServiceState._meta.concrete_fields if not f.primary_key]


def _service(state: Any, met: dict[str, Any], supplied: int, need: int | None) -> tuple[Any, ...]:
    """What `_SERVED` names."""
    on_register = state.status == ACTIVE
    return (
        met["n"],
        met["last"],
        met["last"] or state.registered_on,
        rules.due_on(met["last"], state.registered_on, supplied, need, on_register),
        on_register and asks_consent(met["n"], state.consent),
    )


def asks_consent(contacts: int, consent: str) -> bool:
    """Whether it is time to talk about full consent."""
    return consent == Consent.CARD and contacts >= rules.policy().full_consent_by_contact - 1


def _last_supplies(last: dict[uuid.UUID, dt.date | None]) -> dict[uuid.UUID, int]:
    """Syringes given to each client for their own use on the last day that any were given. One query, however many."""
    days = {day for day in last.values() if day}
    if not days:
        return {}
    sums = _sums(tuple(last), tuple(days))
    return {row["client"]: row["n"] for row in sums if last[row["client"]] == row["day"]}


@prepared
def _stated(clients: tuple[uuid.UUID, ...]) -> QuerySet:
    return InjectingStated.objects.unscoped(_WHY).filter(client__in=clients)


@prepared
def _spells(clients: tuple[uuid.UUID, ...]) -> QuerySet:
    return NeedSpell.objects.unscoped(_WHY).filter(client__in=clients).values_list(*_SPELL)


def _needs(clients: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[rules.Need]]:
    """What clients said they need, oldest first."""
    keyring.load(clients, Compartment.DRUG_USE)
    said: dict[uuid.UUID, list[rules.Need]] = defaultdict(list)
    for row in sorted(_stated(tuple(clients)), key=turn):
        said[row.client_id].append(rules.Need(row.day, rules.need_per_week(row.body["times_a_day"])))
    return said


def _write_spells(clients: Sequence[uuid.UUID], said: dict[uuid.UUID, list[rules.Need]]) -> None:
    """Let the spells of these needs stand for these clients. Most facts change none, and then nothing is written."""
    rows = NeedSpell.objects.unscoped(_WHY)
    there = set(_spells(tuple(clients)))
    told = {(client, *spell) for client, needs in said.items() for spell in rules.need_spells(needs)}
    changed = {spell[0] for spell in there ^ told}
    if changed:
        rows.filter(client__in=changed).delete()
        rows.bulk_create(
            NeedSpell(**dict(zip(_SPELL, spell, strict=True))) for spell in sorted(told, key=str) if spell[0] in changed
        )


def snapshot() -> dict[str, list[Any]]:
    """All derived rows as plain values in a stable order, for comparing before and after a rebuild."""
    return {
        "contact_tally": [row.values() for row in ContactTally.objects.unscoped(_WHY).order_by("pk")],
        "service_state": [row.values() for row in ServiceState.objects.unscoped(_WHY).order_by("pk")],
        "need_spell": list(
            NeedSpell.objects.unscoped(_WHY).order_by("client", "since").values("client", "per_week", "since", "until")
        ),
    }


def clear() -> None:
    """Throw the derived rows away."""
    ContactTally.objects.unscoped(_WHY).delete()
    ServiceState.objects.unscoped(_WHY).delete()
    NeedSpell.objects.unscoped(_WHY).delete()


def rebuild() -> None:
    """Derive everything anew from the facts; clients' own state stands already."""
    refold_roots(Contact.objects.unscoped(_WHY).values_list("root", flat=True).distinct())
    refold(ClientState.objects.unscoped(_WHY).values_list("pk", flat=True))
