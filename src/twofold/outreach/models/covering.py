"""Table of coverings that wait: supplies for a colleague's client whom code and own word do not name, or do not name yet.

One that fits becomes a contact in the client's own file and leaves this table: nothing here tells of anybody who was found.
"""

import uuid
from typing import ClassVar

from django.db import models

from twofold.core.access import Actor, Compartment
from twofold.core.crypto.fields import SealedField
from twofold.core.guarded import ClosedManager, FactFields, GuardedQuerySet, PersonModel
from twofold.outreach.models.contacts import MET
from twofold.programme.models import Organisation, Site


class CoveringQuerySet(GuardedQuerySet):
    """Coverings, by who asks."""

    def visible_to(self, actor: Actor) -> "CoveringQuerySet":
        return self.filter(organisation=actor.organisation, settled_at=None)


class Covering(FactFields, PersonModel):
    """Supplies given on a code and a word. The word is kept nowhere: `mark` is a keyed HMAC of both, as in `OwnWord`.

    Body (sealed under the organisation's key): code, occurred_at, recorded_at; emptied, with the mark, once it is settled.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    site = models.ForeignKey(Site, models.PROTECT, related_name="+")
    mode = models.CharField(max_length=10, choices=MET)
    supplies = models.JSONField(default=dict)
    returned = models.JSONField(default=dict)
    mark = models.CharField(max_length=64, db_index=True)
    settled_at = models.DateTimeField(null=True)
    body = SealedField(compartment=Compartment.SERVICE, person="owner")

    objects = ClosedManager.from_queryset(CoveringQuerySet)()

    class Privacy:
        operational: ClassVar = FactFields.FACT_FIELDS | {
            "organisation", "site", "mode", "supplies", "returned", "settled_at",
        }  # fmt: skip
        sealed: ClassVar = {"mark", "body"}

    @property
    def owner(self) -> uuid.UUID:
        """Under whose key it is sealed: nobody's file is known."""
        return self.organisation_id
