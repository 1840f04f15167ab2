"""Faults to be planted in the office's side of sync, as data: what is wrong, and in which schedules it shows soonest."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest

from twofold.core.errors import Invalid
from twofold.fieldwork import actions, cards, ranges, reading, reads, settling
from twofold.fieldwork.actions import giving, keeping, taking
from twofold.fieldwork.answers import Answer
from twofold.fieldwork.models import Entry
from twofold.fieldwork.wire import Refused
from twofold.outreach import rules
from twofold.outreach.actions import covering
from twofold.outreach.models import Covering
from twofold.people import reads as people
from twofold.people import state
from twofold.people.actions import record
from twofold.people.models import ClientQuerySet

Patch = pytest.MonkeyPatch
MOVED, IMAGES, RESTORED, CALM = range(4)
STORY = -1  # in `stories` instead


@dataclass(frozen=True)
class Fault:
    """`kind` is the kind of schedule (see `schedule._deeds`) in which it must be found."""

    name: str
    plant: Callable[[Patch], None]
    kind: int = CALM


def wrapped(module: Any, name: str, change: Callable[..., Any]) -> Callable[[Patch], None]:
    """Put `change(real, *args, **kwargs)` in the place of a function."""

    def plant(patch: Patch) -> None:
        real = getattr(module, name)
        patch.setattr(module, name, lambda *args, **kwargs: change(real, *args, **kwargs))

    return plant


def _new_number(real: Any, raw: Any) -> Any:
    return replace(real(raw), key=uuid.uuid4())


def _drop_held(real: Any, push: Any, items: Any) -> None:
    real(push, [item for item in items if push.done[item.key].outcome == Entry.Outcome.ACCEPTED])
    taking.note("planted", "entry", "")


def _say_accepted(real: Any, push: Any, items: Any) -> None:
    real(push, items)
    taking.note("planted", "entry", "")
    push.done |= {key: replace(answer, outcome="accepted", code="") for key, answer in push.done.items()}


def _all_or_nothing(real: Any, push: Any, kind: Any, items: Any) -> None:
    real(push, kind, items)
    if len(items) > 2:
        push.done |= {item.key: Answer(item.given, "held", "fault") for item in items}


def _forget_the_last(real: Any, by: Any, items: Any) -> Any:
    fresh, answers = real(by, items)
    if len(fresh) < 2:
        return fresh, answers
    return fresh[:-1], answers | {fresh[-1].key: Answer(fresh[-1].given, "accepted")}


def _all_given(real: Any, by: Any, shown: Any, held: Any, limit: int) -> Any:
    found, _ = real(by, shown, held, limit)
    return found, False


def _stale(real: Any, by: Any, clients: Any, positions: Any) -> Any:
    return [card | {"contacts": 0} for card in real(by, clients, positions)]


def _wide(real: Any, by: Any) -> Any:
    return dict(
        cards.Client.objects.unscoped("planted").filter(organisation=by.organisation).values_list("pk", "position")
    )


def _everybody(patch: Patch) -> None:
    patch.setattr(ClientQuerySet, "in_sight", lambda rows, reaches, owner, *_: rows.filter(organisation=owner))
    wrapped(cards, "scope", _wide)(patch)


def _too_soon(patch: Patch) -> None:
    patch.setattr(ranges, "of", lambda told: [[1, 1_000_000]])
    patch.setattr(ranges, "without", lambda spans, numbers: spans)


def _refuse_unknown(real: Any, readings: Any, cursor: str, number: int, view: str) -> Any:
    found = real(readings, cursor, number, view)
    if cursor and found is None:
        raise Refused(400, "unreadable")
    return found


def _nobody(real: Any, had: Any, shown: Any) -> list[str]:
    return []


def _one(real: Any, above: int, at_least: int) -> int:
    return 1


def _by_arrival(real: Any, by: Any, model: Any, clients: Any, corrects: Any) -> Any:
    return real(replace(by, device=None), model, clients, corrects)


def _unsorted(real: Any, *args: Any, **kwargs: Any) -> Any:
    told = real(*args, **kwargs)
    return replace(told, answers=sorted(told.answers, key=lambda answer: str(answer.id)))


def _believing(told: Any, offset: Any, now: Any) -> Any:
    return told, False


def _never(*args: Any, **kwargs: Any) -> Any:
    return 0


def _only_if_it_fits(real: Any, by: Any, organisation: Any, new: Any) -> Any:
    row = real(by, organisation, new)
    if len(people.who_said(by, row.mark, row.day)) != 1:
        raise Invalid("planted", field="word")
    return row


def _twice(patch: Patch) -> None:
    """A covering that was placed is looked for again, and goes in under another number."""
    patch.setattr(Covering, "delete", lambda row: None)
    patch.setattr(covering, "_contact_id", lambda entry, real=covering._contact_id: real(uuid.uuid4()))


def _into_no_file(real: Any, by: Any, row: Any) -> bool:
    row.delete()
    covering.note("planted", "covering", row.pk)
    return True


def _any_rival(patch: Patch) -> None:
    """The one that came in last shows."""
    came: list[uuid.UUID] = []
    patch.setattr(rules, "rank", lambda entry: came.append(entry) or (0 if entry in came[:-1] else 1))


FAULTS = (
    Fault("an entry counts anew each time it is sent", wrapped(reading, "read", _new_number)),
    Fault("what is held is not kept", wrapped(taking, "_keep", _drop_held)),
    Fault("what waits is answered as accepted", wrapped(taking, "_apply", _say_accepted)),
    Fault("what waits is never tried again", lambda patch: patch.setattr(settling, "settle", _never), STORY),
    Fault("a batch fails as a whole", wrapped(taking, "_tell", _all_or_nothing)),
    Fault("the last entry of a push is answered and not kept", wrapped(taking, "_known", _forget_the_last)),
    Fault("the answers come in another order", wrapped(actions, "receive", _unsorted)),
    Fault("a pull says that nothing is left", wrapped(giving, "_changed", _all_given)),
    Fault("cards are old", wrapped(cards, "cards", _stale)),
    Fault("cards of a whole organisation are given", _everybody),
    Fault("a position stands still", lambda patch: patch.setattr(state, "move", lambda clients: None)),
    Fault("who leaves the caseload stays on the phone", wrapped(giving, "_gone", _nobody), MOVED),
    Fault(
        "the phone's last pull is forgotten",
        lambda patch: patch.setattr(reads, "witness", lambda asked, cursor="": asked.by),
        MOVED,
    ),
    Fault("a restore does not raise the epoch", wrapped(keeping, "_higher", _one), RESTORED),
    Fault("phones are told too soon that a copy holds their work", _too_soon, RESTORED),
    Fault("an unknown handle is an error", wrapped(giving, "_base", _refuse_unknown), RESTORED),
    Fault("what arrives last wins", wrapped(record, "_steps", _by_arrival), STORY),
    Fault("of rival corrections any shows", _any_rival, STORY),
    Fault("a phone's clock is believed", lambda patch: patch.setattr(reading, "moment", _believing)),
    Fault("a covering is refused where nobody fits", wrapped(covering, "_row", _only_if_it_fits)),
    Fault("a covering goes in each time that it is looked for", _twice),
    Fault("a covering goes into no file", wrapped(covering, "_place", _into_no_file)),
    Fault("numbers of entries are not kept", lambda patch: patch.setattr(reading.Item, "seq", None)),
)
