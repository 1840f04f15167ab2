"""What sync promises, read off the office and the phones once all is quiet."""

import uuid
from collections.abc import Iterable
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.db import transaction

from tests.proofs.sync.bus import Bus
from twofold.core import access, derived
from twofold.core.access import Actor, Compartment
from twofold.core.crypto import keyring
from twofold.fieldwork import cards, overview
from twofold.fieldwork.models import Entry
from twofold.outreach import placing
from twofold.outreach.actions import covering
from twofold.outreach.models import Contact, Covering
from twofold.people.models import Client, ClientState, Profile
from twofold.people.reads import opened

if TYPE_CHECKING:
    from tests.proofs.sync.schedule import Said, Stage, World

# Each client ever says one word; these chose theirs before the story begins, with their own worker.
WORDS = {"bilal": "Red kite", "aisha": "Blue lamp", "esha": "Green tea"}
CHOSEN = {"bilal": "tomba", "aisha": "marta"}


def look_at(world: "World", sent: list[dict[str, Any]], answer: dict[str, Any], held: set[str]) -> None:
    """Every entry has its answer in its place, and what speaks of a card that the phone holds is taken in."""
    told = answer["results"]
    if [one["id"] for one in told] != [entry["id"] for entry in sent]:
        world.bus.wrong.append("the answers are not in the order sent")
    for entry, one in zip(sent, told, strict=False):
        code = one["reason"] and one["reason"]["code"]
        client = entry["body"].get("client")
        if code not in (None, "waiting"):
            world.bus.wrong.append(f"{entry['kind']} was held as {code}")
        if entry["kind"] == "contact.covered" and one["reason"]:
            world.bus.wrong.append("a covering is answered otherwise than any other")
        if code == "waiting" and entry["corrects"] is None and client in held and not _just_made(world, client):
            world.bus.wrong.append("an entry about a card that the phone holds was held")


def _just_made(world: "World", client: str) -> bool:
    """A client registered here may be unknown again after a restore, until the registration is offered anew."""
    return any(
        one.entry["kind"] == "client.registered" and one.entry["body"]["client"] == client
        for one in world.said.values()
    )


def broken(world: "World") -> list[str]:
    """The promises that do not hold."""
    looked_at = (_lost_or_doubled, _wrong_authors, _coverings, _wrong_cards, _stuck, _counted)
    return [wrong for look in looked_at for wrong in look(world)]


def _lost_or_doubled(world: "World") -> list[str]:
    rows = {str(row.pk): row for row in Entry.objects.unscoped("proof")}
    contacts = {
        str(pk) for pk in Contact.objects.unscoped("proof").filter(device__isnull=False).values_list("pk", flat=True)
    }
    found = []
    with keyring.keychain():
        keyring.load({row.holder for row in rows.values()}, Compartment.IDENTITY)
        for key, one in world.said.items():
            row = rows.get(key)
            if row is None:
                found += [] if one.lost else [f"{one.entry['kind']} was lost"]
                continue
            if row.outcome == Entry.Outcome.ACCEPTED and one.entry["kind"] == "contact.made" and key not in contacts:
                found.append("an accepted contact is not there")
            kept = (opened(row) or {}).get("entry", {})
            if kept.get("body", {}).get("client") != one.entry["body"].get("client"):
                found.append("an entry is not kept as it was sent")
    found += ["something came that nobody said"] * len(rows.keys() - world.said.keys())
    found += ["a contact was doubled"] * len(contacts - world.said.keys() - _placed(world).keys())
    return found


def _placed(world: "World") -> dict[str, "Said"]:
    """Under which number a covering stands in a file, once it is placed: the same however often it is sent and looked for."""
    of = covering._contact_id
    return {str(of(uuid.UUID(key))): one for key, one in world.said.items() if one.entry["kind"] == "contact.covered"}


def _coverings(world: "World") -> list[str]:
    """Each stands in the one file that fits, once, or waits; it never does both, and is never neither."""
    taken = {str(pk) for pk in Entry.objects.unscoped("proof").filter(outcome="accepted").values_list("pk", flat=True)}
    waits = {str(pk) for pk in Covering.objects.unscoped("proof").values_list("pk", flat=True)}
    chosen = {one.entry["body"]["client"] for key, one in world.said.items()
              if key in taken and one.entry["kind"] == "word.chosen"}  # fmt: skip
    placed, found = _placed(world), []
    rows = {str(row.pk): row for row in Contact.objects.unscoped("proof").filter(pk__in=placed)}
    for key, one in placed.items():
        row, body = rows.get(key), one.entry["body"]
        if one.entry["id"] in taken and (row is None) != (one.entry["id"] in waits):
            found.append("a covering is lost, or stands in a file and waits")
        client = _whose(world, body, chosen)
        if one.entry["id"] in taken and (row and str(row.client_id)) != client:
            found.append("a covering is not where code and word say")
        if row and (row.supplies, row.author) != (body["supplies"], world.universe.staff[one.login].pk):
            found.append("a covering went in otherwise than it was told")
    return found


def _whose(world: "World", body: dict[str, Any], chosen: set[str]) -> str | None:
    """The client whose code and word were told, if that word was chosen."""
    name = next(name for name, code in world.codes.items() if code == body["code"])
    client = str(world.universe.clients[name])
    return client if body["word"] == WORDS[name] and (name in CHOSEN or client in chosen) else None


def _wrong_authors(world: "World") -> list[str]:
    staff, placed = {login: row.pk for login, row in world.universe.staff.items()}, _placed(world)
    found = []
    for row in Contact.objects.unscoped("proof").filter(device__isnull=False).values_list("pk", "author", "device"):
        one = world.said.get(str(row[0])) or placed.get(str(row[0]))
        if one and row[1:] != (staff[one.login], uuid.UUID(one.device)):
            found.append("a contact stands under another's name or phone")
    return found


def _wrong_cards(world: "World") -> list[str]:
    found = []
    due = {login: _cards_of(world, login) for login in {phone.login for phone in world.phones}}
    for phone in world.phones:
        own, scope = due[phone.login]
        if extra := phone.cards.keys() - own:
            found.append(f"{phone.login}'s phone holds {len(extra)} cards that it should not")
        if missing := scope.keys() - phone.cards.keys():
            found.append(f"{phone.login}'s phone misses {len(missing)} cards")
        if any(phone.cards.get(client) not in (None, card) for client, card in scope.items()):
            found.append(f"{phone.login}'s phone shows an old card")
    return found


def _cards_of(world: "World", login: str) -> tuple[set[str], dict[str, Any]]:
    """Who stands on this worker's caseloads, by the table itself; and the cards that the phone must have, as they are now."""
    rows = ClientState.objects.unscoped("proof").filter(caseload__holder=world.universe.staff[login].pk)
    by = _worker(world, login)
    scope = cards.scope(by)
    return set(map(str, rows.values_list("pk", flat=True))), {c["id"]: c for c in cards.cards(by, list(scope), scope)}


def _worker(world: "World", login: str) -> Actor:
    return world.universe.actor(login)


def _stuck(world: "World") -> list[str]:
    """Nothing waits on a phone, and nothing waits in the office that has what it needs."""
    found = ["a phone still waits" for phone in world.phones if phone.waits]
    for row in Entry.objects.unscoped("proof").filter(outcome="held", code="waiting"):
        one = world.said.get(str(row.pk))
        if one is None:  # said above: nobody said it
            continue
        client, corrects = one.entry["body"].get("client"), one.entry["corrects"]
        may = client is None or uuid.UUID(client) in cards.scope(_worker(world, one.login))
        there = corrects is None or _is_there(one.entry["kind"], corrects, client)
        if may and there:
            found.append("an entry waits for what is there")
    return found


def _is_there(kind: str, corrects: str, client: str | None) -> bool:
    model: Any = Contact if kind == "contact.made" else Profile
    return bool(model.objects.unscoped("proof").filter(pk=corrects, client=client).exists())


def _counted(world: "World") -> list[str]:
    """A phone of which nothing was lost misses no number."""
    if world.images or world.restored:
        return []
    lines = {str(line.id): line for line in overview.devices(access.operator())}
    return [
        "the office misses numbers of a phone"
        for phone in world.phones
        if lines[phone.device].missing or lines[phone.device].last_seq != phone.seq
    ]


def snapshot(clients: Iterable[uuid.UUID]) -> dict[str, Any]:
    """What the facts amount to: the same whichever way they came."""
    wanted = set(clients)
    told = derived.snapshot()
    state = [row for row in told["client_state"] if row["client_id"] in wanted]
    profiles = {card["id"]: (card.get("nickname"), card.get("profile")) for card in _all_cards(wanted)}
    return {
        "state": state,
        "tallies": told["contact_tally"],
        "profiles": profiles,
        "service": [r for r in told["service_state"] if r["client_id"] in wanted],
    }


def _all_cards(clients: set[uuid.UUID]) -> list[dict[str, Any]]:
    from twofold.people import reads as people
    from twofold.programme.actors import actor_for
    from twofold.programme.models import Staff

    by = actor_for(Staff.objects.get(login="dev"), second_factor=True)
    rows = list(Client.objects.visible_to(by).filter(pk__in=clients).order_by("pk"))
    told = people.profiles(by, rows)
    return [
        {"id": str(row.pk), "nickname": told.get(row.pk, {}).get("nickname"), "profile": told.get(row.pk, {}).get("id")}
        for row in rows
    ]


def differs_from_replay(world: "World", stage: "Stage", base: str) -> list[str]:
    """The same entries once more, in order, from phones that never failed: what stands must be equal."""
    taken = {str(pk) for pk in Entry.objects.unscoped("proof").filter(outcome="accepted").values_list("pk", flat=True)}
    known = set(world.universe.clients.values())
    before = snapshot(known)
    entries = [one for key, one in sorted(world.said.items()) if key in taken]
    transaction.savepoint_rollback(base)
    counted = dict.fromkeys((phone.login for phone in stage.phones), 0)
    for login, run in groupby(entries, key=lambda one: one.login):
        phone = next(phone for phone in stage.phones if phone.login == login)
        sent = []
        for one in run:
            counted[login] += 1
            sent.append(one.entry | {"seq": counted[login]})
        answer = Bus(world.dice, risk=0, browser=stage.browser).push(phone, sent)
        for entry, told in zip(sent, answer["results"], strict=True):
            if told["outcome"] != "accepted":
                return [f"in order, {entry['kind']} is {told}"]
    placing.place_all()
    one, other = comparable(before), comparable(snapshot(known))
    return [f"{part} differs from a replay in order" for part in one if one[part] != other[part]]


def comparable(told: dict[str, Any]) -> dict[str, Any]:
    """A snapshot in which neither the order of rows nor the ids of rows that the office made matter."""
    return {
        part: sorted(repr(sorted(row.items(), key=str)) for row in rows) if isinstance(rows, list) else rows
        for part, rows in told.items()
    }
