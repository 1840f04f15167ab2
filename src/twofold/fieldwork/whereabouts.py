"""Where a worker's entries belong when they do not say so: the site and caseload that the worker serves from."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

from twofold.core.access import Actor
from twofold.people.models import Client
from twofold.programme.models import Caseload


@dataclass(frozen=True)
class Where:
    """What is needed to place an entry: the worker's own caseload and site, and the sites of the clients spoken of."""

    site: uuid.UUID | None
    caseload: uuid.UUID | None
    caseloads: Mapping[uuid.UUID, uuid.UUID] = field(default_factory=dict)
    sites: Mapping[uuid.UUID, uuid.UUID] = field(default_factory=dict)

    def site_of(self, client: uuid.UUID | None) -> uuid.UUID | None:
        """Where the client is served, or else where the worker works."""
        return self.sites.get(client, self.site) if client else self.site

    def for_new(self, site: uuid.UUID | None, caseload: uuid.UUID | None) -> tuple[uuid.UUID | None, uuid.UUID | None]:
        """The site and caseload of a new client: as told, else the worker's own."""
        if caseload is not None:
            return site or self.caseloads.get(caseload, self.site), caseload
        if site is None:
            return self.site, self.caseload
        own = (own for own, where in sorted(self.caseloads.items()) if where == site)
        return site, next(own, None)


def whereabouts(by: Actor, clients: set[uuid.UUID]) -> Where:
    """Read it for one push."""
    own = dict(Caseload.objects.filter(pk__in=by.caseloads).order_by("name", "pk").values_list("pk", "site_id"))
    caseload, site = next(iter(own.items()), (None, min(by.sites, default=None)))
    rows = Client.objects.unscoped("placed where they are served").filter(pk__in=clients, organisation=by.organisation)
    return Where(site, caseload, own, dict(rows.values_list("pk", "state__site")))
