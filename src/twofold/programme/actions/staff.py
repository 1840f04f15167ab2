"""Staff: who works here, in which roles, at which sites. Nobody changes their own."""

import re
import uuid
from collections.abc import Sequence

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from twofold.core import clock
from twofold.core.access import DOORS, Actor, Door, Role
from twofold.core.actions import action, note, require
from twofold.core.errors import Denied, Invalid
from twofold.programme import passphrases, roles
from twofold.programme.actions.checks import own, row_of, text
from twofold.programme.models import Organisation, Posting, RoleHeld, Site, Staff

LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,58}")


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
    own(by, organisation)
    login = login.strip().lower()
    if not LOGIN.fullmatch(login):
        raise Invalid(_("A login has small letters, digits, dots and hyphens, at least two of them."), field="login")
    if Staff.objects.filter(login__iexact=login).exists():
        raise Invalid(_("This login is taken. Choose another."), field="login")
    if language not in dict(settings.LANGUAGES):
        raise Invalid(_("Choose a language from the list."), field="language")
    passphrases.check(password)
    worker = Staff(organisation_id=organisation, login=login, name=text(name, "name"), language=language)
    worker.set_password(password)
    worker.save(force_insert=True)
    note("staff.created", "staff", worker.id)
    _hold(worker, held)
    _post(worker, sites)
    return worker


@action("staff.changed")
def change_staff(*, by: Actor, staff: uuid.UUID, name: str, held: Sequence[Role], sites: Sequence[uuid.UUID]) -> Staff:
    """Another name, other roles or other sites."""
    require(by, Door.STAFF)
    worker: Staff = row_of(Staff, by, staff)
    if worker.id == by.id:
        raise Denied(_("Ask a colleague to change your own account."))
    worker.name = text(name, "name")
    worker.save()
    note("staff.changed", "staff", worker.id)
    _hold(worker, held)
    _post(worker, sites)
    keep_somebody(worker.organisation_id)
    return worker


def keep_somebody(organisation: uuid.UUID) -> None:
    """Raise Invalid unless somebody is left who can open accounts: nobody may lock everybody out."""
    Organisation.objects.select_for_update().get(pk=organisation)  # two who remove each other come one after the other
    keepers = [role.value for role in DOORS[Door.STAFF]]
    left = RoleHeld.objects.filter(
        staff__organisation=organisation, staff__is_active=True, role__in=keepers, until=None
    )
    if not left.exists():
        raise Invalid(
            _("Nobody would be left who can open accounts. Give somebody else that role first."), field="held"
        )


def _hold(worker: Staff, held: Sequence[Role]) -> None:
    rule = roles.refusal(held)
    if rule is not None:
        raise Invalid(rule.reason(), field="held")
    if Role.OPERATOR in held:
        raise Invalid(_("The operator works on the command line and holds no account."), field="held")
    today = clock.today(worker.organisation.timezone)
    current = {row.role: row for row in worker.roles_held.filter(until=None)}
    wanted = {str(role) for role in held}
    for role in sorted(set(current) - wanted):
        current[role].until = today
        current[role].save()
        note("role.ended", "staff", worker.id, role=role)
    for role in sorted(wanted - set(current)):
        RoleHeld.objects.create(staff=worker, role=role, since=today)
        note("role.given", "staff", worker.id, role=role)


def _post(worker: Staff, sites: Sequence[uuid.UUID]) -> None:
    allowed = set(Site.objects.filter(organisation=worker.organisation_id, id__in=sites).values_list("id", flat=True))
    if allowed != set(sites):
        raise Invalid(_("Choose sites of this organisation."), field="sites")
    today = clock.today(worker.organisation.timezone)
    current = {row.site_id: row for row in worker.postings.filter(until=None)}
    for site in set(current) - allowed:
        current[site].until = today
        current[site].save()
        note("posting.ended", "staff", worker.id, site=str(site))
    for site in allowed - set(current):
        Posting.objects.create(staff=worker, site_id=site, since=today)
        note("posting.began", "staff", worker.id, site=str(site))
