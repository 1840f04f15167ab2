"""Tables of the ground: keys and the audit log. Nothing here names a person in the clear."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from twofold.core import ids


class KeyHeader(models.Model):
    """How the typed phrase becomes the key-encryption key; one row."""

    salt = models.BinaryField()
    weak = models.BooleanField()
    memory_kib = models.PositiveIntegerField()
    passes = models.PositiveSmallIntegerField()
    check_value = models.BinaryField()

    class Privacy:
        operational: ClassVar = {"id", "salt", "weak", "memory_kib", "passes", "check_value"}

    def __str__(self) -> str:
        return "key header"


class KeySlot(models.Model):
    """One key of the installation (a compartment, the index, the audit references), wrapped."""

    purpose = models.CharField(max_length=20, unique=True)
    wrapped = models.BinaryField()

    class Privacy:
        operational: ClassVar = {"id", "purpose"}
        sealed: ClassVar = {"wrapped"}

    def __str__(self) -> str:
        return f"key slot {self.purpose}"


class PersonKey(models.Model):
    """The key of one compartment of one person, wrapped. Deleting it makes that part of the file unreadable for ever."""

    person_ref = models.CharField(max_length=64)
    compartment = models.CharField(max_length=2)
    wrapped = models.BinaryField()
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person_ref", "compartment"], name="one_key_per_person_and_part")
        ]

    class Privacy:
        operational: ClassVar = {"id", "compartment", "made_at"}
        identifying: ClassVar = {"person_ref"}
        sealed: ClassVar = {"wrapped"}

    def __str__(self) -> str:
        return f"person key {self.compartment}"


class AuditEvent(models.Model):
    """What somebody did, read, or was refused. No foreign keys: the log survives what it speaks of."""

    id = models.UUIDField(primary_key=True, default=ids.new_entry_id, editable=False)
    at = models.DateTimeField()
    actor = models.UUIDField()
    organisation = models.UUIDField(null=True)
    verb = models.CharField(max_length=60)
    object_type = models.CharField(max_length=40)
    object_ref = models.CharField(max_length=32)
    denied = models.BooleanField(default=False)
    detail = models.JSONField(default=dict)
    seq = models.BigIntegerField(null=True, unique=True)
    hash = models.CharField(max_length=64, default="")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["object_ref", "at"], name="audit_by_object"),
            models.Index(fields=["actor", "at"], name="audit_by_actor"),
            models.Index(fields=["organisation", "-at"], name="audit_by_day"),
            models.Index(fields=["id"], name="audit_unsealed", condition=Q(seq=None)),
        ]

    class Privacy:
        operational: ClassVar = {
            "id", "at", "actor", "organisation", "verb", "object_type", "object_ref", "denied", "detail", "seq", "hash",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.verb} {self.object_type}"


class AuditHead(models.Model):
    """The end of the chain of audit rows; one row. The sealer locks it, so that one seals at a time."""

    seq = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="")

    class Privacy:
        operational: ClassVar = {"id", "seq", "hash"}

    def __str__(self) -> str:
        return f"audit head {self.seq}"


class AuditAnchor(models.Model):
    """A point of the chain that was verified; the next start verifies from here."""

    seq = models.BigIntegerField(unique=True)
    hash = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Privacy:
        operational: ClassVar = {"id", "seq", "hash", "at"}

    def __str__(self) -> str:
        return f"audit anchor {self.seq}"
