"""What a verified copy holds, and what a restore means for phones: they keep their own copies until they need not."""

import uuid
from collections.abc import Sequence

from twofold.core.access import Actor, Door
from twofold.core.actions import action, note, require
from twofold.fieldwork import ranges
from twofold.fieldwork.actions.giving import epoch
from twofold.fieldwork.models import Device, Entry, Epoch

_WHY = "numbers only"
BATCH = 500


@action("backup.published")
def publish_durable(*, by: Actor, entries: Sequence[str]) -> int:
    """Say of these entries that a verified copy holds them; how many."""
    require(by, Door.DEVICES)
    rows = Entry.objects.unscoped(_WHY)
    touched: set[uuid.UUID] = set()
    for start in range(0, len(entries), BATCH):
        batch = rows.filter(pk__in=[uuid.UUID(hex=pk) for pk in entries[start : start + BATCH]])
        touched |= set(batch.values_list("device", flat=True))
        batch.update(durable=True)
    for device in Device.objects.select_for_update().filter(pk__in=touched).order_by("pk"):
        told = rows.filter(device=device, seq__isnull=False).order_by("seq").values_list("seq", "durable")
        device.durable = ranges.of(told)
        device.save(update_fields=["durable"])
    note("backup.published", "installation", "", entries=len(entries))
    return len(entries)


def _higher(above: int, at_least: int) -> int:
    return max(above + 1, epoch() + 1, at_least)


@action("server.restored")
def raise_epoch(*, by: Actor, above: int, at_least: int) -> int:
    """After a restore: a number higher than any that a phone can have seen. All that phones hold is given anew."""
    require(by, Door.DEVICES)
    number = _higher(above, at_least)
    Epoch.objects.update_or_create(pk=1, defaults={"number": number})
    note("server.restored", "installation", "", epoch=number)
    return number
