"""What the pages of caseloads read: who is in which, by code only. Every read of clients begins with `visible_to`."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Q, QuerySet

from twofold.core.access import Actor, Compartment
from twofold.core.crypto import keyring
from twofold.core.errors import NotThere
from twofold.core.paging import Page, cut
from twofold.people.codes import card_index
from twofold.people.models import Client, Placement
from twofold.people.reads import opened
from twofold.people.rules import ACTIVE
from twofold.programme.models import Caseload

NOWHERE = "none"
PAGE = 100
# So many at once: a step that can still be looked through before it is taken.
MOST_AT_ONCE = 1000


@dataclass(frozen=True)
class Asked:
    """Which clients a manager looks for: from one caseload or from none, and not met since a day."""

    caseload: uuid.UUID | None = None
    nowhere: bool = False
    quiet_since: dt.date | None = None


@dataclass(frozen=True)
class Line:
    """One client, as a manager sees them: a code, where they are served from, the day they were last met."""

    id: uuid.UUID
    code: str | None
    caseload_id: uuid.UUID | None
    caseload: str
    site: str
    last_day: dt.date | None


def caseloads(by: Actor) -> QuerySet[Caseload]:
    """Caseloads with site and holder, by site."""
    rows = Caseload.objects.visible_to(by).select_related("site", "holder")
    return rows.order_by("site__name", "name", "pk")


def caseload(by: Actor, caseload_id: uuid.UUID) -> Caseload:
    """One caseload. Raises NotThere."""
    found = caseloads(by).filter(pk=caseload_id).first()
    if found is None:
        raise NotThere
    return found


def counts(by: Actor, today: dt.date) -> dict[uuid.UUID | None, dict[str, int]]:
    """Caseload (None: in none) -> how many are on the register, and how many of them are due."""
    rows = _clients(by).values("state__caseload")
    rows = rows.annotate(clients=Count("pk"), due=Count("pk", filter=Q(service__due_on__lte=today))).order_by()
    return {row["state__caseload"]: row for row in rows}


def _clients(by: Actor) -> QuerySet[Client]:
    return Client.objects.visible_to(by).filter(state__status=ACTIVE)


def asked_for(by: Actor, asked: Asked) -> QuerySet[Client]:
    """The clients that fit."""
    rows = _clients(by).select_related("state__site", "state__caseload", "service")
    if asked.caseload is not None:
        rows = rows.filter(state__caseload=asked.caseload)
    if asked.nowhere:
        rows = rows.filter(state__caseload=None)
    if asked.quiet_since is not None:
        rows = rows.filter(Q(service__last_day__lt=asked.quiet_since) | Q(service__last_day=None))
    return rows


def page(by: Actor, asked: Asked, where: Mapping[str, str]) -> Page:
    """One page of those that fit, the latest cards first."""
    return cut(asked_for(by, asked), ("-state__registered_on", "-state__client_id"), where, size=PAGE)


def lines(rows: Sequence[Client]) -> list[Line]:
    """What stands on each line. One query for all keys."""
    keyring.load([row.pk for row in rows], Compartment.SERVICE)
    return [
        Line(
            id=row.pk,
            code=opened(row, "code"),
            caseload_id=row.state.caseload_id,
            caseload=row.state.caseload.name if row.state.caseload else "",
            site=row.state.site.name,
            last_day=row.service.last_day if hasattr(row, "service") else None,
        )
        for row in rows
    ]


def by_code(by: Actor, codes: Iterable[str]) -> tuple[list[uuid.UUID], list[str]]:
    """Clients with these card codes, and the codes that fit nobody whom the actor may know of."""
    assert by.organisation is not None
    wanted = {card_index(by.organisation, code): code for code in codes}
    rows = Client.objects.visible_to(by).filter(code_mac__in=wanted)
    found = dict(rows.values_list("code_mac", "pk"))
    return list(found.values()), [code for index, code in wanted.items() if index not in found]


def chosen(by: Actor, ids: Iterable[uuid.UUID]) -> list[Client]:
    """Those of these clients that the actor may know of, whether or not they are still on the register."""
    rows = Client.objects.visible_to(by).select_related("state__site", "state__caseload", "service")
    return list(rows.filter(pk__in=set(ids)).order_by("-registered_on", "pk"))


def last_step(by: Actor) -> dt.datetime | None:
    """The moment of the actor's own last placement: what can be taken back."""
    rows = Placement.objects.unscoped("of the actor's own making").filter(author=by.id)
    moment: dt.datetime | None = rows.aggregate(last=Max("received_at"))["last"]
    return moment


def left_over(found: Mapping[Any, Any]) -> int:
    """How many are in no caseload."""
    row = found.get(None)
    return row["clients"] if row else 0
