"""How groups come in: one that was held, told anew or taken back; and which clients attended, each in a file of its own.

An attendance is written by whoever may write in that client's file and touches nothing of the group: who else attended
shows nowhere else.
"""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from twofold.core import clock, ids
from twofold.core.access import Actor, Compartment, Door, Verb
from twofold.core.actions import action, note, nothing_to_do, require
from twofold.core.crypto import keyring
from twofold.core.errors import Invalid, NotThere
from twofold.outreach.grouping import group_kinds
from twofold.outreach.models import Group, GroupAttended
from twofold.outreach.topics import topics as known_topics
from twofold.people.actions.record import open_files
from twofold.people.actions.register import when
from twofold.programme.models import Organisation, Site, Staff

MOST_PEOPLE = 1_000


@dataclass(frozen=True)
class NewGroup:
    """A group as it is told. `people` is everybody who was there. `clients` of None says nothing of who attended.

    `corrects` names the word on this group that this one supersedes; with `void` it takes the group back.
    """

    site: uuid.UUID
    kind: str
    people: int
    topics: Sequence[str] = ()
    facilitator: uuid.UUID | None = None
    clients: Sequence[uuid.UUID] | None = None
    occurred_at: dt.datetime | None = None
    id: uuid.UUID | None = None
    corrects: uuid.UUID | None = None
    void: bool = False


@action("group.held")
def hold_groups(*, by: Actor, groups: Sequence[NewGroup]) -> list[Group]:
    """Append groups with who attended, all or none. The same id by the same author again changes nothing."""
    require(by, Door.CONTACTS)
    groups = _fresh(by, groups)
    if not groups:
        nothing_to_do()
        return []
    organisation = Organisation.objects.get(pk=by.organisation)
    olds = _corrected(by, groups)
    _check(by, groups)
    made = [_group(by, organisation, new, olds.get(new.corrects)) for new in groups]
    keyring.load([organisation.pk], Compartment.SERVICE, make=True)
    Group.objects.unscoped("appends groups").bulk_create(made)
    for row, new in zip(made, groups, strict=True):
        note("group.held", "group", row.root)
        if new.clients is not None and not row.void:
            attend_group(by=by, group=row.root, clients=new.clients)
    return made


@action("group.attended")
def attend_group(
    *, by: Actor, group: uuid.UUID, clients: Collection[uuid.UUID], gone: Collection[uuid.UUID] = ()
) -> list[GroupAttended]:
    """Say that these clients attended and, taking it back, that those in `gone` did not. Nobody else is touched."""
    require(by, Door.CONTACTS)
    row = Group.objects.visible_to(by).shown().filter(root=group).first()
    if row is None:
        raise NotThere
    spoken = sorted({*clients, *gone})
    if spoken:
        open_files(by, spoken, Verb.WRITE, Compartment.SERVICE)
    last = _last(group, spoken)
    changed = [(client, client not in gone) for client in spoken if _says(last, client) == (client in gone)]
    if not changed:
        nothing_to_do()
        return []
    told = {"day": row.day, "received_at": clock.now(), "author": by.id, "device": by.device}
    turns = {client: row.turn + 1 for client, row in last.items()}
    made = [
        GroupAttended(group_id=group, client_id=client, there=there, turn=turns.get(client, 1), **told)
        for client, there in changed
    ]
    GroupAttended.objects.unscoped("appends attendance").bulk_create(made)
    for one in made:
        note("group.attended", "client", one.client_id)
    return made


@action("group.taken_back")
def take_group_back(*, by: Actor, group: uuid.UUID) -> None:
    """Take a group back: it stops showing, with everybody's attendance, and stays in the record. Twice is once."""
    require(by, Door.CONTACTS)
    told = Group.objects.visible_to(by).filter(root=group)
    if not told.exists():
        raise NotThere
    tips = list(told.filter(corrections=None, void=False))
    if not tips:
        nothing_to_do()
        return
    hold_groups(
        by=by,
        groups=[
            NewGroup(row.site_id, "", row.people, facilitator=row.facilitator, corrects=row.pk, void=True)
            for row in tips
        ],
    )
    note("group.taken_back", "group", group)


def _last(group: uuid.UUID, clients: Collection[uuid.UUID]) -> dict[uuid.UUID, GroupAttended]:
    """The last word on each of these, whose files are open."""
    rows = GroupAttended.objects.unscoped("of files that are open").filter(group=group, client__in=clients)
    return {row.client_id: row for row in rows.order_by("turn", "id")}


def _says(last: dict[uuid.UUID, GroupAttended], client: uuid.UUID) -> bool:
    return client in last and last[client].there


def _fresh(by: Actor, groups: Sequence[NewGroup]) -> list[NewGroup]:
    """Those that are not there yet. An id that stands on somebody else's row is not used, and not spoken of."""
    given = [new.id for new in groups if new.id]
    rows = Group.objects.unscoped("same entry again").filter(pk__in=given)
    authors = dict(rows.values_list("pk", "author")) if given else {}
    fresh = [new for new in groups if new.id is None or authors.get(new.id) != by.id]
    return [replace(new, id=None) if new.id in authors else new for new in fresh]


def _corrected(by: Actor, groups: Sequence[NewGroup]) -> dict[uuid.UUID | None, Group]:
    named = {new.corrects for new in groups if new.corrects}
    olds = Group.objects.visible_to(by).in_bulk(named) if named else {}
    if len(olds) != len(named):
        raise NotThere
    return dict(olds)


def _check(by: Actor, groups: Sequence[NewGroup]) -> None:
    sites = set(Site.objects.visible_to(by).values_list("pk", flat=True))
    staff = {new.facilitator for new in groups if new.facilitator and new.facilitator != by.id}
    known = set(Staff.objects.visible_to(by).filter(pk__in=staff).values_list("pk", flat=True)) if staff else set()
    for new in groups:
        if new.void:
            continue
        if new.site not in sites:
            raise Invalid(_("Choose a site from the list."), field="site")
        if new.kind not in group_kinds():
            raise Invalid(_("Choose a kind of group from the list."), field="kind")
        if set(new.topics) - set(known_topics()):
            raise Invalid(_("Choose topics from the list."), field="topics")
        if new.facilitator in staff - known:
            raise Invalid(_("Choose a colleague from the list."), field="facilitator")
        if not 1 <= new.people <= MOST_PEOPLE:
            raise Invalid(_("Write how many were there: between 1 and %(n)s.") % {"n": MOST_PEOPLE}, field="people")
        if new.people < len(set(new.clients or ())):
            raise Invalid(_("More codes than people. Count everybody who was there, with a card or without."),
                          field="people")  # fmt: skip


def _group(by: Actor, organisation: Organisation, new: NewGroup, old: Group | None) -> Group:
    moment = when(new.occurred_at, organisation.timezone)
    entry = new.id or ids.new_entry_id()
    told: dict[str, Any] = {"kind": new.kind, "topics": list(new.topics)}
    gone = old if new.void else None
    return Group(
        id=entry,
        day=gone.day if gone else clock.local_day(moment, organisation.timezone),
        received_at=clock.now(),
        author=by.id,
        device=by.device,
        organisation=organisation,
        site_id=new.site,
        facilitator=new.facilitator or by.id,
        people=new.people,
        corrects=old,
        root=old.root if old else entry,
        void=gone is not None,
        body=told,
    )
