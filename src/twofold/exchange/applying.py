"""Takes a plan through the actions, batch by batch. Stopped anywhere and begun again it ends the same."""

import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import batched
from typing import Any

from twofold.core import bulk
from twofold.core.access import Actor
from twofold.exchange.actions.rows import Done, Means, bring_clients, bring_contacts, bring_partners
from twofold.exchange.incoming.plan import Plan

BATCH = 250


@dataclass(frozen=True)
class Step:
    """One batch: what kind of rows, which, how many rows it stands for."""

    kind: str
    rows: tuple[Any, ...]


def steps(plan: Plan) -> Iterator[Step]:
    """The batches in their order: clients first, then what hangs on them."""
    for kind, rows in (
        ("clients", plan.clients),
        ("contacts", plan.contacts),
        ("partners", [row for row in plan.clients if row.partner_of]),
    ):
        for batch in batched(rows, BATCH, strict=False):
            yield Step(kind, batch)


def take(by: Actor, step: Step, means: Means) -> Done:
    """One batch, whole or not at all."""
    if step.kind == "clients":
        return bring_clients(by=by, rows=step.rows, means=means)
    if step.kind == "contacts":
        return bring_contacts(by=by, rows=step.rows, means=means)
    return bring_partners(by=by, rows=step.rows)


def run(by: Actor, plan: Plan, means: Means, told: Callable[[int, int], None] = lambda done, of: None) -> Done:
    """The whole plan. `told` hears how far it is."""
    done, taken = Done(), 0
    whole = len(plan.clients) + len(plan.contacts) + sum(bool(row.partner_of) for row in plan.clients)
    with bulk.uncollected():
        for step in steps(plan):
            done.add(take(by, step, means))
            taken += len(step.rows)
            told(taken, whole)
    return done


def means_for(plan: Plan, sites: Mapping[str, uuid.UUID], timezone: str) -> Means:
    """What the actions need to know beside the rows."""
    assert plan.ends is not None
    return Means(sites, plan.ends, timezone, tuple(plan.months))
