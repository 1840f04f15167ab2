"""Tables of couples. `PartnerNamed` is what one client said of a partner, `PartnerStep` what was decided and done about it
since; both stand in that client's file alone.

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


def row_id(author: uuid.UUID, entry: uuid.UUID) -> uuid.UUID:
    """Under which id an entry of this worker is kept. The entry's own is ordered by time, which would lead to a file."""
    return ids.named(keyring.index(f"partner|{author}", str(entry)))


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


class Step(models.TextChoices):
    """What happened on the way to a partner, after the partner was named."""

    DECIDED = "decided", _("Decided together")
    INVITED = "invited", _("Invited")
    VISITED = "visited", _("First visit")
    ENROLLED = "enrolled", _("Has a card of their own")


class Outcome(models.TextChoices):
    """What came of a step. 'Not now' and 'never' are answers like any other."""

    AGREED = "agreed", _("Yes, let us ask them")
    NOT_NOW = "not_now", _("Not now")
    NEVER = "never", _("Never")
    ACCEPTED = "accepted", _("They want to meet")
    LATER = "later", _("They may want to later")
    DECLINED = "declined", _("They do not want to")
    NO_ANSWER = "no_answer", _("No answer yet")
    MET = "met", _("We met")
    NOT_THERE = "not_there", _("They were not there")
    BROKEN_OFF = "broken_off", _("Broken off, it did not feel safe")
    OWN_CARD = "own_card", _("Agreed to a card of their own, asked alone")


class How(models.TextChoices):
    """Who asks the partner, and by which way. No way leaves a message that says what it is about."""

    CLIENT = "client", _("The client asks them")
    TOGETHER = "together", _("The client and a worker together")
    WORKER = "worker", _("A worker, whom the client names")
    SLIP = "slip", _("A neutral slip to take along")
    CENTRE = "centre", _("Both come to the centre")
    HOME = "home", _("At home")
    ELSEWHERE = "elsewhere", _("Somewhere else")
    SAME_WORKER = "same_worker", _("The same worker, as they wish")
    OWN_WORKER = "own_worker", _("A worker of their own")
    NOT_SAID = "not_said", _("Not said")


class Safe(models.TextChoices):
    """What the client said, alone, when asked how it feels that the partner is met."""

    SAFE = "safe", _("It feels safe")
    UNSURE = "unsure", _("Not sure")
    AFRAID = "afraid", _("It does not feel safe")
    NOT_ASKED = "not_asked", _("Not asked today")


# What can come of each step, and by which ways.
OUTCOMES: dict[str, tuple[Outcome, ...]] = {
    Step.DECIDED: (Outcome.AGREED, Outcome.NOT_NOW, Outcome.NEVER),
    Step.INVITED: (Outcome.ACCEPTED, Outcome.LATER, Outcome.DECLINED, Outcome.NO_ANSWER),
    Step.VISITED: (Outcome.MET, Outcome.NOT_THERE, Outcome.DECLINED, Outcome.BROKEN_OFF),
    Step.ENROLLED: (Outcome.OWN_CARD,),
}
_ASKING = (How.CLIENT, How.TOGETHER, How.WORKER, How.SLIP, How.CENTRE, How.NOT_SAID)
WAYS: dict[str, tuple[How, ...]] = {
    Step.DECIDED: _ASKING,
    Step.INVITED: _ASKING,
    Step.VISITED: (How.HOME, How.CENTRE, How.ELSEWHERE, How.NOT_SAID),
    Step.ENROLLED: (How.OWN_WORKER, How.SAME_WORKER, How.NOT_SAID),
}


class PartnerStep(PersonModel):
    """One step on the way to a partner, in the file of the client who walks it. Appended; what was taken back stays.

    Body (sealed): step, partner (the client's own word for whom), outcome, how, safe, planned (a day to come), card (the
    partner's own file, where a worker entitled to both said so), note, corrects, void, day, at, received_at, author.
    """

    id = models.UUIDField(primary_key=True, default=ids.new_person_id, editable=False)
    speaker_ref = models.CharField(max_length=64, db_index=True)
    body = SealedField(compartment=Compartment.COUPLE, person="speaker")

    speaker: uuid.UUID | None = None  # as with statements
    objects = ClosedManager.from_queryset(StatementQuerySet)()

    class Privacy:
        operational: ClassVar = {"id"}
        sealed: ClassVar = {"speaker_ref", "body"}

    def __str__(self) -> str:
        return "step"
