"""Caseloads: opened, and handed from worker to worker as a whole. Which clients are in one is a matter of `people`."""

import uuid

from django.utils.translation import gettext_lazy as _

from twofold.core.access import Actor, Door
from twofold.core.actions import action, note, require
from twofold.core.errors import Invalid
from twofold.programme.actions.checks import row_of, text
from twofold.programme.models import Caseload, Site, Staff


@action("caseload.opened")
def open_caseload(*, by: Actor, site: uuid.UUID, name: str, holder: uuid.UUID | None = None) -> Caseload:
    """A new caseload at a site, held by a worker or by nobody yet."""
    require(by, Door.CASELOADS)
    where: Site = row_of(Site, by, site)
    _check_holder(where.organisation_id, holder)
    made: Caseload = Caseload.objects.create(site=where, name=text(name, "name"), holder_id=holder)
    note("caseload.opened", "caseload", made.id, site=where.code)
    return made


@action("caseload.renamed")
def rename_caseload(*, by: Actor, caseload: uuid.UUID, name: str) -> Caseload:
    """Another name for a caseload."""
    require(by, Door.CASELOADS)
    row: Caseload = row_of(Caseload, by, caseload)
    row.name = text(name, "name")
    row.save()
    note("caseload.renamed", "caseload", row.id)
    return row


@action("caseload.handed_over")
def hand_over_caseload(*, by: Actor, caseload: uuid.UUID, holder: uuid.UUID | None) -> Caseload:
    """The whole caseload to another worker, in one step."""
    require(by, Door.CASELOADS)
    row: Caseload = row_of(Caseload, by, caseload)
    _check_holder(row.site.organisation_id, holder)
    row.holder_id = holder
    row.save()
    note("caseload.handed_over", "caseload", row.id, holder=str(holder) if holder else "")
    return row


def _check_holder(organisation: uuid.UUID, holder: uuid.UUID | None) -> None:
    if holder is None:
        return
    if not Staff.objects.filter(id=holder, organisation=organisation, is_active=True).exists():
        raise Invalid(_("Choose a worker of this organisation."), field="holder")
