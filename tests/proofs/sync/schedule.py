"""One schedule: phones, an office, things that happen, things that go wrong; then quiet; then what must hold."""

import contextlib
import datetime as dt
import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import transaction

from tests.proofs.sync import promises
from tests.proofs.sync.bus import Bus, Killed, Lost
from tests.proofs.sync.phone import Phone, new_id
from tests.universe import TODAY, Universe
from twofold.core import access
from twofold.fieldwork import actions, settling
from twofold.fieldwork.actions import giving, taking
from twofold.fieldwork.models import Entry
from twofold.people import actions as people
from twofold.programme import actions as programme

DEATHS = (
    (taking, "_look_up"),
    (taking, "_keep"),
    (taking, "_note_contact"),
    (giving, "_remember"),
    (settling, "settle"),
)


@dataclass
class Said:
    """One entry that a worker saved: by whom, on which phone, and whether the phone held the card of whom it speaks."""

    entry: dict[str, Any]
    login: str
    device: str
    lost: bool = False


@dataclass
class World:
    """All that one schedule is about."""

    universe: Universe
    dice: random.Random
    bus: Bus
    phones: list[Phone] = field(default_factory=list)
    said: dict[str, Said] = field(default_factory=dict)
    images: dict[int, Phone] = field(default_factory=dict)
    moved: bool = False
    restored: bool = False
    backup: Any = None
    turn: int = 0


def death(module: Any, name: str) -> Any:
    """The office dies when it comes to this point: before it, or right after it."""

    @contextlib.contextmanager
    def plant() -> Iterator[None]:
        def die(*args: Any, **kwargs: Any) -> None:
            raise Killed

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(module, name, die)
            yield

    return plant


def run(universe: Universe, seed: int, steps: int = 22) -> list[str]:
    """Play one schedule in a world that is thrown away; what does not hold."""
    dice = random.Random(seed)
    with transaction.atomic():
        base = transaction.savepoint_create()
        world = World(universe, dice, Bus(dice, deadly=[death(*place) for place in DEATHS]))
        _let_in(world, ("tomba", "tomba", "marta"))
        deeds = _deeds(seed)
        for _ in range(steps):
            dice.choice(deeds)(world)
        with contextlib.suppress(Lost):  # nothing is lost any more: the bus has noted a wrong answer
            quiet(world)
        found = world.bus.wrong + promises.broken(world)
        if not found and not world.moved and not world.restored:
            found = promises.differs_from_replay(world, base)
        transaction.set_rollback(True)
    return found


def _deeds(seed: int) -> list[Any]:
    """Some schedules move clients, some restore phones, some restore the office, and some are compared with a replay."""
    often = [save, save, save, sync, sync, jump]
    return often + ([reassign, reassign], [lose_phone, image], [back_up, back_up, restore], [])[seed % 4]


def _let_in(world: World, logins: tuple[str, ...]) -> None:
    for login in logins:
        _, secret = actions.offer_enrolment(by=access.operator(), staff=world.universe.staff[login].pk)
        told = {"secret": secret, "name": "phone", "public_key": None}
        answer = world.bus.browser.post("/api/v1/devices", told, content_type="application/json").json()
        phone = Phone(login, answer["device"], answer["token"])
        world.phones.append(phone)
        with contextlib.suppress(Lost):
            _pull(world, phone)


def save(world: World) -> None:
    """A worker records something."""
    phone = world.dice.choice(world.phones)
    world.turn += 1
    told = (TODAY + phone.clock).isoformat()
    kind, body, corrects = _something(world, phone)
    entry = {
        "id": str(_entry_id(world)), "kind": kind, "v": 1, "seq": None, "occurred_at": told, "recorded_at": told,
        "corrects": corrects, "body": body,
    }  # fmt: skip
    phone.save(entry)
    world.said[entry["id"]] = Said(entry, phone.login, phone.device)


def _entry_id(world: World) -> uuid.UUID:
    """Ordered by when it was made, and decided by the seed."""
    value = (0x01A1_0000_0000 + world.turn) << 80 | world.dice.getrandbits(76)
    value = value & ~(0xF << 76) | 7 << 76
    return uuid.UUID(int=value & ~(3 << 62) | 2 << 62)


def _something(world: World, phone: Phone) -> tuple[str, dict[str, Any], str | None]:
    dice, mine = world.dice, sorted(phone.cards)
    if not mine or dice.random() < 0.15:
        return "contact.made", {"client": None, "needles_out": dice.randrange(1, 9)}, None
    if dice.random() < 0.12:
        return "client.registered", {"client": new_id(dice), "nickname": f"N{world.turn}", "kinds": ["injects"]}, None
    client = dice.choice(mine)
    if dice.random() < 0.2:
        later = [one.entry for one in world.said.values() if _is_about(one, phone, client)]
        if later:
            old = dice.choice(later)["id"]
            return "contact.made", {"client": client, "needles_out": dice.randrange(9)}, old
    return dice.choice(
        [
            ("contact.made", {"client": client, "needles_out": dice.randrange(1, 30), "needles_in": 2}, None),
            ("contact.made", {"client": client, "condoms": 3, "topics": ["safer_sex"]}, None),
            ("client.updated", {"client": client, "nickname": f"U{world.turn}"}, phone.cards[client].get("profile")),
            ("consent.recorded", {"client": client, "stage": dice.choice(["card", "full", "withdrawn"])}, None),
            ("client.left", {"client": client, "why": "moved"}, None),
            ("client.returned", {"client": client}, None),
        ]
    )


def _is_about(one: Said, phone: Phone, client: str) -> bool:
    entry = one.entry
    return one.device == phone.device and entry["kind"] == "contact.made" and entry["body"]["client"] == client


def sync(world: World) -> None:
    """A phone finds signal. Whatever breaks, it stops there and goes on with the next contact."""
    phone = world.dice.choice(world.phones)
    with contextlib.suppress(Lost):
        _push(world, phone)
        _pull(world, phone)


def _push(world: World, phone: Phone) -> None:
    while entries := phone.next(world.dice.choice([1, 3, 100]), newest=world.dice.random() < 0.3):
        sent = list(entries)
        world.dice.shuffle(sent)
        held = set(phone.cards)
        answer = world.bus.push(phone, sent)
        promises.look_at(world, sent, answer, held)
        if world.bus.happens():  # the app is closed between the answer and the disk
            raise Lost
        if not phone.answered(answer):
            return


def _pull(world: World, phone: Phone) -> None:
    gathered: dict[str, Any] = {}
    for _ in range(40):
        answer = world.bus.pull(phone, world.dice.choice([1, 2, 50]))
        if world.bus.happens():
            raise Lost
        phone.pulled(answer, gathered)
        if not answer["more"]:
            return
    world.bus.wrong.append("a pull does not come to its end")


def jump(world: World) -> None:
    """A phone's clock goes wrong, by minutes or by decades."""
    world.dice.choice(world.phones).clock = dt.timedelta(days=world.dice.choice([0, 0, -20_000, 400]))


def reassign(world: World) -> None:
    """A client changes caseload, or a caseload changes hands."""
    world.moved = True
    by, universe = world.universe.actor("priya"), world.universe
    target = world.dice.choice(["tomba", "marta"])
    if world.dice.random() < 0.2:
        holder = universe.staff[world.dice.choice(["tomba", "marta"])].pk
        programme.hand_over_caseload(by=by, caseload=universe.caseloads[target].pk, holder=holder)
        return
    client = universe.clients[world.dice.choice(["bilal", "aisha", "esha"])]
    people.place_clients(by=by, clients=[client], caseload=universe.caseloads[target].pk)


def image(world: World) -> None:
    """Somebody copies a phone's disk."""
    place = world.dice.randrange(len(world.phones))
    world.images[place] = world.phones[place].image()


def lose_phone(world: World) -> None:
    """A phone goes back to an earlier image. What it had recorded since and not sent is lost with it, and only that."""
    if not world.images:
        return
    place = world.dice.choice(sorted(world.images))
    old, new = world.phones[place], world.images[place].image()
    for key, row in old.rows.items():
        if key not in new.rows and row.state == "waiting":
            world.said[key].lost = True
    world.phones[place] = new


def back_up(world: World) -> None:
    """The office keeps a copy, looks it through, and says what it holds."""
    world.backup = transaction.savepoint_create()
    rows = Entry.objects.unscoped("a copy").filter(durable=False).values_list("pk", flat=True)
    actions.publish_durable(by=access.operator(), entries=[pk.hex for pk in rows])


def restore(world: World) -> None:
    """The office goes back to its last copy."""
    if world.backup is None:
        return
    world.restored = True
    seen = giving.epoch()
    transaction.savepoint_rollback(world.backup)
    actions.raise_epoch(by=access.operator(), above=seen, at_least=0)


def quiet(world: World) -> None:
    """Nothing goes wrong any more, until nobody has anything left to say."""
    world.bus.risk = 0
    for _ in range(3):
        for phone in world.phones:
            for _ in range(6):
                _pull(world, phone)
                _push(world, phone)
                if not phone.waits:
                    break
    for phone in world.phones:
        _pull(world, phone)
