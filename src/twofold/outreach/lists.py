"""Lists of clients: who is on them, in which order, and what stands on a line. Words here are fit for a bystander."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from twofold.core.access import Actor, Compartment
from twofold.core.paging import Page, cut
from twofold.outreach.models import ServiceState
from twofold.people import reads as people
from twofold.people import uic
from twofold.people.codes import card_index, outside_index, recipe_index
from twofold.people.kinds import Kind
from twofold.people.models import Client, KindSpell, readable_part
from twofold.people.reach import WORDS
from twofold.people.rules import ACTIVE

FEW = 500


@dataclass(frozen=True)
class Asked:
    """What a list is cut by. Empty means all that the actor may know of."""

    status: str = "here"
    site: uuid.UUID | None = None
    caseload: uuid.UUID | None = None
    group: Kind | None = None
    gender: str = ""
    due: bool = False
    consent: bool = False
    either: bool = False
    quiet_days: int | None = None


@dataclass(frozen=True)
class Line:
    """One client on a list."""

    id: uuid.UUID
    code: str | None
    nickname: str
    groups: list[str]
    site: str
    caseload: str
    last_day: dt.date | None
    due: list[str]
    overdue: bool
    here: bool
    reach: list[str] = field(default_factory=list)


def page(by: Actor, asked: Asked, today: dt.date, where: Mapping[str, str]) -> Page:
    """One page of clients. Who is due comes by the day it was due, who was not met by the day of the last contact."""
    if asked.due or asked.consent or asked.either:
        return cut(_served(by, asked, today), ("due_on", "client_id"), where)
    if asked.quiet_days is not None:
        return cut(_served(by, asked, today), ("quiet_since", "client_id"), where)
    rows = Client.objects.visible_to(by).select_related("state__site", "state__caseload", "service")
    return cut(_narrowed(rows, by, asked, ""), ("-state__registered_on", "-state__client_id"), where)


def _served(by: Actor, asked: Asked, today: dt.date) -> QuerySet:
    rows = ServiceState.objects.visible_to(by).select_related("client__state__site", "client__state__caseload")
    is_due, consent_due = Q(due_on__lte=today), Q(consent_due=True, due_on__isnull=False)
    if asked.either:
        rows = rows.filter(is_due | consent_due)
    if asked.due:
        rows = rows.filter(is_due)
    if asked.consent:
        rows = rows.filter(consent_due)
    if asked.quiet_days is not None:
        rows = rows.filter(quiet_since__lte=today - dt.timedelta(days=asked.quiet_days))
    return _narrowed(rows, by, asked, "client__")


def _narrowed(rows: QuerySet, by: Actor, asked: Asked, at: str) -> QuerySet:
    """By the client's own state, whose columns stand at `at`. A part that the actor may not read cuts nothing."""
    state = f"{at}state__"
    if asked.status != "all":
        is_here = Q(**{f"{state}status": ACTIVE})
        rows = rows.filter(is_here if asked.status == "here" else ~is_here)
    if asked.site is not None:
        rows = rows.filter(**{f"{state}site": asked.site})
    if asked.caseload is not None:
        rows = rows.filter(**{f"{state}caseload": asked.caseload})
    if asked.gender:
        rows = rows.filter(readable_part(by, Compartment.IDENTITY, state), **{f"{state}gender": asked.gender})
    if asked.group is not None:
        rows = rows.filter(readable_part(by, asked.group.compartment, state), _of_kind(by, asked.group, at))
    return rows


def _of_kind(by: Actor, kind: Kind, at: str) -> Any:
    """That a client is of this kind: by name where few are, since a list without a match is read to its end.

    Few of those whom the actor may know of: else a list that takes another way would tell of the first of a kind elsewhere.
    """
    files = Client.objects.visible_to(by).filter(readable_part(by, kind.compartment)).values("pk")
    spells = KindSpell.objects.unscoped("of clients that came by visible_to").filter(kind=kind.code, until=None)
    few = list(spells.filter(client__in=files).values_list("client", flat=True)[: FEW + 1])
    if len(few) <= FEW:
        return Q(**{f"{at}pk__in": few})
    return Exists(spells.filter(client=OuterRef(f"{at}pk")))


def found_by_code(by: Actor, text: str) -> Client | None:
    """The client with this card code, or known under it on a list that was brought in, if the actor may know of them."""
    assert by.organisation is not None
    rows = Client.objects.visible_to(by)
    found = rows.filter(code_mac=card_index(by.organisation, text)).first()
    return found or rows.filter(outsideids__mac=outside_index(by.organisation, text)).order_by("pk").first()


def found_by_answers(by: Actor, scheme: str, given: uic.Ingredients) -> list[Client]:
    """Clients of the actor whose answers at registration made the same code; none where the recipe makes none."""
    assert by.organisation is not None
    index = recipe_index(by.organisation, scheme, given)
    if not index:
        return []
    rows = Client.objects.visible_to(by).select_related("state__site", "state__caseload", "service")
    return list(rows.filter(uic_mac=index).order_by("-registered_on", "pk")[:20])


def lines(by: Actor, rows: Sequence[Any], today: dt.date) -> list[Line]:
    """What stands on each line. Two queries for all keys and profiles, however many lines."""
    clients = [row.client if isinstance(row, ServiceState) else row for row in rows]
    services = [row if isinstance(row, ServiceState) else getattr(row, "service", None) for row in rows]
    profiles = people.profiles(by, clients)
    return [
        _line(by, client, service, profiles.get(client.pk, {}), today)
        for client, service in zip(clients, services, strict=True)
    ]


def _line(by: Actor, client: Client, service: ServiceState | None, profile: dict[str, Any], today: dt.date) -> Line:
    state, told = client.state, profile.get("reach", {})
    kinds = people.kinds_shown(state.kinds, people.parts_of(by, client))
    language = get_language() or "en"
    return Line(
        id=client.pk,
        code=people.opened(client, "code"),
        nickname=profile.get("nickname", ""),
        groups=[kind.listed.label(language) for kind in kinds if kind.listed],
        site=state.site.name,
        caseload=state.caseload.name if state.caseload else "",
        last_day=service.last_day if service else None,
        due=due_words(service, today),
        overdue=bool(service and service.due_on and service.due_on < today),
        here=state.status == ACTIVE,
        reach=[told.get(word, "") for word in WORDS],
    )


def due_words(service: ServiceState | None, today: dt.date) -> list[str]:
    """What is due, in words that tell a bystander nothing; the same for everybody."""
    found = []
    if service and service.due_on and service.due_on <= today:
        found.append(_("Supplies"))
    if service and service.consent_due:
        found.append(_("Talk about the card"))
    return found
