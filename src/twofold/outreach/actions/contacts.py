"""How contacts change: recorded, corrected by a later contact, taken back. What happened is never refused for being late."""

import datetime as dt
import uuid
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from itertools import batched
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from twofold.core import bulk, clock, ids
from twofold.core.access import Actor, Compartment, Door, Verb
from twofold.core.actions import action, note, nothing_to_do, require
from twofold.core.crypto import keyring
from twofold.core.errors import Invalid, NotThere
from twofold.core.prepared import prepared
from twofold.outreach import rules, state
from twofold.outreach.models import MET, Beneficiary, Contact, ContactQuerySet, Mode
from twofold.outreach.topics import topics as known_topics
from twofold.people.actions import NewClient, register_clients
from twofold.people.actions.record import may_write, open_files
from twofold.people.actions.register import when
from twofold.people.models import Client
from twofold.programme.catalogue import Item
from twofold.programme.catalogue import supplies as catalogue
from twofold.programme.models import Organisation, Site

MOST_PIECES = 10_000
TEXT_LENGTH = 2_000
MOST_MEETINGS = 500
_MODES, _BENEFICIARIES = frozenset(dict(MET)), frozenset(Beneficiary.values)


@dataclass(slots=True)
class NewContact:
    """A contact as it is told. `client` may be None: supplies for a stranger need nothing at all.

    `corrects` names the contact that this one supersedes; with `void` it takes that one back.
    """

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
    recorded_at: dt.datetime | None = None
    id: uuid.UUID | None = None
    corrects: uuid.UUID | None = None
    void: bool = False


@dataclass(frozen=True)
class NewListed:
    """What a list tells of a client: a month in one line (the key says which, and the day is its last), or one contact.

    The key is the same whenever the same line comes again: '2026-09', or '2026-09-14#1' for the first contact of a day.
    """

    client: uuid.UUID
    site: uuid.UUID
    key: str
    day: dt.date
    meetings: int = 1
    supplies: dict[str, int] = field(default_factory=dict)
    returned: dict[str, int] = field(default_factory=dict)
    mode: str = Mode.LISTED


@dataclass
class Listed:
    """What became of lines: new, in the place of what a list said before, or said before already."""

    added: int = 0
    corrected: int = 0
    unchanged: int = 0


@action("contact.recorded")
def record_contacts(*, by: Actor, contacts: Sequence[NewContact]) -> list[Contact]:
    """Append contacts, all or none. The same id by the same author again changes nothing.

    Two that correct the same contact are both kept, and the same one shows whichever came first.
    """
    contacts = _fresh(by, contacts)
    if not contacts:
        require(by, Door.CONTACTS)
        nothing_to_do()
        return []
    organisation = check_contacts(by, contacts)
    olds = _corrected(by, contacts)
    made = [_contact(by, organisation, new, olds.get(new.corrects)) for new in contacts]
    _save(made)
    state.add_tallies([row for row in made if row.corrects_id is None])
    state.refold_roots({row.root for row in made if row.corrects_id})
    state.refold_contacts(row.client_id for row in made if row.client_id)
    for row in made:
        note("contact.recorded", "contact", row.id)
    return made


def _corrected(by: Actor, contacts: Sequence[NewContact]) -> dict[uuid.UUID | None, Contact]:
    """The contacts that these correct: of the same client, or one's own with a stranger."""
    named = {new.corrects for new in contacts if new.corrects}
    olds = Contact.objects.visible_to(by).in_bulk(named) if named else {}
    for new in contacts:
        old = olds.get(new.corrects) if new.corrects else None
        if new.corrects and (old is None or old.organisation_id != by.organisation):
            raise NotThere
        if old and (old.client_id != new.client or (new.client is None and old.author != by.id)):
            raise Invalid(
                _("A correction stays with the same client. Take this one back and record another."), field="client"
            )
    return olds


@action("client.registered")
def open_card(*, by: Actor, client: NewClient, first: NewContact | None = None) -> Client:
    """A new file and, in the same step, what was given at this first meeting."""
    made = register_clients(by=by, clients=[client])[0]
    if first is not None:
        record_contacts(by=by, contacts=[replace(first, client=made.id)])
    return made


@action("contact.listed")
def record_listed(*, by: Actor, lines: Sequence[NewListed]) -> Listed:
    """Lines of a list, each as one fact. All or none.

    The same line again changes nothing; told differently, it takes the place of what the list said before. What a
    worker took back by hand stays taken back until the list says something new.
    """
    done, made = Listed(), []
    organisation = _check_listed(by, lines) if lines else None
    roots = {(new.client, new.key): _root(new) for new in lines}
    before = _told_before(roots.values())
    for new in lines:
        root = roots[new.client, new.key]
        last, said = before.get(root, (None, _NOTHING))
        if _told(new) == said:
            done.unchanged += 1
            continue
        assert organisation is not None
        made.append(_listed(by, organisation, new, root, last))
        done.added, done.corrected = done.added + (last is None), done.corrected + (last is not None)
    if not made:
        require(by, Door.CONTACTS)
        nothing_to_do()
        return done
    _save(made)
    state.add_tallies([row for row in made if row.corrects_id is None])
    state.refold_roots({row.root for row in made if row.corrects_id})
    state.refold_contacts({row.client_id for row in made})
    for client, n in Counter(row.client_id for row in made).items():
        note("contact.listed", "client", client, lines=n)
    return done


_NOTHING: tuple[Any, ...] = (0, {}, {})


def _told(new: NewListed) -> tuple[Any, ...]:
    return new.meetings, positive(new.supplies), positive(new.returned)


def _root(new: NewListed) -> uuid.UUID:
    """One line is one fact, whichever of two imports at once comes first."""
    return ids.named(keyring.index(f"listed|{new.client}", new.key))


def _told_before(roots: Collection[uuid.UUID]) -> dict[uuid.UUID, tuple[Contact, tuple[Any, ...]]]:
    """The last word on each line, and what the list itself said last."""
    families: dict[uuid.UUID, list[Contact]] = defaultdict(list)
    for some in batched(roots, state.BATCH, strict=False):
        rows = Contact.objects.unscoped("a line of a list again").filter(root__in=some)
        for row in rows.defer("details"):
            families[row.root].append(row)
    found = {}
    for root, family in families.items():
        by_id = {row.pk: row for row in family}
        last = rules.last_word(rules.Version(row.pk, row.corrects_id, row.void) for row in family)
        assert last is not None
        tip = told = by_id[last.id]
        while told.void and told.corrects_id:
            told = by_id[told.corrects_id]
        found[root] = (tip, (told.meetings, told.supplies, told.returned))
    return found


def _check_listed(by: Actor, lines: Sequence[NewListed]) -> Organisation:
    for new in lines:
        least = 1 if new.mode != Mode.LISTED or positive(new.supplies) or positive(new.returned) else 0
        if not least <= new.meetings <= MOST_MEETINGS:
            raise Invalid(_("Write how often they were met in the month: between 0 and %(n)s.") % {"n": MOST_MEETINGS})
    told = [
        NewContact(
            site=new.site,
            client=new.client,
            mode=Mode.OUTREACH if new.mode == Mode.LISTED else new.mode,
            supplies=new.supplies,
            returned=new.returned,
        )
        for new in lines
    ]
    organisation = check_contacts(by, told)
    today = clock.today(organisation.timezone)
    if any((new.day.replace(day=1) if new.mode == Mode.LISTED else new.day) > today for new in lines):
        raise Invalid(_("This month has not begun yet."))
    return organisation


def _listed(by: Actor, organisation: Organisation, new: NewListed, root: uuid.UUID, old: Contact | None) -> Contact:
    """Dated to its day, and to today where that is still to come."""
    told = NewContact(
        site=new.site,
        client=new.client,
        mode=new.mode,
        supplies=new.supplies,
        returned=new.returned,
        occurred_at=clock.at_local(new.day, organisation.timezone),
    )
    row = _contact(by, organisation, told, old)
    row.meetings = new.meetings
    if old is None:
        row.id = row.root = root
    return row


@action("contact.corrected")
def correct_contact(*, by: Actor, contact: uuid.UUID, new: NewContact) -> Contact:
    """Append a contact that supersedes another of the same client. Both are kept; the correction shows."""
    old = _own_contact(by, contact)
    if old.mode == Mode.LISTED:
        raise Invalid(
            _("This month comes from a list. Mend it there and bring the list in again, or take it back here.")
        )
    if new.client != old.client_id:
        raise Invalid(
            _("A correction stays with the same client. Take this one back and record another."), field="client"
        )
    organisation = check_contacts(by, [new])
    if (again := _family(old).filter(pk=new.id, author=by.id).first()) is not None:
        nothing_to_do()
        return again
    if not _family(old).filter(pk=old.pk, tally__isnull=False).exists():
        raise Invalid(_("Somebody changed this contact in the meantime. Go back and look at what stands there now."))
    [new] = _fresh(by, [new]) or [replace(new, id=None)]
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
    gone = NewContact(site=old.site_id, client=old.client_id, mode=old.mode, void=True)
    return _supersede(by, old, _contact(by, old.organisation, gone, old), "contact.taken_back")


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


@prepared
def _authors(contacts: tuple[uuid.UUID, ...]) -> QuerySet:
    return Contact.objects.unscoped("same entry again").filter(pk__in=contacts).values_list("pk", "author")


def _fresh(by: Actor, contacts: Sequence[NewContact]) -> list[NewContact]:
    """Those that are not there yet. An id that stands on somebody else's contact is not used, and not spoken of."""
    given = [new.id for new in contacts if new.id]
    if not given:
        return list(contacts)
    authors = dict(_authors(tuple(given)))
    fresh = [new for new in contacts if new.id is None or authors.get(new.id) != by.id]
    return [replace(new, id=None) if new.id in authors else new for new in fresh]


@prepared
def _sites(organisation: uuid.UUID | None, sites: tuple[uuid.UUID, ...]) -> QuerySet:
    return Site.objects.filter(organisation=organisation, pk__in=sites).select_related("organisation")


def check_contacts(by: Actor, contacts: Sequence[NewContact]) -> Organisation:
    """Raise Invalid where something is wrong with them; the organisation they are of."""
    require(by, Door.CONTACTS)
    clients = [new.client for new in contacts if new.client]
    if clients:
        may_write(by, clients, Compartment.SERVICE)
    sites = {row.id: row.organisation for row in _sites(by.organisation, tuple({new.site for new in contacts}))}
    items = catalogue().by_code()
    for new in contacts:
        if new.site not in sites:
            raise Invalid(_("Choose a site from the list."), field="site")
        _check_words(new)
        _check_pieces(new, items)
    return next(iter(sites.values()))


def _check_words(new: NewContact) -> None:
    if new.mode not in _MODES:
        raise Invalid(_("Choose where the contact took place."), field="mode")
    for_stranger = new.beneficiary == Beneficiary.STRANGER
    if new.beneficiary not in _BENEFICIARIES or for_stranger != (new.client is None):
        raise Invalid(_("Say for whom the supplies are."), field="beneficiary")
    if set(new.topics) - set(known_topics()):
        raise Invalid(_("Choose topics from the list."), field="topics")
    for name, text in (("place", new.place), ("note", new.note)):
        if len(text) > TEXT_LENGTH:
            raise Invalid(_("Keep this to %(n)s characters.") % {"n": TEXT_LENGTH}, field=name)


def _check_pieces(new: NewContact, items: dict[str, Item]) -> None:
    for code, pieces in [*new.supplies.items(), *new.returned.items()]:
        if code not in items:
            raise Invalid(_("Choose supplies from the catalogue."), field="supplies")
        if not isinstance(pieces, int) or not 0 <= pieces <= MOST_PIECES:
            raise Invalid(_("Write a whole number between 0 and %(n)s.") % {"n": MOST_PIECES}, field=f"out_{code}")
    if any(not items[code].returnable for code in new.returned):
        raise Invalid(_("Only needles and syringes come back."), field="returned")


def positive(pieces: dict[str, int]) -> dict[str, int]:
    """What is not nought."""
    return {code: n for code, n in pieces.items() if n}


def _contact(by: Actor, organisation: Organisation, new: NewContact, old: Contact | None) -> Contact:
    moment = when(new.occurred_at, organisation.timezone)
    entry = new.id or ids.new_entry_id()
    details: dict[str, Any] = {
        "occurred_at": moment.isoformat(),
        "recorded_at": (new.recorded_at or clock.now()).isoformat(),
        "topics": list(new.topics),
        "place": new.place,
        "note": new.note,
    }
    taken_back = old if new.void else None
    return bulk.row(
        Contact,
        id=entry,
        day=taken_back.day if taken_back else clock.local_day(moment, organisation.timezone),
        received_at=clock.now(),
        author=by.id,
        device=by.device,
        organisation_id=organisation.pk,
        site_id=new.site,
        client_id=new.client,
        beneficiary=taken_back.beneficiary if taken_back else new.beneficiary,
        mode=new.mode,
        void=taken_back is not None,
        supplies=positive(new.supplies),
        returned=positive(new.returned),
        corrects_id=old.pk if old else None,
        root=old.root if old else entry,
        details=details,
    )
