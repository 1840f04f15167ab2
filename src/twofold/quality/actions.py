"""How findings come and go: looked for in the records, settled by whoever can mend them."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from twofold.core import clock
from twofold.core.access import Actor, Door
from twofold.core.actions import action, note, require
from twofold.core.errors import Invalid, NotThere
from twofold.programme.models import Organisation
from twofold.quality import checks
from twofold.quality.models import Finding, Settlement

REASON_LENGTH = 500
_WHY = "findings of one organisation, below the doors"


@dataclass(frozen=True)
class Looked:
    """What a look through the records brought: new findings, and open ones that are no longer there."""

    new: int
    mended: int
    open: int


@action("quality.looked")
def look_through(*, by: Actor, organisation: uuid.UUID) -> Looked:
    """Look through the records. What was found before stays one finding; what is no longer there is mended."""
    require(by, Door.CHECKS)
    if by.organisation not in (None, organisation):
        raise NotThere
    row = Organisation.objects.select_for_update().get(pk=organisation)
    found = {one.mark: one for one in checks.everything(checks.Look(row, clock.today(row.timezone)))}
    known = Finding.objects.unscoped(_WHY).filter(organisation=row)
    gone = [one for one in known.filter(settlement=None) if one.mark not in found]
    standing = known.exclude(settlement__how=Settlement.How.MENDED)
    seen = set(standing.values_list("mark", flat=True))
    new = [one for mark, one in found.items() if mark not in seen]
    Finding.objects.unscoped(_WHY).bulk_create(_row(row, one) for one in new)
    _settle(by, gone, Settlement.How.MENDED, "")
    note("quality.looked", "organisation", organisation)
    return Looked(len(new), len(gone), known.filter(settlement=None).count())


def _row(organisation: Organisation, one: checks.Found) -> Finding:
    return Finding(
        organisation=organisation,
        rule=one.rule,
        client_id=one.client,
        caseload_id=one.caseload,
        site_id=one.site,
        contact=one.contact,
        day=one.day,
        evidence=one.evidence,
        mark=one.mark,
        found_at=clock.now(),
    )


@action("finding.settled")
def settle_findings(*, by: Actor, findings: Sequence[uuid.UUID], how: str, reason: str = "") -> None:
    """Say what became of findings: mended, or right as they are, with a reason."""
    require(by, Door.QUALITY)
    if how not in Settlement.How.values:
        raise Invalid(_("Say what became of it."), field="how")
    reason = reason.strip().replace("\x00", "")
    if how == Settlement.How.RIGHT and not reason:
        raise Invalid(_("Say why it is right as it is."), field="reason")
    if len(reason) > REASON_LENGTH:
        raise Invalid(_("Keep this to %(n)s characters.") % {"n": REASON_LENGTH}, field="reason")
    rows = list(Finding.objects.visible_to(by).filter(pk__in=findings))
    if len(rows) != len(set(findings)):
        raise NotThere
    if Settlement.objects.unscoped(_WHY).filter(finding__in=rows).exists():
        raise Invalid(_("Somebody settled this in the meantime. Look at the list again."))
    _settle(by, rows, how, reason)
    for row in rows:
        note("finding.settled", "finding", row.id, rule=row.rule, how=how)


def _settle(by: Actor, rows: Sequence[Finding], how: str, reason: str) -> None:
    Settlement.objects.unscoped(_WHY).bulk_create(
        Settlement(finding=row, how=how, reason=reason, author=by.id, settled_at=clock.now()) for row in rows
    )
