"""What pages read of clients: each begins with `visible_to`, and opens a sealed part only where the policy says so."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import batched
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from twofold.core import audit
from twofold.core.access import Actor, Compartment, Verb, allow, reaches_reading, readable
from twofold.core.crypto import cipher, keyring
from twofold.core.errors import Denied, NotThere
from twofold.core.prepared import prepared
from twofold.people.codes import outside_index
from twofold.people.kinds import Kind, kinds
from twofold.people.models import (
    Client,
    DuplicateCandidate,
    InjectingStated,
    OutsideId,
    OwnWord,
    Profile,
    StaffBlock,
    blocked_clients,
)
from twofold.people.rules import precedence, stood, turn
from twofold.programme.models import Staff

_MADE_VISIBLE = "of clients that came by visible_to"


def client(by: Actor, client_id: uuid.UUID) -> Client:
    """The file, with its state and where it is served. Raises NotThere where there is none, or none for this actor."""
    rows = Client.objects.visible_to(by).select_related("state__site", "state__caseload")
    found = rows.filter(pk=client_id).first()
    if found is None:
        raise NotThere
    return found


def is_visible(by: Actor, client_id: uuid.UUID) -> bool:
    """Whether the actor may know of the client; what was just saved may have ended that."""
    return bool(Client.objects.visible_to(by).filter(pk=client_id).exists())


def writable(by: Actor, client_id: uuid.UUID, *parts: Compartment) -> Client:
    """The file, for a page that writes these parts of it. Raises NotThere or Denied."""
    found = client(by, client_id)
    case = found.case_for(by)
    if not all(allow(by, Verb.WRITE, part, case) for part in parts):
        raise Denied(_("Your role, or what the client agreed to, does not allow this."))
    return found


def opened(row: Any, name: str = "body") -> Any:
    """A sealed value, or None where its key is gone: an erased part is empty, not broken."""
    try:
        return getattr(row, name)
    except cipher.Unreadable:
        return None


def by_outside_ids(by: Actor, texts: Iterable[str]) -> dict[str, tuple[Client, dict[str, str]]]:
    """Visible clients by the ids that other lists gave them, with the marks of what the list said last.

    One that is hidden and one that is not there are the same.
    """
    assert by.organisation is not None
    macs = {text: outside_index(by.organisation, text) for text in texts}
    found: dict[str, tuple[Client, dict[str, str]]] = {}
    for some in batched(set(macs.values()), 400, strict=False):
        rows = {row.pk: row for row in Client.objects.visible_to(by).filter(outsideids__mac__in=some)}
        named = OutsideId.objects.unscoped(_MADE_VISIBLE).filter(client__in=rows, mac__in=some)
        keyring.load(rows, Compartment.SERVICE)
        for row in named.order_by("received_at", "pk"):
            found[row.mac] = (rows[row.client_id], (opened(row) or {}).get("said", {}))
    return {text: found[mac] for text, mac in macs.items() if mac in found}


def outside_ids(client_id: uuid.UUID) -> list[str]:
    """The ids that other lists gave a client. The caller has asked the policy."""
    rows = OutsideId.objects.unscoped(_MADE_VISIBLE).filter(client=client_id)
    return list(dict.fromkeys(told["id"] for row in rows if (told := opened(row))))


def word_chosen_on(client_id: uuid.UUID) -> dt.date | None:
    """The day on which the client chose the own word that stands. The caller has asked the policy."""
    rows = OwnWord.objects.unscoped(_MADE_VISIBLE).filter(client=client_id)
    return max((turn(row) for row in rows), default=(None,))[0]


def who_said(by: Actor, mark: str, day: dt.date) -> set[uuid.UUID]:
    """The clients whose own word, with their code, had this mark on that day; without those closed to the actor."""
    rows = OwnWord.objects.unscoped("who fits")
    held = rows.filter(mark=mark, client__organisation=by.organisation).values("client")
    words: dict[uuid.UUID, list[OwnWord]] = defaultdict(list)
    for row in rows.filter(client__in=held):
        words[row.client_id].append(row)
    closed = blocked_clients(by)
    return {pk for pk, told in words.items() if pk not in closed and stood(told, mark, day)}


def note_read(by: Actor, client_id: uuid.UUID, parts: Iterable[Compartment]) -> None:
    """Leave the row that says which parts of the file were shown."""
    audit.record_read(by, "client", client_id, sorted(part.value for part in parts))


@prepared
def _profiles(clients: tuple[uuid.UUID, ...]) -> QuerySet:
    return Profile.objects.unscoped(_MADE_VISIBLE).filter(client__in=clients)


def profiles(by: Actor, rows: Sequence[Client]) -> dict[uuid.UUID, dict[str, Any]]:
    """Nickname, year of birth and how to reach them, of those whose identity the actor may read. Two queries."""
    allowed = [row.pk for row in rows if allow(by, Verb.READ, Compartment.IDENTITY, row.case_for(by))]
    keyring.load([row.pk for row in rows], Compartment.SERVICE, Compartment.IDENTITY)
    told = _profiles(tuple(allowed))
    latest = {row.client_id: row for row in sorted(told, key=lambda row: (row.step, precedence(row.pk)))}
    return {client_id: (opened(row) or {}) | {"id": str(row.pk)} for client_id, row in latest.items()}


def times_a_day(client_id: uuid.UUID) -> float | None:
    """How often the client injects, as last said; None where it is not known. The caller asks the policy first."""
    rows = InjectingStated.objects.unscoped(_MADE_VISIBLE).filter(client=client_id)
    latest = max(rows, key=turn, default=None)
    return (opened(latest) or {}).get("times_a_day") if latest else None


def kinds_shown(held: Iterable[str], parts: Iterable[Compartment]) -> list[Kind]:
    """The kinds in these parts of the file, in their usual order."""
    held, parts = set(held), set(parts)
    return [kind for kind in kinds().kind if kind.code in held and kind.compartment in parts]


def listed_kinds(by: Actor) -> list[Kind]:
    """The kinds that lists of this actor may be cut by: those of a part that one of the actor's roles reads."""
    return [kind for kind in kinds().kind if kind.filterable and reaches_reading(by, kind.compartment)]


def colleagues(by: Actor) -> list[tuple[uuid.UUID, str]]:
    """Workers of the actor's organisation, by name."""
    rows = Staff.objects.visible_to(by).filter(is_active=True)
    return list(rows.order_by("name", "id").values_list("id", "name"))


def blocked_staff(by: Actor, client_row: Client) -> list[str] | None:
    """Names of workers who never see this file; None for whoever may not read that."""
    if not allow(by, Verb.READ, Compartment.BLOCKS, client_row.case_for(by)):
        return None
    names = {keyring.person_ref(pk, Compartment.BLOCKS): name for pk, name in colleagues(by)}
    rows = StaffBlock.objects.unscoped("the policy was asked").filter(staff_ref__in=names)
    latest = {
        row.staff_ref: row.body["blocked"]
        for row in rows.order_by("received_at", "id")
        if row.body["client"] == str(client_row.pk)
    }
    return sorted(names[ref] for ref, blocked in latest.items() if blocked)


def candidates(by: Actor) -> Any:
    """Possible duplicates, newest first."""
    return DuplicateCandidate.objects.visible_to(by).select_related("first", "second")


def parts_of(by: Actor, row: Client) -> frozenset[Compartment]:
    """The parts of this file that the actor may read."""
    return readable(by, row.case_for(by))


def pairs(rows: Sequence[DuplicateCandidate]) -> list[dict[str, Any]]:
    """Candidates with the codes of both files. One query for all keys."""
    keyring.load({pk for row in rows for pk in (row.first_id, row.second_id)}, Compartment.SERVICE)
    return [
        {
            "raised_at": row.raised_at,
            "reason": row.reason,
            "files": [(file.pk, opened(file, "code")) for file in (row.first, row.second)],
        }
        for row in rows
    ]
