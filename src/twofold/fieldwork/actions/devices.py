"""Letting phones in and out: a secret that works once, a device, suspended or revoked."""

import datetime as dt
import uuid
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from twofold.core import clock, ids
from twofold.core.access import Actor, Door, Role, may_enter
from twofold.core.actions import action, note, nothing_to_do, require
from twofold.core.errors import Invalid, NotThere
from twofold.core.prepared import prepared
from twofold.fieldwork import keys
from twofold.fieldwork.models import Device, Enrolment
from twofold.fieldwork.policy import policy
from twofold.programme.actors import actor_for
from twofold.programme.models import Staff

NAME_LENGTH = 60


@prepared
def locked(device: uuid.UUID) -> QuerySet:
    """The row of this device, which nobody else changes until the end of the action."""
    return Device.objects.select_for_update().filter(pk=device)


@action("device.offered")
def offer_enrolment(*, by: Actor, staff: uuid.UUID) -> tuple[Enrolment, str]:
    """A secret with which this worker's phone is let in, once. It is told here and kept nowhere."""
    require(by, Door.DEVICES)
    workers = Staff.objects.all() if Role.OPERATOR in by.roles else Staff.objects.visible_to(by)
    worker = workers.filter(pk=staff, is_active=True).first()
    if worker is None:
        raise Invalid(_("Choose a worker whose account is open."), field="staff")
    if not may_enter(actor_for(worker, second_factor=True).roles, Door.CONTACTS, second_factor=True):
        raise Invalid(_("This worker's role records no contacts. Choose another worker."), field="staff")
    secret, now = keys.new_secret(), clock.now()
    made = Enrolment.objects.create(
        staff=worker,
        secret_hash=keys.fingerprint(secret),
        made_at=now,
        until=now + dt.timedelta(minutes=policy().enrolment_minutes),
    )
    note("device.offered", "staff", worker.pk)
    return made, secret


@action("device.enrolled")
def enrol(*, by: Actor, enrolment: uuid.UUID, name: str, public_key: Any) -> tuple[Device, str]:
    """The phone that knows the secret becomes a device of the worker. Raises NotThere where another was first."""
    row = Enrolment.objects.select_for_update().select_related("staff").filter(pk=enrolment).first()
    if row is None or row.device_id or row.until <= clock.now() or not row.staff.is_active:
        raise NotThere
    key = keys.public_key(public_key)
    if key is None and policy().keys_required:
        raise Invalid(_("This programme lets in only phones that sign what they send."), field="public_key")
    if not isinstance(name, str) or len(name) > NAME_LENGTH or not name.isprintable():
        raise Invalid(_("Give the phone a short name."), field="name")
    token = keys.new_secret()
    row.device = Device.objects.create(
        id=ids.new_person_id(),
        organisation_id=row.staff.organisation_id,
        staff=row.staff,
        name=name.strip(),
        token_hash=keys.fingerprint(token),
        public_key=key,
        enrolled_at=clock.now(),
    )
    row.save(update_fields=["device"])
    note("device.enrolled", "device", row.device_id)
    return row.device, token


def _device(by: Actor, device: uuid.UUID) -> Device:
    require(by, Door.DEVICES)
    rows = Device.objects.all() if Role.OPERATOR in by.roles else Device.objects.visible_to(by)
    row = rows.select_for_update().filter(pk=device).first()
    if row is None:
        raise NotThere
    return row


@action("device.suspended")
def suspend(*, by: Actor, device: uuid.UUID, suspended: bool = True) -> None:
    """Answer the phone with nothing until it is let in again. It wipes nothing."""
    row = _device(by, device)
    if row.status == Device.Status.REVOKED:
        raise Invalid(_("This phone was revoked. Enrol it anew."))
    wanted = Device.Status.SUSPENDED if suspended else Device.Status.ACTIVE
    if row.status == wanted:
        nothing_to_do()
        return
    row.status = wanted
    row.save(update_fields=["status"])
    note("device.suspended" if suspended else "device.resumed", "device", row.pk)


@action("device.revoked")
def revoke(*, by: Actor, device: uuid.UUID) -> None:
    """Never again: the phone is told to wipe at its next contact. Twice is once."""
    row = _device(by, device)
    if row.status == Device.Status.REVOKED:
        nothing_to_do()
        return
    row.status, row.revoked_at = Device.Status.REVOKED, clock.now()
    row.save(update_fields=["status", "revoked_at"])
    note("device.revoked", "device", row.pk)


@action("device.told_to_wipe")
def told_to_wipe(*, by: Actor, device: uuid.UUID) -> None:
    """That a revoked phone was in contact and was told to wipe; noted the first time."""
    if not Device.objects.filter(pk=device, status=Device.Status.REVOKED, wiped_at=None).update(wiped_at=clock.now()):
        nothing_to_do()
        return
    note("device.told_to_wipe", "device", device)
