"""Tables of the programme. No client stands here; caseloads do, so that a whole caseload can change hands in one row."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import check_password
from django.db import models
from django.utils.translation import gettext_lazy as _

from twofold.core import clock, ids
from twofold.core.access import Actor, Role
from twofold.core.guarded import GuardedModel, GuardedQuerySet


class Place(GuardedModel):
    """A country, state or district. The coarsest thing that a size estimate or a report can be about."""

    class Level(models.TextChoices):
        COUNTRY = "country", _("Country")
        STATE = "state", _("State")
        DISTRICT = "district", _("District")

    code = models.SlugField(primary_key=True, max_length=40)
    name = models.CharField(max_length=120)
    level = models.CharField(max_length=10, choices=Level.choices)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="parts")

    class Privacy:
        public: ClassVar = {"code", "name", "level", "parent"}

    def __str__(self) -> str:
        return self.name


class Organisation(GuardedModel):
    """Who runs sites and answers for its clients' files. Files never cross from one organisation to another."""

    id = models.UUIDField(primary_key=True, default=ids.new_person_id, editable=False)
    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    timezone = models.CharField(max_length=40, default="Asia/Kolkata")
    uic_scheme = models.CharField(max_length=20, default="random")

    class Privacy:
        public: ClassVar = {"id", "code", "name", "timezone", "uic_scheme"}

    def __str__(self) -> str:
        return self.name


class SiteQuerySet(GuardedQuerySet):
    """Sites, by who asks."""

    def visible_to(self, actor: Actor) -> "SiteQuerySet":
        return self.filter(organisation=actor.organisation)


class Site(GuardedModel):
    """A place of work: a drop-in centre, an outreach base, an OST clinic."""

    class Kind(models.TextChoices):
        DROP_IN = "drop_in", _("Drop-in centre")
        OUTREACH = "outreach", _("Outreach base")
        CLINIC = "clinic", _("Clinic")

    id = models.UUIDField(primary_key=True, default=ids.new_person_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="sites")
    place = models.ForeignKey(Place, models.PROTECT, related_name="sites")
    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.DROP_IN)
    closed_on = models.DateField(null=True)

    objects = SiteQuerySet.as_manager()

    class Privacy:
        operational: ClassVar = {"id", "organisation", "place", "code", "name", "kind", "closed_on"}

    def __str__(self) -> str:
        return self.name


class Facility(GuardedModel):
    """A place of somebody else to which clients are referred: a hospital, a lawyer, an office. Holds no client.

    `services` are codes of the catalogue of services. What a slip says stands apart: the place's own name may say what
    it treats.
    """

    class Kind(models.TextChoices):
        HOSPITAL = "hospital", _("Hospital")
        CLINIC = "clinic", _("Clinic or health centre")
        TESTING = "testing", _("Laboratory or testing centre")
        LEGAL = "legal", _("Legal help")
        SHELTER = "shelter", _("Shelter")
        OFFICE = "office", _("Government office")
        OTHER = "other", _("Another place")

    id = models.UUIDField(primary_key=True, default=ids.new_person_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    services = models.JSONField(default=list)
    address = models.CharField(max_length=240, default="")
    phone = models.CharField(max_length=60, default="")
    hours = models.CharField(max_length=120, default="")
    slip_name = models.CharField(max_length=120, default="")
    slip_where = models.CharField(max_length=120, default="")
    closed_on = models.DateField(null=True)

    objects = SiteQuerySet.as_manager()

    class Privacy:
        operational: ClassVar = {
            "id", "organisation", "name", "kind", "services", "address", "phone", "hours", "slip_name", "slip_where",
            "closed_on",
        }  # fmt: skip

    def __str__(self) -> str:
        return self.name


class StaffQuerySet(GuardedQuerySet):
    """Staff, by who asks."""

    def visible_to(self, actor: Actor) -> "StaffQuerySet":
        return self.filter(organisation=actor.organisation)


class StaffManager(BaseUserManager.from_queryset(StaffQuerySet)):  # type: ignore[misc]
    """Looks staff up by login, whatever its case; with the organisation, whose clock every page needs."""

    def get_queryset(self) -> StaffQuerySet:
        return super().get_queryset().select_related("organisation")

    def get_by_natural_key(self, login: str) -> "Staff":
        return self.get(login__iexact=login)


class Staff(AbstractBaseUser, GuardedModel):
    """A worker of one organisation, who signs in. Leaving closes the account; nothing that was done is deleted."""

    id = models.UUIDField(primary_key=True, default=ids.new_person_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="staff")
    login = models.CharField(_("login"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120)
    language = models.CharField(max_length=10, default="en")
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=clock.now)
    last_login = None  # sign-ins are audit events; a column rewritten at each one would say when somebody worked last

    objects = StaffManager()
    USERNAME_FIELD = "login"
    REQUIRED_FIELDS: ClassVar = []

    class Privacy:
        operational: ClassVar = {
            "id", "organisation", "login", "name", "language", "is_active", "joined_at",
        }  # fmt: skip
        sealed: ClassVar = {"password"}

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

    def check_password(self, raw_password: str) -> bool:
        """Compare only: a sign-in changes no row of the programme."""
        return check_password(raw_password, self.password)


class RoleHeld(GuardedModel):
    """One role of one worker, from a day, perhaps until a day."""

    staff = models.ForeignKey(Staff, models.PROTECT, related_name="roles_held")
    role = models.CharField(max_length=30, choices=[(r.value, r.value) for r in Role])
    since = models.DateField()
    until = models.DateField(null=True)

    class Privacy:
        operational: ClassVar = {"id", "staff", "role", "since", "until"}

    def __str__(self) -> str:
        return self.role


class Posting(GuardedModel):
    """Where a worker works, from a day, perhaps until a day."""

    staff = models.ForeignKey(Staff, models.PROTECT, related_name="postings")
    site = models.ForeignKey(Site, models.PROTECT, related_name="postings")
    since = models.DateField()
    until = models.DateField(null=True)

    class Privacy:
        operational: ClassVar = {"id", "staff", "site", "since", "until"}

    def __str__(self) -> str:
        return str(self.site)


class CaseloadQuerySet(GuardedQuerySet):
    """Caseloads, by who asks."""

    def visible_to(self, actor: Actor) -> "CaseloadQuerySet":
        return self.filter(site__organisation=actor.organisation)


class Caseload(GuardedModel):
    """The clients one worker answers for. Clients are placed in it; it is handed from worker to worker."""

    id = models.UUIDField(primary_key=True, default=ids.new_person_id, editable=False)
    site = models.ForeignKey(Site, models.PROTECT, related_name="caseloads")
    name = models.CharField(max_length=120)
    holder = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="caseloads")

    objects = CaseloadQuerySet.as_manager()

    class Privacy:
        operational: ClassVar = {"id", "site", "name", "holder"}

    def __str__(self) -> str:
        return self.name


class Target(GuardedModel):
    """What is to be reached: an indicator, a scope, a span of days, a number, and who set it."""

    id = models.UUIDField(primary_key=True, default=ids.new_person_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="targets")
    site = models.ForeignKey(Site, models.PROTECT, null=True, related_name="targets")
    indicator = models.CharField(max_length=60)
    start = models.DateField()
    end = models.DateField()
    value = models.PositiveIntegerField()
    source = models.CharField(max_length=200)
    replaced_by = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaces")

    class Privacy:
        operational: ClassVar = {
            "id", "organisation", "site", "indicator", "start", "end", "value", "source", "replaced_by",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.indicator} {self.value}"


class SizeEstimate(GuardedModel):
    """How many people there are to reach in a place: a number with an interval, a year and a source, never bare."""

    id = models.UUIDField(primary_key=True, default=ids.new_person_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="size_estimates")
    place = models.ForeignKey(Place, models.PROTECT, related_name="size_estimates")
    population = models.CharField(max_length=30)
    gender = models.CharField(max_length=20, blank=True, default="")
    year = models.PositiveSmallIntegerField()
    value = models.PositiveIntegerField()
    low = models.PositiveIntegerField(null=True)
    high = models.PositiveIntegerField(null=True)
    source = models.CharField(max_length=200)
    replaced_by = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaces")

    class Privacy:
        operational: ClassVar = {
            "id", "organisation", "place", "population", "gender", "year", "value", "low", "high", "source",
            "replaced_by",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.population} {self.value}"


class CatalogueChoice(GuardedModel):
    """Whether an organisation offers an item of the supplies catalogue; the catalogue itself is a data file."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="catalogue_choices")
    item = models.CharField(max_length=40)
    offered = models.BooleanField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["organisation", "item"], name="one_choice_per_item")]

    class Privacy:
        operational: ClassVar = {"id", "organisation", "item", "offered"}

    def __str__(self) -> str:
        return self.item
