"""How lists come in: rows of a plan through the actions of people, outreach and couples, each batch whole or not at all.

Every step can be taken again: a row that is in already changes nothing, and one that says something new supersedes.
"""

import calendar
import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from twofold.core import clock
from twofold.core.access import Actor, Compartment, Door, Verb, allow
from twofold.core.actions import action, nothing_to_do, require
from twofold.core.crypto import keyring
from twofold.couples.actions import Statement, name_partners
from twofold.couples.models import PartnerKind
from twofold.exchange.incoming.plan import NO_CLIENT, SOMEBODY_ELSE, ClientRow, ContactRow
from twofold.outreach import actions as outreach
from twofold.outreach.actions import Listed, NewListed
from twofold.outreach.models import Mode
from twofold.people import actions as people
from twofold.people import reads, rules, uic
from twofold.people.actions import NewClient
from twofold.people.codes import card_index
from twofold.people.models import Client, Gender, Standing
from twofold.programme.models import Organisation

_C = Compartment


@dataclass(frozen=True)
class Means:
    """What the words of a list stand for here, and until when it speaks."""

    sites: Mapping[str, uuid.UUID]
    ends: dt.date
    timezone: str
    months: Sequence[str] = ()


@dataclass
class Done:
    """What became of rows."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    months: Listed = field(default_factory=Listed)
    statements: int = 0
    held: list[tuple[int, int, str]] = field(default_factory=list)  # (list, row, why)

    def add(self, other: "Done") -> None:
        """Take another batch's outcome along."""
        self.added, self.changed = self.added + other.added, self.changed + other.changed
        self.unchanged, self.statements = self.unchanged + other.unchanged, self.statements + other.statements
        self.months.added += other.months.added
        self.months.corrected += other.months.corrected
        self.months.unchanged += other.months.unchanged
        self.held += other.held


@action("list.brought_in")
def bring_clients(*, by: Actor, rows: Sequence[ClientRow], means: Means) -> Done:
    """Clients with their months: new ones registered, known ones changed where the list says something new."""
    require(by, Door.IMPORTS)
    _in_turn(by)
    nothing_to_do()
    done, known = Done(), _known(by, [row.id for row in rows])
    fresh = [row for row in rows if row.id not in known]
    made = people.register_clients(by=by, clients=[_new(row, means) for row in fresh]) if fresh else []
    done.added = len(made)
    clients = {row.id: client for row, client in zip(fresh, made, strict=True)}
    _leave(by, [(client.pk, row.status) for row, client in zip(fresh, made, strict=True)], means)
    for row in rows:
        if row.id in known:
            client, said = known[row.id]
            if said and _is_somebody_else(row, client, said):
                done.held.append((row.list, row.row, SOMEBODY_ELSE))
                continue
            clients[row.id] = client
            changed = _change(by, row, known[row.id], means)
            done.changed, done.unchanged = done.changed + changed, done.unchanged + (not changed)
    lines = [line for row in rows if row.id in clients for line in _months(row, clients[row.id], known, means)]
    done.months = outreach.record_listed(by=by, lines=lines)
    return done


def _in_turn(by: Actor) -> None:
    """Keep another list of this organisation out until this batch is in: both would open a file for who is new on both.

    Whoever only refers to the organisation, as every contact does, goes on meanwhile.
    """
    Organisation.objects.select_for_update(no_key=True).get(pk=by.organisation)


def _known(by: Actor, texts: Sequence[str]) -> dict[str, tuple[Client, dict[str, str]]]:
    """Visible clients by the ids of the list, or by the codes on their cards."""
    assert by.organisation is not None
    found = reads.by_outside_ids(by, texts)
    macs = {card_index(by.organisation, text): text for text in texts if uic.is_card_code(text) and text not in found}
    rows = Client.objects.visible_to(by).filter(code_mac__in=macs) if macs else []
    return found | {macs[row.code_mac]: (row, {}) for row in rows}


def _new(row: ClientRow, means: Means) -> NewClient:
    return NewClient(
        site=means.sites[row.site],
        gender=row.gender,
        birth_year=row.birth_year,
        kinds=row.kinds,
        nickname=row.nickname,
        injections_a_day=row.rate,
        occurred_at=clock.at_local(dt.date.fromisoformat(row.registered), means.timezone),
        outside_id=row.id,
        outside_said=_marks(row),
    )


def _marks(row: ClientRow) -> dict[str, str]:
    """Keyed marks of what a row says of a client: enough to see that it says something new, and nothing to read."""
    told = {
        "profile": [row.gender, row.birth_year, row.nickname],
        "gender": row.gender,
        "birth": row.birth_year,
        "rate": row.rate,
        "kinds": list(row.kinds),
        "status": row.status,
    }
    return {name: keyring.index(f"said|{row.id}|{name}", repr(value))[:24] for name, value in told.items()}


def _is_somebody_else(row: ClientRow, client: Client, said: dict[str, str]) -> bool:
    """An id under which the list now tells another sex and another year of birth: two people, held back for a look."""
    now, state = _marks(row), client.state
    other_sex = now["gender"] != said.get("gender") and Gender.NOT_SAID not in (row.gender, state.gender)
    other_year = now["birth"] != said.get("birth") and None not in (row.birth_year, state.birth_band)
    differs = state.gender != row.gender and state.birth_band != rules.birth_band(row.birth_year)
    return bool(other_sex and other_year and differs)


def _change(by: Actor, row: ClientRow, found: tuple[Client, dict[str, str]], means: Means) -> bool:
    """Append what the list says anew. What was changed by hand stays until the list itself says something else."""
    now, (client, said) = _marks(row), found
    if now == said:
        return False
    case, when = client.case_for(by), _at_the_end(means)
    new = {name for name, mark in now.items() if said and said.get(name) != mark}
    if allow(by, Verb.WRITE, _C.IDENTITY, case):
        if "profile" in new:
            kept = reads.profiles(by, [client]).get(client.pk, {})
            told = {"gender": row.gender, "birth_year": row.birth_year, "nickname": row.nickname}
            people.change_profiles(by=by, profiles=[(client.pk, told | {"reach": kept.get("reach", {})})])
        if "rate" in new:
            people.record_injecting(by=by, statements=[(client.pk, row.rate)], occurred_at=when)
        if "kinds" in new:
            kinds = [(client.pk, kind, True) for kind in row.kinds if kind not in client.state.kinds]
            people.state_kinds(by=by, statements=kinds, occurred_at=when)
    if "status" in new and row.status != client.state.status:
        _leave(by, [(client.pk, row.status)], means, back=True)
    people.record_outside_ids(by=by, entries=[(client.pk, row.id, now)])
    return bool(new)


def _leave(by: Actor, told: Sequence[tuple[uuid.UUID, str]], means: Means, *, back: bool = False) -> None:
    """Who left by the list's own word (or, told again, came back), on its last day."""
    known = set(Standing.Status.values) if back else set(Standing.Status.values) - {Standing.Status.ACTIVE}
    standings = [(client, status) for client, status in told if status in known]
    if standings:
        people.record_standings(by=by, standings=standings, occurred_at=_at_the_end(means))


def _at_the_end(means: Means) -> dt.datetime:
    return clock.at_local(means.ends, means.timezone)


def _months(row: ClientRow, client: Client, known: Mapping[str, Any], means: Means) -> list[NewListed]:
    """The months that a row tells; for a known client also those in which it now tells of nothing."""
    told: dict[str, Any] = dict.fromkeys(means.months, (0, {}, {})) if row.id in known else {}
    return [
        NewListed(
            client=client.pk,
            site=means.sites[row.site],
            key=month,
            day=_last_day(month),
            meetings=meetings,
            supplies=dict(out),
            returned=dict(back),
        )
        for month, (meetings, out, back) in {**told, **row.months}.items()
        if month <= f"{means.ends:%Y-%m}"
    ]


def _last_day(month: str) -> dt.date:
    first = dt.date.fromisoformat(f"{month}-01")
    return first.replace(day=calendar.monthrange(first.year, first.month)[1])


@action("list.brought_in")
def bring_contacts(*, by: Actor, rows: Sequence[ContactRow], means: Means) -> Done:
    """Contacts of clients who are known here; a row of somebody who is not is held back."""
    require(by, Door.IMPORTS)
    _in_turn(by)
    nothing_to_do()
    done, known = Done(), _known(by, [row.id for row in rows])
    lines = []
    for row in rows:
        if row.id not in known:
            done.held.append((row.list, row.row, NO_CLIENT))
            continue
        client = known[row.id][0]
        told = NewListed(
            client=client.pk,
            site=means.sites[row.site] if row.site else client.state.site_id,
            key=row.key,
            day=dt.date.fromisoformat(row.key[:10]),
            meetings=row.meetings,
            supplies=row.supplies,
            returned=row.returned,
            mode=row.mode or Mode.OUTREACH,
        )
        lines.append(told)
    done.months = outreach.record_listed(by=by, lines=lines)
    return done


@action("list.brought_in")
def bring_partners(*, by: Actor, rows: Sequence[ClientRow]) -> Done:
    """Partners that rows name, each as a statement in the file of the row that says it, and nowhere else."""
    require(by, Door.IMPORTS)
    _in_turn(by)
    nothing_to_do()
    naming = [row for row in rows if row.partner_of]
    known = _known(by, [text for row in naming for text in (row.id, row.partner_of)])
    statements = []
    for row in naming:
        speaker, other = known.get(row.id), known.get(row.partner_of)
        if speaker is None or not allow(by, Verb.WRITE, _C.IDENTITY, speaker[0].case_for(by)):
            continue
        told = Statement(client=speaker[0].pk, kind=PartnerKind.SPOUSE, known_as=row.partner_of)
        if other is not None and other[0].pk != speaker[0].pk:
            told = replace(told, resolved=other[0].pk)
        statements.append(told)
    return Done(statements=name_partners(by=by, statements=statements) if statements else 0)
