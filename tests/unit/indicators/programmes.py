"""Small programmes as plain rows: how Hypothesis makes them, and how they are laid down as rows of the database.

The rows go straight into the derived tables: here it is counting that is tried, not how facts come about.
"""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Mapping, Sequence

from hypothesis import strategies as st

from twofold.core import guarded
from twofold.core.crypto.fields import Ciphertext
from twofold.indicators.reference import Contact, Person, Programme, Spell
from twofold.outreach.models import Contact as ContactRow
from twofold.outreach.models import ContactTally, NeedSpell
from twofold.people.models import Client, ClientState, KindSpell, RegisterSpell
from twofold.programme.models import Organisation, Place, Site

SITES = ("north", "south", "far")  # the first two are of one organisation
KINDS = ("injects", "partner", "family", "injects", "uses", "sells_sex", "widowed")
FIRST, LAST = dt.date(2026, 8, 28), dt.date(2026, 11, 3)
PIECES = ("needles_out", "needles_returned", "condoms", "condoms_internal", "naloxone")
SEALED = Ciphertext(b"not opened here")
NOW = dt.datetime(2026, 11, 20, tzinfo=dt.UTC)

edges = st.sampled_from([dt.date(2026, month, day) for month, day in
                         ((8, 31), (9, 1), (9, 2), (9, 30), (10, 1), (10, 31), (11, 1))])  # fmt: skip
days = edges | st.dates(FIRST, LAST)


@st.composite
def spells(draw: st.DrawFn) -> tuple[Spell, ...]:
    """Spells that follow one another, the last perhaps still open."""
    bounds = sorted(draw(st.sets(days, max_size=4)))
    pairs = [Spell(*bounds[n : n + 2]) for n in range(0, len(bounds), 2)]
    return tuple(pairs)


@st.composite
def people(draw: st.DrawFn) -> Person:
    kinds = draw(st.lists(st.sampled_from(KINDS), unique=True, max_size=3))
    on_register = draw(spells())
    return Person(
        id=str(draw(st.uuids(version=4))),
        site=draw(st.sampled_from(SITES)),
        gender=draw(st.sampled_from(["woman", "man", "trans_woman"])),
        birth_band=draw(st.sampled_from([None, 1970, 1985, 1995, 2000, 2005, 2010])),
        registered_on=on_register[0].since if on_register else draw(days),
        on_register=on_register,
        kinds=tuple((kind, spell) for kind in kinds for spell in draw(spells())),
        needs=tuple((draw(st.sampled_from([0, 1, 7, 14])), spell) for spell in draw(spells())),
    )


@st.composite
def programmes(draw: st.DrawFn) -> Programme:
    """Up to eight people, up to a dozen contacts, at three sites, around three months."""
    known = draw(st.lists(people(), max_size=8, unique_by=lambda person: person.id))
    return Programme(tuple(known), tuple(draw(st.lists(contacts([person.id for person in known]), max_size=14))))


def contacts(known: Sequence[str]) -> st.SearchStrategy[Contact]:
    """A contact of one of these, or of nobody."""
    persons = st.sampled_from(known) if known else st.none()
    pieces = st.sampled_from([0, 0, 1, 7, 30])
    return st.builds(
        Contact,
        day=days,
        site=st.sampled_from(SITES),
        person=persons | st.none(),
        beneficiary=st.sampled_from(["client", "carried"]),
        meetings=st.sampled_from([1, 1, 2, 5]),
        mode=st.sampled_from(["outreach", "outreach", "listed"]),
        needles_out=pieces,
        needles_returned=pieces,
        condoms=st.sampled_from([0, 2, 7]),
        condoms_internal=st.sampled_from([0, 0, 2]),
        naloxone=st.sampled_from([0, 0, 1]),
    ).map(_condoms)


def _condoms(contact: Contact) -> Contact:
    """Internal condoms are some of all."""
    return dataclasses.replace(contact, condoms_internal=min(contact.condoms, contact.condoms_internal))


def ground() -> dict[str, Site]:
    """Three sites of two organisations, in two districts of one state."""
    with guarded.writing():
        state = Place.objects.create(code="state", name="State", level="state")
        places = [Place.objects.create(code=c, name=c, level="district", parent=state) for c in ("here", "there")]
        near, other = (Organisation.objects.create(code=code, name=code) for code in ("near", "other"))
        sites = zip(SITES, (near, near, other), (places[0], places[1], places[1]), strict=True)
        return {
            code: Site.objects.create(code=code, name=code, organisation=organisation, place=place)
            for code, organisation, place in sites
        }


def lay_down(programme: Programme, sites: Mapping[str, Site]) -> None:
    """The programme as rows of the derived tables, with the facts that they hang on."""
    with guarded.writing():
        for person in programme.people:
            lay_person(person, sites[person.site])
        for contact in programme.contacts:
            lay_contact(contact, sites[contact.site])


def lay_person(person: Person, site: Site) -> None:
    """A client's rows. Inside `writing` only."""
    key = uuid.UUID(person.id)
    told = {"organisation": site.organisation, "registered_on": person.registered_on}
    Client(pk=key, **told, received_at=NOW, author=key, code=SEALED).save(force_insert=True)
    ClientState.objects.unscoped("laid down").create(
        client_id=key, **told, site=site, gender=person.gender, birth_band=person.birth_band, status="active",
        consent="card", kinds=[],
    )  # fmt: skip
    lay_spells(person)


def lay_spells(person: Person) -> None:
    """What holds of a client from when until when. Inside `writing` only."""
    key = uuid.UUID(person.id)
    RegisterSpell.objects.unscoped("laid down").bulk_create(
        RegisterSpell(client_id=key, since=spell.since, until=spell.until) for spell in person.on_register
    )
    NeedSpell.objects.unscoped("laid down").bulk_create(
        NeedSpell(client_id=key, per_week=need, since=spell.since, until=spell.until) for need, spell in person.needs
    )
    KindSpell.objects.unscoped("laid down").bulk_create(
        KindSpell(client_id=key, kind=kind, since=spell.since, until=spell.until) for kind, spell in person.kinds
    )


def lay_contact(contact: Contact, site: Site) -> uuid.UUID:
    """A contact's rows, and its id. Inside `writing` only."""
    key = uuid.uuid4()
    told = {
        "day": contact.day,
        "organisation": site.organisation,
        "site": site,
        "client_id": uuid.UUID(contact.person) if contact.person else None,
        "beneficiary": contact.beneficiary if contact.person else "stranger",
        "mode": contact.mode,
        "meetings": contact.meetings,
        "root": key,
        "author": key,
    }
    ContactRow(pk=key, received_at=NOW, details=SEALED, **told).save(force_insert=True)
    pieces = {name: getattr(contact, name) for name in PIECES}
    ContactTally(contact_id=key, **told, **pieces).save(force_insert=True)
    return key
