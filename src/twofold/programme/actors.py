"""Turns a signed-in worker into an actor: roles, sites and caseloads as they hold today. Read once per request."""

import datetime as dt
import uuid

from django.db.models import Q, QuerySet

from twofold.core import clock
from twofold.core.access import Actor, Role
from twofold.core.prepared import prepared
from twofold.programme.models import Caseload, Organisation, Posting, RoleHeld, Staff


def _held_on(day: dt.date) -> Q:
    return Q(since__lte=day) & (Q(until=None) | Q(until__gt=day))


@prepared
def _roles(staff: uuid.UUID, day: dt.date) -> QuerySet:
    return RoleHeld.objects.filter(_held_on(day), staff=staff).values_list("role", flat=True)


@prepared
def _sites(staff: uuid.UUID, day: dt.date) -> QuerySet:
    return Posting.objects.filter(_held_on(day), staff=staff).values_list("site_id", flat=True)


@prepared
def _caseloads(staff: uuid.UUID) -> QuerySet:
    return Caseload.objects.filter(holder=staff).values_list("id", flat=True)


@prepared
def _organisations(organisation: uuid.UUID) -> QuerySet:
    return Organisation.objects.filter(pk=organisation)


def organisation(pk: uuid.UUID | None) -> Organisation:
    """The actor's organisation: its timezone decides what day it is."""
    assert pk is not None
    [found] = _organisations(pk)
    return found


def actor_for(staff: Staff, *, second_factor: bool) -> Actor:
    """The actor that `staff` is today. A closed account has no roles."""
    day = clock.today(staff.organisation.timezone)
    roles = _roles(staff.id, day) if staff.is_active else []
    return Actor(
        id=staff.id,
        organisation=staff.organisation_id,
        roles=frozenset(Role(role) for role in roles),
        sites=frozenset(_sites(staff.id, day)),
        caseloads=frozenset(_caseloads(staff.id)),
        second_factor=second_factor,
        name=staff.login,
    )
