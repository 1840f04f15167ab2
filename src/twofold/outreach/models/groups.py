"""Tables of groups: that one was held and how many were there, and, in the file of each client, that this one attended.

How many were there is what the facilitator counted. It is never the sum of the cards, so it tells of no card.
"""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Exists, OuterRef

from twofold.core.access import Actor, Compartment
from twofold.core.crypto.fields import SealedField
from twofold.core.guarded import ClosedManager, FactFields, GuardedQuerySet, PersonModel
from twofold.outreach.models.referrals import IdentityQuerySet
from twofold.people.models import Client
from twofold.programme.models import Organisation, Site


class GroupQuerySet(GuardedQuerySet):
    """Groups of the organisation. They name nobody."""

    def visible_to(self, actor: Actor) -> "GroupQuerySet":
        return self.filter(organisation=actor.organisation)

    def shown(self) -> "GroupQuerySet":
        """The last word on each group, but for those taken back. Of two that correct the same word the later id shows."""
        tips = self.model.objects.unscoped("the last words on a group").filter(corrections=None)
        later = tips.filter(root=OuterRef("root"), pk__gt=OuterRef("pk"))
        return self.filter(corrections=None, void=False).exclude(Exists(later))


class Group(FactFields, PersonModel):
    """A group that was held. `people`: everybody who was there, with a card or without.

    `corrects` names the word that this one supersedes; `void` takes the group back. Body (sealed): kind, topics.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    site = models.ForeignKey(Site, models.PROTECT, related_name="+")
    facilitator = models.UUIDField()
    people = models.PositiveSmallIntegerField()
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="corrections")
    root = models.UUIDField(db_index=True)
    void = models.BooleanField(default=False)
    body = SealedField(compartment=Compartment.SERVICE, person="owner")

    objects = ClosedManager.from_queryset(GroupQuerySet)()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["organisation", "day", "root"], name="groups_by_day")]

    class Privacy:
        operational: ClassVar = FactFields.FACT_FIELDS | {
            "organisation", "site", "facilitator", "people", "corrects", "root", "void",
        }  # fmt: skip
        clinical: ClassVar = {"body"}

    @property
    def owner(self) -> uuid.UUID:
        """Under whose key it is sealed."""
        return self.organisation_id


class GroupAttended(FactFields, PersonModel):
    """That a client was in a group, or, told later, was not. The last word on a client and a group shows: `turn` counts them."""

    group = models.ForeignKey(Group, models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, models.PROTECT, related_name="+")
    there = models.BooleanField(default=True)
    turn = models.PositiveIntegerField(default=1)

    objects = ClosedManager.from_queryset(IdentityQuerySet)()

    class Privacy:
        operational: ClassVar = FactFields.FACT_FIELDS | {"group", "client", "there", "turn"}
