"""The audit log: a row per change, per read of clinical or sealed data, per denial; chained by `seal_all`.

Objects stand as keyed references, so the log is not a client list. The chain is keyed (HMAC): whoever rewrites rows
in SQL cannot chain them again. How rows read as sentences is a matter of the page that shows them.
"""

import datetime as dt
import json
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Max

from twofold.core import bulk, clock, ids
from twofold.core.access import Actor
from twofold.core.crypto import cipher, keyring
from twofold.core.models import AuditAnchor, AuditEvent, AuditHead


@dataclass
class Trail:
    """The rows of one action, written together at its end."""

    actor: Actor
    verb: str
    events: list[tuple[str, str, object, dict[str, Any]]] = field(default_factory=list)
    nothing_to_do: bool = False

    def add(self, verb: str, object_type: str, object_id: object, detail: dict[str, Any]) -> None:
        self.events.append((verb, object_type, object_id, detail))

    def write(self) -> None:
        if not self.events:
            return
        count = len(self.events)
        verbs, types, objects, details = map(list, zip(*self.events, strict=True))
        bulk.put(
            AuditEvent.objects.all(),
            count,
            same={"at": clock.now(), "actor": self.actor.id, "organisation": self.actor.organisation},
            each={
                "id": ids.new_entry_ids(count),
                "verb": verbs,
                "object_type": types,
                "object_ref": [keyring.reference(one) for one in objects],
                "detail": details,
            },
        )


def _event(
    actor: Actor,
    verb: str,
    object_type: str,
    object_id: object,
    detail: dict[str, Any],
    *,
    denied: bool = False,
) -> AuditEvent:
    return bulk.row(
        AuditEvent,
        id=ids.new_entry_id(),
        at=clock.now(),
        actor=actor.id,
        organisation=actor.organisation,
        verb=verb,
        object_type=object_type,
        object_ref=keyring.reference(object_id),
        detail=detail,
        denied=denied,
    )


def record_read(actor: Actor, object_type: str, object_id: object, parts: list[str]) -> None:
    """One row for one opened file, naming the parts that were shown."""
    _event(actor, f"{object_type}.read", object_type, object_id, {"parts": parts}).save(force_insert=True)


def record_denial(actor: Actor, verb: str, why: str, object_id: object = "") -> None:
    """One row for one refusal, in its own transaction."""
    with transaction.atomic():
        _event(actor, verb, "denial", object_id, {"why": why}, denied=True).save(force_insert=True)


def record_event(actor: Actor, verb: str, object_type: str, object_id: object, **detail: Any) -> None:
    """One row for what is neither a change of a row nor a read of a file: a sign-in, an exact report."""
    with transaction.atomic():
        _event(actor, verb, object_type, object_id, detail).save(force_insert=True)


def last_noted(verb: str, object_id: object) -> dt.datetime | None:
    """When this was last noted of this object."""
    noted = AuditEvent.objects.filter(object_ref=keyring.reference(object_id), verb=verb)
    return noted.aggregate(at=Max("at"))["at"]


def _canonical(event: AuditEvent) -> str:
    return json.dumps(
        [
            event.seq, event.id.hex, event.at.isoformat(), event.actor.hex,
            event.organisation.hex if event.organisation else None,
            event.verb, event.object_type, event.object_ref, event.denied, event.detail,
        ],
        sort_keys=True, ensure_ascii=True, separators=(",", ":"),
    )  # fmt: skip


def _link(previous: str, event: AuditEvent) -> str:
    return cipher.mac(keyring.ring().keys[keyring.AUDIT], "chain", previous, _canonical(event))


def _signed(kind: str, seq: int, link: str) -> str:
    """What head and anchors hold instead of the last link: whoever rewinds them in SQL cannot write this."""
    return cipher.mac(keyring.ring().keys[keyring.AUDIT], kind, str(seq), link)


def _last_link(head: AuditHead) -> str | None:
    """The link that the head stands on; None where rows or head were changed behind our back."""
    last = AuditEvent.objects.exclude(seq=None).order_by("-seq").first()
    seq, link = (last.seq, last.hash) if last else (0, "")
    holds = head.seq == seq and (head.hash == _signed("head", seq, link) if last else head.hash == "")
    return link if holds else None


def seal_all() -> int:
    """Chain all that is committed and not chained yet; how many."""
    count = 0
    while done := seal_pending():
        count += done
    return count


def seal_pending(limit: int = 5000) -> int:
    """Chain the committed rows that are not chained yet; how many. Safe to run in several processes.

    Goes no further on a chain whose end was tampered with: sealing on would cover the traces.
    """
    if not AuditEvent.objects.filter(seq=None).exists():
        return 0
    with transaction.atomic():
        AuditHead.objects.get_or_create(pk=1)
        head = AuditHead.objects.select_for_update().get(pk=1)
        link = _last_link(head)
        if link is None:
            return 0
        pending = list(AuditEvent.objects.filter(seq=None).order_by("id")[:limit])
        for event in pending:
            head.seq += 1
            event.seq = head.seq
            link = event.hash = _link(link, event)
        # An upsert of rows that are there: an UPDATE with one CASE for each row takes ten times as long.
        AuditEvent.objects.bulk_create(
            pending, update_conflicts=True, unique_fields=["id"], update_fields=["seq", "hash"], batch_size=500
        )
        head.hash = _signed("head", head.seq, link)
        head.save()
    return len(pending)


@dataclass(frozen=True)
class Verdict:
    """What a verification found: rows read, and the first place where the chain does not hold (None: it holds)."""

    rows: int
    broken_at: int | None = None

    @property
    def holds(self) -> bool:
        return self.broken_at is None


def verify(*, whole: bool = False) -> Verdict:
    """Read the chain from the last anchor (or from its beginning) to the head, and anchor the head if it holds.

    Rows that were sealed, the head and the anchors cannot be changed by SQL alone without showing here. Somebody who
    puts back an older copy of all three at once is found only by an anchor kept outside.
    """
    anchors = dict(AuditAnchor.objects.values_list("seq", "hash"))
    seq, link, rows = (0, "", 0) if whole else (*_from_anchor(anchors), 0)
    for event in AuditEvent.objects.filter(seq__gt=seq).order_by("seq").iterator(chunk_size=2000):
        if event.seq != seq + 1 or event.hash != _link(link, event):
            return Verdict(rows, seq + 1)
        seq, link, rows = event.seq, event.hash, rows + 1
        if seq in anchors and anchors[seq] != _signed("anchor", seq, link):
            return Verdict(rows, seq)
    head = AuditHead.objects.filter(pk=1).first() or AuditHead()
    if _last_link(head) is None or head.seq != seq or any(anchor > seq for anchor in anchors):
        return Verdict(rows, seq + 1)
    if rows:
        AuditAnchor.objects.get_or_create(seq=seq, defaults={"hash": _signed("anchor", seq, link), "at": clock.now()})
    return Verdict(rows)


def _from_anchor(anchors: dict[int, str]) -> tuple[int, str]:
    """Where a verification may begin: the last anchor, if it is ours and its row stands; else the beginning."""
    seq = max(anchors, default=0)
    row = AuditEvent.objects.filter(seq=seq).first() if seq else None
    return (seq, row.hash) if row and anchors[seq] == _signed("anchor", seq, row.hash) else (0, "")
