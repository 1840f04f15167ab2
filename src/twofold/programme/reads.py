"""What pages read of the programme. Each begins with who asks; no client stands here."""

import uuid
from collections.abc import Sequence
from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from twofold.core.access import Actor
from twofold.core.errors import NotThere
from twofold.programme.models import CatalogueChoice, Facility, Place, Posting, RoleHeld, Site, Staff

_NOW = Q(until=None)


def sites(by: Actor) -> QuerySet[Site]:
    """Sites with their place, and how many workers and caseloads there are; the closed ones last."""
    rows = Site.objects.visible_to(by).select_related("place")
    return rows.annotate(
        workers=Count(
            "postings__staff", filter=Q(postings__until=None, postings__staff__is_active=True), distinct=True
        ),
        caseload_count=Count("caseloads", distinct=True),
    ).order_by("closed_on", "name", "code")


def site(by: Actor, site_id: uuid.UUID) -> Site:
    """One site. Raises NotThere."""
    return _one(sites(by), site_id)


def open_sites(by: Actor) -> list[Site]:
    """Sites that are not closed, by name."""
    return list(Site.objects.visible_to(by).filter(closed_on=None).order_by("name", "code"))


def facilities(by: Actor) -> list[Facility]:
    """The directory, by name; what is offered no more comes last."""
    rows = Facility.objects.visible_to(by)
    return sorted(rows, key=lambda row: (row.closed_on is not None, row.name.casefold(), row.pk))


def facility(by: Actor, facility_id: uuid.UUID) -> Facility:
    """One place of the directory. Raises NotThere."""
    found: Facility = _one(Facility.objects.visible_to(by), facility_id)
    return found


def _one(rows: QuerySet[Any], pk: uuid.UUID) -> Any:
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotThere
    return found


def places() -> Sequence[Place]:
    """All places, each after the one that it is part of."""
    parts: dict[str | None, list[Place]] = {}
    for place in Place.objects.order_by("name", "code"):
        parts.setdefault(place.parent_id, []).append(place)
    found: list[Place] = []

    def walk(parent: str | None) -> None:
        for place in parts.get(parent, []):
            found.append(place)
            walk(place.code)

    walk(None)
    return found


def staff(by: Actor) -> QuerySet[Staff]:
    """Workers with the roles and sites that they have now, and whether their second key is set up."""
    factor = Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP)
    return (
        Staff.objects.visible_to(by)
        .annotate(has_factor=Exists(factor))
        .prefetch_related(
            Prefetch("roles_held", RoleHeld.objects.filter(_NOW), to_attr="roles_now"),
            Prefetch("postings", Posting.objects.filter(_NOW).select_related("site"), to_attr="postings_now"),
        )
        .order_by("-is_active", "name", "login")
    )


def worker(by: Actor, staff_id: uuid.UUID) -> Staff:
    """One worker. Raises NotThere."""
    found: Staff = _one(staff(by), staff_id)
    return found


def workers(by: Actor) -> list[Staff]:
    """Workers whose account is open, by name."""
    return list(Staff.objects.visible_to(by).filter(is_active=True).order_by("name", "login"))


def offered(by: Actor) -> dict[str, bool]:
    """Item -> whether this organisation offers it, for every item that it has decided about."""
    return dict(CatalogueChoice.objects.filter(organisation=by.organisation).values_list("item", "offered"))
