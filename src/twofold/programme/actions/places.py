"""Organisations, places and sites."""

import datetime as dt
import uuid
import zoneinfo
from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from twofold.core.access import Actor, Door
from twofold.core.actions import action, note, require
from twofold.core.errors import Invalid
from twofold.programme.actions.checks import free_code, own, row_of, text
from twofold.programme.models import Organisation, Place, Site


@action("organisation.created")
def create_organisation(
    *, by: Actor, code: str, name: str, timezone: str = "Asia/Kolkata", uic_scheme: str = "random"
) -> Organisation:
    """A new organisation. Operator only."""
    require(by, Door.EXACT)
    if timezone not in zoneinfo.available_timezones():
        raise Invalid(_("This is no time zone. Write one as Asia/Kolkata."), field="timezone")
    made = Organisation.objects.create(
        code=free_code(code, Organisation), name=text(name, "name"), timezone=timezone, uic_scheme=uic_scheme
    )
    note("organisation.created", "organisation", made.id, code=code)
    return made


@action("place.created")
def create_places(*, by: Actor, places: Sequence[tuple[str, str, str, str | None]]) -> list[Place]:
    """Places as (code, name, level, parent's code), parents first. Operator only."""
    require(by, Door.EXACT)
    made = []
    for code, name, level, parent in places:
        made.append(
            Place.objects.create(code=free_code(code, Place), name=text(name, "name"), level=level, parent_id=parent)
        )
        note("place.created", "place", code, code=code)
    return made


@action("site.opened")
def open_site(
    *, by: Actor, organisation: uuid.UUID, place: str, code: str, name: str, kind: str = Site.Kind.DROP_IN
) -> Site:
    """A new site of an organisation."""
    require(by, Door.SITES)
    own(by, organisation)
    if not Place.objects.filter(code=place).exists():
        raise Invalid(_("Choose a place from the list."), field="place")
    made = Site.objects.create(
        organisation_id=organisation,
        place_id=place,
        code=free_code(code, Site),
        name=text(name, "name"),
        kind=_kind(kind),
    )
    note("site.opened", "site", made.id, code=code)
    return made


def _kind(kind: str) -> str:
    if kind not in Site.Kind.values:
        raise Invalid(_("Choose what kind of site this is."), field="kind")
    return kind


@action("site.changed")
def change_site(*, by: Actor, site: uuid.UUID, name: str, kind: str, closed_on: dt.date | None = None) -> Site:
    """Another name or kind, or the day it closes. Its code stays, since reports name it."""
    require(by, Door.SITES)
    row: Site = row_of(Site, by, site)
    row.name, row.kind, row.closed_on = text(name, "name"), _kind(kind), closed_on
    row.save()
    note("site.changed", "site", row.id, fields=["name", "kind", "closed_on"])
    return row


@action("site.closed")
def set_site_closed(*, by: Actor, site: uuid.UUID, closed_on: dt.date | None) -> Site:
    """Close a site from a day, or (with no day) open it again. What was done there stays."""
    require(by, Door.SITES)
    row: Site = row_of(Site, by, site)
    row.closed_on = closed_on
    row.save()
    note("site.closed" if closed_on else "site.reopened", "site", row.id)
    return row
