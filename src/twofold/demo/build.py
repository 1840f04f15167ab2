"""Builds the demonstration: plays the story through the actions, each as its own worker, with the clock at its moment.

All of it is one transaction: whatever interrupts it leaves nothing behind.
"""

import datetime as dt
import itertools
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from twofold.core import audit, clock
from twofold.core.access import Actor, Consent
from twofold.couples import actions as couples
from twofold.couples.actions import NewStep as PartnerStep
from twofold.couples.actions import Statement
from twofold.demo import accounts, programme
from twofold.demo.calendar import Story, moment
from twofold.demo.contacts import Meeting
from twofold.demo.people import Person
from twofold.demo.programme import Built
from twofold.demo.story import Entry, arrival, entries
from twofold.demo.together import Gathering, Going, GoingStep, PartnerWord
from twofold.demo.world import world
from twofold.outreach import actions as outreach
from twofold.outreach.actions import NewContact, NewGroup, NewReferral
from twofold.outreach.actions import NewStep as NewReferralStep
from twofold.people import actions as people
from twofold.people.actions import NewClient
from twofold.people.uic import Ingredients
from twofold.programme import actions as programme_actions
from twofold.programme.actors import actor_for

Progress = Callable[[str, int, int], None]


@dataclass
class Stage:
    """What is on stage while the story plays: the programme, who has which id, the workers as actors."""

    story: Story
    built: Built
    clients: dict[int, uuid.UUID] = field(default_factory=dict)
    contacts: dict[int, uuid.UUID] = field(default_factory=dict)
    goings: dict[int, uuid.UUID] = field(default_factory=dict)
    actors: dict[str, Actor] = field(default_factory=dict)

    def actor(self, login: str) -> Actor:
        """The worker as an actor. Roles stand still in this story; caseloads move once, and then all are read anew."""
        if login not in self.actors:
            self.actors[login] = actor_for(self.built.staff[login], second_factor=True)
        return self.actors[login]


def build(*, clients: int, seed: int, end: dt.date, progress: Progress = lambda *told: None) -> None:
    """Build the demonstration, ending on `end`. `progress` hears of (what, done, of how many)."""
    story = Story(world(), end)
    progress("Inventing people", 0, 1)
    told = entries(story, clients, seed)
    with transaction.atomic():
        built = programme.set_up(story, clients, progress)
        _play(Stage(story, built), told, progress)
        accounts.open_all(built)
        progress("Sealing the log", 0, 1)
        audit.seal_all()


def _play(stage: Stage, told: list[Entry], progress: Progress) -> None:
    places = stage.story.places
    done = step = 0
    before: tuple[Any, ...] = ()
    for key, group in itertools.groupby(told, key=lambda entry: entry.batch(places)):
        batch = list(group)
        step = step + 1 if key[:2] == before else 0
        before = key[:2]
        with clock.held(arrival(batch[0], places, step)):
            _ACTS[batch[0].kind](stage, stage.actor(batch[0].author), batch)
        done += len(batch)
        progress("Playing 24 months", done, len(told))


def _hand_over(stage: Stage, by: Actor, batch: Sequence[Entry]) -> None:
    for entry in batch:
        caseload, to = stage.built.caseloads[entry.what.caseload], stage.built.staff[entry.what.to]
        programme_actions.hand_over_caseload(by=by, caseload=caseload.id, holder=to.id)
    stage.actors.clear()


def _register(stage: Stage, by: Actor, batch: Sequence[Entry]) -> None:
    persons = [entry.what[0] for entry in batch]
    made = people.register_clients(by=by, clients=[_new_client(stage, one) for one in persons])
    stage.clients.update({one.number: row.id for one, row in zip(persons, made, strict=True)})


def _new_client(stage: Stage, one: Person) -> NewClient:
    caseload = stage.built.caseloads[one.caseload]
    return NewClient(
        site=caseload.site_id,
        caseload=caseload.id,
        gender=one.gender,
        birth_year=one.birth_year,
        kinds=one.kinds,
        nickname=one.nickname,
        reach=one.reach,
        injections_a_day=one.injections,
        ingredients=Ingredients(texts={"surname": one.surname}, gender=one.gender, born=one.born),
        consent=Consent.CARD if one.card_at_first else Consent.NONE,
        occurred_at=moment(one.registered, 9),
    )


def _contact(stage: Stage, by: Actor, batch: Sequence[Entry]) -> None:
    meetings = [entry.what for entry in batch]
    made = outreach.record_contacts(by=by, contacts=[_new_contact(stage, one, one.supplies) for one in meetings])
    stage.contacts.update({id(one): row.id for one, row in zip(meetings, made, strict=True)})


def _new_contact(stage: Stage, made: Meeting, supplies: dict[str, int]) -> NewContact:
    return NewContact(
        site=stage.built.sites[made.site].id,
        client=stage.clients[made.person.number] if made.person else None,
        beneficiary=made.beneficiary,
        mode=made.mode,
        supplies=supplies,
        returned=made.returned,
        topics=made.topics,
        place=made.place,
        note=made.note,
        occurred_at=moment(made.day, made.minute // 60, made.minute % 60),
    )


def _correct(stage: Stage, by: Actor, batch: Sequence[Entry]) -> None:
    """Two condoms more or less than was written: the usual slip."""
    for entry in batch:
        made: Meeting = entry.what
        right = {
            **made.supplies,
            "condom_external": max(0, made.supplies.get("condom_external", 0) + (2 if made.minute % 2 else -2)),
        }
        outreach.correct_contact(by=by, contact=stage.contacts[id(made)], new=_new_contact(stage, made, right))


def _take_back(stage: Stage, by: Actor, batch: Sequence[Entry]) -> None:
    for entry in batch:
        outreach.undo_contact(by=by, contact=stage.contacts[id(entry.what)])


def _clients(stage: Stage, batch: Sequence[Entry]) -> list[tuple[uuid.UUID, Any]]:
    return [(stage.clients[entry.what[0].number], entry.what[1]) for entry in batch]


def _consent(stage: Stage, by: Actor, batch: Sequence[Entry]) -> None:
    people.record_consents(by=by, consents=_clients(stage, batch))


def _injecting(stage: Stage, by: Actor, batch: Sequence[Entry]) -> None:
    people.record_injecting(by=by, statements=_clients(stage, batch))


def _kind(stage: Stage, by: Actor, batch: Sequence[Entry]) -> None:
    people.state_kinds(by=by, statements=[(client, *said) for client, said in _clients(stage, batch)])


def _standing(stage: Stage, by: Actor, batch: Sequence[Entry]) -> None:
    people.record_standings(by=by, standings=_clients(stage, batch), occurred_at=batch[0].happened)


def _place(stage: Stage, by: Actor, batch: Sequence[Entry]) -> None:
    for caseload, group in itertools.groupby(batch, key=lambda entry: entry.what[1]):
        moved = [stage.clients[entry.what[0].number] for entry in group]
        people.place_clients(by=by, clients=moved, caseload=stage.built.caseloads[caseload].id)


def _block(stage: Stage, by: Actor, batch: Sequence[Entry]) -> None:
    for client, login in _clients(stage, batch):
        people.block_staff(by=by, client=client, staff=stage.built.staff[login].id)


def _offer(stage: Stage, by: Actor, batch: Sequence[Entry]) -> None:
    goings: list[Going] = [entry.what for entry in batch]
    made = outreach.offer_referrals(by=by, referrals=[_new_referral(stage, one) for one in goings])
    stage.goings.update({id(one): row.pk for one, row in zip(goings, made, strict=True)})


def _new_referral(stage: Stage, one: Going) -> NewReferral:
    facility = stage.built.facility(stage.story.world.organisation_of(one.person.site).code, one.service)
    return NewReferral(
        client=stage.clients[one.person.number],
        service=one.service,
        facility=facility.pk if facility else None,
        agreed=one.on is not None,
        on=one.on,
        at="10:00" if one.on else "",
        occurred_at=moment(one.day, 11),
    )


def _step(stage: Stage, by: Actor, batch: Sequence[Entry]) -> None:
    steps: list[GoingStep] = [entry.what for entry in batch]
    outreach.follow_referrals(
        by=by,
        steps=[
            NewReferralStep(
                stage.goings[id(one.going)], one.step, one.visit, occurred_at=moment(one.day, one.hour), **one.told
            )
            for one in steps
        ],
    )


def _group(stage: Stage, by: Actor, batch: Sequence[Entry]) -> None:
    held: list[Gathering] = [entry.what for entry in batch]
    groups = [
        NewGroup(
            site=stage.built.sites[one.site].id,
            kind=one.kind,
            people=len(one.there) + one.others,
            topics=one.topics,
            facilitator=by.id,
            clients=[stage.clients[person.number] for person in one.there],
            occurred_at=moment(one.day, 15),
        )
        for one in held
    ]
    outreach.hold_groups(by=by, groups=groups)


def _partner(stage: Stage, by: Actor, batch: Sequence[Entry]) -> None:
    words: list[PartnerWord] = [entry.what for entry in batch]
    couples.name_partners(by=by, statements=[Statement(**_said(stage, one)) for one in words])


def _path(stage: Stage, by: Actor, batch: Sequence[Entry]) -> None:
    words: list[PartnerWord] = [entry.what for entry in batch]
    cards = [stage.clients[one.card.number] if one.card else None for one in words]
    steps = [PartnerStep(**_said(stage, one), card=card) for one, card in zip(words, cards, strict=True)]
    couples.note_steps(by=by, steps=steps)


def _said(stage: Stage, one: PartnerWord) -> dict[str, Any]:
    return {"client": stage.clients[one.person.number], "occurred_at": moment(one.day, one.hour), **one.told}


_ACTS: dict[str, Callable[[Stage, Actor, Sequence[Entry]], None]] = {
    "hand_over": _hand_over,
    "place": _place,
    "register": _register,
    "contact": _contact,
    "consent": _consent,
    "block": _block,
    "correct": _correct,
    "take_back": _take_back,
    "injecting": _injecting,
    "kind": _kind,
    "standing": _standing,
    "offer": _offer,
    "step": _step,
    "group": _group,
    "partner": _partner,
    "path": _path,
}
