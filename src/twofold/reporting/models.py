"""Tables of reports that left the house: what was submitted, and the programme's own workbook with its mapping.

All of them are appended. No person stands here: figures only, after disclosure control.
"""

from typing import ClassVar

from django.db import models

from twofold.core import ids
from twofold.core.access import Actor
from twofold.core.guarded import GuardedModel, GuardedQuerySet
from twofold.programme.models import Organisation


class OwnQuerySet(GuardedQuerySet):
    """Rows of one's own organisation."""

    def visible_to(self, actor: Actor) -> "OwnQuerySet":
        return self.filter(organisation=actor.organisation)


class Submission(GuardedModel):
    """One report as it was handed in: every figure, the versions of the definitions, who and when. Never changed.

    A later one of the same period and place supersedes it, with a reason; both stay. `place` is empty for the whole
    organisation. `figures`: period -> figure -> what was shown (see `contents`).
    """

    id = models.UUIDField(primary_key=True, default=ids.new_entry_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    period = models.CharField(max_length=20)
    place = models.CharField(max_length=40, blank=True, default="")
    place_name = models.CharField(max_length=120)
    version = models.PositiveIntegerField()
    supersedes = models.OneToOneField("self", models.PROTECT, null=True, related_name="superseded_by")
    reason = models.CharField(max_length=500, blank=True, default="")
    figures = models.JSONField()
    definitions = models.JSONField()
    digest = models.CharField(max_length=64)
    submitted_at = models.DateTimeField()
    author = models.UUIDField()
    author_name = models.CharField(max_length=120)

    objects = OwnQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "period", "place", "version"], name="one_report_per_version"
            )
        ]

    class Privacy:
        operational: ClassVar = {
            "id", "organisation", "period", "place", "place_name", "version", "supersedes", "reason", "figures",
            "definitions", "digest", "submitted_at", "author", "author_name",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.period} {self.version}"


class Workbook(GuardedModel):
    """A template that the programme brought in: its own Excel, byte for byte. The newest one is in use."""

    id = models.UUIDField(primary_key=True, default=ids.new_entry_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    content = models.BinaryField()
    brought_at = models.DateTimeField()
    author = models.UUIDField()

    objects = OwnQuerySet.as_manager()

    class Privacy:
        operational: ClassVar = {"id", "organisation", "name", "content", "brought_at", "author"}

    def __str__(self) -> str:
        return self.name


class Mapping(GuardedModel):
    """Which figure goes into which cell of a workbook, as a small TOML text. A change is a new version."""

    id = models.UUIDField(primary_key=True, default=ids.new_entry_id, editable=False)
    workbook = models.ForeignKey(Workbook, models.PROTECT, related_name="mappings")
    version = models.PositiveIntegerField()
    text = models.TextField()
    written_at = models.DateTimeField()
    author = models.UUIDField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workbook", "version"], name="one_mapping_per_version")
        ]

    class Privacy:
        operational: ClassVar = {"id", "workbook", "version", "text", "written_at", "author"}

    def __str__(self) -> str:
        return f"mapping {self.version}"
