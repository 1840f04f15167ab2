"""Tables of couples. `PartnerNamed` is what one client said of a partner; it stands in that client's file alone.

Nothing here names a client in the clear: on a stolen disk the table says how often somebody named a partner, not who.
"""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from twofold.core import ids
from twofold.core.access import Actor, Compartment
from twofold.core.crypto import keyring
from twofold.core.crypto.fields import SealedField
from twofold.core.guarded import ClosedManager, GuardedQuerySet, PersonModel
from twofold.people.models import Client, readable_part


class PartnerKind(models.TextChoices):
    """What the partner is to the client, in the client's own word."""

    SPOUSE = "spouse", _("Husband or wife")
    MAIN = "main", _("Main partner")
    CASUAL = "casual", _("Casual partner")
    PAYING = "paying", _("Paying partner")
    FORMER = "former", _("Former partner")
    WIDOWED = "widowed", _("Partner who died")
    NOT_SAID = "not_said", _("Not said")


def speaker_ref(client: uuid.UUID) -> str:
    """How a row names the client who spoke: keyed, since that there is a row is the secret."""
    return keyring.person_ref(client, Compartment.COUPLE)


class StatementQuerySet(GuardedQuerySet):
    """Statements, by who asks."""

    def visible_to(self, actor: Actor) -> "StatementQuerySet":
        """Those in files of which `actor` may read this part. The files are asked first: a row here names none."""
        files = Client.objects.visible_to(actor).filter(readable_part(actor, Compartment.COUPLE))
        return self.filter(speaker_ref__in=[speaker_ref(pk) for pk in files.values_list("pk", flat=True)])


class PartnerNamed(PersonModel):
    """'I have a partner', said by one client. Appended; a later statement of the same client about the same partner holds.

    Body (sealed): kind, since, cohabiting, injects_together, nickname, known_as (an id of another list), resolved (the
    other's id, where a worker entitled to both files said so), corrects, day, received_at, author. They are no columns:
    author and moment would lead from a row to the file that was open then.
    """

    id = models.UUIDField(primary_key=True, default=ids.new_person_id, editable=False)
    speaker_ref = models.CharField(max_length=64, db_index=True)
    body = SealedField(compartment=Compartment.COUPLE, person="speaker")

    speaker: uuid.UUID | None = None  # who spoke; no column: whoever opens a row comes with the file already open
    objects = ClosedManager.from_queryset(StatementQuerySet)()

    class Privacy:
        operational: ClassVar = {"id"}
        sealed: ClassVar = {"speaker_ref", "body"}

    def __str__(self) -> str:
        return "statement"
