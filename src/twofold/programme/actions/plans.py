"""Targets and size estimates: set and recorded with their source; an earlier one is superseded, never edited."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from twofold.core.access import Actor, Door
from twofold.core.actions import action, note, require
from twofold.core.errors import Invalid
from twofold.programme.actions.checks import count, own, text
from twofold.programme.models import Place, Site, SizeEstimate, Target
from twofold.programme.populations import populations

YEARS = (1990, 2100)
SOURCE_LENGTH = 200


@dataclass(frozen=True)
class NewTarget:
    """A target to be set. `replaces` names the one it supersedes."""

    indicator: str
    start: dt.date
    end: dt.date
    value: int
    source: str
    site: uuid.UUID | None = None
    replaces: uuid.UUID | None = None


@action("target.set")
def set_targets(*, by: Actor, organisation: uuid.UUID, targets: Sequence[NewTarget]) -> list[Target]:
    """Targets of an organisation. An earlier one is superseded, never edited."""
    require(by, Door.PLANS)
    own(by, organisation)
    made = []
    for new in targets:
        if new.end < new.start:
            raise Invalid(_("The last day comes before the first."), field="end")
        count(new.value, "value")
        if new.site is not None and not Site.objects.filter(id=new.site, organisation=organisation).exists():
            raise Invalid(_("Choose a site of this organisation."), field="site")
        row = Target.objects.create(
            organisation_id=organisation,
            site_id=new.site,
            indicator=new.indicator,
            start=new.start,
            end=new.end,
            value=new.value,
            source=text(new.source, "source", SOURCE_LENGTH),
        )
        _supersede(Target, organisation, new.replaces, row)
        note("target.set", "target", row.id, indicator=new.indicator, value=new.value)
        made.append(row)
    return made


def _supersede(model: Any, organisation: uuid.UUID, replaces: uuid.UUID | None, by_row: Any) -> None:
    if replaces is None:
        return
    changed = model.objects.filter(id=replaces, organisation=organisation, replaced_by=None).update(replaced_by=by_row)
    if not changed:
        raise Invalid(_("Somebody changed this in the meantime. Look again before you change it."))


@dataclass(frozen=True)
class NewEstimate:
    """A size estimate to be recorded, with its interval where one was published."""

    place: str
    population: str
    year: int
    value: int
    source: str
    gender: str = ""
    low: int | None = None
    high: int | None = None
    replaces: uuid.UUID | None = None


@action("estimate.recorded")
def record_estimates(*, by: Actor, organisation: uuid.UUID, estimates: Sequence[NewEstimate]) -> list[SizeEstimate]:
    """Size estimates that the programme plans by, each with source, year and interval."""
    require(by, Door.PLANS)
    own(by, organisation)
    made = []
    for new in estimates:
        _check_estimate(new)
        row = SizeEstimate.objects.create(
            organisation_id=organisation,
            place_id=new.place,
            population=new.population,
            gender=new.gender,
            year=new.year,
            value=new.value,
            low=new.low,
            high=new.high,
            source=text(new.source, "source", SOURCE_LENGTH),
        )
        _supersede(SizeEstimate, organisation, new.replaces, row)
        note("estimate.recorded", "estimate", row.id, place=new.place, value=new.value)
        made.append(row)
    return made


def _check_estimate(new: NewEstimate) -> None:
    if not Place.objects.filter(code=new.place).exists():
        raise Invalid(_("Choose a place from the list."), field="place")
    if new.population not in populations().by_code():
        raise Invalid(_("Choose who is counted."), field="population")
    if not YEARS[0] <= new.year <= YEARS[1]:
        raise Invalid(_("Write the year in four digits."), field="year")
    for field in ("value", "low", "high"):
        count(getattr(new, field), field)
    low, high = new.low if new.low is not None else new.value, new.high if new.high is not None else new.value
    if not low <= new.value <= high:
        raise Invalid(_("The estimate lies between its lower and its upper bound."), field="value")
