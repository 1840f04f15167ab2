"""Where figures are about: all, an organisation, a site, or a place of any level. Reads the programme's tables only."""

import uuid
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from twofold.core import access
from twofold.core.access import Actor
from twofold.core.errors import Invalid, NotThere
from twofold.indicators.facts import Scope
from twofold.people.models import blocked_clients
from twofold.programme.models import Organisation, Place, Site

MOST_NAMED = 60


@dataclass(frozen=True)
class Where:
    """A scope with its code and name. No code: all that the asker has."""

    code: str | None
    name: str
    scope: Scope
    place: str | None = None  # a country, state or district
    site: bool = False
    part: bool = False  # there are other sites of the organisation


def anywhere(code: str | None) -> Where:
    """What the operator names: a site, an organisation or a place; nothing is everything.

    Raises Invalid with the codes that there are.
    """
    if code is None:
        return Where(None, "", Scope())
    if site := Site.objects.filter(code=code).first():
        return Where(code, site.name, Scope(site.organisation_id, frozenset({site.id})), site=True)
    if organisation := Organisation.objects.filter(code=code).first():
        return Where(code, organisation.name, Scope(organisation.id))
    places = {place.code: place for place in Place.objects.all()}
    if code in places:
        return Where(code, places[code].name, Scope(sites=_sites_below(code, places, None)), code)
    known = [*Organisation.objects.values_list("code", flat=True).order_by("code"), *sorted(places)]
    known += Site.objects.values_list("code", flat=True).order_by("code")
    shown = ", ".join(known[:MOST_NAMED]) + (", …" if len(known) > MOST_NAMED else "")
    words = _("There is no such place, site or organisation. There are: %(known)s.") % {"known": shown}
    raise Invalid(words, field="place")


def within(actor: Actor, code: str | None) -> Where:
    """What a worker names: a site of the own organisation, or a place where it has sites; nothing is the organisation.

    Raises NotThere for anything else, whether it exists or not.
    """
    assert actor.organisation is not None
    without = frozenset(blocked_clients(actor)) if access.reaches(actor) else frozenset()
    if not code:
        name = Organisation.objects.values_list("name", flat=True).get(pk=actor.organisation)
        return Where(None, name, Scope(actor.organisation, without=without))
    if site := Site.objects.visible_to(actor).filter(code=code).first():
        sites = frozenset({site.id})
        part = _is_part(sites, actor.organisation)
        return Where(code, site.name, Scope(actor.organisation, sites, without=without), site=True, part=part)
    places = {place.code: place for place in Place.objects.all()}
    sites = _sites_below(code, places, actor.organisation)
    if not sites:
        raise NotThere
    part = _is_part(sites, actor.organisation)
    return Where(code, places[code].name, Scope(actor.organisation, sites, without=without), code, part=part)


def _is_part(sites: frozenset[uuid.UUID], organisation: uuid.UUID) -> bool:
    """Whether an organisation has sites besides these."""
    return Site.objects.filter(organisation=organisation).exclude(pk__in=sites).exists()


def own(actor: Actor) -> Where:
    """The clients whom this worker may see, and the supplies this worker gave without a card."""
    return Where(None, "", Scope(actor.organisation, seen_by=actor))


def choices(actor: Actor) -> list[tuple[str, str]]:
    """(code, name) of what a worker may ask for, besides the organisation as a whole."""
    sites = list(Site.objects.visible_to(actor).order_by("name"))
    places = {place.code: place for place in Place.objects.all()}
    above: dict[str, str] = {}
    for site in sites:
        code: str | None = site.place_id
        while code is not None:
            above[code] = places[code].name
            code = places[code].parent_id
    return [*sorted(above.items(), key=lambda pair: pair[1]), *((site.code, site.name) for site in sites)]


def _sites_below(code: str, places: dict[str, Place], organisation: uuid.UUID | None) -> frozenset[uuid.UUID]:
    """The sites in a place and in all its parts."""
    inside = {code} & places.keys()
    grown = True
    while grown:
        more = {place.code for place in places.values() if place.parent_id in inside} - inside
        inside |= more
        grown = bool(more)
    sites = Site.objects.filter(place__in=inside)
    if organisation is not None:
        sites = sites.filter(organisation=organisation)
    return frozenset(sites.values_list("id", flat=True))
