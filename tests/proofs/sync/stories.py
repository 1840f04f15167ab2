"""Three short stories that dice tell too seldom: rivals in either order, and an entry that came before what it needs."""

import random
from typing import Any

from django.db import transaction

from tests.proofs.sync import promises, schedule
from tests.proofs.sync.phone import new_id
from tests.proofs.sync.schedule import Said, Stage, World
from tests.universe import TODAY
from twofold.fieldwork.models import Entry


def run(stage: Stage) -> list[str]:
    """What does not hold in any of them."""
    return [*_either_way(stage, _changes), *_either_way(stage, _corrections), *_waiting(stage)]


def _world(stage: Stage) -> World:
    return schedule.enter(stage, random.Random(7), (0, 1), risk=0)


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


def _either_way(stage: Stage, tell: Any) -> list[str]:
    """Two phones that knew nothing of each other: whichever is first in, the office ends alike."""
    ends, wrong = [], []
    for order in ((0, 1), (1, 0)):
        with transaction.atomic():
            world = _world(stage)
            tell(world)
            for place in order:
                schedule._push(world, world.phones[place])
            ends.append(promises.comparable(promises.snapshot([stage.universe.clients["bilal"]])))
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


def _waiting(stage: Stage) -> list[str]:
    with transaction.atomic():
        world = _world(stage)
        client = new_id(world.dice)
        early = _said(world, 0, "contact.made", {"client": client, "needles_out": 5})
        _said(world, 1, "client.registered", {"client": client})
        for place in (0, 1):
            schedule._push(world, world.phones[place])
        row = Entry.objects.unscoped("proof").filter(pk=early["id"]).first()
        transaction.set_rollback(True)
    return [] if row and row.outcome == "accepted" else ["what waited did not go in when it could"]
