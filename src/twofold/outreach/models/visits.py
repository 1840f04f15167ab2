"""Tables of home visits: that a worker set out, and every word since. No client stands here; where to is sealed."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from twofold.core.access import Actor, Compartment, Door, may_enter
from twofold.core.crypto.fields import SealedField
from twofold.core.guarded import ClosedManager, FactFields, GuardedQuerySet, PersonModel
from twofold.programme.models import Organisation, Site


class HomeVisitQuerySet(GuardedQuerySet):
    """Home visits, by who asks: one's own; all of the organisation for whoever hears alarms."""

    def visible_to(self, actor: Actor) -> "HomeVisitQuerySet":
        rows = self.filter(organisation=actor.organisation)
        hears = may_enter(actor.roles, Door.ALARMS, second_factor=actor.second_factor)
        return rows if hears else rows.filter(author=actor.id)


class HomeVisit(FactFields, PersonModel):
    """A worker set out, and means to be back by a moment of the server's clock. Body (sealed): where, in words."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    site = models.ForeignKey(Site, models.PROTECT, related_name="+")
    left_at = models.DateTimeField()
    back_by = models.DateTimeField()
    body = SealedField(compartment=Compartment.SERVICE, person="owner")

    objects = ClosedManager.from_queryset(HomeVisitQuerySet)()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["organisation", "back_by"], name="home_visits_by_end")]

    class Privacy:
        operational: ClassVar = FactFields.FACT_FIELDS | {"organisation", "site", "left_at", "back_by"}
        identifying: ClassVar = {"body"}

    @property
    def owner(self) -> uuid.UUID:
        """Under whose key it is sealed."""
        return self.organisation_id


class VisitWord(FactFields, PersonModel):
    """A word of a home visit: back, later than said, or that the office has heard from the worker."""

    class Word(models.TextChoices):
        BACK = "back", _("Back")
        LATER = "later", _("Later than said")
        HEARD = "heard", _("Heard from them")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    visit = models.ForeignKey(HomeVisit, models.PROTECT, related_name="words")
    word = models.CharField(max_length=6, choices=Word.choices)
    back_by = models.DateTimeField(null=True)

    objects = ClosedManager.from_queryset(HomeVisitQuerySet)()

    class Privacy:
        operational: ClassVar = FactFields.FACT_FIELDS | {"organisation", "visit", "word", "back_by"}
