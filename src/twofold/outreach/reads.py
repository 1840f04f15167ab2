"""What pages of contacts and registration read: what is offered, where, what was given last."""

import datetime as dt
import math
import uuid
from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet, Window
from django.db.models.functions import DenseRank, RowNumber
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from twofold.core import ids
from twofold.core.access import Actor, Compartment, Relation, Role, reaches
from twofold.core.errors import NotThere
from twofold.core.prepared import prepared
from twofold.outreach import rules
from twofold.outreach.models import Beneficiary, Contact, ContactTally, Mode, ServiceState
from twofold.outreach.topics import topics
from twofold.people.models import Client
from twofold.people.reads import opened, parts_of
from twofold.programme.catalogue import Item, supplies
from twofold.programme.models import Caseload, CatalogueChoice, Site

BRIEF = 3  # contacts that a card tells of
_OUTSIDE = {Role.OUTREACH_WORKER, Role.PEER}


@prepared
def _refused(organisation: uuid.UUID | None) -> QuerySet:
    return CatalogueChoice.objects.filter(organisation=organisation, offered=False).values_list("item", flat=True)


def offered(by: Actor) -> list[Item]:
    """The items of the catalogue that the actor's organisation offers, in the catalogue's order."""
    refused = set(_refused(by.organisation))
    return [item for item in supplies().item if item.code not in refused]


def sites(by: Actor) -> list[tuple[uuid.UUID, str]]:
    """Sites that a contact may belong to: the actor's own first."""
    rows = Site.objects.visible_to(by).filter(closed_on=None).order_by("name", "id").values_list("id", "name")
    return sorted(rows, key=lambda site: site[0] not in by.sites)


def caseloads(by: Actor) -> list[Caseload]:
    """Caseloads whose clients the actor may know of."""
    near, rows = (
        reaches(by),
        Caseload.objects.visible_to(by).select_related("site").order_by("site__name", "name", "id"),
    )
    if Relation.ORGANISATION in near:
        return list(rows)
    own = [row for row in rows if row.pk in by.caseloads or (Relation.SITE in near and row.site_id in by.sites)]
    return own if near else []


def topic_choices() -> list[tuple[str, str]]:
    """Topics as choices, in the reader's language."""
    language = "hi" if (get_language() or "").startswith("hi") else "en"
    return [(code, words[language]) for code, words in topics().items()]


def usual_mode(by: Actor) -> str:
    """Where this worker's contacts mostly take place."""
    return Mode.OUTREACH if by.roles & _OUTSIDE else Mode.DROP_IN


Served = dict[str, tuple[uuid.UUID, uuid.UUID | None]]


def served_from(by: Actor) -> tuple[list[Any], Served, str]:
    """Where a new client can be served from so that this actor finds them again: choices, their meaning, the usual one."""
    near, places = reaches(by), caseloads(by)
    meaning: Served = {str(row.pk): (row.site_id, row.pk) for row in places}
    groups: dict[str, list[tuple[str, str]]] = {}
    if near & {Relation.SITE, Relation.ORGANISATION}:
        for pk, name in sites(by):
            if Relation.ORGANISATION in near or pk in by.sites:
                meaning[str(pk)] = (pk, None)
                groups[name] = [(str(pk), _("No caseload yet"))]
    for row in places:
        groups.setdefault(row.site.name, []).append((str(row.pk), row.name))
    own = [str(row.pk) for row in places if row.pk in by.caseloads] or [
        str(pk) for pk in by.sites if str(pk) in meaning
    ]
    return list(groups.items()), meaning, own[0] if own else ""


def service(by: Actor, client: uuid.UUID) -> ServiceState | None:
    """What is due with a client, if the actor may know of them."""
    return ServiceState.objects.visible_to(by).filter(pk=client).first()


def begin(by: Actor, row: Client | None, items: list[Item]) -> dict[str, Any]:
    """What the form of a new contact begins with: with a client, or with somebody without a card."""
    told: dict[str, Any] = {"id": ids.new_entry_id(), "mode": usual_mode(by)}
    if row is None:
        return told | {"site": next((pk for pk, _name in sites(by)), None)}
    return told | {"site": row.state.site_id} | preset(by, row, items)


def preset(by: Actor, row: Client, items: list[Item]) -> dict[str, int]:
    """Syringes until the next contact, from the need if the actor may read it; else as many as the client took last."""
    last = _last_own_supplies(row)
    syringes = [item for item in items if item.syringes]
    usual = next((item for item in syringes if last.get(item.code)), next(iter(syringes), None))
    if usual is None:
        return {}
    if Compartment.DRUG_USE in parts_of(by, row):
        found = service(by, row.pk)
        if found is not None and found.need_per_week is not None:
            pieces = math.ceil(found.need_per_week * rules.policy().contact_every_days / 7)
            return {f"out_{usual.code}": pieces} if pieces else {}
    return {f"out_{code}": n for code, n in last.items() if code in {item.code for item in syringes}}


def _tallies(clients: tuple[uuid.UUID, ...]) -> QuerySet[ContactTally]:
    return ContactTally.objects.unscoped("of clients that came by visible_to").filter(client__in=clients)


@prepared
def _last_few(clients: tuple[uuid.UUID, ...]) -> QuerySet:
    turn = Window(RowNumber(), partition_by="client", order_by=["-day", "-contact"])
    return _tallies(clients).annotate(turn=turn).filter(turn__lte=BRIEF).order_by("client", "turn")


@prepared
def _last_supplied(clients: tuple[uuid.UUID, ...]) -> QuerySet:
    own = _tallies(clients).filter(beneficiary=Beneficiary.CLIENT, needles_out__gt=0)
    days = own.annotate(turn=Window(DenseRank(), partition_by="client", order_by="-day")).filter(turn=1)
    return days.values_list("client", "needles_out")


def brief(rows: Sequence[Client]) -> tuple[dict[uuid.UUID, list[dict[str, Any]]], dict[uuid.UUID, int]]:
    """Of clients that came by visible_to: their last contacts, and the syringes taken on the last day that any were."""
    clients = tuple(row.pk for row in rows)
    last: dict[uuid.UUID, list[dict[str, Any]]] = {}
    for row in _last_few(clients):
        told = {"day": row.day.isoformat(), "out": row.needles_out, "back": row.needles_returned}
        last.setdefault(row.client_id, []).append(told)
    supplied: dict[uuid.UUID, int] = {}
    for client, out in _last_supplied(clients):
        supplied[client] = supplied.get(client, 0) + out
    return last, supplied


def _last_own_supplies(row: Client) -> dict[str, int]:
    rows = Contact.objects.unscoped("of a client that came by visible_to").filter(
        client=row, tally__isnull=False, tally__needles_out__gt=0, beneficiary=Beneficiary.CLIENT
    )
    return rows.order_by("-day", "-id").values_list("supplies", flat=True).first() or {}


def shown_contact(by: Actor, contact: uuid.UUID) -> Contact:
    """A contact that counts, if the actor may know of it. Raises NotThere."""
    rows = Contact.objects.visible_to(by).filter(tally__isnull=False)
    found = rows.select_related("client__state").filter(pk=contact).first()
    if found is None:
        raise NotThere
    return found


def any_contact(by: Actor, contact: uuid.UUID) -> Contact:
    """A contact, whether it counts or was changed since. Raises NotThere."""
    found = Contact.objects.visible_to(by).select_related("client__state").filter(pk=contact).first()
    if found is None:
        raise NotThere
    return found


def as_told(row: Contact) -> tuple[dict[str, Any], dt.datetime | None]:
    """What was said in a contact, as a form begins with it, and the moment it took place."""
    details = opened(row, "details") or {}
    told = {
        "site": str(row.site_id),
        "mode": row.mode,
        "beneficiary": row.beneficiary,
        "day": row.day,
        "topics": details.get("topics", []),
        "place": details.get("place", ""),
        "note": details.get("note", ""),
    }
    told |= {f"out_{code}": n for code, n in row.supplies.items()}
    told |= {f"back_{code}": n for code, n in row.returned.items()}
    moment = details.get("occurred_at")
    return told, dt.datetime.fromisoformat(moment) if moment else None


def items_for(row: Contact, items: list[Item]) -> list[Item]:
    """What is offered, and what this contact gave although it is offered no more."""
    present = {*row.supplies, *row.returned, *(item.code for item in items)}
    return [item for item in supplies().item if item.code in present]
