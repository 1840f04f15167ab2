"""A report is handed in: all its figures are written down as they stand, once and for all."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from twofold.core import clock
from twofold.core.access import Actor, Door
from twofold.core.actions import action, note, require
from twofold.core.errors import Invalid
from twofold.indicators import periods
from twofold.indicators.periods import Period
from twofold.programme.models import Organisation, Staff
from twofold.reporting import contents, standing
from twofold.reporting.models import Submission
from twofold.reporting.where import About, about

REASON_LENGTH = 500


@dataclass(frozen=True)
class NewReport:
    """A report to be handed in: the period, the place (nothing: the whole organisation), and why once more."""

    period: str
    place: str | None = None
    reason: str = ""


@action("report.submitted")
def submit_reports(*, by: Actor, reports: Sequence[NewReport]) -> list[Submission]:
    """Hand reports in. One that was handed in before needs a reason, and its figures must have changed."""
    require(by, Door.SUBMIT)
    return [_submit(by, new) for new in reports]


def _submit(by: Actor, new: NewReport) -> Submission:
    whom, period = about(by, new.place), periods.parse(new.period)
    Organisation.objects.select_for_update().get(pk=whom.organisation.pk)  # two at once would both be version 2
    if period.end >= clock.today(whom.organisation.timezone):
        raise Invalid(_("This period is still running. Hand it in once it is over."), field="period")
    held = contents.count(standing.periods_needed(whom.organisation.pk, period), whom.where)
    last = standing.latest(whom.organisation.pk, period.code, whom.code)
    reason = _reason(new.reason, last, held)
    row = Submission.objects.create(
        organisation=whom.organisation,
        period=period.code,
        place=whom.code,
        place_name=whom.where.name,
        version=last.version + 1 if last else 1,
        supersedes=last,
        reason=reason,
        figures=held.figures,
        definitions=held.definitions,
        digest=held.digest(),
        submitted_at=clock.now(),
        author=by.id,
        author_name=_name(by),
    )
    _note(row, whom, period)
    return row


def _note(row: Submission, whom: About, period: Period) -> None:
    # The digest in the keyed log is the witness: a report that was changed in the database no longer fits it.
    note(
        "report.submitted", "report", row.id,
        period=period.code, place=whom.code, version=row.version, digest=row.digest,
    )  # fmt: skip


def _reason(text: str, last: Submission | None, held: contents.Contents) -> str:
    text = text.strip().replace("\x00", "")
    if len(text) > REASON_LENGTH:
        raise Invalid(_("Keep this to %(n)s characters.") % {"n": REASON_LENGTH}, field="reason")
    if last is None:
        return text
    if last.digest == held.digest():
        raise Invalid(_("Nothing has changed since version %(n)s. It stands as it is.") % {"n": last.version})
    if not text:
        raise Invalid(_("Say why the report is handed in once more."), field="reason")
    return text


def _name(by: Actor) -> str:
    return Staff.objects.filter(pk=by.id).values_list("name", flat=True).first() or by.name
