"""Tables of data quality. A finding and what became of it are appended; nothing is ranked, and nobody is named.

A finding is about one client's records, or about a pattern in one caseload or site. Who may see it is who could open what it
is about anyway.
"""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from twofold.core import ids
from twofold.core.access import Actor, Role
from twofold.core.guarded import ClosedManager, GuardedQuerySet, PersonModel
from twofold.people.models import Client, readable_part
from twofold.programme.models import Caseload, Organisation, Site
from twofold.quality.rules import rules


class FindingQuerySet(GuardedQuerySet):
    """Findings, by who asks."""

    def visible_to(self, actor: Actor) -> "FindingQuerySet":
        """What this actor could mend: of the own caseloads; of the organisation for a data manager; what is for managers."""
        # A client who moved takes the findings along: what counts is who holds the caseload now.
        own = Q(client=None, caseload__in=actor.caseloads) | Q(client__state__caseload__in=actor.caseloads)
        if Role.DATA_MANAGER in actor.roles:
            own = Q()
        mine = Q(rule__in=rules().going_to("worker", "data_manager")) & own
        if Role.MANAGER in actor.roles:
            mine |= Q(rule__in=rules().going_to("manager"))
        rows = self.filter(mine, organisation=actor.organisation)
        return rows.filter(Q(client=None) | Q(client__in=Client.objects.visible_to(actor).values("pk")) & _read(actor))


def _read(actor: Actor) -> Q:
    """That a worker may read the part of the file that a finding speaks of: it would tell what the part holds."""
    found = Q(pk__in=[])
    for part, names in rules().by_part().items():
        found |= Q(rule__in=names) & readable_part(actor, part, "client__state__")
    return found


class Finding(PersonModel):
    """Something in the records that may be wrong. `mark` is what makes it the same finding when it is found again."""

    id = models.UUIDField(primary_key=True, default=ids.new_person_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    rule = models.CharField(max_length=40)
    client = models.ForeignKey(Client, models.PROTECT, null=True, related_name="+")
    caseload = models.ForeignKey(Caseload, models.PROTECT, null=True, related_name="+")
    site = models.ForeignKey(Site, models.PROTECT, null=True, related_name="+")
    contact = models.UUIDField(null=True)
    day = models.DateField(null=True)
    evidence = models.JSONField(default=dict)
    mark = models.CharField(max_length=64, db_index=True)
    found_at = models.DateTimeField()

    objects = ClosedManager.from_queryset(FindingQuerySet)()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["organisation", "rule", "-found_at"], name="findings_by_rule")]

    class Privacy:
        operational: ClassVar = {"id", "organisation", "rule", "caseload", "site", "day", "mark", "found_at"}
        identifying: ClassVar = {"client", "contact", "evidence"}

    @property
    def others(self) -> list[uuid.UUID]:
        """The clients whose records look alike, where the finding is about that."""
        return [uuid.UUID(one) for one in self.evidence.get("clients", ())]


class Settlement(PersonModel):
    """What became of a finding: mended, or right as it is, and why."""

    class How(models.TextChoices):
        MENDED = "mended", _("Mended")
        RIGHT = "right", _("Right as it is")

    id = models.UUIDField(primary_key=True, default=ids.new_entry_id, editable=False)
    finding = models.OneToOneField(Finding, models.PROTECT, related_name="settlement")
    how = models.CharField(max_length=10, choices=How.choices)
    reason = models.CharField(max_length=500, blank=True, default="")
    author = models.UUIDField()
    settled_at = models.DateTimeField()

    class Privacy:
        operational: ClassVar = {"id", "finding", "how", "author", "settled_at"}
        identifying: ClassVar = {"reason"}
