"""What a phone shows of a client: a card, not a history, and only what its worker may read. Nothing of anybody else."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import Q, QuerySet

from twofold.core import clock
from twofold.core.access import Actor, Compartment
from twofold.core.prepared import prepared
from twofold.fieldwork import along
from twofold.outreach import reads as outreach
from twofold.people import reads as people
from twofold.people.models import Client, sight
from twofold.people.rules import ACTIVE

# Whoever left stays on the phone for so long: they may come back, or it was a slip.
LEFT_STAYS_DAYS = 30


@prepared
def _positions(*told: Any) -> QuerySet:
    *seen, own, recently = told
    here = Q(state__status=ACTIVE) | Q(state__left_on__gte=recently)
    rows = Client.objects.unscoped("in sight").in_sight(*seen).filter(here, state__caseload__in=own)
    return rows.order_by("pk").values_list("pk", "position")


@prepared
def _shown(*told: Any) -> QuerySet:
    *seen, clients = told
    rows = Client.objects.unscoped("in sight").in_sight(*seen).filter(pk__in=clients)
    return rows.select_related("state", "service").order_by("pk")


def scope(by: Actor) -> dict[uuid.UUID, int]:
    """The clients whose cards the worker's phone holds, each with the position of the card: the worker's own caseloads."""
    recently = clock.now().date() - dt.timedelta(days=LEFT_STAYS_DAYS)
    return dict(_positions(*sight(by), tuple(by.caseloads), recently))


def cards(by: Actor, clients: Collection[uuid.UUID], positions: Mapping[uuid.UUID, int]) -> list[dict[str, Any]]:
    """The cards of these clients, in the order of their random ids. The same few queries however many."""
    found = _shown(*sight(by), tuple(clients))
    profiles = people.profiles(by, found)
    met, supplied = outreach.brief(found)
    walks = along.of_cards(by, found)
    made = []
    for row in found:
        card = _card(by, row, profiles.get(row.pk, {}), positions[row.pk])
        if row.pk in walks:
            card["along"] = walks[row.pk]
        made.append(card | {"last": met.get(row.pk, []), "last_supply": supplied.get(row.pk, 0)})
    return made


def _card(by: Actor, row: Client, profile: dict[str, Any], version: int) -> dict[str, Any]:
    parts = people.parts_of(by, row)
    state, service = row.state, getattr(row, "service", None)
    card: dict[str, Any] = {
        "kind": "client",
        "id": str(row.pk),
        "version": version,
        "code": people.opened(row, "code"),
        "site": str(state.site_id),
        "registered_on": state.registered_on.isoformat(),
        "here": state.status == ACTIVE,
        "consent": state.consent,
        "kinds": [kind.code for kind in people.kinds_shown(state.kinds, parts)],
        "contacts": service.contacts if service else 0,
        "last_day": _day(service and service.last_day),
        "due_on": _day(service and service.due_on),
        "consent_due": bool(service and service.consent_due),
    }
    if Compartment.IDENTITY in parts:
        card |= {
            "nickname": profile.get("nickname", ""),
            "status": state.status,
            "gender": state.gender,
            "birth_year": profile.get("birth_year"),
            "profile": profile.get("id"),
            "reach": {name: text for name, text in profile.get("reach", {}).items() if text},
        }
    if Compartment.DRUG_USE in parts:
        card["need_per_week"] = service.need_per_week if service else None
    return card


def _day(day: Any) -> str | None:
    return day.isoformat() if day else None
