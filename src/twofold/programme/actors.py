"""Turns a signed-in worker into an actor: roles, sites and caseloads as they hold today. Read once per request."""

import datetime as dt

from django.db.models import Q

from twofold.core import clock
from twofold.core.access import Actor, Role
from twofold.programme.models import Staff


def _held_on(day: dt.date) -> Q:
    return Q(since__lte=day) & (Q(until=None) | Q(until__gt=day))


def actor_for(staff: Staff, *, second_factor: bool) -> Actor:
    """The actor that `staff` is today. A closed account has no roles."""
    day = clock.today(staff.organisation.timezone)
    roles = staff.roles_held.filter(_held_on(day)).values_list("role", flat=True) if staff.is_active else []
    return Actor(
        id=staff.id,
        organisation=staff.organisation_id,
        roles=frozenset(Role(role) for role in roles),
        sites=frozenset(staff.postings.filter(_held_on(day)).values_list("site_id", flat=True)),
        caseloads=frozenset(staff.caseloads.values_list("id", flat=True)),
        second_factor=second_factor,
        name=staff.login,
    )
