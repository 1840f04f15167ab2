"""Whom a report is about. A report counts everybody, whoever submits it; it does not depend on who may see which file."""

import uuid
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from twofold.core.access import Actor, Role
from twofold.core.errors import Invalid, NotThere
from twofold.indicators import access, places
from twofold.indicators.facts import Scope
from twofold.indicators.places import Where
from twofold.programme.models import Organisation, Site


@dataclass(frozen=True)
class About:
    """An organisation, and of it the whole (no code) or a part."""

    organisation: Organisation
    where: Where

    @property
    def code(self) -> str:
        return self.where.code or ""


def about(by: Actor, code: str | None) -> About:
    """What this code names to the actor. Raises NotThere, or for the operator Invalid with what there is."""
    if Role.OPERATOR in by.roles:
        return _anywhere(code)
    where = places.within(by, code or None)
    if where.part and not may_ask_for_parts(by):
        raise NotThere
    organisation = Organisation.objects.get(pk=by.organisation)
    return About(organisation, replace(where, scope=Scope(by.organisation, where.scope.sites)))


def may_ask_for_parts(by: Actor) -> bool:
    """Reads reports of single sites and places: they hold what the whole hides, and the whole what they do."""
    return access.may_see_small(by)


def _anywhere(code: str | None) -> About:
    """For the operator: an organisation or one of its sites; where there is one organisation only, it goes unsaid."""
    known = list(Organisation.objects.order_by("code"))
    if not code and len(known) == 1:
        return _whole(known[0])
    if found := next((one for one in known if one.code == code), None):
        return _whole(found)
    site = Site.objects.select_related("organisation").filter(code=code).first() if code else None
    if site is None:
        words = _("Say whose report it is, an organisation or a site. Organisations: %(known)s.")
        raise Invalid(words % {"known": ", ".join(one.code for one in known)}, field="place")
    return About(site.organisation, Where(site.code, site.name, Scope(site.organisation_id, frozenset({site.id}))))


def _whole(organisation: Organisation) -> About:
    return About(organisation, Where(None, organisation.name, Scope(organisation.id)))


def organisation_of(by: Actor, code: str | None) -> uuid.UUID:
    """The organisation that an action is about: one's own, or the one that the operator names."""
    return about(by, code).organisation.id
