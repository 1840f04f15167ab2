"""What stands of a period: open, running, submitted, changed since. Reads only."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from twofold.core.access import Actor
from twofold.core.errors import NotThere
from twofold.indicators import periods, report
from twofold.indicators.definitions import definitions
from twofold.indicators.forms import words
from twofold.indicators.periods import Period
from twofold.reporting import contents, mapping
from twofold.reporting.contents import Contents, Told
from twofold.reporting.models import Mapping, Submission, Workbook
from twofold.reporting.where import About

LISTED_MONTHS = 15


class State(StrEnum):
    """How far a report is."""

    RUNNING = "running"
    OPEN = "open"
    SUBMITTED = "submitted"
    CHANGED = "changed"


STATE_WORDS = {
    State.RUNNING: _("Still running"),
    State.OPEN: _("To be handed in"),
    State.SUBMITTED: _("Handed in"),
    State.CHANGED: _("Changed since"),
}


@dataclass(frozen=True)
class Change:
    """One figure that is no longer what was handed in."""

    key: str
    then: Told
    now: Told


@dataclass(frozen=True)
class Month:
    """A line of the list: the period, how it stands, and what was handed in last."""

    period: Period
    state: State
    last: Submission | None

    @property
    def title(self) -> str:
        return words(self.period)

    @property
    def words(self) -> str:
        return str(STATE_WORDS[self.state])


def of(row: Submission) -> Contents:
    """The figures of a report that was handed in."""
    return Contents(row.figures, row.definitions)


def holds(row: Submission) -> bool:
    """Whether the figures are those that were handed in."""
    return of(row).digest() == row.digest


def latest(organisation: uuid.UUID, period: str, place: str) -> Submission | None:
    """What stands as handed in."""
    return versions(organisation, period, place)[0] if versions(organisation, period, place) else None


def versions(organisation: uuid.UUID, period: str, place: str) -> list[Submission]:
    """Everything that was handed in for this period and place, the newest first."""
    rows = Submission.objects.filter(organisation=organisation, period=period, place=place)
    return list(rows.order_by("-version"))


def version(about: About, period: str, number: str) -> Submission:
    """One version. Raises NotThere."""
    rows = versions(about.organisation.pk, period, about.code)
    found = next((row for row in rows if str(row.version) == number), None)
    if found is None:
        raise NotThere
    return found


def published(by: Actor) -> list[Submission]:
    """What somebody outside the programme may read: quarters and years of the whole organisation, as last handed in."""
    rows = Submission.objects.visible_to(by).filter(place="", superseded_by=None).order_by("-submitted_at")
    return [row for row in rows if periods.parse(row.period).is_long]


def changes(then: Contents, now: Contents, period: str) -> list[Change]:
    """Figure by figure what is different now, totals first, in the order of pages."""
    order = {one: place for place, one in enumerate(definitions())}
    names = dict.fromkeys([*then.figures.get(period, {}), *now.figures.get(period, {})])
    found = [
        Change(name, before, after)
        for name in names
        if (before := then.told(period, name)) is not None
        and (after := now.told(period, name)) is not None
        and before != after
    ]
    return sorted(found, key=lambda one: (one.key.count(" "), order.get(one.key.split(" ")[0], len(order))))


def months(about: About, today: Period) -> list[Month]:
    """The last months, newest first. What changed since is looked for in the totals only: a list must be quick."""
    listed = periods.last_months(today.start, LISTED_MONTHS)[::-1]
    rows = Submission.objects.filter(
        organisation=about.organisation, place=about.code, period__in=[one.code for one in listed]
    )
    last: dict[str, Submission] = {row.period: row for row in rows.order_by("version")}
    now = _totals([one for one in listed if one.code in last], about)
    return [Month(one, _state(one, last.get(one.code), now, today), last.get(one.code)) for one in listed]


def _state(period: Period, last: Submission | None, now: dict[tuple[str, str], Told], today: Period) -> State:
    if period.end >= today.start and last is None:
        return State.RUNNING
    if last is None:
        return State.OPEN
    then = of(last)
    same = all(then.told(period.code, one) in (None, told) for (code, one), told in now.items() if code == period.code)
    return State.SUBMITTED if same else State.CHANGED


def _totals(wanted: Sequence[Period], about: About) -> dict[tuple[str, str], Told]:
    if not wanted:
        return {}
    found = report.totals(list(definitions().values()), wanted, about.where)
    return {(figure.period, one): contents.told(figure) for one, figures in found.items() for figure in figures}


def workbook(organisation: uuid.UUID) -> Workbook | None:
    """The programme's own workbook, the newest."""
    return Workbook.objects.filter(organisation=organisation).order_by("-id").first()


def mapping_of(row: Workbook) -> Mapping:
    """The mapping in use; a workbook always has one."""
    found: Mapping = row.mappings.order_by("-version").first()
    return found


def periods_needed(organisation: uuid.UUID, period: Period) -> list[Period]:
    """The period itself, and the others that the programme's own workbook asks for."""
    row = workbook(organisation)
    if row is None:
        return [period]
    cells = mapping.parse(mapping_of(row).text).cells
    asked = [mapping.other(period, cell.period) for cell in cells if cell.figure]
    return list({one.code: one for one in [period, *asked]}.values())
