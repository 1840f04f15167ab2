"""Taking entries in: each is kept whole, applied by its kind's one action, and answered. One push is one transaction.

Savepoints stand only around what may fail: each kind is told all its entries at once, and one by one where that fails.
"""

import datetime as dt
import logging
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import OperationalError
from django.db.models import QuerySet

from twofold.core import clock
from twofold.core.access import Actor, Compartment, Door, Verb, allow
from twofold.core.actions import action, attempt, note, nothing_to_do, require
from twofold.core.crypto import keyring
from twofold.core.errors import Denied, Invalid, NotThere, Problem
from twofold.core.guarded import lock
from twofold.core.prepared import prepared
from twofold.fieldwork import numbers, ranges, reading
from twofold.fieldwork.actions import claiming
from twofold.fieldwork.actions.devices import locked
from twofold.fieldwork.answers import RETRIED, Answer, Receipt, results
from twofold.fieldwork.entries import ENTRIES
from twofold.fieldwork.entry import LAST_SEQ, Kind, Told
from twofold.fieldwork.models import Device, Entry
from twofold.fieldwork.numbers import Numbers
from twofold.fieldwork.policy import policy
from twofold.fieldwork.reading import Item
from twofold.fieldwork.whereabouts import Where, whereabouts
from twofold.people.actions.register import AT_REGISTRATION
from twofold.people.models import Client
from twofold.people.served import Served, held_then, in_sight

_log = logging.getLogger("twofold.fieldwork")
_WHY = "entries as they came"
_ACCEPTED = Entry.Outcome.ACCEPTED.value
_CODES = {Invalid: "invalid", NotThere: "waiting", Denied: "denied"}


@dataclass
class _Push:
    """What one push is about, while it is taken in."""

    by: Actor
    device: Device
    now: dt.datetime
    offset: float | None
    files: dict[uuid.UUID, Served] = field(default_factory=dict)
    shut: set[uuid.UUID] = field(default_factory=set)  # of the files those that are shown to this worker no more
    theirs: set[uuid.UUID] = field(default_factory=set)
    where: Where = field(default_factory=lambda: Where(None, None))
    own: Numbers = field(default_factory=Numbers)
    done: dict[uuid.UUID, Answer] = field(default_factory=dict)
    reviews: dict[uuid.UUID, str] = field(default_factory=dict)
    fresh: list[Item] = field(default_factory=list)
    came: dict[uuid.UUID, tuple[dt.datetime, float | None]] = field(default_factory=dict)
    usual: dict[tuple[str, uuid.UUID], bool] = field(default_factory=dict)


@action("entries.received")
def receive(*, by: Actor, device: uuid.UUID, entries: Sequence[Item], sent_at: Any, unsent: int | None) -> Receipt:
    """Keep and apply what a phone sent; the answers in the order sent. What cannot be applied is held, and kept. The entries
    were read before: nobody waits for a turn while another's work is only read.
    """
    [row] = locked(device)
    now = clock.now()
    push = _Push(by, row, now, reading.told_offset(sent_at, now))
    items = list(entries)
    fresh, answers = _known(by, items)
    push.fresh = fresh = _look_up(push, fresh)
    _apply(push, fresh)
    if twins := claiming.waiting(by, (item for item in fresh if push.done[item.key].outcome == _ACCEPTED)):
        claiming.close_twins(by=by, entries=twins)
    _keep(push, fresh)
    _note_contact(row, items, push, unsent)
    answered = push.done | answers
    if not fresh:
        nothing_to_do()
    found = [_in_turn(item, answered, seen) for item, seen in zip(items, _repeats(items), strict=True)]
    return Receipt(found, min(row.last_seq + 1, LAST_SEQ), now)


def _repeats(items: Sequence[Item]) -> list[bool]:
    """For each entry whether the same one stood earlier in this push."""
    seen: set[uuid.UUID] = set()
    return [item.key in seen or seen.add(item.key) is not None for item in items]


def _in_turn(item: Item, answered: dict[uuid.UUID, Answer], again: bool) -> Answer:
    answer = answered[item.key]
    if again and answer.outcome == Entry.Outcome.ACCEPTED:
        return Answer(item.given, "duplicate")
    return answer if answer.id == item.given else replace(answer, id=item.given)


@prepared
def _kept_before(keys: tuple[uuid.UUID, ...]) -> QuerySet:
    return Entry.objects.unscoped(_WHY).filter(pk__in=keys).defer("body")


def _known(by: Actor, items: list[Item]) -> tuple[list[Item], dict[uuid.UUID, Answer]]:
    """The entries that have not come before, and the answers to the others. Changes `items` where content differs."""
    kept = {row.pk: row for row in _kept_before(tuple({item.key for item in items}))}
    if made := claiming.renumber(by, items, kept.values()):
        kept |= {row.pk: row for row in _kept_before(tuple(made))}
    first: dict[uuid.UUID, str] = {row.pk: row.digest for row in kept.values()}
    for place, item in enumerate(items):
        if first.setdefault(item.key, item.digest) not in (item.digest, item.as_came):
            key = reading.other_key(item.key, item.digest)
            items[place] = Item(item.given, item.raw, key, item.digest, item.frame).wrong("conflict", "id")
    others = {item.key for item in items if item.code == "conflict"}
    kept |= {row.pk: row for row in _kept_before(tuple(others))}
    fresh = {item.key: item for item in reversed(items) if item.key not in kept}
    order = {item.key: item for item in items if item.key in fresh}
    return list(order.values()), {key: _again(row) for key, row in kept.items()}


def _again(row: Entry) -> Answer:
    if row.outcome == Entry.Outcome.HELD:
        return Answer(row.pk, "held", row.code, row.field)
    return Answer(row.pk, "duplicate")


def _look_up(push: _Push, items: list[Item]) -> list[Item]:
    """The entries, by the clients that they speak of, and of which of them this worker may write. Locks their files in one
    order.
    """
    spoken = {item.client for item in items if item.client}
    push.files, push.shut = _files(push.by, spoken)
    if own := numbers.cards(push.by, items, push.files):
        push.own.cards = own
        items = numbers.told(push.by, items, push.files, own)
        spoken = {item.client for item in items if item.client}
        push.files, push.shut = _files(push.by, spoken)
    push.theirs = set(push.files)
    push.where = whereabouts(push.by, push.files, spoken)
    push.by = replace(push.by, witnessed=push.by.witnessed & numbers.attended(items) | push.theirs)
    lock(Client.objects.unscoped("locked before anything is written"), push.theirs)
    assert push.by.organisation is not None
    # Before any savepoint: what is opened inside one is not remembered.
    keyring.load(_new(items), *AT_REGISTRATION, make=True)
    keyring.load({push.by.organisation, *push.theirs}, Compartment.SERVICE, Compartment.IDENTITY, make=True)
    return items


def _new(items: Iterable[Item]) -> set[uuid.UUID]:
    """The clients whose files these entries open."""
    return {item.client for item in items if item.kind and item.kind.opens_file and item.client}


def _files(by: Actor, clients: set[uuid.UUID]) -> tuple[dict[uuid.UUID, Served], set[uuid.UUID]]:
    """The files that the worker may write in: those visible now, and those whose card the phone held at its last pull. And
    which of them are shown to this worker no more: served elsewhere since, or kept from them.
    """
    found = in_sight(by, clients)
    shut = by.witnessed & clients - found.keys()
    return (found | held_then(by, shut) if shut else found), shut


def _apply(push: _Push, items: Sequence[Item]) -> None:
    """Apply in waves: what an entry of this very push brings, the next wave finds."""
    left = [item for item in items if not item.code]
    for item in items:
        if item.code:
            push.done[item.key] = Answer(item.given, "held", item.code, item.field)
    while left:
        ready = _ready(push, left)
        if not ready:
            break
        for kind in ENTRIES:
            _tell(push, kind, [item for item in ready if item.kind is kind])
        if len(ready) == len(left):
            return
        taken = {item.key for item in ready}
        left = [item for item in left if item.key not in taken]
    for item in left:
        push.done[item.key] = Answer(item.given, "held", "waiting", _awaited_field(push, item))


def _awaited_field(push: _Push, item: Item) -> str:
    missing = item.awaits_client is not None and item.awaits_client not in push.theirs
    return "body.client" if missing else "corrects"


def _ready(push: _Push, items: Sequence[Item]) -> list[Item]:
    named = [item for item in items if item.awaits_client is None or item.awaits_client in push.theirs]
    there: set[uuid.UUID] = set()
    for kind in {item.kind for item in named if item.kind and item.kind.table}:
        wanted = {item.frame.corrects for item in named if item.kind is kind and item.frame and item.frame.corrects}
        there |= push.own.look_up(push.by, kind.table, wanted)
    there -= {item.frame.id for item in items if item.frame}  # something else: the entry itself is still to be taken in
    return [item for item in named if _corrected_is_there(item, there)]


def _corrected_is_there(item: Item, there: set[uuid.UUID]) -> bool:
    assert item.frame is not None
    if item.frame.corrects is None or item.kind is None or item.kind.facts is None:
        return True
    return item.frame.corrects in there


def _told(push: _Push, item: Item, borne: set[uuid.UUID]) -> Told:
    assert item.frame is not None and item.kind is not None
    number, corrects = item.frame.id, item.frame.corrects
    if number in borne:
        number = numbers.own(push.by, number)
    if corrects:
        corrects = push.own.number(item.kind.table, corrects)
    now, offset = push.came.get(item.key, (push.now, push.offset))
    moment, doubted = reading.moment(item.frame.occurred_at, offset, now)
    if doubted:
        push.reviews[item.key] = "clock"
    return Told(number, corrects, push.own.named(item), moment, item.frame.recorded_at, push.where)


def _tell(push: _Push, kind: Kind, items: Sequence[Item]) -> None:
    """Apply the entries of one kind together; where that fails, one by one, so that a bad one harms no other."""
    if not items:
        return
    borne = push.own.borne(push.by, kind, items)
    told = [_told(push, item, borne) for item in items]
    if len(items) > 1 and kind.many and _tried(push.by, kind, told)[1] is None:
        _accept(push, items)
        return
    for item, one in zip(items, told, strict=True):
        _tell_one(push, kind, item, one)


def _tried(by: Actor, kind: Kind, told: list[Told]) -> tuple[list[Any], Exception | None]:
    """Apply all of these or none: what the action said, and why it could not."""
    try:
        with attempt():
            return kind.apply(by, told), None
    except OperationalError:  # another writer: the whole push is taken again
        raise
    except Exception as problem:  # noqa: BLE001 - whatever it is, the entry is kept and its neighbours are served
        return [], problem


def _tell_one(push: _Push, kind: Kind, item: Item, told: Told) -> None:
    said, problem = _tried(push.by, kind, [told])
    if problem is None:
        _accept(push, [item])
        if True in said:
            push.reviews[item.key] = "rivals"
    elif isinstance(problem, Problem):
        code = _CODES[type(problem)]
        where = f"body.{problem.field}" if problem.field else _not_found(problem, item)
        push.done[item.key] = Answer(item.given, "held", code, where, problem.message if code == "invalid" else "")
    else:
        _log.error("an entry could not be taken in", exc_info=problem)
        push.done[item.key] = Answer(item.given, "held", "fault")


def _not_found(problem: Problem, item: Item) -> str:
    """Where an entry speaks of what is not there for this worker: said as `_awaited_field` says it of what is nowhere."""
    named = isinstance(problem, NotThere) and item.frame is not None and item.frame.corrects is not None
    return "corrects" if named else ""


def _accept(push: _Push, items: Sequence[Item]) -> None:
    for item in items:
        push.done[item.key] = Answer(item.given, _ACCEPTED)
        if item.kind is None or item.client is None:
            continue
        if item.kind.opens_file:
            push.theirs.add(item.client)
            push.by = replace(push.by, witnessed=push.by.witnessed | {item.client})
            if item.client in push.own.cards.values():
                push.reviews[item.key] = "number"
        elif item.client in push.files and not _usual(push, item.kind, item.client):
            push.reviews[item.key] = "deviation"


def _usual(push: _Push, kind: Kind, client: uuid.UUID) -> bool:
    """Whether the policy of today would have let the worker write this. A client's own wish is asked first: see 0071."""
    if client in push.shut:
        return False
    asked = kind.name, client
    if asked not in push.usual:
        case = push.files[client].case_for(push.by)
        push.usual[asked] = all(allow(push.by, Verb.WRITE, part, case) for part in kind.parts)
    return push.usual[asked]


def _keep(push: _Push, items: Sequence[Item]) -> None:
    """The entries as they came, each with what became of it."""
    organisation = push.device.organisation_id
    told = [(item, push.done[item.key], push.done[item.key].outcome == _ACCEPTED) for item in items]
    same = {"organisation_id": organisation, "device_id": push.device.pk, "author": push.by.id}
    each: dict[str, list[Any]] = {
        "id": [item.key for item in items],
        "seq": [item.seq for item in items],
        "digest": [item.digest for item in items],
        "outcome": [answer.outcome for _, answer, _ in told],
        "code": [answer.code for _, answer, _ in told],
        "field": [answer.field for _, answer, _ in told],
        "awaits": [_awaited(item, answer) if answer.code in RETRIED else None for item, answer, _ in told],
        "review": [push.reviews.get(item.key, "") if taken else "" for item, _, taken in told],
        "holder": [item.client if item.client and taken else organisation for item, _, taken in told],
        "body": [{"entry": _kept(item) if taken else item.raw} for item, _, taken in told],
    }
    same |= {"received_at": push.now, "clock_offset": push.offset}
    Entry.objects.unscoped(_WHY).put(len(items), same=same, each=each)
    for item, answer, _ in told:
        if answer.outcome == Entry.Outcome.HELD:
            note("entry.held", "entry", item.key, code=answer.code)


def _awaited(item: Item, answer: Answer) -> uuid.UUID | None:
    """The number of what it waits for."""
    return item.awaits_client if answer.field == "body.client" else item.frame and item.frame.corrects


def _kept(item: Item) -> dict[str, Any]:
    """What was taken in, without what is used once and kept nowhere: what a code is made from, a client's own word."""
    used = item.kind.used_once if item.kind else frozenset()
    if not used:
        kept: dict[str, Any] = item.raw
        return kept
    body = {name: value for name, value in item.raw["body"].items() if name not in used}
    return item.raw | {"body": body}


@action("entries.tried_again")
def try_again(*, by: Actor, device: uuid.UUID, entries: Sequence[uuid.UUID]) -> int:
    """Apply held entries of one phone whose time may have come; how many went in. The others stay as they are."""
    rows = Entry.objects.unscoped(_WHY).select_for_update().filter(pk__in=entries, outcome=Entry.Outcome.HELD)
    held = {row.pk: row for row in rows.order_by("pk")}
    push = _Push(by, Device.objects.get(pk=device), clock.now(), None)
    push.came = {row.pk: (row.received_at, row.clock_offset) for row in held.values()}
    items = [replace(reading.read(row.body["entry"]), key=row.pk) for row in held.values()]
    settled = claiming.settled(by, items)
    items = _look_up(push, [item for item in items if item.key not in settled])
    _apply(push, items)
    taken = [item for item in items if push.done[item.key].outcome == Entry.Outcome.ACCEPTED]
    for item in taken:
        _settle(push, item, held[item.key])
    if twins := settled | claiming.waiting(by, taken):
        claiming.close_twins(by=by, entries=twins)
    if not taken and not settled:
        nothing_to_do()
    return len(taken)


def _settle(push: _Push, item: Item, row: Entry) -> None:
    """What was held is accepted: the row says so, and stands under the client's own key."""
    row.outcome, row.code, row.field, row.awaits = Entry.Outcome.ACCEPTED, "", "", None
    row.review, row.durable = push.reviews.get(item.key, ""), False
    row.holder, row.body = item.client or row.holder, {"entry": _kept(item)}
    row.save()
    note("entry.settled", "entry", row.pk)


@action("entries.kept")
def keep_last_words(*, by: Actor, device: uuid.UUID, entries: Sequence[Item]) -> list[dict[str, Any]]:
    """What a phone sends after it was shut out: kept and held for a person, up to a bound."""
    row = Device.objects.select_for_update().get(pk=device)
    items = list(entries)
    fresh, answers = _known(by, items)
    kept = Entry.objects.unscoped(_WHY).filter(device=row, code="revoked").count()
    fresh = fresh[: max(0, policy().push.most_entries_after_revoke - kept)]
    push = _Push(by, row, clock.now(), None)
    keyring.load([row.organisation_id], Compartment.IDENTITY, make=True)
    push.done = {item.key: Answer(item.given, "held", "revoked") for item in fresh}
    _keep(push, fresh)
    if not fresh:
        nothing_to_do()
    answered = push.done | answers
    return results(replace(answered[item.key], id=item.given) for item in items if item.key in answered)


def _note_contact(row: Device, items: Sequence[Item], push: _Push, unsent: int | None) -> None:
    """When the phone was last heard of, how far it has counted, what it keeps back, how far its clock is off."""
    row.last_contact, row.unsent = push.now, unsent
    row.last_seq = max([row.last_seq, *(seq for item in items if (seq := item.seq))])
    row.durable = ranges.without(row.durable, {seq for item in push.fresh if (seq := item.seq)})
    if push.offset is not None:
        row.clock_offset = push.offset
    row.save(update_fields=["last_contact", "unsent", "last_seq", "clock_offset", "durable"])


@action("entry.closed")
def close_held(*, by: Actor, entry: uuid.UUID) -> None:
    """Say that a person has settled it. What was sent stays kept; twice is once."""
    require(by, Door.HELD)
    row = Entry.objects.visible_to(by).select_for_update().defer("body").filter(pk=entry).first()
    if row is None:
        raise NotThere
    if row.outcome != Entry.Outcome.HELD and not row.review:
        nothing_to_do()
        return
    held = row.outcome == Entry.Outcome.HELD
    row.outcome, row.review = Entry.Outcome.CLOSED if held else row.outcome, ""
    row.save(update_fields=["outcome", "review"])
    note("entry.closed", "entry", row.pk, code=row.code)
