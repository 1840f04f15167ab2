"""Whom a figure counts, for those who may open the files anyway: codes, a page at a time, each look noted in the log."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Func, Value

from twofold.core import audit, paging
from twofold.core.access import Actor, Compartment, Relation, Role, reaches_reading
from twofold.core.crypto import keyring
from twofold.indicators import engine
from twofold.indicators.categories import NO_KIND, STRANGER
from twofold.indicators.definitions import Definition
from twofold.indicators.engine import Cell
from twofold.indicators.periods import Period
from twofold.indicators.places import Where
from twofold.people import reads
from twofold.people.kinds import kinds
from twofold.people.models import Client

ENTITLED = frozenset({Role.DATA_MANAGER, Role.SUPERVISOR})


@dataclass(frozen=True)
class Rows:
    """One page of the clients behind a figure: (id, code) each."""

    clients: list[tuple[Any, str]]
    page: paging.Page


def may_see(actor: Actor, one: Definition, cell: Cell) -> bool:
    """Whether this worker could find the same out file by file: in the whole organisation, in every part it rests on."""
    if not actor.roles & ENTITLED or one.estimate_only or STRANGER in cell or not _can_be_listed(one, cell):
        return False
    held = {*one.filters.kinds, *((cell[2],) if cell[2] and cell[2] != NO_KIND else ())}
    needed = {Compartment.SERVICE, *(kinds().by_code()[kind].compartment for kind in held)}
    if one.filters.need:
        needed.add(Compartment.DRUG_USE)
    return all(Relation.ORGANISATION in reaches_reading(actor, part) for part in needed)


def rows(actor: Actor, one: Definition, cell: Cell, *, period: Period, where: Where, asked: Mapping[str, str]) -> Rows:
    """The clients behind the numerator of a figure, whom this worker may see. Leaves a row in the log."""
    who = engine.engine(where.scope, [period], [one.measure]).who(one.measure, period, cell)
    visible = Client.objects.visible_to(actor).filter(pk__in=_Among(Value(json.dumps([str(key) for key in who]))))
    page = paging.cut(visible, ("-registered_on", "-id"), asked)
    keyring.load([row.pk for row in page.rows], Compartment.SERVICE)
    audit.record_read(actor, "clients", "figure", [Compartment.SERVICE.value])
    return Rows([(row.pk, reads.opened(row, "code") or "") for row in page.rows], page)


def _can_be_listed(one: Definition, cell: Cell) -> bool:
    return cell[2] is None or (one.fact == "contact" and cell[2] != NO_KIND and not one.filters.one_kind)


class _Among(Func):
    """Ids as one value, unpacked by the database: there may be more of them than a statement may have values."""

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        plain = "(SELECT replace(value, '-', '') FROM json_each(%(expressions)s))"
        return self.as_sql(compiler, connection, template=plain)

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        return self.as_sql(
            compiler, connection, template="(SELECT x::uuid FROM json_array_elements_text(%(expressions)s::json) x)"
        )
