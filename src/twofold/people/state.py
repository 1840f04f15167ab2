"""Derived tables of clients: folded from facts by `rules`, written here and nowhere else, rebuilt by one command."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import batched
from typing import Any

from django.db.models import QuerySet

from twofold.core.guarded import lock
from twofold.core.prepared import prepared
from twofold.people import rules
from twofold.people.models import (
    Client,
    ClientState,
    ConsentGiven,
    KindSpell,
    KindStated,
    Placement,
    Profile,
    RegisterSpell,
    Standing,
)

BATCH = 400
_VALUES = {
    Profile: ("gender", "birth_band"),
    Placement: ("site_id", "caseload_id"),
    KindStated: ("kind", "holds"),
    ConsentGiven: ("stage",),
    Standing: ("status",),
}
_SPELLS = {
    KindSpell: ("client_id", "kind", "since", "until"),
    RegisterSpell: ("client_id", "since", "until"),
}
_NAMES = {
    Profile: "profiles",
    Placement: "placements",
    KindStated: "kinds",
    ConsentGiven: "consents",
    Standing: "standings",
}


def refold(clients: Iterable[uuid.UUID]) -> None:
    """Derive the state of these clients anew. Belongs inside the action that appended the facts."""
    for batch in batched(sorted(set(clients)), BATCH, strict=False):
        _write(batch, _folded(batch))
        move(batch)


def move(clients: Iterable[uuid.UUID]) -> None:
    """Raise the position of these clients: what stands on their cards has changed."""
    found = sorted(set(clients))
    rows = Client.objects.unscoped("counts changes")
    lock(rows, found)
    rows.one_more("position", found)


@prepared
def _told(model: Any, clients: tuple[uuid.UUID, ...]) -> QuerySet:
    rows = model.objects.unscoped("derives state").filter(client_id__in=clients)
    # no ordering in the query: the rule puts facts in their turn
    return rows.order_by().values_list("client_id", "day", "step", "id", *_VALUES[model])


@prepared
def _clients(clients: tuple[uuid.UUID, ...]) -> QuerySet:
    return Client.objects.unscoped("derives state").filter(pk__in=clients).only("organisation", "registered_on")


@prepared
def _spells(model: Any, clients: tuple[uuid.UUID, ...]) -> QuerySet:
    rows = model.objects.unscoped("derived, written by the fold").filter(client_id__in=clients)
    return rows.values_list(*_SPELLS[model])


def _folded(clients: Sequence[uuid.UUID]) -> dict[uuid.UUID, tuple[Client, rules.State]]:
    facts: dict[uuid.UUID, dict[str, list[rules.Dated]]] = defaultdict(lambda: defaultdict(list))
    for model in _VALUES:
        for client, day, step, fact, *values in _told(model, tuple(clients)):
            value: Any = values[0] if len(values) == 1 else tuple(values)
            facts[client][_NAMES[model]].append(rules.Dated(day, value, step, fact))
    return {row.id: (row, rules.fold(row.registered_on, **facts[row.id])) for row in _clients(tuple(clients))}


def _write(clients: Sequence[uuid.UUID], folded: dict[uuid.UUID, tuple[Client, rules.State]]) -> None:
    why = "derived, written by the fold"
    states = [
        ClientState(
            client_id=client,
            organisation_id=row.organisation_id,
            site_id=state.site,
            caseload_id=state.caseload,
            registered_on=row.registered_on,
            gender=state.gender,
            birth_band=state.birth_band,
            status=state.status,
            left_on=state.left_on,
            consent=state.consent.value,
            kinds=state.kinds,
        )
        for client, (row, state) in folded.items()
    ]
    columns = [f.attname.removesuffix("_id") for f in ClientState._meta.concrete_fields if not f.primary_key]
    ClientState.objects.unscoped(why).bulk_create(
        states, update_conflicts=True, unique_fields=["client"], update_fields=columns
    )
    kinds = [
        (c, kind, spell.since, spell.until) for c, (_, state) in folded.items() for kind, spell in state.kind_spells
    ]
    register = [(c, spell.since, spell.until) for c, (_, state) in folded.items() for spell in state.register_spells]
    _replace(KindSpell, clients, kinds)
    _replace(RegisterSpell, clients, register)


def _replace(model: Any, clients: Sequence[uuid.UUID], spells: list[tuple[Any, ...]]) -> None:
    """Let these spells stand for these clients. Most facts change none, and then nothing is written."""
    rows = model.objects.unscoped("derived, written by the fold")
    there = set(_spells(model, tuple(clients)))
    gone = {spell[0] for spell in there.symmetric_difference(spells)}
    if gone & {spell[0] for spell in there}:
        rows.filter(client_id__in=gone).delete()
    if gone:
        rows.bulk_create(model(**dict(zip(_SPELLS[model], spell, strict=True))) for spell in spells if spell[0] in gone)


def snapshot() -> dict[str, list[Any]]:
    """All derived rows as plain values in a stable order, for comparing before and after a rebuild."""
    why = "compared by rebuild"
    spell = ("client_id", "since", "until")
    return {
        "client_state": [row.values() for row in ClientState.objects.unscoped(why).order_by("client_id")],
        "kind_spell": list(
            KindSpell.objects.unscoped(why).order_by("client_id", "kind", "since").values("kind", *spell)
        ),
        "register_spell": list(RegisterSpell.objects.unscoped(why).order_by("client_id", "since").values(*spell)),
    }


def clear() -> None:
    """Throw the derived rows away."""
    for model in (KindSpell, RegisterSpell, ClientState):
        model.objects.unscoped("derived, rebuilt").delete()


def rebuild() -> None:
    """Derive everything anew from the facts."""
    refold(Client.objects.unscoped("derived, rebuilt").values_list("id", flat=True))
