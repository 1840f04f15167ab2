"""Tables of contacts. `Contact` is the fact, appended; `ContactTally`, `ServiceState` and `NeedSpell` are derived."""

import uuid
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from twofold.core.access import Actor, Compartment, reaches
from twofold.core.crypto.fields import SealedField
from twofold.core.guarded import ClosedManager, FactFields, GuardedQuerySet, PersonModel
from twofold.people.models import NOBODY, Client, blocked_clients, scope
from twofold.programme.models import Caseload, Organisation, Site


class Mode(models.TextChoices):
    """Where a contact took place."""

    OUTREACH = "outreach", _("Outreach")
    DROP_IN = "drop_in", _("Drop-in centre")
    HOME = "home", _("Home visit")
    SECONDARY = "secondary", _("Secondary distribution")
    LISTED = "listed", _("A month, from a list")


# Where somebody was met. A month from a list is no meeting of its own: it is brought in, never recorded by hand.
MET = [choice for choice in Mode.choices if choice[0] != Mode.LISTED]


class Beneficiary(models.TextChoices):
    """For whom the supplies are: the client, people the client carries for, or somebody unknown."""

    CLIENT = "client", _("For the client")
    CARRIED = "carried", _("To carry for others")
    STRANGER = "stranger", _("For somebody without a card")


class ContactQuerySet(GuardedQuerySet):
    """Contacts, by who asks: those of visible clients, and one's own with strangers."""

    def visible_to(self, actor: Actor) -> "ContactQuerySet":
        clients = Client.objects.visible_to(actor).values("pk")
        strangers = Q(client=None, author=actor.id, organisation=actor.organisation)
        return self.filter(Q(client__in=clients) | strangers)


class Contact(FactFields, PersonModel):
    """One contact as it was recorded. Never changed: `corrects` names the contact that this one supersedes.

    `meetings` is one; in a month from a list as many as the list says, and the day is the month's last.
    `supplies` and `returned` map item codes to pieces. `void` takes a contact back without putting another in its place.
    Details (sealed): occurred_at, recorded_at, topics, place, note.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    site = models.ForeignKey(Site, models.PROTECT, related_name="+", db_index=False)
    client = models.ForeignKey(Client, models.PROTECT, null=True, related_name="contacts")
    beneficiary = models.CharField(max_length=10, choices=Beneficiary.choices)
    mode = models.CharField(max_length=10, choices=Mode.choices)
    meetings = models.PositiveSmallIntegerField(default=1)
    supplies = models.JSONField(default=dict)
    returned = models.JSONField(default=dict)
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="corrections")
    root = models.UUIDField(db_index=True)
    void = models.BooleanField(default=False)
    details = SealedField(compartment=Compartment.SERVICE, person="owner")

    objects = ClosedManager.from_queryset(ContactQuerySet)()

    class Privacy:
        operational: ClassVar = FactFields.FACT_FIELDS | {
            "organisation", "site", "client", "beneficiary", "mode", "meetings", "supplies", "returned",
            "corrects", "root", "void",
        }  # fmt: skip
        clinical: ClassVar = {"details"}

    @property
    def owner(self) -> uuid.UUID:
        """Under whose key the details are sealed: the client's, or the organisation's for a stranger."""
        return self.client_id or self.organisation_id


class TallyQuerySet(GuardedQuerySet):
    """Tallies, by who asks."""

    def visible_to(self, actor: Actor) -> "TallyQuerySet":
        clients = Client.objects.visible_to(actor).values("pk")
        return self.filter(Q(client__in=clients) | Q(client=None, author=actor.id, organisation=actor.organisation))


class ContactTally(PersonModel):
    """Derived: the contact that shows among those that correct each other, with what it counts as. Figures read this."""

    contact = models.OneToOneField(Contact, models.CASCADE, primary_key=True, related_name="tally")
    root = models.UUIDField(db_index=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    site = models.ForeignKey(Site, models.PROTECT, related_name="+", db_index=False)
    client = models.ForeignKey(Client, models.PROTECT, null=True, related_name="+", db_index=False)
    author = models.UUIDField()
    day = models.DateField()
    beneficiary = models.CharField(max_length=10)
    mode = models.CharField(max_length=10)
    meetings = models.PositiveSmallIntegerField(default=1)
    needles_out = models.PositiveIntegerField(default=0)
    needles_returned = models.PositiveIntegerField(default=0)
    condoms = models.PositiveIntegerField(default=0)
    condoms_internal = models.PositiveIntegerField(default=0, db_default=0)
    naloxone = models.PositiveIntegerField(default=0)

    objects = ClosedManager.from_queryset(TallyQuerySet)()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["day", "site"], name="tallies_by_day"),
            models.Index(fields=["client", "-day"], name="tallies_by_client"),
        ]

    class Privacy:
        operational: ClassVar = {
            "contact", "root", "organisation", "site", "client", "author", "day", "beneficiary", "mode",
            "meetings", "needles_out", "needles_returned", "condoms", "condoms_internal", "naloxone",
        }  # fmt: skip

    def values(self) -> dict[str, Any]:
        """Field -> value, for comparing before and after a rebuild."""
        return {field.attname: getattr(self, field.attname) for field in self._meta.concrete_fields}


class ServiceQuerySet(GuardedQuerySet):
    """Service states, by who asks."""

    def visible_to(self, actor: Actor) -> "ServiceQuerySet":
        """Those of the clients that `actor` may know of, by columns of this table: lists are cut from it by key."""
        rows = self.filter(scope(actor, reaches(actor), ""))
        return rows.exclude(pk__in=[NOBODY, *blocked_clients(actor)])


class ServiceState(PersonModel):
    """Derived from a client's contacts: how many, the last day, what is needed, when the next is due.

    Where the client is served stands here a second time, so that 'who is due' in a large organisation is one index.
    """

    client = models.OneToOneField(Client, models.CASCADE, primary_key=True, related_name="service")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    site = models.ForeignKey(Site, models.PROTECT, related_name="+")
    caseload = models.ForeignKey(Caseload, models.PROTECT, null=True, related_name="+")
    contacts = models.PositiveIntegerField(default=0)
    last_day = models.DateField(null=True)
    quiet_since = models.DateField()
    need_per_week = models.PositiveIntegerField(null=True)
    due_on = models.DateField(null=True)
    consent_due = models.BooleanField(default=False)

    objects = ClosedManager.from_queryset(ServiceQuerySet)()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["organisation", "due_on", "client"], name="services_by_due"),
            models.Index(fields=["organisation", "quiet_since", "client"], name="services_by_quiet"),
        ]

    class Privacy:
        operational: ClassVar = {
            "client", "organisation", "site", "caseload", "contacts", "last_day", "quiet_since", "due_on",
            "consent_due",
        }  # fmt: skip
        clinical: ClassVar = {"need_per_week"}

    def values(self) -> dict[str, Any]:
        """Field -> value, for comparing before and after a rebuild."""
        return {field.attname: getattr(self, field.attname) for field in self._meta.concrete_fields}


class NeedSpell(PersonModel):
    """Derived: from when until when a client's need was what it was, where it is known. Figures of a past month read it:
    what a client says today does not change what was needed then.
    """

    client = models.ForeignKey(Client, models.CASCADE, related_name="need_spells")
    per_week = models.PositiveIntegerField()
    since = models.DateField()
    until = models.DateField(null=True)

    class Privacy:
        operational: ClassVar = {"id", "client", "since", "until"}
        clinical: ClassVar = {"per_week"}
