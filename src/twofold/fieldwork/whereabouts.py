"""Where a worker's entries belong when they do not say so: the site and caseload that the worker serves from."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import QuerySet

from twofold.core import clock
from twofold.core.access import Actor
from twofold.core.prepared import prepared
from twofold.people.models import Client
from twofold.people.served import Served
from twofold.programme.actors import organisation
from twofold.programme.models import Caseload


@dataclass(frozen=True)
class Where:
    """What is needed to place an entry: the worker's own caseload and site, and the sites of the clients spoken of."""

    site: uuid.UUID | None
    caseload: uuid.UUID | None
    caseloads: Mapping[uuid.UUID, uuid.UUID] = field(default_factory=dict)
    sites: Mapping[uuid.UUID, uuid.UUID] = field(default_factory=dict)
    registered: Mapping[uuid.UUID, dt.date] = field(default_factory=dict)
    timezone: str = "UTC"

    def site_of(self, client: uuid.UUID | None) -> uuid.UUID | None:
        """Where the client is served, or else where the worker works."""
        return self.sites.get(client, self.site) if client else self.site

    def not_before(self, client: uuid.UUID, moment: dt.datetime) -> dt.datetime:
        """Nobody leaves before they came, whatever a phone's clock said: the day of registration at the earliest."""
        day = self.registered.get(client)
        early = day is not None and clock.local_day(moment, self.timezone) < day
        return clock.at_local(day, self.timezone) if early and day else moment

    def for_new(self, site: uuid.UUID | None, caseload: uuid.UUID | None) -> tuple[uuid.UUID | None, uuid.UUID | None]:
        """The site and caseload of a new client: as told, else the worker's own."""
        if caseload is not None:
            return site or self.caseloads.get(caseload, self.site), caseload
        if site is None:
            return self.site, self.caseload
        own = (own for own, where in sorted(self.caseloads.items()) if where == site)
        return site, next(own, None)


def usual_site(by: Actor, sites: Iterable[uuid.UUID]) -> uuid.UUID | None:
    """Where the worker works: the site of the first of their own caseloads, else one that they are posted to."""
    return next(iter(sites), min(by.sites, default=None))


@prepared
def caseloads(own: tuple[uuid.UUID, ...]) -> QuerySet:
    """These caseloads, by name."""
    return Caseload.objects.filter(pk__in=own).order_by("name", "pk")


def whereabouts(by: Actor, files: Mapping[uuid.UUID, Served], clients: set[uuid.UUID]) -> Where:
    """Read it for one push that speaks of these clients, of whom some files are at hand."""
    own = {row.pk: row.site_id for row in caseloads(tuple(by.caseloads))}
    caseload, site = next(iter(own), None), usual_site(by, own.values())
    found = [(pk, row.site_id, row.registered_on) for pk, row in files.items()]
    if others := clients - files.keys():
        rows = Client.objects.unscoped("placed where they are served").filter(pk__in=others)
        rows = rows.filter(organisation=by.organisation)
        found += rows.values_list("pk", "state__site", "registered_on")
    timezone = organisation(by.organisation).timezone
    return Where(site, caseload, own, {pk: at for pk, at, _ in found}, {pk: day for pk, _, day in found}, timezone)
