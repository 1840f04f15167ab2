"""Covering: a worker hands out for a colleague's client, who is there and says the card's code and an own word.

Whoever covers is told the same whether or not the two fit. What fits becomes a contact in the client's file moments later
(`placing`); the rest waits.
"""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from twofold.core import clock, ids
from twofold.core.access import Actor, Compartment, Door
from twofold.core.actions import action, attempt, note, nothing_to_do, require
from twofold.core.crypto import keyring
from twofold.core.errors import NotThere, Problem
from twofold.outreach import state
from twofold.outreach.actions.contacts import (
    NewContact,
    _contact,
    _save,
    check_contacts,
    positive,
    record_contacts,
)
from twofold.outreach.models import Beneficiary, Contact, Covering, Mode
from twofold.people import reads as people
from twofold.people.actions.register import when
from twofold.people.codes import word_index
from twofold.programme.models import Organisation


@dataclass(frozen=True)
class NewCovering:
    """What was given to whoever said this code and this word."""

    code: str
    word: str
    site: uuid.UUID
    mode: str = Mode.OUTREACH
    supplies: dict[str, int] = field(default_factory=dict)
    returned: dict[str, int] = field(default_factory=dict)
    occurred_at: dt.datetime | None = None
    recorded_at: dt.datetime | None = None
    id: uuid.UUID | None = None

    def contact(self) -> NewContact:
        """As supplies for somebody unknown: what is wrong with them is said before anybody is looked for."""
        return NewContact(
            self.site, mode=self.mode, supplies=self.supplies, returned=self.returned, beneficiary=Beneficiary.STRANGER
        )


@action("contact.covered")
def cover_clients(*, by: Actor, coverings: Sequence[NewCovering]) -> None:
    """Take in what was handed out for colleagues' clients, all or none. Nobody is looked for here: `placing` does, later.

    So nothing that whoever covers is answered, not even how long it took, can tell whether there is such a card.
    """
    require(by, Door.STRANGERS)
    coverings = _fresh(by, coverings)
    if not coverings:
        nothing_to_do()
        return
    organisation = check_contacts(by, [new.contact() for new in coverings])
    keyring.load([organisation.pk], Compartment.SERVICE, make=True)
    made = [_row(by, organisation, new) for new in coverings]
    Covering.objects.unscoped("appends coverings").bulk_create(made)
    for row in made:
        note("contact.covered", "covering", row.pk)


@action("covering.placed")
def place_coverings(*, by: Actor, coverings: Sequence[uuid.UUID]) -> int:
    """Look for whom one's own coverings were; how many went into a file."""
    rows = Covering.objects.visible_to(by).select_for_update().filter(pk__in=coverings, author=by.id)
    placed = sum(_place(replace(by, device=row.device), row) for row in rows.order_by("pk"))
    if not placed:
        nothing_to_do()
    return placed


@action("covering.closed")
def close_covering(*, by: Actor, covering: uuid.UUID, count: bool = False) -> None:
    """Say that a person has settled it: what could name somebody goes, what was given stays. Twice is once.

    With `count` what was given counts from now on, as given to somebody without a card: it stands in nobody's file.
    """
    require(by, Door.HELD)
    rows = Covering.objects.unscoped("one that may be settled already").filter(organisation=by.organisation)
    row = rows.select_for_update().filter(pk=covering).first()
    if row is None:
        raise NotThere
    if row.settled_at:
        nothing_to_do()
        return
    if count:
        _count(by, row)
    row.mark, row.body, row.settled_at = "", {}, clock.now()
    row.save(update_fields=["mark", "body", "settled_at"])
    note("covering.closed", "covering", row.pk)


def _fresh(by: Actor, coverings: Sequence[NewCovering]) -> list[NewCovering]:
    """Those that did not come before: they wait, or are contacts already. An id of somebody else's is not used."""
    given = [new.id for new in coverings if new.id]
    rows = Covering.objects.unscoped("same entry again").filter(pk__in=given)
    waiting = dict(rows.values_list("pk", "author"))
    numbers = [_contact_id(entry) for entry in given]
    placed = set(Contact.objects.unscoped("same entry again").filter(pk__in=numbers).values_list("pk", flat=True))
    told = [
        new
        for new in coverings
        if new.id is None or (waiting.get(new.id) != by.id and _contact_id(new.id) not in placed)
    ]
    return [replace(new, id=None) if new.id in waiting else new for new in told]


def _row(by: Actor, organisation: Organisation, new: NewCovering) -> Covering:
    moment = when(new.occurred_at, organisation.timezone)
    told: dict[str, Any] = {
        "code": new.code,
        "occurred_at": moment.isoformat(),
        "recorded_at": (new.recorded_at or clock.now()).isoformat(),
    }
    return Covering(
        id=new.id or ids.new_entry_id(),
        day=clock.local_day(moment, organisation.timezone),
        received_at=clock.now(),
        author=by.id,
        device=by.device,
        organisation=organisation,
        site_id=new.site,
        mode=new.mode,
        supplies=positive(new.supplies),
        returned=positive(new.returned),
        mark=word_index(organisation.pk, new.code, new.word),
        body=told,
    )


def _contact_id(covering: uuid.UUID) -> uuid.UUID:
    """The contact has a number that its worker cannot know: naming it in a correction would tell that it is there."""
    return ids.named(keyring.index("covered", covering.hex))


def _count(by: Actor, row: Covering) -> None:
    """Under the name of whoever settles it: a contact of the coverer's own would tell the coverer that nobody was found."""
    told = {name: dt.datetime.fromisoformat(row.body[name]) for name in ("occurred_at", "recorded_at")}
    new = NewContact(
        row.site_id, beneficiary=Beneficiary.STRANGER, mode=row.mode, supplies=row.supplies, returned=row.returned,
        id=_contact_id(row.pk), **told,
    )  # fmt: skip
    organisation = Organisation.objects.get(pk=row.organisation_id)
    made = _contact(by, organisation, new, None)
    _save([made])
    state.add_tallies([made])
    note("contact.recorded", "contact", made.pk)


def _place(by: Actor, row: Covering) -> bool:
    """Write the contact into the one file that fits, if there is one. Whatever stands against it, the covering waits on."""
    fits = people.who_said(by, row.mark, row.day)
    if len(fits) != 1:
        return False
    told = row.body
    contact = NewContact(
        row.site_id,
        client=next(iter(fits)),
        mode=row.mode,
        supplies=row.supplies,
        returned=row.returned,
        occurred_at=dt.datetime.fromisoformat(told["occurred_at"]),
        recorded_at=dt.datetime.fromisoformat(told["recorded_at"]),
        id=_contact_id(row.pk),
    )
    try:
        with attempt():
            # The client was there and said so: to write down what was given needs no other leave.
            record_contacts(by=replace(by, witnessed=frozenset(fits)), contacts=[contact])
            row.delete()
    except Problem:
        return False
    return True
