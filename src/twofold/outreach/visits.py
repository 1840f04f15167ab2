"""Who is out on a home visit, and who is overdue: by the server's clock, whatever a phone's clock says."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db.models import Exists, Max, OuterRef

from twofold.core import clock
from twofold.core.access import Actor, Compartment
from twofold.core.crypto import keyring
from twofold.outreach.models import HomeVisit, VisitWord
from twofold.people.reads import opened
from twofold.programme.models import Staff

# Whoever was heard of by nobody for so long is looked for in other ways; the page is not the place any more.
SHOWN = dt.timedelta(days=3)


@dataclass(frozen=True)
class Out:
    """A worker who is out."""

    id: uuid.UUID
    worker: uuid.UUID
    name: str
    site: str
    where: str
    left_at: dt.datetime
    back_by: dt.datetime
    overdue: bool

    @property
    def minutes(self) -> int:
        """For how long somebody should have asked."""
        return max(0, int((clock.now() - self.back_by).total_seconds() // 60))


def out(by: Actor) -> list[Out]:
    """Who is out, of those whom the actor may know of; whoever is overdue the longest comes first."""
    ended = VisitWord.objects.unscoped("of visits that came by visible_to").filter(visit=OuterRef("pk"))
    over = ended.filter(word__in=(VisitWord.Word.BACK, VisitWord.Word.HEARD))
    rows = HomeVisit.objects.visible_to(by).filter(~Exists(over), left_at__gte=clock.now() - SHOWN)
    found = list(rows.annotate(later=Max("words__back_by")).select_related("site"))
    if found:
        keyring.load({row.organisation_id for row in found}, Compartment.SERVICE)
    names = dict(Staff.objects.filter(pk__in={row.author for row in found}).values_list("pk", "name"))
    now = clock.now()
    shown = []
    for row in found:
        back_by = max(row.back_by, row.later) if row.later else row.back_by
        where = (opened(row) or {}).get("where", "")
        name = names.get(row.author, "")
        shown.append(Out(row.pk, row.author, name, row.site.name, where, row.left_at, back_by, back_by < now))
    return sorted(shown, key=lambda one: (one.back_by, one.id))


def own(by: Actor) -> Out | None:
    """The visit on which the actor is."""
    return next((one for one in out(by) if one.worker == by.id), None)


def overdue(by: Actor) -> list[Out]:
    """Who should have been back by now."""
    return [one for one in out(by) if one.overdue]
