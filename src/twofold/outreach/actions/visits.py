"""How home visits come in: setting out, being later than said, being back; and the office, that it heard from somebody."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from twofold.core import clock, ids
from twofold.core.access import Actor, Compartment, Door
from twofold.core.actions import action, note, nothing_to_do, require
from twofold.core.crypto import keyring
from twofold.core.errors import Invalid, NotThere
from twofold.outreach.models import HomeVisit, VisitWord
from twofold.people.actions.register import when
from twofold.programme.models import Organisation, Site

SHORTEST, LONGEST = 5, 12 * 60  # minutes
MOST_WORDS = 200


@dataclass(frozen=True)
class NewVisit:
    """That a worker sets out, and after how many minutes somebody should ask."""

    site: uuid.UUID
    minutes: int
    where: str = ""
    occurred_at: dt.datetime | None = None
    id: uuid.UUID | None = None


@dataclass(frozen=True)
class NewWord:
    """A word of a visit: 'back', 'later' (by so many minutes from now), 'heard' (the office spoke with them)."""

    visit: uuid.UUID
    word: str
    minutes: int = 0
    occurred_at: dt.datetime | None = None
    id: uuid.UUID | None = None


@action("visit.began")
def begin_visits(*, by: Actor, visits: Sequence[NewVisit]) -> list[HomeVisit]:
    """Append visits, all or none. The same id by the same author again changes nothing."""
    require(by, Door.VISITS)
    visits = _fresh(by, HomeVisit, visits)
    if not visits:
        nothing_to_do()
        return []
    organisation = Organisation.objects.get(pk=by.organisation)
    sites = set(Site.objects.visible_to(by).filter(pk__in={new.site for new in visits}).values_list("pk", flat=True))
    made = []
    for new in visits:
        if new.site not in sites:
            raise Invalid(_("Choose a site from the list."), field="site")
        if len(new.where) > MOST_WORDS:
            raise Invalid(_("Keep this to %(n)s characters.") % {"n": MOST_WORDS}, field="where")
        left_at = when(new.occurred_at, organisation.timezone)
        row = HomeVisit(
            id=new.id or ids.new_entry_id(), site_id=new.site, left_at=left_at,
            back_by=left_at + _minutes(new.minutes), body={"where": new.where}, **_common(by, organisation, left_at),
        )  # fmt: skip
        made.append(row)
    keyring.load([organisation.pk], Compartment.SERVICE, make=True)
    HomeVisit.objects.unscoped("appends visits").bulk_create(made)
    for row in made:
        note("visit.began", "visit", row.pk)
    return made


@action("visit.told")
def tell_visits(*, by: Actor, words: Sequence[NewWord]) -> list[VisitWord]:
    """Append words of visits: of one's own, or 'heard' of whoever's, by the office. All or none."""
    words = _fresh(by, VisitWord, words)
    for door in {Door.ALARMS if new.word == VisitWord.Word.HEARD else Door.VISITS for new in words}:
        require(by, door)
    if not words:
        require(by, Door.HOME)
        nothing_to_do()
        return []
    rows = HomeVisit.objects.visible_to(by).in_bulk([new.visit for new in words])
    organisation = Organisation.objects.get(pk=by.organisation)
    made = []
    for new in words:
        visit = rows.get(new.visit)
        if visit is None or (new.word != VisitWord.Word.HEARD and visit.author != by.id):
            raise NotThere
        if new.word not in VisitWord.Word.values:
            raise Invalid(_("Choose an answer from the list."), field="word")
        moment = when(new.occurred_at, organisation.timezone)
        later = moment + _minutes(new.minutes) if new.word == VisitWord.Word.LATER else None
        entry = new.id or ids.new_entry_id()
        made.append(VisitWord(id=entry, visit=visit, word=new.word, back_by=later, **_common(by, organisation, moment)))
    VisitWord.objects.unscoped("appends words").bulk_create(made)
    for row in made:
        note("visit.told", "visit", row.visit_id, word=row.word)
    return made


def _minutes(n: int) -> dt.timedelta:
    if not SHORTEST <= n <= LONGEST:
        raise Invalid(
            _("Choose between %(least)s minutes and %(most)s hours.") % {"least": SHORTEST, "most": LONGEST // 60},
            field="minutes",
        )
    return dt.timedelta(minutes=n)


def _fresh(by: Actor, model: Any, told: Sequence[Any]) -> list[Any]:
    """Those that are not there yet; an id that stands on somebody else's row is nobody's here."""
    rows = model.objects.unscoped("same entry again").filter(pk__in=[new.id for new in told if new.id])
    authors = dict(rows.values_list("pk", "author"))
    if any(author != by.id for author in authors.values()):
        raise NotThere
    return [new for new in told if new.id not in authors]


def _common(by: Actor, organisation: Organisation, moment: dt.datetime) -> dict[str, Any]:
    day = clock.local_day(moment, organisation.timezone)
    return {
        "day": day, "received_at": clock.now(), "author": by.id, "device": by.device, "organisation_id": organisation.pk,
    }  # fmt: skip
