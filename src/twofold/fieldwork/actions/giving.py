"""Giving cards: what a phone holds is remembered under a handle, so that the next pull brings only what changed."""

import hashlib
import json
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from twofold.core import clock
from twofold.core.access import Actor
from twofold.core.actions import action, nothing_to_do
from twofold.core.prepared import prepared
from twofold.fieldwork import cards, keys, reference
from twofold.fieldwork.actions.devices import locked
from twofold.fieldwork.models import Device, Epoch, Reading

# How many handles of one phone are kept: an answer may be lost, and the one before it is then shown again.
KEPT = 3


@dataclass
class Delivery:
    """What one pull gives."""

    cursor: str
    cards: list[dict[str, Any]]
    reference: dict[str, Any]
    gone: list[str]
    more: bool
    fresh: bool
    epoch: int
    durable: list[list[int]] = field(default_factory=list)

    def wire(self) -> dict[str, Any]:
        return {**vars(self), "server_time": clock.now().isoformat()}


@prepared
def _epochs() -> QuerySet:
    return Epoch.objects.order_by("pk").values_list("number", flat=True)[:1]


@prepared
def _readings(device: uuid.UUID) -> QuerySet:
    return Reading.objects.unscoped("what the phone holds").filter(device=device).order_by("-turn")


def epoch() -> int:
    """The server's epoch: 1 until something was restored."""
    return next(iter(_epochs()), 1)


def _view(by: Actor) -> str:
    """What decides how much of a card the worker sees. Other roles, and all cards are given anew."""
    told = sorted(role.value for role in by.roles)
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


@action("cards.given")
def give(*, by: Actor, device: uuid.UUID, cursor: str, limit: int, unsent: int | None) -> Delivery:
    """What changed since the pull that gave `cursor`; everything where that handle is old or unknown."""
    [row] = locked(device)
    number, view = epoch(), _view(by)
    readings = _readings(device)
    last = readings[0] if readings else None
    base = _base(readings, cursor, number, view)
    held = dict(base.cards) if base else {}
    pieces = dict(base.reference) if base else {}
    scope = cards.scope(by)
    shown = {client.hex: position for client, position in scope.items()}
    had = held if base else dict.fromkeys(last.cards if last else {}, 0)
    gone = _gone(had, shown)
    news = {name: piece for name, piece in reference.pieces(by).items() if pieces.get(name) != piece.version}
    pieces |= {name: piece.version for name, piece in news.items()}
    given, more = _changed(by, shown, held, limit)
    kept = {client: position for client, position in held.items() if client in shown}
    handle = _remember(row, (readings, base), (number, view), (kept, pieces), given)
    row.last_contact, row.unsent = clock.now(), row.unsent if unsent is None else unsent
    row.save(update_fields=["last_contact", "unsent"])
    nothing_to_do()
    told = {name: piece.told for name, piece in news.items()}
    return Delivery(handle, given, told, [str(uuid.UUID(hex=c)) for c in gone], more, base is None, number, row.durable)


def _base(readings: Sequence[Reading], cursor: str, number: int, view: str) -> Reading | None:
    """What the phone holds, if this handle is one of its own and still good."""
    told = (keys.fingerprint(cursor), number, view) if cursor else None
    return next((row for row in readings if (row.pk, row.epoch, row.view) == told), None)


def _gone(had: Collection[str], shown: Collection[str]) -> list[str]:
    """Of the cards that the phone had those that it may not have now."""
    return [client for client in had if client not in shown]


def _changed(by: Actor, shown: dict[str, int], held: dict[str, int], limit: int) -> tuple[list[dict[str, Any]], bool]:
    """The cards that the phone does not hold as they are now, and whether some are left for later."""
    changed = [client for client, position in shown.items() if held.get(client) != position]
    batch = [uuid.UUID(hex=client) for client in changed[:limit]]
    found = cards.cards(by, batch, {client: shown[client.hex] for client in batch}) if batch else []
    return found, len(changed) > len(batch)


def _remember(
    row: Device,
    before: tuple[Sequence[Reading], Reading | None],
    seen: tuple[int, str],
    held: tuple[dict[str, int], dict[str, int]],
    given: Sequence[dict[str, Any]],
) -> str:
    """Keep what the phone holds after this answer; forget what it has outgrown."""
    (readings, base), (number, view), (kept, pieces) = before, seen, held
    kept |= {uuid.UUID(card["id"]).hex: card["version"] for card in given}
    handle, turn = keys.new_secret(), readings[0].turn + 1 if readings else 1
    Reading.objects.unscoped("what the phone holds").create(
        id=keys.fingerprint(handle), device=row, turn=turn, made_at=clock.now(), epoch=number, view=view, cards=kept,
        reference=pieces,
    )  # fmt: skip
    outgrown = [old.pk for old in readings if old.turn <= turn - KEPT and old is not base]
    if outgrown:
        Reading.objects.unscoped("what the phone has outgrown").filter(pk__in=outgrown).delete()
    return handle
