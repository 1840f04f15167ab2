"""Three short stories that dice tell too seldom: rivals in either order, and an entry that came before what it needs."""

import random
from typing import Any

from django.db import transaction

from tests.proofs.sync import promises, schedule
from tests.proofs.sync.bus import Bus
from tests.proofs.sync.phone import new_id
from tests.proofs.sync.schedule import Said, World
from tests.universe import TODAY, Universe
from twofold.fieldwork.models import Entry


def run(universe: Universe) -> list[str]:
    """What does not hold in any of them."""
    return [*_either_way(universe, _changes), *_either_way(universe, _corrections), *_waiting(universe)]


def _world(universe: Universe) -> World:
    dice = random.Random(7)
    world = World(universe, dice, Bus(dice, risk=0))
    schedule._let_in(world, ("tomba", "tomba"))
    return world


def _said(world: World, place: int, kind: str, body: dict[str, Any], corrects: str | None = None) -> dict[str, Any]:
    world.turn += 1
    moment = TODAY.isoformat()
    told = {
        "id": str(schedule._entry_id(world)), "kind": kind, "v": 1, "seq": None, "occurred_at": moment,
        "recorded_at": moment, "corrects": corrects, "body": body,
    }  # fmt: skip
    phone = world.phones[place]
    phone.save(told)
    world.said[told["id"]] = Said(told, phone.login, phone.device)
    return told


def _either_way(universe: Universe, tell: Any) -> list[str]:
    """Two phones that knew nothing of each other: whichever is first in, the office ends alike."""
    ends, wrong = [], []
    for order in ((0, 1), (1, 0)):
        with transaction.atomic():
            world = _world(universe)
            tell(world)
            for place in order:
                schedule._push(world, world.phones[place])
            ends.append(promises.comparable(promises.snapshot([universe.clients["bilal"]])))
            wrong += world.bus.wrong
            transaction.set_rollback(True)
    return wrong + (["two rivals end differently in another order"] if ends[0] != ends[1] else [])


def _changes(world: World) -> None:
    bilal = str(world.universe.clients["bilal"])
    for place in (0, 1):
        seen = world.phones[place].cards[bilal]["profile"]
        _said(world, place, "client.updated", {"client": bilal, "nickname": f"N{place}"}, seen)
        _said(world, place, "consent.recorded", {"client": bilal, "stage": ("full", "card")[place]})


def _corrections(world: World) -> None:
    bilal, first = str(world.universe.clients["bilal"]), str(world.universe.contacts["bilal-3"])
    for place in (0, 1):
        _said(world, place, "contact.made", {"client": bilal, "needles_out": 30 + place}, first)


def _waiting(universe: Universe) -> list[str]:
    with transaction.atomic():
        world = _world(universe)
        client = new_id(world.dice)
        early = _said(world, 0, "contact.made", {"client": client, "needles_out": 5})
        _said(world, 1, "client.registered", {"client": client})
        for place in (0, 1):
            schedule._push(world, world.phones[place])
        row = Entry.objects.unscoped("proof").filter(pk=early["id"]).first()
        transaction.set_rollback(True)
    return [] if row and row.outcome == "accepted" else ["what waited did not go in when it could"]
