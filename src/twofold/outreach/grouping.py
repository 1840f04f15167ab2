"""What pages read of groups: the list, one with those who attended as far as the reader may know, a client's own. Kinds."""

import datetime as dt
import functools
import tomllib
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import get_language

from twofold.core.access import Actor, Compartment
from twofold.core.crypto import keyring
from twofold.core.errors import NotThere
from twofold.core.paging import Page, cut
from twofold.outreach.models import Group, GroupAttended
from twofold.outreach.topics import topics
from twofold.people.codes import card_index
from twofold.people.models import Client
from twofold.people.reads import opened
from twofold.programme.models import Site, Staff

_FILE = Path(__file__).parent / "data" / "groups.toml"


@dataclass(frozen=True)
class Line:
    """One group, in words. It names nobody who attended."""

    id: uuid.UUID
    row: Group
    day: dt.date
    kind: str
    topics: list[str]
    site: str
    facilitator: str
    people: int
    said: Mapping[str, object] = field(default_factory=dict)


@functools.cache
def group_kinds() -> dict[str, dict[str, str]]:
    """Kind of group -> its words by language, in the order in which they are offered."""
    read = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {kind["code"]: kind for kind in read["kind"]}


def words(found: Mapping[str, str] | None) -> str:
    """In the reader's language."""
    language = "hi" if (get_language() or "").startswith("hi") else "en"
    return found[language] if found else "–"


def page(by: Actor, where: Mapping[str, str]) -> Page:
    """One page of groups, the newest first."""
    return cut(Group.objects.visible_to(by).shown(), ("-day", "-root"), where)


def lines(rows: Sequence[Group]) -> list[Line]:
    """What stands on each line. A few queries, however many."""
    keyring.load({row.organisation_id for row in rows}, Compartment.SERVICE)
    sites = dict(Site.objects.filter(pk__in={row.site_id for row in rows}).values_list("pk", "name"))
    names = dict(Staff.objects.filter(pk__in={row.facilitator for row in rows}).values_list("pk", "name"))
    found = []
    for row in rows:
        said = opened(row) or {}
        talked = [words(topics()[code]) for code in said.get("topics", []) if code in topics()]
        kind = words(group_kinds().get(said.get("kind", "")))
        found.append(
            Line(row.root, row, row.day, kind, talked, sites[row.site_id], names.get(row.facilitator, ""), row.people,
                 said)
        )  # fmt: skip
    return found


def one(by: Actor, group: uuid.UUID) -> Line:
    """One group; one that is not there and one of somewhere else are the same."""
    row = Group.objects.visible_to(by).shown().filter(root=group).first()
    if row is None:
        raise NotThere
    return lines([row])[0]


def attending(by: Actor, groups: Collection[uuid.UUID]) -> list[GroupAttended]:
    """Who attended, of the clients whom the actor may know and read of. Anybody else is not in it, nor counted."""
    rows = GroupAttended.objects.visible_to(by).filter(group__in=groups).select_related("client__state")
    last = {(row.group_id, row.client_id): row for row in rows.order_by("turn", "id")}
    return [row for row in last.values() if row.there]


def who(by: Actor, group: uuid.UUID) -> list[tuple[uuid.UUID, str]]:
    """Client and code of those who attended, by code."""
    rows = attending(by, [group])
    keyring.load({row.client_id for row in rows}, Compartment.SERVICE)
    return sorted(((row.client_id, opened(row.client, "code") or "–") for row in rows), key=lambda pair: pair[1])


def by_code(by: Actor, codes: Sequence[str]) -> tuple[list[uuid.UUID], list[str]]:
    """Clients with these card codes, and the codes that fit nobody whom the actor may know of."""
    assert by.organisation is not None
    wanted = {card_index(by.organisation, code): code for code in codes}
    rows = Client.objects.visible_to(by).filter(code_mac__in=wanted)
    found = dict(rows.values_list("code_mac", "pk"))
    return [found[index] for index in wanted if index in found], [wanted[i] for i in wanted if i not in found]


def of_client(client: Client) -> list[tuple[GroupAttended, Line]]:
    """The groups that a client attended, for whoever may read who the client is; the newest first."""
    rows = GroupAttended.objects.unscoped("of a client that came by visible_to").filter(client=client)
    last = {row.group_id: row for row in rows.order_by("turn", "id")}
    there = [row for row in last.values() if row.there]
    if not there:
        return []
    shown = Group.objects.unscoped("groups that this client attended").shown()
    heads = {line.id: line for line in lines(list(shown.filter(root__in=[row.group_id for row in there])))}
    found = [(row, heads[row.group_id]) for row in there if row.group_id in heads]
    return sorted(found, key=lambda pair: (pair[1].day, pair[0].pk), reverse=True)
