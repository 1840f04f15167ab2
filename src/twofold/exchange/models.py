"""Tables of lists on their way in. Everything of a file is sealed under a key of its own, and goes when the list is done."""

import uuid
from typing import ClassVar

from django.db import models

from twofold.core import ids
from twofold.core.access import Actor, Compartment, Door, may_enter
from twofold.core.crypto.fields import SealedField
from twofold.core.guarded import ClosedManager, GuardedQuerySet, PersonModel
from twofold.programme.models import Organisation


class ImportQuerySet(GuardedQuerySet):
    """Lists on their way in, by who asks: one's own, and nobody else's."""

    def visible_to(self, actor: Actor) -> "ImportQuerySet":
        if not may_enter(actor.roles, Door.IMPORTS, second_factor=actor.second_factor):
            return self.none()
        return self.filter(organisation=actor.organisation, author=actor.id)


class Import(PersonModel):
    """One list on its way in. No fact: what it brought stands where it belongs, and this row is deleted.

    Sealed: the file; its name, the mapping and the chosen sites; the rows to mend.
    """

    class Stage(models.TextChoices):
        OPEN = "open"
        RUNNING = "running"
        DONE = "done"
        STOPPED = "stopped"

    id = models.UUIDField(primary_key=True, default=ids.new_person_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    author = models.UUIDField()
    began_at = models.DateTimeField()
    stage = models.CharField(max_length=10, choices=Stage.choices, default=Stage.OPEN)
    rows_done = models.PositiveIntegerField(default=0)
    rows_whole = models.PositiveIntegerField(default=0)
    outcome = models.JSONField(default=dict)
    content = SealedField(compartment=Compartment.COUPLE, person="id", null=True)
    told = SealedField(compartment=Compartment.COUPLE, person="id")
    to_mend = SealedField(compartment=Compartment.COUPLE, person="id", null=True)

    objects = ClosedManager.from_queryset(ImportQuerySet)()

    class Privacy:
        operational: ClassVar = {
            "id", "organisation", "author", "began_at", "stage", "rows_done", "rows_whole", "outcome",
        }  # fmt: skip
        sealed: ClassVar = {"content", "told", "to_mend"}

    def __str__(self) -> str:
        return "list"


class Portion(PersonModel):
    """Some rows of a list that are still to go in; deleted in the transaction that takes them."""

    id = models.UUIDField(primary_key=True, default=ids.new_person_id, editable=False)
    brought = models.ForeignKey(Import, models.CASCADE, related_name="portions")
    number = models.PositiveIntegerField()
    body = SealedField(compartment=Compartment.COUPLE, person="owner")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["brought", "number"], name="portions_in_order")]

    class Privacy:
        operational: ClassVar = {"id", "brought", "number"}
        sealed: ClassVar = {"body"}

    @property
    def owner(self) -> uuid.UUID:
        """Under whose key the rows are sealed: that of the file."""
        return self.brought_id

    def __str__(self) -> str:
        return "portion"
