"""How contacts change: recorded, corrected by a later contact, taken back. What happened is never refused for being late."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from twofold.core import clock, ids
from twofold.core.access import Actor, Compartment, Door, Verb
from twofold.core.actions import action, note, nothing_to_do, require
from twofold.core.crypto import keyring
from twofold.core.errors import Invalid, NotThere
from twofold.outreach import state
from twofold.outreach.models import Beneficiary, Contact, ContactQuerySet, Mode
from twofold.outreach.topics import topics as known_topics
from twofold.people.actions import NewClient, register_clients
from twofold.people.actions.record import open_files
from twofold.people.actions.register import when
from twofold.people.models import Client
from twofold.programme.catalogue import supplies as catalogue
from twofold.programme.models import Organisation, Site

MOST_PIECES = 10_000
TEXT_LENGTH = 2_000


@dataclass(frozen=True)
class NewContact:
    """A contact as it is told. `client` may be None: supplies for a stranger need nothing at all."""

    site: uuid.UUID
    client: uuid.UUID | None = None
    beneficiary: str = Beneficiary.CLIENT
    mode: str = Mode.OUTREACH
    supplies: dict[str, int] = field(default_factory=dict)
    returned: dict[str, int] = field(default_factory=dict)
    topics: Sequence[str] = ()
    place: str = ""
    note: str = ""
    occurred_at: dt.datetime | None = None
    id: uuid.UUID | None = None


@action("contact.recorded")
def record_contacts(*, by: Actor, contacts: Sequence[NewContact]) -> list[Contact]:
    """Append contacts, all or none. An id that is there already is left as it is (the same entry again)."""
    contacts = _without_known(contacts)
    if not contacts:
        require(by, Door.CONTACTS)
        nothing_to_do()
        return []
    organisation = _check(by, contacts)
    made = [_contact(by, organisation, new, None) for new in contacts]
    _save(made)
    state.add_tallies(made)
    state.refold_contacts(row.client_id for row in made if row.client_id)
    for row in made:
        note("contact.recorded", "contact", row.id)
    return made


@action("client.registered")
def open_card(*, by: Actor, client: NewClient, first: NewContact | None = None) -> Client:
    """A new file and, in the same step, what was given at this first meeting."""
    made = register_clients(by=by, clients=[client])[0]
    if first is not None:
        record_contacts(by=by, contacts=[replace(first, client=made.id)])
    return made


@action("contact.corrected")
def correct_contact(*, by: Actor, contact: uuid.UUID, new: NewContact) -> Contact:
    """Append a contact that supersedes another of the same client. Both are kept; the correction shows."""
    old = _own_contact(by, contact)
    if new.client != old.client_id:
        raise Invalid(
            _("A correction stays with the same client. Take this one back and record another."), field="client"
        )
    organisation = _check(by, [new])
    if (again := _family(old).filter(pk=new.id, author=by.id).first()) is not None:
        nothing_to_do()
        return again
    if not _family(old).filter(pk=old.pk, tally__isnull=False).exists():
        raise Invalid(_("Somebody changed this contact in the meantime. Go back and look at what stands there now."))
    return _supersede(by, old, _contact(by, organisation, new, old), "contact.corrected")


@action("contact.taken_back")
def undo_contact(*, by: Actor, contact: uuid.UUID) -> Contact:
    """Take a contact back: it stops counting, and stays in the record as taken back. Twice is once."""
    old = _own_contact(by, contact)
    shown = _family(old).filter(tally__isnull=False).first()
    if shown is None:
        nothing_to_do()
        return old
    if shown.pk != old.pk:
        raise Invalid(_("Somebody changed this contact in the meantime. Go back and look at what stands there now."))
    gone = _contact(by, old.organisation, NewContact(site=old.site_id, client=old.client_id, mode=old.mode), old)
    gone.beneficiary, gone.day, gone.void = old.beneficiary, old.day, True
    return _supersede(by, old, gone, "contact.taken_back")


def _family(contact: Contact) -> ContactQuerySet:
    """The contacts that correct each other, this one among them."""
    return Contact.objects.unscoped("one contact, told several times").filter(root=contact.root)


def _supersede(by: Actor, old: Contact, new: Contact, verb: str) -> Contact:
    _save([new])
    state.refold_roots([old.root])
    if old.client_id:
        state.refold_contacts([old.client_id])
    note(verb, "contact", old.id)
    return new


def _own_contact(by: Actor, contact: uuid.UUID) -> Contact:
    require(by, Door.CONTACTS)
    row = Contact.objects.visible_to(by).select_related("organisation").filter(pk=contact).first()
    if row is None:
        raise NotThere
    if row.client_id:
        open_files(by, [row.client_id], Verb.WRITE, Compartment.SERVICE)
    return row


def _save(rows: list[Contact]) -> None:
    keyring.load({row.owner for row in rows}, Compartment.SERVICE, make=True)
    Contact.objects.unscoped("appends contacts").bulk_create(rows)


def _without_known(contacts: Sequence[NewContact]) -> list[NewContact]:
    given = [new.id for new in contacts if new.id]
    if not given:
        return list(contacts)
    known = set(Contact.objects.unscoped("same entry again").filter(pk__in=given).values_list("pk", flat=True))
    return [new for new in contacts if new.id not in known]


def _check(by: Actor, contacts: Sequence[NewContact]) -> Organisation:
    require(by, Door.CONTACTS)
    clients = [new.client for new in contacts if new.client]
    if clients:
        open_files(by, clients, Verb.WRITE, Compartment.SERVICE)
    rows = Site.objects.visible_to(by).select_related("organisation").filter(pk__in={new.site for new in contacts})
    sites = {row.id: row.organisation for row in rows}
    for new in contacts:
        if new.site not in sites:
            raise Invalid(_("Choose a site from the list."), field="site")
        _check_words(new)
        _check_pieces(new)
    return next(iter(sites.values()))


def _check_words(new: NewContact) -> None:
    if new.mode not in Mode.values:
        raise Invalid(_("Choose where the contact took place."), field="mode")
    for_stranger = new.beneficiary == Beneficiary.STRANGER
    if new.beneficiary not in Beneficiary.values or for_stranger != (new.client is None):
        raise Invalid(_("Say for whom the supplies are."), field="beneficiary")
    if set(new.topics) - set(known_topics()):
        raise Invalid(_("Choose topics from the list."), field="topics")
    for name, text in (("place", new.place), ("note", new.note)):
        if len(text) > TEXT_LENGTH:
            raise Invalid(_("Keep this to %(n)s characters.") % {"n": TEXT_LENGTH}, field=name)


def _check_pieces(new: NewContact) -> None:
    items = catalogue().by_code()
    for code, pieces in [*new.supplies.items(), *new.returned.items()]:
        if code not in items:
            raise Invalid(_("Choose supplies from the catalogue."), field="supplies")
        if not isinstance(pieces, int) or not 0 <= pieces <= MOST_PIECES:
            raise Invalid(_("Write a whole number between 0 and %(n)s.") % {"n": MOST_PIECES}, field=f"out_{code}")
    if any(not items[code].returnable for code in new.returned):
        raise Invalid(_("Only needles and syringes come back."), field="returned")


def _positive(pieces: dict[str, int]) -> dict[str, int]:
    return {code: n for code, n in pieces.items() if n}


def _contact(by: Actor, organisation: Organisation, new: NewContact, old: Contact | None) -> Contact:
    moment = when(new.occurred_at, organisation.timezone)
    entry = new.id or ids.new_entry_id()
    details: dict[str, Any] = {
        "occurred_at": moment.isoformat(),
        "recorded_at": clock.now().isoformat(),
        "topics": list(new.topics),
        "place": new.place,
        "note": new.note,
    }
    return Contact(
        id=entry,
        day=clock.local_day(moment, organisation.timezone),
        received_at=clock.now(),
        author=by.id,
        organisation=organisation,
        site_id=new.site,
        client_id=new.client,
        beneficiary=new.beneficiary,
        mode=new.mode,
        supplies=_positive(new.supplies),
        returned=_positive(new.returned),
        corrects=old,
        root=old.root if old else entry,
        details=details,
    )
