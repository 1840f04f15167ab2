"""Tables of referrals. `Referral` and `ReferralStep` are facts, appended; `ReferralState` is derived.

Where somebody goes says what for, so everything but day, step and visit is sealed with what tells who the client is.
"""

from typing import Any, ClassVar

from django.db import models

from twofold.core.access import Actor, Compartment
from twofold.core.crypto.fields import SealedField
from twofold.core.guarded import ClosedManager, FactFields, GuardedQuerySet, PersonModel
from twofold.people.models import Client, readable_part


class IdentityQuerySet(GuardedQuerySet):
    """Rows of files of which the reader may read who the client is."""

    def visible_to(self, actor: Actor) -> "IdentityQuerySet":
        files = Client.objects.visible_to(actor).filter(readable_part(actor, Compartment.IDENTITY))
        return self.filter(client__in=files.values("pk"))


class Referral(FactFields, PersonModel):
    """That a service elsewhere was offered to a client. Never changed; its steps say what became of it.

    Body (sealed): service, facility (an id of the directory, or null), place, note, occurred_at, recorded_at.
    """

    client = models.ForeignKey(Client, models.PROTECT, related_name="referrals")
    body = SealedField(compartment=Compartment.IDENTITY)

    objects = ClosedManager.from_queryset(IdentityQuerySet)()

    class Privacy:
        operational: ClassVar = FactFields.FACT_FIELDS | {"client"}
        clinical: ClassVar = {"body"}


class ReferralStep(FactFields, PersonModel):
    """One step of a referral, in one of its visits. `corrects` names the step that this one supersedes; `void` takes it back.

    `on` is the day of an appointment. Body (sealed): at, ask_for, with_whom, colleague, why, outcome, note, occurred_at,
    recorded_at.
    """

    referral = models.ForeignKey(Referral, models.PROTECT, related_name="steps")
    client = models.ForeignKey(Client, models.PROTECT, related_name="referral_steps")
    step = models.CharField(max_length=12)
    visit = models.PositiveSmallIntegerField(default=1)
    on = models.DateField(null=True)
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="corrections")
    root = models.UUIDField(db_index=True)
    void = models.BooleanField(default=False)
    body = SealedField(compartment=Compartment.IDENTITY)

    objects = ClosedManager.from_queryset(IdentityQuerySet)()

    class Privacy:
        operational: ClassVar = FactFields.FACT_FIELDS | {
            "referral", "client", "step", "visit", "on", "corrects", "root", "void",
        }  # fmt: skip
        clinical: ClassVar = {"body"}


class ReferralState(PersonModel):
    """Derived from the steps that show: how far a referral has come, and when something is due. Due lists read this."""

    referral = models.OneToOneField(Referral, models.CASCADE, primary_key=True, related_name="state")
    client = models.ForeignKey(Client, models.CASCADE, related_name="+")
    step = models.CharField(max_length=12)
    visit = models.PositiveSmallIntegerField()
    since = models.DateField()
    on = models.DateField(null=True)
    due_on = models.DateField(null=True)

    objects = ClosedManager.from_queryset(IdentityQuerySet)()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["due_on", "referral"], name="referrals_by_due")]

    class Privacy:
        operational: ClassVar = {"referral", "client", "step", "visit", "since", "on", "due_on"}

    def values(self) -> dict[str, Any]:
        """Field -> value, for comparing before and after a rebuild."""
        return {field.attname: getattr(self, field.attname) for field in self._meta.concrete_fields}
