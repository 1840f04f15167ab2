"""Facts appended to files that are open: profile, kinds, injecting, consent, leaving and coming back, placement, blocks."""

import datetime as dt
import itertools
import uuid
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, QuerySet
from django.utils.translation import gettext as _

from twofold.core import clock, derived
from twofold.core.access import Actor, Case, Compartment, Consent, Relation, Verb, allow
from twofold.core.actions import action, note, nothing_to_do
from twofold.core.crypto import keyring
from twofold.core.errors import Denied, Invalid, NotThere
from twofold.core.prepared import prepared
from twofold.people import rules
from twofold.people.actions.register import check_injections, check_profile, when
from twofold.people.codes import outside_index, plain_word, word_index
from twofold.people.kinds import kinds as known_kinds
from twofold.people.models import (
    Client,
    ConsentGiven,
    InjectingStated,
    KindStated,
    OutsideId,
    OwnWord,
    Placement,
    Profile,
    StaffBlock,
    Standing,
    visible_clients,
)
from twofold.programme.actors import organisation
from twofold.programme.models import Caseload, Staff

SHORTEST_WORD = 3
# What happened is written down, whatever the client agreed to since: a person looks at it afterwards.
_HELD = Case(Relation.CASELOAD, Consent.FULL)


def open_files(by: Actor, clients: Sequence[uuid.UUID], verb: Verb, *parts: Compartment) -> dict[uuid.UUID, Client]:
    """The files by id. Raises NotThere where one is absent or hidden, Denied where the policy says no to a part."""
    found = visible_clients(by, dict.fromkeys(clients))
    witnessed = by.witnessed.intersection(clients) if verb is Verb.WRITE else frozenset()
    found |= _held_then(by, witnessed - found.keys())
    if len(found) != len(set(clients)):
        raise NotThere
    for row in found.values():
        case = _HELD if row.pk in witnessed else row.case_for(by)
        if not all(allow(by, verb, part, case) for part in parts):
            raise Denied(_("Your role, or what the client agreed to, does not allow this."))
    return found


@prepared
def _known_to(organisation: uuid.UUID | None, clients: tuple[uuid.UUID, ...]) -> QuerySet:
    rows = Client.objects.unscoped("the phone held these cards").filter(organisation=organisation, pk__in=clients)
    return rows.values("organisation").annotate(n=Count("pk")).order_by()


def may_write(by: Actor, clients: Sequence[uuid.UUID], *parts: Compartment) -> None:
    """What `open_files` asks of whoever writes, where the files themselves are not needed: hundreds are dear to read."""
    witnessed = by.witnessed.intersection(clients)
    others = [client for client in clients if client not in witnessed]
    if others:
        open_files(by, others, Verb.WRITE, *parts)
    if not witnessed:
        return
    if sum(row["n"] for row in _known_to(by.organisation, tuple(witnessed))) != len(witnessed):
        raise NotThere
    if not all(allow(by, Verb.WRITE, part, _HELD) for part in parts):
        raise Denied(_("Your role, or what the client agreed to, does not allow this."))


def _held_then(by: Actor, clients: Collection[uuid.UUID]) -> dict[uuid.UUID, Client]:
    """Files that are no longer shown to the worker, of whom the worker's phone held the card."""
    if not clients:
        return {}
    rows = Client.objects.unscoped("the phone held these cards").filter(organisation=by.organisation)
    return dict(rows.select_related("state").in_bulk(list(clients)))


def _timezone(by: Actor) -> str:
    return organisation(by.organisation).timezone


def common(by: Actor, occurred_at: dt.datetime | None, timezone: str) -> dict[str, Any]:
    """Author and times of a fact. A moment in the future is taken as now."""
    day = clock.local_day(when(occurred_at, timezone), timezone)
    return {"day": day, "received_at": clock.now(), "author": by.id, "device": by.device}


Entries = Sequence[tuple[uuid.UUID, dict[str, Any]]]


@dataclass(frozen=True)
class _Kind:
    """A kind of fact: its table, its verb in the log, the parts of the file it belongs to, the right it needs."""

    model: type
    says: str
    parts: tuple[Compartment, ...] = (Compartment.SERVICE,)
    right: Verb = Verb.WRITE


def _steps(
    by: Actor, model: Any, clients: Sequence[uuid.UUID], corrects: uuid.UUID | None
) -> dict[uuid.UUID, Iterator[int]]:
    """The step of each new fact. The office sees what stands; a phone knew of registration, and of what it names."""
    rows = model.objects.unscoped("what stands already").filter(client__in=clients)
    if by.device is None:
        known = dict(rows.values_list("client").annotate(n=Max("step")).order_by())
        return {client: itertools.count(known.get(client, -1) + 1) for client in clients}
    named = rows.filter(pk=corrects).values_list("step", flat=True).first() if corrects else 0
    return {client: itertools.count((named or 0) + 1) for client in clients}


def _append(
    by: Actor,
    kind: _Kind,
    entries: Entries,
    occurred_at: dt.datetime | None,
    corrects: uuid.UUID | None = None,
) -> None:
    """Append one row for each (client, columns), all or none, and derive the state of these clients anew."""
    if not entries:
        nothing_to_do()
        return
    files = open_files(by, [client for client, __ in entries], kind.right, *kind.parts)
    keyring.load(files, *kind.parts, make=True)
    shared = common(by, occurred_at, _timezone(by))
    steps = _steps(by, kind.model, list(files), corrects)
    kind.model.objects.unscoped("appends a fact").bulk_create(
        kind.model(client=files[client], step=next(steps[client]), **shared, **columns) for client, columns in entries
    )
    derived.refold(list(files))
    for client in files:
        note(kind.says, "client", client)


def _named(entry: uuid.UUID | None, **columns: Any) -> dict[str, Any]:
    """Columns of a fact that came from a phone under this number, or that gets one here."""
    return {"id": entry, **columns} if entry else columns


@action("client.profile_changed")
def change_profiles(
    *, by: Actor, profiles: Sequence[tuple[uuid.UUID, dict[str, Any]]], occurred_at: dt.datetime | None = None
) -> None:
    """How clients want to be known and reached: gender, birth_year, nickname, reach (channel, where, when, never, by)."""
    entries = []
    for client, told in profiles:
        check_profile(told["gender"], told["birth_year"], told["nickname"], told["reach"])
        body = {name: told[name] for name in ("nickname", "birth_year", "reach")}
        columns = {"gender": told["gender"], "birth_band": rules.birth_band(told["birth_year"]), "body": body}
        entries.append((client, columns))
    _append(by, _Kind(Profile, "client.profile_changed", (Compartment.IDENTITY,)), entries, occurred_at)


@action("client.kinds_stated")
def state_kinds(
    *, by: Actor, statements: Sequence[tuple[uuid.UUID, str, bool]], occurred_at: dt.datetime | None = None
) -> None:
    """That clients are, or are no longer, of a kind: (client, kind, holds)."""
    known = known_kinds().by_code()
    if {kind for __, kind, __ in statements} - set(known):
        raise Invalid(_("Choose kinds from the list."), field="kinds")
    parts = tuple({known[kind].compartment for __, kind, __ in statements})
    entries = [(client, {"kind": kind, "holds": holds}) for client, kind, holds in statements]
    _append(by, _Kind(KindStated, "client.kinds_stated", parts), entries, occurred_at)


@action("client.injecting_stated")
def record_injecting(
    *, by: Actor, statements: Sequence[tuple[uuid.UUID, float | None]], occurred_at: dt.datetime | None = None
) -> None:
    """How often clients inject: (client, times a day, or None where not known)."""
    for __, times in statements:
        check_injections(times)
    entries = [(client, {"body": {"times_a_day": times}}) for client, times in statements]
    _append(by, _Kind(InjectingStated, "client.injecting_stated", (Compartment.DRUG_USE,)), entries, occurred_at)


@action("client.consent_recorded")
def record_consents(
    *,
    by: Actor,
    consents: Sequence[tuple[uuid.UUID, Consent]],
    how: str = "spoken",
    occurred_at: dt.datetime | None = None,
    entry: uuid.UUID | None = None,
    corrects: uuid.UUID | None = None,
) -> None:
    """What clients agreed to, or withdrew."""
    if how not in ("spoken", "written"):
        raise Invalid(_("Say how it was asked."), field="how")
    entries = [(client, _named(entry, stage=Consent(stage), how=how)) for client, stage in consents]
    _append(by, _Kind(ConsentGiven, "client.consent_recorded"), entries, occurred_at, corrects)


@action("client.standing_recorded")
def record_standings(
    *,
    by: Actor,
    standings: Sequence[tuple[uuid.UUID, str]],
    occurred_at: dt.datetime | None = None,
    entry: uuid.UUID | None = None,
    corrects: uuid.UUID | None = None,
) -> None:
    """That clients left (died, moved, prison, chose) or came back (active)."""
    if {status for __, status in standings} - set(Standing.Status.values):
        raise Invalid(_("Choose why from the list."), field="status")
    entries = [(client, _named(entry, status=status)) for client, status in standings]
    _check_after_registration(by, [client for client, __ in standings], occurred_at)
    _append(by, _Kind(Standing, "client.standing_recorded"), entries, occurred_at, corrects)


def _check_after_registration(by: Actor, clients: Sequence[uuid.UUID], occurred_at: dt.datetime | None) -> None:
    """Nobody leaves before they came: the card would stand as in use and as left."""
    if occurred_at is None:
        return
    day = clock.local_day(when(occurred_at, timezone := _timezone(by)), timezone)
    if Client.objects.visible_to(by).filter(pk__in=clients, registered_on__gt=day).exists():
        raise Invalid(_("This day comes before the card. Write the day on which they left or came back."), field="day")


@action("client.word_chosen")
def choose_words(
    *,
    by: Actor,
    words: Sequence[tuple[uuid.UUID, str]],
    occurred_at: dt.datetime | None = None,
    entry: uuid.UUID | None = None,
    corrects: uuid.UUID | None = None,
) -> None:
    """The word that each client chose, so that others can cover for their worker. Used once here, and kept nowhere."""
    assert by.organisation is not None
    if any(len(plain_word(word)) < SHORTEST_WORD for __, word in words):
        raise Invalid(_("Choose a word of at least %(n)s letters.") % {"n": SHORTEST_WORD}, field="word")
    files = open_files(by, [client for client, __ in words], Verb.WRITE, Compartment.SERVICE)
    keyring.load(files, Compartment.SERVICE)
    marks = [(client, word_index(by.organisation, files[client].code, word)) for client, word in words]
    entries = [(client, _named(entry, mark=mark)) for client, mark in marks]
    _append(by, _Kind(OwnWord, "client.word_chosen"), entries, occurred_at, corrects)


@action("client.listed")
def record_outside_ids(*, by: Actor, entries: Sequence[tuple[uuid.UUID, str, dict[str, str]]]) -> None:
    """Under which id another list knows clients, and marks of what it says now: (client, id, marks)."""
    assert by.organisation is not None
    rows: Entries = [
        (client, {"mac": outside_index(by.organisation, text), "body": {"id": text, "said": said}})
        for client, text, said in entries
    ]
    _append(by, _Kind(OutsideId, "client.listed"), rows, None)


@action("client.placed")
def place_clients(
    *, by: Actor, clients: Sequence[uuid.UUID], caseload: uuid.UUID, occurred_at: dt.datetime | None = None
) -> int:
    """Move clients into a caseload, many at once; how many."""
    target = Caseload.objects.visible_to(by).filter(pk=caseload).first()
    if target is None:
        raise Invalid(_("Choose a caseload from the list."), field="caseload")
    entries = [(client, {"site_id": target.site_id, "caseload_id": target.id}) for client in dict.fromkeys(clients)]
    _append(by, _Kind(Placement, "client.placed", right=Verb.ASSIGN), entries, occurred_at)
    return len(entries)


@action("client.blocked_staff")
def block_staff(*, by: Actor, client: uuid.UUID, staff: uuid.UUID, blocked: bool = True) -> None:
    """A client's wish that a worker never sees the file (or, taken back, may again)."""
    open_files(by, [client], Verb.WRITE, Compartment.BLOCKS)
    if not Staff.objects.visible_to(by).filter(pk=staff).exists():
        raise Invalid(_("Choose a worker from the list."), field="staff")
    StaffBlock.objects.unscoped("appends a block").create(
        **common(by, None, _timezone(by)),
        staff_ref=keyring.person_ref(staff, Compartment.BLOCKS),
        body={"client": str(client), "blocked": blocked},
    )
    note("client.blocked_staff", "client", client)
