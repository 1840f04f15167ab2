"""Whom a figure counts, for those who may open the files anyway: codes, a page at a time, each look noted in the log."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from twofold.core import audit, paging
from twofold.core.access import Actor, Compartment, Relation, Role, reaches_reading
from twofold.core.crypto import keyring
from twofold.indicators import counting
from twofold.indicators.categories import NO_KIND, STRANGER, UNKNOWN, age_group
from twofold.indicators.definitions import Definition, Measure
from twofold.indicators.engine import Cell
from twofold.indicators.facts import Facts
from twofold.indicators.periods import Period
from twofold.indicators.places import Where
from twofold.people import reads
from twofold.people.kinds import kinds
from twofold.people.models import Client

ENTITLED = frozenset({Role.DATA_MANAGER, Role.SUPERVISOR})
_BANDS = range(1900, 2101, 5)


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
    counted = _in_cell(Facts(where.scope).rows(one.measure, period), one.measure, period, cell).order_by()
    if one.sum:
        counted = counted.filter(counting.received((one.sum,)))
    who = counted.values("pk" if one.fact == "registration" else "client")
    visible = Client.objects.visible_to(actor).filter(pk__in=who)
    page = paging.cut(visible, ("-registered_on", "-id"), asked)
    keyring.load([row.pk for row in page.rows], Compartment.SERVICE)
    audit.record_read(actor, "clients", "figure", [Compartment.SERVICE.value])
    return Rows([(row.pk, reads.opened(row, "code") or "") for row in page.rows], page)


def _can_be_listed(one: Definition, cell: Cell) -> bool:
    return cell[2] is None or (one.fact == "contact" and cell[2] != NO_KIND and not one.filters.one_kind)


def _in_cell(found: Any, measure: Measure, period: Period, cell: Cell) -> Any:
    state = "state" if measure.fact == "registration" else "client__state"
    sex, age, kind = cell
    if sex is not None:
        found = found.filter(**{f"{state}__gender": sex})
    if age is not None:
        bands = [band for band in _BANDS if age_group(band, period.end.year, measure.ages) == age]
        known = Q(**{f"{state}__birth_band__in": bands})
        found = found.filter(Q(**{f"{state}__birth_band": None}) if age == UNKNOWN else known)
    return counting.of_kinds(found, (kind,)) if kind is not None else found
