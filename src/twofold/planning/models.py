"""Tables of planning: questions, their versions, and the runs that answer them. Counts and money; no person stands here."""

import datetime as dt
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from twofold.core import clock, ids
from twofold.core.access import Actor, Door, may_enter
from twofold.core.guarded import GuardedModel, GuardedQuerySet
from twofold.programme.models import Organisation

NAME_LENGTH = 80
# A run that has not been heard of for so long was cut: the process that worked on it is gone.
SILENT_AFTER = dt.timedelta(seconds=90)


class ScenarioQuerySet(GuardedQuerySet):
    """Scenarios, by who asks."""

    def visible_to(self, actor: Actor) -> "ScenarioQuerySet":
        """Colleagues who plan see all of their organisation; a funder what was opened to funders, and has an answer."""
        mine = self.filter(organisation=actor.organisation)
        if may_enter(actor.roles, Door.PLANNING, second_factor=actor.second_factor):
            return mine
        return mine.filter(openings__replaced_by=None, openings__is_open=True)


class Scenario(GuardedModel):
    """One question of an organisation. What is asked stands in its versions."""

    id = models.UUIDField(primary_key=True, default=ids.new_entry_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="scenarios")
    made_at = models.DateTimeField(default=clock.now)

    objects = ScenarioQuerySet.as_manager()

    class Privacy:
        operational: ClassVar = {"id", "organisation", "made_at"}

    def __str__(self) -> str:
        return str(self.id)


class ScenarioVersion(GuardedModel):
    """What was asked, as it was asked. A later version is added; none is edited."""

    id = models.UUIDField(primary_key=True, default=ids.new_entry_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    scenario = models.ForeignKey(Scenario, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=NAME_LENGTH)
    values = models.JSONField()
    grounds = models.JSONField()
    years = models.PositiveSmallIntegerField()
    budget = models.PositiveBigIntegerField(default=0)
    inputs_version = models.CharField(max_length=20)
    made_at = models.DateTimeField(default=clock.now)
    author = models.UUIDField()
    author_name = models.CharField(max_length=120)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["scenario", "number"], name="one_version_per_number")]
        ordering: ClassVar = ["-number"]

    class Privacy:
        operational: ClassVar = {
            "id", "organisation", "scenario", "number", "name", "values", "grounds", "years", "budget", "inputs_version",
            "made_at", "author", "author_name",
        }  # fmt: skip

    def __str__(self) -> str:
        return self.name


class ScenarioOpening(GuardedModel):
    """That a scenario's brief was opened to the organisation's funders, or closed again. The latest holds."""

    id = models.UUIDField(primary_key=True, default=ids.new_entry_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    scenario = models.ForeignKey(Scenario, models.PROTECT, related_name="openings")
    is_open = models.BooleanField()
    made_at = models.DateTimeField(default=clock.now)
    author = models.UUIDField()
    replaced_by = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaces")

    class Privacy:
        operational: ClassVar = {
            "id", "organisation", "scenario", "is_open", "made_at", "author", "replaced_by",
        }  # fmt: skip

    def __str__(self) -> str:
        return str(self.is_open)


class RunQuerySet(GuardedQuerySet):
    """Runs, by who asks."""

    def visible_to(self, actor: Actor) -> "RunQuerySet":
        return self.filter(scenario__in=Scenario.objects.visible_to(actor))


class Run(GuardedModel):
    """One answer in the making: waiting, at work, done, or ended without one. Its progress is no fact and is overwritten."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        WORKING = "working", _("at work")
        DONE = "done", _("done")
        CANCELLED = "cancelled", _("cancelled")
        FAILED = "failed", _("could not be worked out")

    id = models.UUIDField(primary_key=True, default=ids.new_entry_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    scenario = models.ForeignKey(Scenario, models.PROTECT, related_name="runs")
    version = models.ForeignKey(ScenarioVersion, models.PROTECT, related_name="runs")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    asked_at = models.DateTimeField(default=clock.now)
    heard_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=200, blank=True, default="")
    result = models.JSONField(null=True)

    objects = RunQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-asked_at", "-id"]

    class Privacy:
        operational: ClassVar = {
            "id", "organisation", "scenario", "version", "state", "done", "total", "asked_at", "heard_at", "ended_at",
            "problem", "result",
        }  # fmt: skip

    def __str__(self) -> str:
        return self.state

    @property
    def was_cut(self) -> bool:
        """At work by what it says, and not heard of: the process that worked on it is gone."""
        heard = self.heard_at or self.asked_at
        return self.state == self.State.WORKING and clock.now() - heard > SILENT_AFTER

    @property
    def is_open(self) -> bool:
        """Something may still come of it."""
        return self.state in (self.State.WAITING, self.State.WORKING) and not self.was_cut

    @property
    def percent(self) -> int:
        return min(99, 100 * self.done // self.total) if self.total else 0
