"""One schedule: phones, an office, things that happen, things that go wrong; then quiet; then what must hold."""

import contextlib
import datetime as dt
import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from unittest import mock

from django.db import transaction
from django.test import Client

from tests.proofs.sync import promises
from tests.proofs.sync.bus import Bus, Killed, Lost
from tests.proofs.sync.phone import MOST, Phone, new_id
from tests.proofs.sync.promises import CHOSEN, WORDS
from tests.universe import TODAY, Universe
from twofold.core import access
from twofold.fieldwork import actions, settling
from twofold.fieldwork.actions import giving, taking
from twofold.fieldwork.models import Entry
from twofold.outreach import placing
from twofold.outreach.actions import covering
from twofold.people import actions as people
from twofold.programme import actions as programme

DEATHS = (
    (taking, "_look_up"),
    (taking, "_keep"),
    (taking, "_note_contact"),
    (giving, "_remember"),
    (settling, "settle"),
)


LOGINS = ("tomba", "tomba", "marta")
CASTS = ((0, 1), (0, 2), (0, 2), (0, 1, 2))
# By kind (see `_deeds`). Most of what can go wrong goes wrong within few steps; some schedules are long for the rest.
STEPS = ((3, 4, 5), (3, 4, 6), (2, 3, 4), (3, 4, 12))


# Of these kinds what stands at the end is compared with a replay.
COMPARED = (1, 3)


@dataclass
class Said:
    """One entry that a worker saved: by whom, on which phone, and whether the phone held the card of whom it speaks."""

    entry: dict[str, Any]
    login: str
    device: str
    lost: bool = False


@dataclass(frozen=True)
class Stage:
    """The named world with three phones let in, each with its cards: made once, and put back after each schedule."""

    universe: Universe
    phones: tuple[Phone, ...]
    browser: Client = field(default_factory=Client)
    codes: dict[str, str] = field(default_factory=dict)


@dataclass
class World:
    """All that one schedule is about."""

    universe: Universe
    dice: random.Random
    bus: Bus
    codes: dict[str, str]
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

        with mock.patch.object(module, name, die):  # not pytest's: no statement is built anew for a death
            yield

    return plant


def run(stage: Stage, seed: int) -> list[str]:
    """Play one schedule in a world that is thrown away; what does not hold."""
    dice = random.Random(seed)
    with transaction.atomic():
        base = transaction.savepoint_create()
        world = enter(stage, dice, dice.choice(CASTS))
        deeds = _deeds(seed)
        for _ in range(dice.choice(STEPS[seed % 4])):
            dice.choice(deeds)(world)
        if back_up in deeds:
            for deed in (back_up, *dice.choices(deeds, k=3), restore, dice.choice(deeds)):
                deed(world)
        with contextlib.suppress(Lost):  # nothing is lost any more: the bus has noted a wrong answer
            quiet(world)
        found = world.bus.wrong + promises.broken(world)
        if not found and seed % 4 in COMPARED and not world.moved:
            found = promises.differs_from_replay(world, stage, base)
        transaction.set_rollback(True)
    return found


def _deeds(seed: int) -> list[Any]:
    """Some schedules move clients, some restore phones, some restore the office, and some are compared with a replay."""
    often = [save, save, save, save, sync, sync, jump, place]
    return (
        [*often, reassign, reassign],
        [*often, lose_phone, image],
        [save, sync, work, work, work, back_up],
        [*often, jump, jump],
    )[seed % 4]


def set_up(universe: Universe) -> Stage:
    """Let the phones in and give them their first cards; two clients have chosen their word."""
    for name, login in CHOSEN.items():
        people.choose_words(by=universe.actor(login), words=[(universe.clients[name], WORDS[name])])
    codes = {name: str(universe.client(name).code) for name in WORDS}
    stage = Stage(universe, ())
    quietly = Bus(random.Random(0), risk=0, browser=stage.browser)
    phones = []
    for login in LOGINS:
        _, secret = actions.offer_enrolment(by=access.operator(), staff=universe.staff[login].pk)
        told = {"secret": secret, "name": "phone", "public_key": None}
        answer = stage.browser.post("/api/v1/devices", told, content_type="application/json").json()
        phone = Phone(login, answer["device"], answer["token"])
        phone.pulled(quietly.pull(phone, 50), {})
        phones.append(phone)
    return Stage(universe, tuple(phones), stage.browser, codes)


def enter(stage: Stage, dice: random.Random, cast: tuple[int, ...], risk: float = 0.25) -> World:
    """A world of its own on this stage, with these of its phones; of some the first answer was lost."""
    bus = Bus(dice, risk=risk, browser=stage.browser, deadly=[death(*place) for place in DEATHS])
    world = World(stage.universe, dice, bus, stage.codes, [stage.phones[place].image() for place in cast])
    for phone in world.phones:
        if bus.happens():
            phone.cards, phone.cursor, phone.epoch = {}, "", None
    return world


def save(world: World) -> None:
    """A worker records a thing or three."""
    phone = world.dice.choice(world.phones)
    for _ in range(world.dice.choice([1, 2, 3])):
        _save(world, phone)


def _save(world: World, phone: Phone) -> None:
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
    dice, mine = world.dice, sorted({*phone.cards, *_registered(world, phone)})
    if dice.random() < 0.12:
        return _covered(world)
    if not mine or dice.random() < 0.1:
        return "contact.made", {"client": None, "needles_out": dice.randrange(1, 9)}, None
    if dice.random() < 0.15:
        return "client.registered", {"client": new_id(dice), "nickname": f"N{world.turn}", "kinds": ["injects"]}, None
    earlier = [one.entry for one in world.said.values() if _may_correct(one, phone, mine)]
    if earlier and dice.random() < 0.3:
        old = dice.choice(earlier)
        return "contact.made", {"client": old["body"]["client"], "needles_out": dice.randrange(9)}, old["id"]
    client = dice.choice(mine)
    return dice.choice(
        [
            # Twice as often as the others, as in the field.
            *[("contact.made", {"client": client, "needles_out": dice.randrange(1, 30), "needles_in": 2}, None)] * 3,
            *[("contact.made", {"client": client, "condoms": 3, "topics": ["safer_sex"]}, None)] * 3,
            (
                "client.updated",
                {"client": client, "nickname": f"U{world.turn}"},
                phone.cards.get(client, {}).get("profile"),
            ),
            ("consent.recorded", {"client": client, "stage": dice.choice(["card", "full", "withdrawn"])}, None),
            ("client.left", {"client": client, "why": "moved"}, None),
            ("client.returned", {"client": client}, None),
            ("word.chosen", {"client": client, "word": _word_of(world, client)}, None),
        ]
    )


def _word_of(world: World, client: str) -> str:
    names = {str(pk): name for name, pk in world.universe.clients.items()}
    return WORDS.get(names.get(client, ""), "White owl")


def _covered(world: World) -> tuple[str, dict[str, Any], None]:
    """Somebody hands out for a client of anybody's, whose code and word are right or mixed up."""
    name, said = world.dice.choice(sorted(WORDS)), world.dice.choice(sorted(WORDS.values()))
    word = WORDS[name] if world.dice.random() < 0.6 else said
    given = {"syringe_1ml": world.dice.randrange(1, 30)}
    return "contact.covered", {"code": world.codes[name], "word": word, "supplies": given}, None


def _registered(world: World, phone: Phone) -> list[str]:
    """Whom this phone registered: its worker may write of them before the office knows of them."""
    told = [phone.rows[key].entry for key in phone.rows]
    return [entry["body"]["client"] for entry in told if entry["kind"] == "client.registered"]


def _may_correct(one: Said, phone: Phone, mine: list[str]) -> bool:
    entry = one.entry
    return one.device == phone.device and entry["kind"] == "contact.made" and entry["body"]["client"] in mine


def sync(world: World) -> None:
    """A phone finds signal. Whatever breaks, it stops there and goes on with the next contact."""
    phone = world.dice.choice(world.phones)
    with contextlib.suppress(Lost):
        _push(world, phone)
        _pull(world, phone)


def work(world: World) -> None:
    """A worker with signal."""
    phone = world.dice.choice(world.phones)
    _save(world, phone)
    with contextlib.suppress(Lost):
        _push(world, phone)
        _pull(world, phone)


def _some(world: World, most: int, quiet: int) -> int:
    """How much goes at once: any number while things go wrong, then as much as is said."""
    return world.dice.choice([1, 2, most]) if world.bus.risk else quiet


def _push(world: World, phone: Phone) -> None:
    while entries := phone.next(_some(world, MOST, quiet=MOST), newest=world.dice.random() < 0.4):
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
        answer = world.bus.pull(phone, _some(world, 50, quiet=2))
        if world.bus.happens():
            raise Lost
        phone.pulled(answer, gathered)
        if not answer["more"]:
            return
    world.bus.wrong.append("a pull does not come to its end")


def jump(world: World) -> None:
    """A phone's clock goes wrong, by minutes or by decades."""
    world.dice.choice(world.phones).clock = dt.timedelta(days=world.dice.choice([0, -20_000, 400]))


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


def place(world: World) -> None:
    """It is looked for whose the coverings are, beside all else; the office may die over it."""
    if not world.bus.happens():
        placing.place_all()
        return
    with contextlib.suppress(Killed), transaction.atomic(), death(covering, "record_contacts")():
        placing.place_all()


def quiet(world: World) -> None:
    """Nothing goes wrong any more, until nobody has anything left to say."""
    world.bus.risk = 0
    for _ in range(6):
        for phone in world.phones:
            _push(world, phone)
        placing.place_all()
        for phone in world.phones:
            _pull(world, phone)  # after a restore it tells the phone to offer all again
        if not any(phone.waits for phone in world.phones):
            break
