"""How statements about partners and steps towards them come in: appended to the speaker's file, corrected by later ones,
never to be seen elsewhere.
"""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from twofold.core import clock, ids
from twofold.core.access import Actor, Compartment, Door, Verb
from twofold.core.actions import action, note, nothing_to_do, require
from twofold.core.crypto import keyring
from twofold.core.errors import Invalid
from twofold.couples.models import (
    OUTCOMES,
    WAYS,
    How,
    PartnerKind,
    PartnerNamed,
    PartnerStep,
    Safe,
    row_id,
    speaker_ref,
)
from twofold.couples.rules import held
from twofold.couples.stored import opened_statements
from twofold.people.actions.record import open_files
from twofold.people.actions.register import TEXT_LENGTH, when
from twofold.programme.models import Organisation

SAID = ("kind", "since", "cohabiting", "injects_together", "nickname", "known_as", "resolved")


@dataclass(frozen=True)
class Statement:
    """What one client says of a partner. Everything but who speaks may be left unsaid."""

    client: uuid.UUID
    kind: str = PartnerKind.NOT_SAID
    since: dt.date | None = None
    cohabiting: bool | None = None
    injects_together: bool | None = None
    nickname: str = ""
    known_as: str = ""  # the partner's id on another list, as it was written there
    resolved: uuid.UUID | None = None
    corrects: uuid.UUID | None = None
    occurred_at: dt.datetime | None = None
    entry: uuid.UUID | None = None  # the number that a phone or a form gave it


@dataclass(frozen=True)
class NewStep:
    """One step towards a partner, as it is told. `partner` is the client's own word; empty where there is one partner only.

    `card` is the partner's own file. With `void`, `corrects` names the row that is taken back.
    """

    client: uuid.UUID
    step: str
    outcome: str
    partner: str = ""
    how: str = How.NOT_SAID
    safe: str = Safe.NOT_ASKED
    planned: dt.date | None = None
    card: uuid.UUID | None = None
    note: str = ""
    corrects: uuid.UUID | None = None
    void: bool = False
    occurred_at: dt.datetime | None = None
    entry: uuid.UUID | None = None


@action("partner.named")
def name_partners(*, by: Actor, statements: Sequence[Statement]) -> int:
    """Append statements, each to the file of whoever speaks and to no other; how many said something new.

    Whoever may write what a client says of themselves may note it; reading it again takes the right to this part.
    Raises NotThere where a file (or the one that a partner resolves to) is not this worker's to know of.
    """
    require(by, Door.CONTACTS)
    files = open_files(by, [one.client for one in statements], Verb.WRITE, Compartment.IDENTITY) if statements else {}
    _check(by, statements)
    keyring.load(files, Compartment.COUPLE, make=True)
    told = opened_statements(files)
    timezone = Organisation.objects.values_list("timezone", flat=True).get(pk=by.organisation)
    known = _kept(PartnerNamed, by, statements)
    made = []
    for one in statements:
        standing = held(told.get(one.client, []))
        if one.entry:  # looked for by its number only: that the same was said before must not cost or spare anything
            fresh, earlier = row_id(by.id, one.entry) not in known, _told_earlier(by, one)
        else:
            fresh, earlier = not _said_before(one, standing), one.corrects or _earlier(one, standing)
        if fresh:
            made.append(_row(by, one, earlier, timezone))
    if not made:
        nothing_to_do()
        return 0
    PartnerNamed.objects.unscoped("appends statements").bulk_create(made)
    for client in {row.speaker for row in made}:
        note("partner.named", "client", client)
    return len(made)


def _told_earlier(by: Actor, new: Any) -> uuid.UUID | None:
    """The row that this one takes the place of: an entry names an entry of the same worker, a page the row itself."""
    return row_id(by.id, new.corrects) if new.entry and new.corrects else new.corrects


def _kept(model: Any, by: Actor, told: Sequence[Any]) -> set[uuid.UUID]:
    """Which of these entries were kept already."""
    given = [row_id(by.id, one.entry) for one in told if one.entry]
    rows = model.objects.unscoped("the same entry again").filter(pk__in=given)
    return set(rows.values_list("pk", flat=True)) if given else set()


@action("partner.step_noted")
def note_steps(*, by: Actor, steps: Sequence[NewStep]) -> int:
    """Append steps to the files of those who walk them; how many are new. The same entry again changes nothing.

    What happened is never refused because the gate would not have been open: whoever reads this part sees it as unusual.
    """
    require(by, Door.CONTACTS)
    files = open_files(by, [one.client for one in steps], Verb.WRITE, Compartment.IDENTITY) if steps else {}
    _check_steps(by, steps)
    keyring.load(files, Compartment.COUPLE, make=True)
    known = _kept(PartnerStep, by, steps)
    timezone = Organisation.objects.values_list("timezone", flat=True).get(pk=by.organisation)
    made = {row.pk: row for row in (_step(by, one, timezone) for one in steps) if row.pk not in known}
    if not made:
        nothing_to_do()
        return 0
    PartnerStep.objects.unscoped("appends steps").bulk_create(made.values())
    for client in {row.speaker for row in made.values()}:
        note("partner.step_noted", "client", client)
    return len(made)


def _check_steps(by: Actor, steps: Sequence[NewStep]) -> None:
    cards = {one.card for one in steps if one.card}
    if cards:
        open_files(by, list(cards), Verb.FIND, Compartment.SERVICE)
    for one in steps:
        if one.step not in OUTCOMES:
            raise Invalid(_("Choose what happened."), field="step")
        for name, told, choices in (
            ("outcome", one.outcome, OUTCOMES[one.step]),
            ("how", one.how, WAYS[one.step]),
            ("safe", one.safe, tuple(Safe)),
        ):
            if told not in choices:
                raise Invalid(_("Choose an answer from the list."), field=name)
        if one.card == one.client:
            raise Invalid(_("Nobody is their own partner."), field="card")
        for name, text in (("partner", one.partner), ("note", one.note)):
            if len(text) > TEXT_LENGTH:
                raise Invalid(_("Keep this to %(n)s characters.") % {"n": TEXT_LENGTH}, field=name)


def _step(by: Actor, new: NewStep, timezone: str) -> PartnerStep:
    moment, corrects = when(new.occurred_at, timezone), _told_earlier(by, new)
    body = {
        "step": str(new.step),
        "partner": new.partner,
        "outcome": str(new.outcome),
        "how": str(new.how),
        "safe": str(new.safe),
        "planned": new.planned.isoformat() if new.planned else None,
        "card": str(new.card) if new.card else None,
        "note": new.note,
        "corrects": str(corrects) if corrects else None,
        "void": new.void,
        "day": clock.local_day(moment, timezone).isoformat(),
        "at": moment.astimezone(dt.UTC).isoformat(),
        "received_at": clock.now().isoformat(),
        "author": str(by.id),
    }
    row = PartnerStep(
        id=row_id(by.id, new.entry) if new.entry else ids.new_person_id(),
        speaker_ref=speaker_ref(new.client),
        body=body,
    )
    row.speaker = new.client
    return row


def _check(by: Actor, statements: Sequence[Statement]) -> None:
    others = {one.resolved for one in statements if one.resolved}
    if others:
        open_files(by, list(others), Verb.FIND, Compartment.SERVICE)
    for one in statements:
        if one.kind not in PartnerKind.values:
            raise Invalid(_("Choose an answer from the list."), field="kind")
        if one.resolved == one.client:
            raise Invalid(_("Nobody is their own partner."), field="resolved")
        if len(one.nickname) > TEXT_LENGTH or len(one.known_as) > TEXT_LENGTH:
            raise Invalid(_("Keep this to %(n)s characters.") % {"n": TEXT_LENGTH}, field="nickname")


def _said_before(new: Statement, standing: Sequence[dict[str, Any]]) -> bool:
    """Whether one of the statements that hold says the same: the same entry again changes nothing."""
    said = _said(new)
    return any({name: body[name] for name in SAID} == said for body in standing)


def _earlier(new: Statement, standing: Sequence[dict[str, Any]]) -> uuid.UUID | None:
    """The statement about the same id of another list, whose place this one takes."""
    if not new.known_as:
        return None
    return next((uuid.UUID(body["id"]) for body in standing if body["known_as"] == new.known_as), None)


def _said(new: Statement) -> dict[str, Any]:
    return {
        "kind": str(new.kind),
        "since": new.since.isoformat() if new.since else None,
        "cohabiting": new.cohabiting,
        "injects_together": new.injects_together,
        "nickname": new.nickname,
        "known_as": new.known_as,
        "resolved": str(new.resolved) if new.resolved else None,
    }


def _row(by: Actor, new: Statement, corrects: uuid.UUID | None, timezone: str) -> PartnerNamed:
    body = _said(new) | {
        "corrects": str(corrects) if corrects else None,
        "day": clock.local_day(when(new.occurred_at, timezone), timezone).isoformat(),
        "received_at": clock.now().isoformat(),
        "author": str(by.id),
    }
    key = row_id(by.id, new.entry) if new.entry else ids.new_person_id()
    row = PartnerNamed(id=key, speaker_ref=speaker_ref(new.client), body=body)
    row.speaker = new.client
    return row
