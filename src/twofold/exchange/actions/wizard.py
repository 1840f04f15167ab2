"""A file while its page is open: kept sealed, mapped, taken in portion by portion, stopped, and gone when it is done."""

import base64
import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext as _

from twofold.core import clock
from twofold.core.access import Actor, Compartment, Door
from twofold.core.actions import action, note, require
from twofold.core.crypto import keyring
from twofold.core.errors import Invalid, NotThere
from twofold.exchange import applying, bringing, sheets
from twofold.exchange.actions.rows import Done, Means
from twofold.exchange.bringing import Brought
from twofold.exchange.incoming import mapping, reading
from twofold.exchange.incoming.mapping import Mapping as ListMapping
from twofold.exchange.incoming.plan import ClientRow, ContactRow
from twofold.exchange.models import Import, Portion

KEPT = dt.timedelta(hours=24)
_WHY = "one's own list"


def own(by: Actor, brought: uuid.UUID) -> Import:
    """The list, for whoever brought it; kept from others who would take the same step at the same moment."""
    require(by, Door.IMPORTS)
    row = Import.objects.visible_to(by).select_for_update().filter(pk=brought).first()
    if row is None:
        raise NotThere
    keyring.load([row.pk], Compartment.COUPLE, make=True)
    return row


@action("list.opened")
def open_import(*, by: Actor, name: str, content: bytes) -> Import:
    """Keep a file, sealed, and the best guess at how it is to be read. Raises Invalid where it is no list.

    Files that were left for a day are removed.
    """
    require(by, Door.IMPORTS)
    found = bringing.bring(content, clock.now().date())
    row = Import(organisation_id=by.organisation, author=by.id, began_at=clock.now())
    keyring.load([row.pk], Compartment.COUPLE, make=True)
    row.content = base64.b64encode(content).decode()
    row.told = {"name": name[:200], "mapping": mapping.dump(found.mapping), "doubts": found.doubts, "sure": found.sure}
    Import.objects.unscoped(_WHY).filter(organisation=by.organisation, began_at__lt=clock.now() - KEPT).delete()
    row.save(force_insert=True)
    note("list.opened", "list", row.pk)
    return row


@action("list.mapped")
def map_import(*, by: Actor, brought: uuid.UUID, told: ListMapping) -> Import:
    """How it is to be read, as a person says. Raises Invalid where the file cannot be read so."""
    row = own(by, brought)
    if row.stage != Import.Stage.OPEN:
        raise Invalid(_("This list is on its way in already."))
    bringing.understand(reading.read(file_of(row)), clock.now().date(), told)
    row.told = {**row.told, "mapping": mapping.dump(told), "doubts": [], "sure": 1.0}
    row.save()
    note("list.mapped", "list", row.pk)
    return row


@action("list.started")
def start_import(*, by: Actor, brought: uuid.UUID, sites: Mapping[str, uuid.UUID], timezone: str) -> Import:
    """Cut what the list says into portions. Nothing has gone in yet."""
    row = own(by, brought)
    if row.stage != Import.Stage.OPEN:
        raise Invalid(_("This list is on its way in already."))
    found = understood(row)
    found.hold_unplaced(sites)
    means = applying.means_for(found.plan, sites, timezone)
    steps = list(applying.steps(found.plan))
    Portion.objects.unscoped(_WHY).bulk_create(
        Portion(brought=row, number=n, body={"kind": step.kind, "rows": [asdict(one) for one in step.rows]})
        for n, step in enumerate(steps)
    )
    row.told = {**row.told, "means": _packed(means)}
    row.rows_whole, row.stage = sum(len(step.rows) for step in steps), Import.Stage.RUNNING
    row.outcome = {"rows": found.plan.rows, "held": len(found.plan.held_rows()), "later": []}
    row.save()
    note("list.started", "list", row.pk, rows=found.plan.rows)
    if not steps:
        _finish(by, row)
    return row


@action("list.brought_in")
def take_portion(*, by: Actor, brought: uuid.UUID) -> Import:
    """Take the next portion in, whole or not at all; the last one ends the list and removes the file."""
    row = own(by, brought)
    portion = Portion.objects.unscoped(_WHY).filter(brought=row).order_by("number").first()
    if row.stage == Import.Stage.RUNNING and portion is not None:
        told = portion.body
        make = ContactRow if told["kind"] == "contacts" else ClientRow
        step = applying.Step(told["kind"], tuple(make(**one) for one in told["rows"]))
        row.outcome = _added(row.outcome, applying.take(by, step, _unpacked(row.told["means"])))
        row.rows_done += len(step.rows)
        portion.delete()
        row.save()
        note("list.brought_in", "list", row.pk, rows=len(step.rows))
    if row.stage == Import.Stage.RUNNING and not Portion.objects.unscoped(_WHY).filter(brought=row).exists():
        _finish(by, row)
    else:
        note("list.brought_in", "list", row.pk, rows=0)
    return row


def _finish(by: Actor, row: Import) -> None:
    """The rows to mend are kept until they are fetched; the file is not."""
    found = understood(row)
    if "means" in row.told:
        found.hold_unplaced(_unpacked(row.told["means"]).sites)
    found.hold((n, number, why) for n, number, why in row.outcome.get("later", []))
    row.outcome = {**row.outcome, "held": len(found.plan.held_rows())}
    row.to_mend = base64.b64encode(sheets.held(found)).decode() if found.plan.held else None
    row.content, row.stage = None, Import.Stage.DONE
    row.save()
    note("list.brought_in", "list", row.pk, rows=row.rows_done)


@action("list.stopped")
def stop_import(*, by: Actor, brought: uuid.UUID) -> Import:
    """Stop: what went in stays, the rest and the file are removed."""
    row = own(by, brought)
    Portion.objects.unscoped(_WHY).filter(brought=row).delete()
    row.content, row.to_mend, row.stage = None, None, Import.Stage.STOPPED
    row.save()
    note("list.stopped", "list", row.pk, rows=row.rows_done)
    return row


@action("list.closed")
def close_import(*, by: Actor, brought: uuid.UUID) -> None:
    """Remove what is still kept of a list."""
    row = own(by, brought)
    note("list.closed", "list", row.pk)
    row.delete()


def file_of(row: Import) -> bytes:
    """The file, opened."""
    return base64.b64decode(row.content)


def understood(row: Import) -> Brought:
    """What the file says by the mapping that is kept with it."""
    found = bringing.bring(file_of(row), clock.now().date(), mapping.load(row.told["mapping"]))
    found.doubts, found.sure = row.told["doubts"], row.told["sure"]
    return found


def _packed(means: Means) -> dict[str, Any]:
    sites = {word: str(site) for word, site in means.sites.items()}
    return {"sites": sites, "ends": means.ends.isoformat(), "timezone": means.timezone, "months": list(means.months)}


def _unpacked(told: dict[str, Any]) -> Means:
    sites = {word: uuid.UUID(site) for word, site in told["sites"].items()}
    return Means(sites, dt.date.fromisoformat(told["ends"]), told["timezone"], tuple(told["months"]))


def _added(outcome: dict[str, Any], done: Done) -> dict[str, Any]:
    """The outcome so far, in numbers; rows held back later by place and reason."""
    more = {
        "added": done.added,
        "changed": done.changed,
        "unchanged": done.unchanged,
        "months_added": done.months.added,
        "months_corrected": done.months.corrected,
        "months_unchanged": done.months.unchanged,
        "statements": done.statements,
    }
    sums = {name: outcome.get(name, 0) + n for name, n in more.items()}
    return {**outcome, **sums, "later": [*outcome.get("later", []), *done.held]}
