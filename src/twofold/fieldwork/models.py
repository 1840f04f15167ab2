"""Tables of phones and of what they sent: devices, entries as they came, what each phone has been given.

What an entry says becomes a fact of another app; here stands that it came, whole, and what became of it.
"""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from twofold.core import ids
from twofold.core.access import Actor, Compartment
from twofold.core.crypto.fields import SealedField
from twofold.core.guarded import ClosedManager, GuardedModel, GuardedQuerySet, PersonModel
from twofold.programme.models import Organisation, Staff


class DeviceQuerySet(GuardedQuerySet):
    """Devices, by who asks."""

    def visible_to(self, actor: Actor) -> "DeviceQuerySet":
        return self.filter(organisation=actor.organisation)


class Device(GuardedModel):
    """One worker's vault on one phone. The token stands here as a hash; the public key checks what the phone signs."""

    class Status(models.TextChoices):
        ACTIVE = "active", _("In use")
        SUSPENDED = "suspended", _("Suspended")
        REVOKED = "revoked", _("Revoked")

    id = models.UUIDField(primary_key=True, default=ids.new_person_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="devices")
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="devices")
    name = models.CharField(max_length=60, default="")
    token_hash = models.CharField(max_length=64, unique=True)
    public_key = models.JSONField(null=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.ACTIVE)
    enrolled_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    wiped_at = models.DateTimeField(null=True)
    last_contact = models.DateTimeField(null=True)
    last_seq = models.PositiveBigIntegerField(default=0)
    unsent = models.PositiveIntegerField(null=True)
    clock_offset = models.FloatField(null=True)
    durable = models.JSONField(default=list)

    objects = DeviceQuerySet.as_manager()

    class Privacy:
        operational: ClassVar = {
            "id", "organisation", "staff", "name", "public_key", "status", "enrolled_at", "revoked_at", "wiped_at",
            "last_contact", "last_seq", "unsent", "clock_offset", "durable",
        }  # fmt: skip
        sealed: ClassVar = {"token_hash"}

    def __str__(self) -> str:
        return self.name or str(self.id)[:8]


class Enrolment(GuardedModel):
    """A secret that lets one phone in, once, for a quarter of an hour. Only its hash is kept."""

    id = models.UUIDField(primary_key=True, default=ids.new_person_id, editable=False)
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    secret_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    until = models.DateTimeField()
    device = models.OneToOneField(Device, models.PROTECT, null=True, related_name="enrolment")

    class Privacy:
        operational: ClassVar = {"id", "staff", "made_at", "until", "device"}
        sealed: ClassVar = {"secret_hash"}

    def __str__(self) -> str:
        return "enrolment"


class EntryQuerySet(GuardedQuerySet):
    """Entries, by who asks."""

    def visible_to(self, actor: Actor) -> "EntryQuerySet":
        return self.filter(organisation=actor.organisation)


class Entry(PersonModel):
    """One entry as it came, and what became of it. Kept whole: nothing that a worker sent is thrown away.

    `id` is the entry's own; of other content under the same id, one made from both. The kind stands in the sealed body: for
    some kinds, that there is such a row is the secret. `holder` is under whose key the body is: the client's, else the
    organisation's.
    """

    class Outcome(models.TextChoices):
        ACCEPTED = "accepted", _("Taken in")
        HELD = "held", _("Held")
        CLOSED = "closed", _("Settled by a person")

    id = models.UUIDField(primary_key=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    device = models.ForeignKey(Device, models.PROTECT, related_name="entries", db_index=False)
    author = models.UUIDField()
    seq = models.PositiveBigIntegerField(null=True)
    received_at = models.DateTimeField()
    clock_offset = models.FloatField(null=True)
    digest = models.CharField(max_length=64)
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    code = models.CharField(max_length=20, default="")
    field = models.CharField(max_length=60, default="")
    awaits = models.UUIDField(null=True)
    review = models.CharField(max_length=20, default="")
    holder = models.UUIDField()
    durable = models.BooleanField(default=False)
    body = SealedField(compartment=Compartment.IDENTITY, person="holder")

    objects = ClosedManager.from_queryset(EntryQuerySet)()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["device", "seq"], name="entries_by_seq"),
            models.Index(fields=["awaits"], name="entries_waiting", condition=models.Q(outcome="held")),
            models.Index(
                fields=["organisation", "-received_at"], name="entries_held", condition=models.Q(outcome="held")
            ),
            models.Index(
                fields=["organisation", "-received_at"], name="entries_review", condition=~models.Q(review="")
            ),
            models.Index(fields=["id"], name="entries_not_durable", condition=models.Q(durable=False)),
        ]

    class Privacy:
        operational: ClassVar = {
            "id", "organisation", "device", "author", "seq", "received_at", "clock_offset", "outcome", "code", "field",
            "review", "durable",
        }  # fmt: skip
        identifying: ClassVar = {"awaits", "holder"}
        sealed: ClassVar = {"digest", "body"}


class Reading(PersonModel):
    """What a phone holds after a pull: for each client the position of the card it was given. Named by a random handle."""

    id = models.CharField(primary_key=True, max_length=64)
    device = models.ForeignKey(Device, models.CASCADE, related_name="readings")
    turn = models.PositiveBigIntegerField()
    made_at = models.DateTimeField()
    epoch = models.PositiveBigIntegerField()
    view = models.CharField(max_length=64)
    cards = models.JSONField(default=dict)
    reference = models.JSONField(default=dict)

    class Privacy:
        operational: ClassVar = {"device", "turn", "made_at", "epoch", "view", "reference"}
        identifying: ClassVar = {"cards"}
        sealed: ClassVar = {"id"}

    @property
    def clients(self) -> set[uuid.UUID]:
        return {uuid.UUID(hex=client) for client in self.cards}


class Epoch(GuardedModel):
    """Raised by every restore: phones then offer again what they keep. One row."""

    number = models.PositiveBigIntegerField(default=1)

    class Privacy:
        operational: ClassVar = {"id", "number"}

    def __str__(self) -> str:
        return str(self.number)
