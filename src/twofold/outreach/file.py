"""What stands on the page of one client: only the parts that the reader may open, and only what the reader may do."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, Sum
from django.utils.translation import get_language

from twofold.core.access import Actor, Compartment, Door, Verb, allow, may_enter
from twofold.core.crypto import keyring
from twofold.outreach.lists import due_words
from twofold.outreach.models import Beneficiary, ContactTally, ServiceState
from twofold.outreach.referrals import Line, of_client
from twofold.outreach.timeline import how_often
from twofold.people import reach
from twofold.people import reads as people
from twofold.people.kinds import Kind
from twofold.people.models import Client, Gender, Standing
from twofold.people.rules import ACTIVE

SUPPLY_DAYS = 30
_C = Compartment
_SHOWN = (_C.SERVICE, _C.IDENTITY, _C.DRUG_USE)


@dataclass(frozen=True)
class File:
    """One client as this reader may see them."""

    row: Client
    parts: frozenset[Compartment]
    code: str | None
    outside_ids: list[str]
    profile: dict[str, Any]
    reach: list[str]
    due: list[str]
    due_on: dt.date | None
    last_day: dt.date | None
    contacts: int
    need: int | None
    given: dict[str, int]
    frequency: str
    groups: list[str]
    sealed_groups: list[str]
    left: str
    referrals: list[Line]
    may: dict[str, bool]

    @property
    def state(self) -> Any:
        return self.row.state

    @property
    def reads_identity(self) -> bool:
        return _C.IDENTITY in self.parts

    @property
    def reads_need(self) -> bool:
        return _C.DRUG_USE in self.parts

    @property
    def gender(self) -> str:
        return str(Gender(self.row.state.gender).label)

    @property
    def channel(self) -> list[str]:
        told = self.profile.get("reach", {})
        chosen = ((choices, told.get(name)) for name, choices in reach.CHOICES.items())
        return [str(choices(value).label) for choices, value in chosen if value in choices.values]

    @property
    def here(self) -> bool:
        return self.row.state.status == ACTIVE


def file(by: Actor, row: Client, today: dt.date) -> File:
    """Read the file. The caller leaves the row that says what was read."""
    parts = people.parts_of(by, row)
    keyring.load([row.pk], *_SHOWN)
    profile = people.profiles(by, [row]).get(row.pk, {})
    service = ServiceState.objects.visible_to(by).filter(pk=row.pk).first() or ServiceState(client=row)
    kinds = people.kinds_shown(row.state.kinds, parts)
    told = profile.get("reach", {})
    reads_need = _C.DRUG_USE in parts
    return File(
        row=row,
        parts=parts,
        code=people.opened(row, "code"),
        outside_ids=people.outside_ids(row.pk) if _C.SERVICE in parts else [],
        profile=profile,
        reach=[told.get(word, "") for word in reach.WORDS],
        due=due_words(service, today),
        due_on=service.due_on,
        last_day=service.last_day,
        contacts=service.contacts,
        need=service.need_per_week if reads_need else None,
        given=_given(row, today),
        frequency=how_often(people.times_a_day(row.pk)) if reads_need else "",
        groups=_labels(kind for kind in kinds if kind.filterable),
        sealed_groups=_labels(kind for kind in kinds if not kind.filterable),
        left=str(Standing.Status(row.state.status).label) if _C.IDENTITY in parts else "",
        referrals=of_client(by, row, today) if _C.IDENTITY in parts else [],
        may=_may(by, row),
    )


def _labels(kinds: Any) -> list[str]:
    language = get_language() or "en"
    found: list[Kind] = list(kinds)
    return [kind.label(language) for kind in found]


def _given(row: Client, today: dt.date) -> dict[str, int]:
    """Pieces in the last SUPPLY_DAYS days: for the client, and to carry for others."""
    since = today - dt.timedelta(days=SUPPLY_DAYS)
    own, carried = Q(beneficiary=Beneficiary.CLIENT), Q(beneficiary=Beneficiary.CARRIED)
    rows = ContactTally.objects.unscoped("of a client that came by visible_to").filter(client=row, day__gt=since)
    found = rows.aggregate(
        out=Sum("needles_out", filter=own),
        carried=Sum("needles_out", filter=carried),
        back=Sum("needles_returned"),
        condoms=Sum("condoms"),
        naloxone=Sum("naloxone"),
    )
    return {name: pieces or 0 for name, pieces in found.items()}


def _may(by: Actor, row: Client) -> dict[str, bool]:
    """Which pages about this client the reader may open."""
    if not may_enter(by.roles, Door.CONTACTS, second_factor=by.second_factor):
        return {}
    case = row.case_for(by)
    needed = {
        "contact": _C.SERVICE,
        "consent": _C.SERVICE,
        "standing": _C.SERVICE,
        "profile": _C.IDENTITY,
        "kinds": _C.IDENTITY,
        "need": _C.DRUG_USE,
        "block": _C.BLOCKS,
    }
    found = {name: allow(by, Verb.WRITE, part, case) for name, part in needed.items()}
    refers = may_enter(by.roles, Door.REFERRALS, second_factor=by.second_factor)
    return found | {"refer": refers and found["profile"]}
