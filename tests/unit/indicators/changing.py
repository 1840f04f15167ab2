"""A programme that changes between reports, in rows and in plain rows alike: entries, late ones, corrections, new words about
people, duplicates put together, erasure, a copy put back; and what may befall the files of the extract meanwhile.
"""

import dataclasses
import os
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import strategies as st

from tests.unit.indicators import programmes
from twofold.core import guarded
from twofold.indicators import feeding, kept
from twofold.indicators.reference import Contact, Person, Programme
from twofold.outreach.models import Contact as ContactRow
from twofold.outreach.models import ContactTally, NeedSpell
from twofold.people.models import Client, ClientState, KindSpell, RegisterSpell
from twofold.programme.models import Site

WHY = "changes"
KINDS = ("entry", "entry", "correction", "taken back", "registration", "profile", "spells", "together", "erasure",
         "meanwhile", "damage", "swap", "loss", "anew", "copy put back")  # fmt: skip


@dataclass(frozen=True)
class Step:
    """One change: which, to whom (a number that picks somebody), and what is new."""

    kind: str
    turn: int
    contact: Contact
    person: Person


steps = st.builds(
    Step,
    kind=st.sampled_from(KINDS),
    turn=st.integers(0, 1000),
    contact=programmes.contacts([]),
    person=programmes.people(),
)


@dataclass
class Desk:
    """What stands in the database, beside the same in plain rows."""

    sites: Mapping[str, Site]
    people: dict[str, Person] = field(default_factory=dict)
    contacts: dict[uuid.UUID, Contact] = field(default_factory=dict)
    erased: list[str] = field(default_factory=list)

    @property
    def programme(self) -> Programme:
        return Programme(tuple(self.people.values()), tuple(self.contacts.values()))

    def copy(self) -> "Desk":
        return Desk(self.sites, dict(self.people), dict(self.contacts), list(self.erased))

    def begin(self, programme: Programme) -> None:
        for person in programme.people:
            self.registration(person)
        for contact in programme.contacts:
            self.entry(contact)

    def take(self, step: Step) -> None:
        """One change of rows. What asks for somebody where nobody is there is a registration or an entry."""
        some = sorted(self.people)
        who = some[step.turn % len(some)] if some else ""
        rows = list(self.contacts)
        row = rows[step.turn % len(rows)] if rows else None
        contact = dataclasses.replace(step.contact, person=who or None)
        if step.kind in ("correction", "taken back") and row:
            self.taken_back(row)
        elif step.kind == "profile" and who:
            self.profile(who, step.person)
        elif step.kind == "spells" and who:
            self.spells(who, step.person)
        elif step.kind == "together" and len(some) > 1:
            self.together(who, some[(step.turn + 1) % len(some)])
        elif step.kind == "erasure" and who:
            self.erasure(who)
        elif step.kind == "registration" and step.person.id not in {*self.people, *self.erased}:
            self.registration(step.person)
        if step.kind in ("entry", "correction", "meanwhile"):
            self.entry(contact)

    def entry(self, contact: Contact) -> None:
        with guarded.writing():
            self.contacts[programmes.lay_contact(contact, self.sites[contact.site])] = contact

    def taken_back(self, row: uuid.UUID) -> None:
        with guarded.writing():
            ContactTally.objects.unscoped(WHY).filter(pk=row).delete()
        del self.contacts[row]

    def registration(self, person: Person) -> None:
        with guarded.writing():
            programmes.lay_person(person, self.sites[person.site])
        self.people[person.id] = person

    def profile(self, who: str, new: Person) -> None:
        told = {"site": new.site, "gender": new.gender, "birth_band": new.birth_band}
        rows = ClientState.objects.unscoped(WHY).filter(pk=who)
        place = self.sites[new.site]
        with guarded.writing():
            rows.update(**told | {"site": place, "organisation": place.organisation})
        self.people[who] = dataclasses.replace(self.people[who], **told)

    def spells(self, who: str, new: Person) -> None:
        self.people[who] = dataclasses.replace(
            self.people[who], on_register=new.on_register, kinds=new.kinds, needs=new.needs
        )
        with guarded.writing():
            self._no_spells(who)
            programmes.lay_spells(self.people[who])

    def together(self, who: str, with_: str) -> None:
        """Two files of one person: what the first has counts for the second."""
        with guarded.writing():
            ContactTally.objects.unscoped(WHY).filter(client=who).update(client=with_)
            self._no_spells(who)
            ClientState.objects.unscoped(WHY).filter(pk=who).delete()
        for key, contact in self.contacts.items():
            if contact.person == who:
                self.contacts[key] = dataclasses.replace(contact, person=with_)
        self._gone(who)

    def erasure(self, who: str) -> None:
        with guarded.writing():
            ContactTally.objects.unscoped(WHY).filter(client=who).delete()
            ContactRow.objects.unscoped(WHY).filter(client=who).delete()
            self._no_spells(who)
            Client.objects.unscoped(WHY).filter(pk=who).delete()
        self.contacts = {key: one for key, one in self.contacts.items() if one.person != who}
        self._gone(who)

    def _gone(self, who: str) -> None:
        del self.people[who]
        self.erased.append(who)

    def _no_spells(self, who: str) -> None:
        for model in (RegisterSpell, KindSpell, NeedSpell):
            model.objects.unscoped(WHY).filter(client=who).delete()


@contextmanager
def meanwhile(desk: Desk, step: Step) -> Iterator[None]:
    """Somebody enters a contact while the extract is read, after contacts and before people."""
    right, done = feeding._read_people, []

    def read_people(*how: Any) -> None:
        if not done:
            done.append(desk.take(step))
        right(*how)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(feeding, "_read_people", read_people)
        yield


def befall(step: Step) -> None:
    """A file is damaged, lost, or put in the place of another; or all are made anew by another process."""
    if step.kind == "anew":
        kept.clear()
        return
    there = kept.folder().iterdir() if kept.folder().exists() else ()
    files = sorted((path for path in there if path.name != "lock"), key=lambda path: path.stat().st_size)
    if not files:
        return
    one, other = files[step.turn % len(files)], files[(step.turn + 1) % len(files)]
    if step.kind == "loss":
        one.unlink()
    elif step.kind == "swap":
        held = one.read_bytes()
        one.write_bytes(other.read_bytes())
        other.write_bytes(held)
    else:
        sealed = bytearray(one.read_bytes())
        sealed[step.turn % len(sealed)] ^= 1 << step.turn % 8
        one.write_bytes(bytes(sealed) if step.turn % 3 else os.urandom(step.turn % 50))
