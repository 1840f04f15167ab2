"""Who calls: the device behind a token, its worker as an actor, what its last pull held. And what the office reads of devices."""

import uuid
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import QuerySet

from twofold.core import clock
from twofold.core.access import Actor, Door, may_enter
from twofold.core.prepared import prepared
from twofold.fieldwork import keys, sealing
from twofold.fieldwork.models import Device, Enrolment, Reading
from twofold.fieldwork.policy import policy
from twofold.fieldwork.wire import Refused
from twofold.programme.actors import actor_for
from twofold.programme.models import Staff


@dataclass(frozen=True)
class Caller:
    """A phone with a token that is known. `refused` says why it is shut out, if it is."""

    device: uuid.UUID
    by: Actor
    language: str
    public_key: dict[str, Any] | None
    refused: str = ""


@dataclass(frozen=True)
class Offered:
    """A secret that is good: the enrolment it belongs to, and the worker whose phone it lets in."""

    enrolment: uuid.UUID
    by: Actor


def worker(staff: Staff, device: uuid.UUID | None = None) -> Actor:
    """The worker as an actor. The phone's own key stands for the second factor."""
    return replace(actor_for(staff, second_factor=True), device=device)


def offered(secret: Any) -> Offered | None:
    """What this secret lets in, if it is known, unused and fresh."""
    if not isinstance(secret, str):
        return None
    rows = Enrolment.objects.select_related("staff__organisation")
    row = rows.filter(secret_hash=keys.fingerprint(secret), device=None, until__gt=clock.now()).first()
    return Offered(row.pk, worker(row.staff)) if row and row.staff.is_active else None


@prepared
def _device(device: uuid.UUID) -> QuerySet:
    return Device.objects.select_related("staff__organisation").filter(pk=device)


@prepared
def _bearing(token: str) -> QuerySet:
    return Device.objects.select_related("staff__organisation").filter(token_hash=token)


def caller(authorization: str, *, posting: bool = False) -> Caller:
    """Whose token it is; where something is posted, a token for posting will do. Raises Refused for one that is not known."""
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Refused(401, "unknown_device")
    poster = sealing.posting_device(token.strip()) if posting else None
    rows = _device(poster) if poster else _bearing(keys.fingerprint(token.strip()))
    row = next(iter(rows), None)
    if row is None or (poster and row.public_key is None):
        raise Refused(401, "unknown_device")
    by = worker(row.staff, row.pk)
    return Caller(row.pk, by, row.staff.language, row.public_key, _shut_out(row, by))


def _shut_out(row: Device, by: Actor) -> str:
    """A worker who left, or records no contacts any more, has no phone either."""
    if row.status == Device.Status.REVOKED or not may_enter(by.roles, Door.CONTACTS, second_factor=True):
        return "revoked"
    return "suspended" if row.status == Device.Status.SUSPENDED else ""


def check_signature(asked: Caller, signature: str, raw: bytes) -> None:
    """Raise Refused unless what a phone with a key sent was signed by it, as sent."""
    if asked.public_key is None:
        if policy().keys_required:
            raise Refused(401, "signature")
        return
    if not keys.signed(asked.public_key, signature, raw):
        raise Refused(401, "signature")


@prepared
def _readings(device: uuid.UUID, handle: str) -> QuerySet:
    return Reading.objects.unscoped("what the phone holds").filter(device=device, pk=handle)


@prepared
def _last_reading(device: uuid.UUID) -> QuerySet:
    return Reading.objects.unscoped("what the phone holds").filter(device=device).order_by("-turn")[:1]


def witness(asked: Caller, cursor: str = "") -> Actor:
    """The worker, with the clients whose card the phone was given at its last pull.

    An answer may be lost, and the phone then holds what an earlier one gave: a phone that says which is taken at its word.
    """
    found = (_readings(asked.device, keys.fingerprint(cursor)) if cursor else []) or _last_reading(asked.device)
    last = next(iter(found), None)
    return replace(asked.by, witnessed=frozenset(last.clients if last else ()))


def whole(text: str | None) -> int | None:
    """A whole number, or None."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 10 else None


def limit(text: str | None) -> int:
    """How many cards at once: as asked, within what the policy allows."""
    asked = whole(text)
    return min(max(asked, 1), policy().pull.most_cards) if asked is not None else policy().pull.usual_cards
