"""Tables of clients. `Client` and the facts are appended; `ClientState` and `KindSpell` are derived and rebuildable.

Clear columns serve search and counting (random ids, site, gender, birth-year band, kinds, status, day); everything else
of a person is sealed under that person's keys.
"""

import uuid
from collections.abc import Collection, Iterable
from typing import Any, ClassVar, NamedTuple

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from twofold.core import access, ids
from twofold.core.access import Actor, Case, Compartment, Consent, Relation
from twofold.core.crypto import keyring
from twofold.core.crypto.fields import SealedField
from twofold.core.guarded import ClosedManager, FactFields, GuardedQuerySet, PersonModel
from twofold.core.prepared import prepared
from twofold.programme.models import Caseload, Organisation, Site

NOBODY = uuid.UUID(int=0)


class Gender(models.TextChoices):
    """How the client describes themself. 'Not said' is an answer."""

    WOMAN = "woman", _("Woman")
    MAN = "man", _("Man")
    TRANS_WOMAN = "trans_woman", _("Transgender woman")
    TRANS_MAN = "trans_man", _("Transgender man")
    NON_BINARY = "non_binary", _("Non-binary or third gender")
    NOT_SAID = "not_said", _("Not said")


@prepared
def _blocks(reference: str) -> models.QuerySet:
    rows = StaffBlock.objects.unscoped("the policy itself asks").filter(staff_ref=reference)
    return rows.order_by("received_at", "id")


def blocked_clients(actor: Actor) -> set[uuid.UUID]:
    """Clients who have asked that this worker never sees their file."""
    reference = keyring.person_ref(actor.id, Compartment.BLOCKS)
    latest: dict[uuid.UUID, bool] = {}
    # Before it is known whether there is a row: that somebody has such a wish must not cost the worker a query more.
    keyring.load([NOBODY], Compartment.BLOCKS)
    for row in _blocks(reference):
        latest[uuid.UUID(row.body["client"])] = row.body["blocked"]
    return {client for client, blocked in latest.items() if blocked}


def scope(actor: "Actor | Near", reaches: frozenset[Relation], at: str = "state__") -> Q:
    """Files within these reaches of the actor, by the columns organisation, site and caseload that stand at `at`."""
    if not reaches:
        return Q(pk__in=[])
    near = Q(**{f"{at}caseload__in": actor.caseloads})
    if Relation.SITE in reaches:
        near |= Q(**{f"{at}site__in": actor.sites})
    if Relation.ORGANISATION in reaches:
        near = Q()
    return near & Q(**{f"{at}organisation": actor.organisation})


class Near(NamedTuple):
    """Where an actor works, as plain values."""

    organisation: uuid.UUID | None
    caseloads: Collection[uuid.UUID]
    sites: Collection[uuid.UUID]


type Sight = tuple[frozenset[Relation], Any, tuple[Any, ...], tuple[Any, ...], tuple[Any, ...]]


def sight(actor: Actor) -> Sight:
    """What decides which clients `actor` may know of, as plain values: for reads that are built once."""
    hidden = (NOBODY, *blocked_clients(actor))
    return access.reaches(actor), actor.organisation, tuple(actor.caseloads), tuple(actor.sites), hidden


@prepared
def _rows_in_sight(*told: Any) -> models.QuerySet:
    *seen, clients = told
    return Client.objects.unscoped("in sight").in_sight(*seen).filter(pk__in=clients)


def visible_clients(actor: Actor, clients: Iterable[uuid.UUID]) -> dict[uuid.UUID, "Client"]:
    """Those of these clients that `actor` may know of, by id: as `visible_to` finds them, and several times as quick."""
    return {row.pk: row for row in _rows_in_sight(*sight(actor), tuple(clients))}


def readable_part(actor: Actor, part: Compartment, at: str = "state__") -> Q:
    """Of visible files those of which `actor` may read `part`: the query form of `access.allow(READ)`."""
    near = scope(actor, access.reaches_reading(actor, part), at)
    return near & Q(**{f"{at}consent__in": access.CONSENT_NEEDED[part]})


class ClientQuerySet(GuardedQuerySet):
    """Clients, by who asks."""

    def visible_to(self, actor: Actor) -> "ClientQuerySet":
        """Clients that `actor` may know of: the query form of `access.allow(FIND)`."""
        return self.in_sight(*sight(actor))

    def in_sight(self, reaches: Any, organisation: Any, caseloads: Any, sites: Any, hidden: Any) -> "ClientQuerySet":
        """The same, by what decides it: see `sight`."""
        rows = self.filter(scope(Near(organisation, caseloads, sites), reaches))
        return rows.exclude(pk__in=hidden).select_related("state")


class Client(PersonModel):
    """A person served, under a random id and a code; may inject, be a partner, both; never 'half of a couple'."""

    id = models.UUIDField(primary_key=True, default=ids.new_person_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    registered_on = models.DateField()
    received_at = models.DateTimeField()
    author = models.UUIDField()
    device = models.UUIDField(null=True)
    code_mac = models.CharField(max_length=64, db_index=True)
    uic_mac = models.CharField(max_length=64, db_index=True, default="")
    code = SealedField(compartment=Compartment.SERVICE, person="id")
    # Counts what changed on the card; raised under this row's lock by whoever writes, so that no phone misses a change.
    position = models.PositiveBigIntegerField(default=0)

    objects = ClosedManager.from_queryset(ClientQuerySet)()

    class Privacy:
        operational: ClassVar = {"id", "organisation", "registered_on", "received_at", "author", "device", "position"}
        identifying: ClassVar = {"code_mac", "uic_mac", "code"}

    def __str__(self) -> str:
        return "client"

    def case_for(self, actor: Actor, *, blocked: bool = False) -> Case:
        """What the policy needs to know. Rows that came by `visible_to` are not blocked."""
        return case_of(actor, self.state, blocked=blocked)


def case_of(actor: Actor, state: Any, *, blocked: bool = False) -> Case:
    """What the policy needs to know of a file whose state, or what of it is at hand, this is."""
    relation = Relation.ELSEWHERE
    if state.organisation_id == actor.organisation:
        relation = Relation.ORGANISATION
        if state.caseload_id in actor.caseloads:
            relation = Relation.CASELOAD
        elif state.site_id in actor.sites:
            relation = Relation.SITE
    return Case(relation, Consent(state.consent), blocked)


class ClientFact(FactFields, PersonModel):
    """Base of every fact about a client.

    `step` is one more than that of the fact it supersedes: what knew of more comes later, whichever phone sent it first.
    """

    client = models.ForeignKey(Client, models.PROTECT, related_name="%(class)ss")
    step = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True
        ordering: ClassVar = ["day", "received_at", "id"]


_FACT = FactFields.FACT_FIELDS | {"client", "step"}


class Profile(ClientFact):
    """How a client wants to be known and reached; the latest one holds. Body: nickname, birth, reach, by whom."""

    gender = models.CharField(max_length=20, choices=Gender.choices)
    birth_band = models.PositiveSmallIntegerField(null=True)
    body = SealedField(compartment=Compartment.IDENTITY)

    class Privacy:
        operational: ClassVar = _FACT | {"gender", "birth_band"}
        identifying: ClassVar = {"body"}


class KindStated(ClientFact):
    """That a client is, or no longer is, of a kind: injects, partner of someone who injects, family, ..."""

    kind = models.CharField(max_length=30)
    holds = models.BooleanField()

    class Privacy:
        operational: ClassVar = _FACT
        clinical: ClassVar = {"kind", "holds"}


class InjectingStated(ClientFact):
    """How often a client injects, as said on a day. Body: injections a day, or null where the client does not know."""

    body = SealedField(compartment=Compartment.DRUG_USE)

    class Privacy:
        operational: ClassVar = _FACT
        clinical: ClassVar = {"body"}


class ConsentGiven(ClientFact):
    """What the client agreed to, or withdrew, and how it was asked."""

    stage = models.CharField(max_length=10, choices=[(c.value, c.value) for c in Consent])
    how = models.CharField(max_length=10, default="spoken")

    class Privacy:
        operational: ClassVar = _FACT | {"stage", "how"}


class Standing(ClientFact):
    """That a client left (died, moved, prison, chose to) or came back."""

    class Status(models.TextChoices):
        ACTIVE = "active", _("On the register")
        DIED = "died", _("Died")
        MOVED = "moved", _("Moved away")
        PRISON = "prison", _("In prison")
        CHOSE = "chose", _("Chose to leave")

    status = models.CharField(max_length=10, choices=Status.choices)

    class Privacy:
        operational: ClassVar = _FACT
        identifying: ClassVar = {"status"}


class Placement(ClientFact):
    """The site and caseload a client is served from, from a day."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="+")
    caseload = models.ForeignKey(Caseload, models.PROTECT, null=True, related_name="+")

    class Privacy:
        operational: ClassVar = _FACT | {"site", "caseload"}


class OutsideId(ClientFact):
    """The id under which another list knows a client. Looked up by its HMAC; never a key, and merges nothing.

    Body: the id as written, and keyed marks of what that list said, so that it is seen when it says something new.
    """

    mac = models.CharField(max_length=64, db_index=True)
    body = SealedField(compartment=Compartment.SERVICE)

    class Privacy:
        operational: ClassVar = _FACT
        identifying: ClassVar = {"mac", "body"}


class OwnWord(ClientFact):
    """That a client chose a word by which a worker who does not know them may hand out for their own: see covering.

    The word is kept nowhere: `mark` is a keyed HMAC of the card's code and the word together.
    """

    mark = models.CharField(max_length=64, db_index=True)

    class Privacy:
        operational: ClassVar = _FACT
        sealed: ClassVar = {"mark"}


class StaffBlock(FactFields, PersonModel):
    """A client's wish that one worker never sees the file. Neither is named in the clear."""

    vault = NOBODY  # one key for all blocks: a key per worker would say who is blocked

    staff_ref = models.CharField(max_length=64, db_index=True)
    body = SealedField(compartment=Compartment.BLOCKS, person="vault")

    class Privacy:
        operational: ClassVar = FactFields.FACT_FIELDS
        sealed: ClassVar = {"staff_ref", "body"}


class CandidateQuerySet(GuardedQuerySet):
    """Possible duplicates, by who asks."""

    def visible_to(self, actor: Actor) -> "CandidateQuerySet":
        """Pairs of which `actor` may know both files. A file paired with itself is no pair: see registration."""
        clients = Client.objects.visible_to(actor).values("pk")
        rows = self.filter(organisation=actor.organisation, first__in=clients, second__in=clients)
        return rows.exclude(first=F("second"))


class DuplicateCandidate(PersonModel):
    """Two files that may be one person. Seen by data managers only; nothing merges by itself."""

    id = models.UUIDField(primary_key=True, default=ids.new_person_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    raised_at = models.DateTimeField()
    first = models.ForeignKey(Client, models.PROTECT, related_name="+")
    second = models.ForeignKey(Client, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=30)

    objects = ClosedManager.from_queryset(CandidateQuerySet)()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["organisation", "-raised_at", "-id"], name="candidates_by_day")]

    class Privacy:
        operational: ClassVar = {"id", "organisation", "raised_at", "reason"}
        identifying: ClassVar = {"first", "second"}


class ClientState(PersonModel):
    """Derived from the facts of one client; `twofold rebuild` makes it anew and compares."""

    client = models.OneToOneField(Client, models.CASCADE, primary_key=True, related_name="state")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    site = models.ForeignKey(Site, models.PROTECT, related_name="+")
    caseload = models.ForeignKey(Caseload, models.PROTECT, null=True, related_name="+")
    registered_on = models.DateField()
    gender = models.CharField(max_length=20)
    birth_band = models.PositiveSmallIntegerField(null=True)
    status = models.CharField(max_length=10)
    left_on = models.DateField(null=True)
    consent = models.CharField(max_length=10)
    kinds = models.JSONField(default=list)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["organisation", "-registered_on", "-client"], name="clients_by_day"),
            models.Index(fields=["site", "-registered_on", "-client"], name="clients_by_site"),
            models.Index(fields=["caseload", "-registered_on", "-client"], name="clients_by_caseload"),
        ]

    class Privacy:
        operational: ClassVar = {
            "client", "organisation", "site", "caseload", "registered_on", "gender", "birth_band", "consent",
        }  # fmt: skip
        identifying: ClassVar = {"status", "left_on"}
        clinical: ClassVar = {"kinds"}

    def values(self) -> dict[str, Any]:
        """Field -> value, for comparing before and after a rebuild."""
        return {field.attname: getattr(self, field.attname) for field in self._meta.concrete_fields}


class KindSpell(PersonModel):
    """Derived: from when until when a client was of a kind. Reports count by these."""

    client = models.ForeignKey(Client, models.CASCADE, related_name="kind_spells", db_index=False)
    kind = models.CharField(max_length=30)
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["kind", "since"], name="spells_by_kind"),
            models.Index(fields=["client", "kind", "until"], name="spells_by_client"),
        ]

    class Privacy:
        operational: ClassVar = {"id", "client", "since", "until"}
        clinical: ClassVar = {"kind"}


class RegisterSpell(PersonModel):
    """Derived: from when until when a client stood on the register. Left and came back makes two."""

    client = models.ForeignKey(Client, models.CASCADE, related_name="register_spells")
    since = models.DateField()
    until = models.DateField(null=True)

    class Privacy:
        operational: ClassVar = {"id", "client", "since"}
        identifying: ClassVar = {"until"}
