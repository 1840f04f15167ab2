"""What the office sees of phones: whose, when last heard of, what they keep back, which numbers are missing."""

import datetime as dt
import uuid
from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import Count, Q

from twofold.core import clock
from twofold.core.access import DOORS, Actor, Door, Role
from twofold.core.errors import NotThere
from twofold.fieldwork.models import Device, Entry
from twofold.programme.models import Staff

MOST_GAPS = 50


@dataclass(frozen=True)
class Line:
    """One phone."""

    id: uuid.UUID
    name: str
    worker: str
    status: str
    enrolled_at: dt.datetime
    last_contact: dt.datetime | None
    wiped_at: dt.datetime | None
    unsent: int | None
    last_seq: int
    missing: int
    clock_offset: float | None

    def plain(self) -> dict[str, Any]:
        """As it goes into JSON."""
        told = asdict(self)
        return {name: value if isinstance(value, int | float | None) else str(value) for name, value in told.items()}


def devices(by: Actor) -> list[Line]:
    """The phones that the actor may know of, last heard of first."""
    rows = Device.objects.all() if Role.OPERATOR in by.roles else Device.objects.visible_to(by)
    found = list(rows.select_related("staff").order_by("-last_contact", "-enrolled_at", "pk"))
    counted = Entry.objects.unscoped("counts of numbers").filter(device__in=found, seq__isnull=False)
    there = dict(counted.values_list("device").annotate(n=Count("seq", distinct=True)))
    return [_line(row, there.get(row.pk, 0)) for row in found]


def _line(row: Device, there: int) -> Line:
    return Line(
        id=row.pk,
        name=row.name,
        worker=row.staff.login,
        status=row.status,
        enrolled_at=row.enrolled_at,
        last_contact=row.last_contact,
        wiped_at=row.wiped_at,
        unsent=row.unsent,
        last_seq=row.last_seq,
        missing=max(0, row.last_seq - there),
        clock_offset=row.clock_offset,
    )


def gaps(device: Device) -> list[tuple[int, int]]:
    """Ranges of numbers that the phone counted and that never came, first ones first."""
    rows = Entry.objects.unscoped("numbers only").filter(device=device, seq__isnull=False)
    found, next_seq = [], 1
    for seq in rows.order_by("seq").values_list("seq", flat=True).distinct().iterator(chunk_size=2000):
        if seq > next_seq:
            found.append((next_seq, seq - 1))
            if len(found) == MOST_GAPS:
                break
        next_seq = seq + 1
    return found


def device(by: Actor, device_id: uuid.UUID) -> tuple[Line, list[tuple[int, int]]]:
    """One phone, and the numbers missing of it. Raises NotThere."""
    line = next((line for line in devices(by) if line.id == device_id), None)
    if line is None:
        raise NotThere
    return line, gaps(Device.objects.visible_to(by).get(pk=device_id))


def workers(by: Actor) -> list[tuple[uuid.UUID, str]]:
    """Workers whose phone may be let in: those whose roles record contacts."""
    today = clock.now().date()
    roles = [role.value for role in DOORS[Door.CONTACTS]]
    held = Q(roles_held__role__in=roles, roles_held__since__lte=today)
    still = Q(roles_held__until=None) | Q(roles_held__until__gt=today)
    rows = Staff.objects.visible_to(by).filter(held & still, is_active=True).distinct()
    return list(rows.order_by("name", "pk").values_list("pk", "name"))
