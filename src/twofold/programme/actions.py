"""How the programme changes: organisations, places, sites, staff, roles, caseloads, targets, estimates, catalogue."""

import datetime as dt
import re
import uuid
import zoneinfo
from collections.abc import Sequence
from dataclasses import dataclass

from twofold.core import clock
from twofold.core.access import Actor, Door, Role
from twofold.core.actions import action, note, nothing_to_do, require
from twofold.core.errors import Denied, Invalid, NotThere
from twofold.programme import catalogue, roles
from twofold.programme.models import (
    Caseload,
    CatalogueChoice,
    Organisation,
    Place,
    Posting,
    RoleHeld,
    Site,
    SizeEstimate,
    Staff,
    Target,
)

LOGIN = re.compile(r"^[a-z0-9][a-z0-9._-]{1,58}$")
CODE = re.compile(r"^[a-z0-9][a-z0-9-]{0,38}$")
PASSWORD_LENGTH = 12
INTERVAL_YEARS = (1990, 2100)


def _own(by: Actor, organisation: uuid.UUID | None) -> None:
    """Only the operator reaches into another organisation."""
    if Role.OPERATOR not in by.roles and by.organisation != organisation:
        raise NotThere


def _text(value: str, field: str) -> str:
    value = value.strip()
    if not value or "\x00" in value:
        raise Invalid("Write a name here.", field=field)
    if len(value) > 120:
        raise Invalid("Keep this to 120 characters.", field=field)
    return value


def _code(value: str, model: type) -> str:
    if not CODE.match(value):
        raise Invalid("A code is made of small letters, digits and hyphens.", field="code")
    if model.objects.filter(code=value).exists():
        raise Invalid("This code is taken. Choose another.", field="code")
    return value


@action("organisation.created")
def create_organisation(
    *, by: Actor, code: str, name: str, timezone: str = "Asia/Kolkata", uic_scheme: str = "random"
) -> Organisation:
    """A new organisation. Operator only."""
    require(by, Door.EXACT)
    if timezone not in zoneinfo.available_timezones():
        raise Invalid("This is no time zone. Write one as Asia/Kolkata.", field="timezone")
    made = Organisation.objects.create(
        code=_code(code, Organisation), name=_text(name, "name"), timezone=timezone, uic_scheme=uic_scheme
    )
    note("organisation.created", "organisation", made.id, code=code)
    return made


@action("place.created")
def create_places(*, by: Actor, places: Sequence[tuple[str, str, str, str | None]]) -> list[Place]:
    """Places as (code, name, level, parent's code), parents first. Operator only."""
    require(by, Door.EXACT)
    made = []
    for code, name, level, parent in places:
        made.append(
            Place.objects.create(code=_code(code, Place), name=_text(name, "name"), level=level, parent_id=parent)
        )
        note("place.created", "place", code, code=code)
    return made


@action("site.opened")
def open_site(
    *, by: Actor, organisation: uuid.UUID, place: str, code: str, name: str, kind: str = Site.Kind.DROP_IN
) -> Site:
    """A new site of an organisation."""
    require(by, Door.SITES)
    _own(by, organisation)
    if not Place.objects.filter(code=place).exists():
        raise Invalid("Choose a place from the list.", field="place")
    if kind not in Site.Kind.values:
        raise Invalid("Choose what kind of site this is.", field="kind")
    made = Site.objects.create(
        organisation_id=organisation,
        place_id=place,
        code=_code(code, Site),
        name=_text(name, "name"),
        kind=kind,
    )
    note("site.opened", "site", made.id, code=code)
    return made


@action("site.changed")
def change_site(*, by: Actor, site: uuid.UUID, name: str, kind: str, closed_on: dt.date | None = None) -> Site:
    """Another name or kind, or the day it closes. Its code stays, since reports name it."""
    require(by, Door.SITES)
    row = _get(Site, by, site)
    row.name, row.kind, row.closed_on = _text(name, "name"), kind, closed_on
    row.save()
    note("site.changed", "site", row.id, fields=["name", "kind", "closed_on"])
    return row


def _get(model: type, by: Actor, pk: uuid.UUID) -> object:
    rows = model.objects.all() if Role.OPERATOR in by.roles else model.objects.visible_to(by)
    row = rows.filter(pk=pk).first()
    if row is None:
        raise NotThere
    return row


@action("staff.created")
def create_staff(
    *,
    by: Actor,
    organisation: uuid.UUID,
    login: str,
    name: str,
    password: str,
    held: Sequence[Role] = (),
    sites: Sequence[uuid.UUID] = (),
    language: str = "en",
) -> Staff:
    """A new worker with roles and postings from today."""
    require(by, Door.STAFF)
    _own(by, organisation)
    login = login.strip().lower()
    if not LOGIN.match(login):
        raise Invalid("A login has small letters, digits, dots and hyphens, at least two of them.", field="login")
    if Staff.objects.filter(login__iexact=login).exists():
        raise Invalid("This login is taken. Choose another.", field="login")
    worker = Staff(organisation_id=organisation, login=login, name=_text(name, "name"), language=language)
    _set_password(worker, password)
    worker.save(force_insert=True)
    note("staff.created", "staff", worker.id, login=login)
    _hold(worker, by, held)
    _post(worker, sites)
    return worker


def _set_password(worker: Staff, password: str) -> None:
    if len(password) < PASSWORD_LENGTH:
        raise Invalid(f"Choose at least {PASSWORD_LENGTH} characters; four plain words do well.", field="password")
    worker.set_password(password)


def _hold(worker: Staff, by: Actor, held: Sequence[Role]) -> None:
    rule = roles.refusal(held)
    if rule is not None:
        raise Invalid(rule.en, field="roles")
    if Role.OPERATOR in held:
        raise Invalid("The operator works on the command line and holds no account.", field="roles")
    today = clock.today(worker.organisation.timezone)
    current = {row.role: row for row in worker.roles_held.filter(until=None)}
    for role in set(current) - {str(r) for r in held}:
        current[role].until = today
        current[role].save()
        note("role.ended", "staff", worker.id, role=role)
    for role in {str(r) for r in held} - set(current):
        RoleHeld.objects.create(staff=worker, role=role, since=today)
        note("role.given", "staff", worker.id, role=role)


def _post(worker: Staff, sites: Sequence[uuid.UUID]) -> None:
    allowed = set(Site.objects.filter(organisation=worker.organisation_id, id__in=sites).values_list("id", flat=True))
    if allowed != set(sites):
        raise Invalid("Choose sites of this organisation.", field="sites")
    today = clock.today(worker.organisation.timezone)
    current = {row.site_id: row for row in worker.postings.filter(until=None)}
    for site in set(current) - allowed:
        current[site].until = today
        current[site].save()
        note("posting.ended", "staff", worker.id, site=str(site))
    for site in allowed - set(current):
        Posting.objects.create(staff=worker, site_id=site, since=today)
        note("posting.began", "staff", worker.id, site=str(site))


@action("staff.changed")
def change_staff(
    *,
    by: Actor,
    staff: uuid.UUID,
    name: str,
    held: Sequence[Role],
    sites: Sequence[uuid.UUID],
    is_active: bool = True,
) -> Staff:
    """Another name, other roles or sites, or an account closed. Nobody changes their own roles."""
    require(by, Door.STAFF)
    worker = _get(Staff, by, staff)
    if worker.id == by.id:
        raise Denied("Ask a colleague to change your own account.")
    worker.name, worker.is_active = _text(name, "name"), is_active
    worker.save()
    note("staff.changed", "staff", worker.id, active=is_active)
    _hold(worker, by, held)
    _post(worker, sites)
    return worker


@action("staff.password_changed")
def change_password(*, by: Actor, staff: uuid.UUID, password: str) -> Staff:
    """A new password: one's own, or given by whoever keeps accounts."""
    if staff != by.id:
        require(by, Door.STAFF)
    worker = _get(Staff, by, staff)
    _set_password(worker, password)
    worker.save()
    note("staff.password_changed", "staff", worker.id, own=staff == by.id)
    return worker


@action("staff.language_changed")
def change_language(*, by: Actor, language: str) -> Staff:
    """The language that this worker reads."""
    worker = _get(Staff, by, by.id)
    worker.language = language
    worker.save()
    note("staff.language_changed", "staff", worker.id, language=language)
    return worker


@action("caseload.opened")
def open_caseload(*, by: Actor, site: uuid.UUID, name: str, holder: uuid.UUID | None = None) -> Caseload:
    """A new caseload at a site, held by a worker or by nobody yet."""
    require(by, Door.CASELOADS)
    where = _get(Site, by, site)
    if holder is not None and not Staff.objects.filter(id=holder, organisation=where.organisation_id).exists():
        raise Invalid("Choose a worker of this organisation.", field="holder")
    made = Caseload.objects.create(site=where, name=_text(name, "name"), holder_id=holder)
    note("caseload.opened", "caseload", made.id, site=where.code)
    return made


@action("caseload.handed_over")
def hand_over_caseload(*, by: Actor, caseload: uuid.UUID, holder: uuid.UUID | None) -> Caseload:
    """The whole caseload to another worker, in one step."""
    require(by, Door.CASELOADS)
    row = _get(Caseload, by, caseload)
    if (
        holder is not None
        and not Staff.objects.filter(id=holder, organisation=row.site.organisation_id, is_active=True).exists()
    ):
        raise Invalid("Choose a worker of this organisation.", field="holder")
    row.holder_id = holder
    row.save()
    note("caseload.handed_over", "caseload", row.id, holder=str(holder))
    return row


@action("catalogue.changed")
def offer_items(*, by: Actor, offered: dict[str, bool]) -> None:
    """Which items of the catalogue this organisation offers."""
    require(by, Door.SITES)
    if by.organisation is None or set(offered) - set(catalogue.supplies().by_code()):
        raise Invalid("Choose items of the catalogue.")
    for item, value in offered.items():
        row, made = CatalogueChoice.objects.get_or_create(
            organisation_id=by.organisation, item=item, defaults={"offered": value}
        )
        if not made and row.offered != value:
            row.offered = value
            row.save()
        note("catalogue.changed", "item", item, item=item, offered=value)
    if not offered:
        nothing_to_do()


@dataclass(frozen=True)
class NewTarget:
    """A target to be set. `replaces` names the one it supersedes."""

    indicator: str
    start: dt.date
    end: dt.date
    value: int
    source: str
    site: uuid.UUID | None = None
    replaces: uuid.UUID | None = None


@action("target.set")
def set_targets(*, by: Actor, organisation: uuid.UUID, targets: Sequence[NewTarget]) -> list[Target]:
    """Targets of an organisation. An earlier one is superseded, never edited."""
    require(by, Door.PLANS)
    _own(by, organisation)
    made = []
    for new in targets:
        if new.end < new.start:
            raise Invalid("The last day comes before the first.", field="end")
        if new.value < 0:
            raise Invalid("A target is not below zero.", field="value")
        if new.site is not None and not Site.objects.filter(id=new.site, organisation=organisation).exists():
            raise Invalid("Choose a site of this organisation.", field="site")
        row = Target.objects.create(
            organisation_id=organisation,
            site_id=new.site,
            indicator=new.indicator,
            start=new.start,
            end=new.end,
            value=new.value,
            source=_text(new.source, "source"),
        )
        _supersede(Target, organisation, new.replaces, row)
        note("target.set", "target", row.id, indicator=new.indicator, value=new.value)
        made.append(row)
    return made


def _supersede(model: type, organisation: uuid.UUID, replaces: uuid.UUID | None, by_row: object) -> None:
    if replaces is None:
        return
    changed = model.objects.filter(id=replaces, organisation=organisation, replaced_by=None).update(replaced_by=by_row)
    if not changed:
        raise Invalid("Somebody changed this in the meantime. Look again before you change it.")


@dataclass(frozen=True)
class NewEstimate:
    """A size estimate to be recorded, with its interval where one was published."""

    place: str
    population: str
    year: int
    value: int
    source: str
    gender: str = ""
    low: int | None = None
    high: int | None = None
    replaces: uuid.UUID | None = None


@action("estimate.recorded")
def record_estimates(*, by: Actor, organisation: uuid.UUID, estimates: Sequence[NewEstimate]) -> list[SizeEstimate]:
    """Size estimates that the programme plans by, each with source, year and interval."""
    require(by, Door.PLANS)
    _own(by, organisation)
    made = []
    for new in estimates:
        _check_estimate(new)
        row = SizeEstimate.objects.create(
            organisation_id=organisation,
            place_id=new.place,
            population=new.population,
            gender=new.gender,
            year=new.year,
            value=new.value,
            low=new.low,
            high=new.high,
            source=_text(new.source, "source"),
        )
        _supersede(SizeEstimate, organisation, new.replaces, row)
        note("estimate.recorded", "estimate", row.id, place=new.place, value=new.value)
        made.append(row)
    return made


def _check_estimate(new: NewEstimate) -> None:
    if not Place.objects.filter(code=new.place).exists():
        raise Invalid("Choose a place from the list.", field="place")
    if not INTERVAL_YEARS[0] <= new.year <= INTERVAL_YEARS[1]:
        raise Invalid("Write the year in four digits.", field="year")
    if (
        new.value < 0
        or (new.low is not None and new.low > new.value)
        or (new.high is not None and new.high < new.value)
    ):
        raise Invalid("The estimate lies between its lower and its upper bound.", field="value")
