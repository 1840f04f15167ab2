"""The directory of places to which clients are referred."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from twofold.core.access import Actor, Door
from twofold.core.actions import action, note, require
from twofold.core.errors import Invalid
from twofold.programme.actions.checks import own, row_of, text
from twofold.programme.models import Facility
from twofold.programme.services import services as catalogue
from twofold.programme.slips import is_neutral


@dataclass(frozen=True)
class NewFacility:
    """What the directory says of a place."""

    name: str
    kind: str
    services: Sequence[str] = ()
    address: str = ""
    phone: str = ""
    hours: str = ""
    slip_name: str = ""
    slip_where: str = ""


@action("facility.added")
def add_facilities(*, by: Actor, organisation: uuid.UUID, facilities: Sequence[NewFacility]) -> list[Facility]:
    """New places of the directory, all or none."""
    require(by, Door.SITES)
    own(by, organisation)
    made = []
    for new in facilities:
        row = Facility(organisation_id=organisation, **_told(new))
        row.save()
        note("facility.added", "facility", row.pk)
        made.append(row)
    return made


@action("facility.changed")
def change_facility(*, by: Actor, facility: uuid.UUID, new: NewFacility) -> Facility:
    """What the directory says now. Referrals name the place by its id and follow."""
    require(by, Door.SITES)
    row: Facility = row_of(Facility, by, facility)
    for name, value in _told(new).items():
        setattr(row, name, value)
    row.save()
    note("facility.changed", "facility", row.pk)
    return row


@action("facility.closed")
def set_facility_closed(*, by: Actor, facility: uuid.UUID, closed_on: dt.date | None) -> Facility:
    """Offer it no more, or again. Referrals that name it stay."""
    require(by, Door.SITES)
    row: Facility = row_of(Facility, by, facility)
    row.closed_on = closed_on
    row.save()
    note("facility.closed" if closed_on else "facility.reopened", "facility", row.pk)
    return row


def _told(new: NewFacility) -> dict[str, object]:
    if new.kind not in Facility.Kind.values:
        raise Invalid(_("Choose what kind of place this is."), field="kind")
    if set(new.services) - set(catalogue().by_code()):
        raise Invalid(_("Choose services from the list."), field="services")
    told: dict[str, object] = {"name": text(new.name, "name"), "kind": new.kind, "services": sorted(set(new.services))}
    for name, length in (("address", 240), ("phone", 60), ("hours", 120), ("slip_name", 120), ("slip_where", 120)):
        value = getattr(new, name)
        told[name] = text(value, name, length) if value.strip() else ""
    for name in ("slip_name", "slip_where"):
        if not is_neutral(getattr(new, name)):
            raise Invalid(
                _(
                    "A slip is carried in a pocket: choose words that say nothing of an illness, of drugs or of violence."
                ),
                field=name,
            )
    return told
