"""What the page of the log reads: rows of the own organisation and of the installation, newest first, as sentences.

Files stand as short references: the log tells what was done, not to whom. Who works here, and where, is told by name.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from twofold.core import access, audit, clock, ids, paging
from twofold.core.access import Actor
from twofold.core.crypto import keyring
from twofold.core.models import AuditEvent, AuditHead
from twofold.home import sentences
from twofold.programme import roles
from twofold.programme.catalogue import supplies
from twofold.programme.models import Organisation, RoleHeld, Site, Staff

PAGE = 50
SHORT = 4
_ORDER = ("-at", "-id")


@dataclass(frozen=True)
class Asked:
    """Which rows: by one worker, of one day, of one group, refusals only, about one thing."""

    worker: uuid.UUID | None = None
    day: dt.date | None = None
    group: str = ""
    denied: bool = False
    thing: str = ""


@dataclass(frozen=True)
class Line:
    """One row as it is shown."""

    at: dt.datetime
    sentence: str
    denied: bool
    thing: str
    sealed: bool


@dataclass(frozen=True)
class Chain:
    """Whether the log holds: so many of one's own rows still to be sealed, broken at one (None: it holds).

    How long the chain is stands nowhere: it is one chain for all organisations, and grows with what others do.
    """

    pending: int
    broken_at: int | None


def waiting(by: Actor) -> int:
    """How many rows that the actor may read are not sealed yet."""
    own = Q(organisation=by.organisation) | Q(organisation=None)
    return AuditEvent.objects.filter(own, seq=None).count()


def chain(by: Actor) -> Chain:
    """Read the chain since it was last read. Where it seems broken, look once more while nobody seals."""
    verdict = audit.verify()
    if not verdict.holds:
        with transaction.atomic():
            AuditHead.objects.select_for_update().filter(pk=1).first()
            verdict = audit.verify()
    return Chain(waiting(by), verdict.broken_at)


def _fits(asked: Asked, timezone: str) -> Q:
    found = Q()
    if asked.worker is not None:
        found &= Q(actor=asked.worker)
    if asked.day is not None:
        found &= Q(at__gte=clock.at_local(asked.day, timezone, 0))
        found &= Q(at__lt=clock.at_local(asked.day + dt.timedelta(days=1), timezone, 0))
    if asked.group == "pages":
        found &= Q(verb__startswith="open.")
    elif asked.group:
        found &= Q(verb__in=sentences.verbs_of(asked.group))
    if asked.denied:
        found &= Q(denied=True)
    if asked.thing:
        found &= Q(object_ref=asked.thing)
    return found


def page(by: Actor, asked: Asked, timezone: str, where: Mapping[str, str]) -> paging.Page:
    """One page. Two walks along one index, merged: rows of the organisation, and of the installation as a whole."""
    backwards = "before" in where
    start = paging.key(dt.datetime, where.get("before") if backwards else where.get("after"))
    backwards = backwards and start is not None
    steps = ("at", "id") if backwards else _ORDER
    kept = AuditEvent.objects.filter(_fits(asked, timezone))
    if start is not None:
        kept = kept.filter(paging.beyond(steps, start))
    found: list[AuditEvent] = []
    for organisation in (by.organisation, None):
        walk: QuerySet[AuditEvent] = kept.filter(organisation=organisation)
        found += walk.order_by(*steps)[: PAGE + 1]
    found.sort(key=lambda row: (row.at, row.id), reverse=not backwards)
    more, found = len(found) > PAGE, found[:PAGE]
    if backwards:
        found.reverse()
    has_previous, has_next = (more, True) if backwards else (start is not None, more)
    return paging.Page(
        found,
        paging.address(where, "before", found[0].at, found[0].id) if found and has_previous else "",
        paging.address(where, "after", found[-1].at, found[-1].id) if found and has_next else "",
    )


class Reader:
    """Tells rows as sentences. Reads the names of workers and sites once for all rows of a page."""

    def __init__(self, by: Actor, timezone: str) -> None:
        self.timezone = timezone
        self.staff = dict(Staff.objects.visible_to(by).values_list("id", "name"))
        self.sites = dict(Site.objects.visible_to(by).values_list("id", "name"))
        self.held: dict[uuid.UUID, list[RoleHeld]] = {}
        self.names = {keyring.reference(pk): name for pk, name in [*self.staff.items(), *self.sites.items()]}
        own = Organisation.objects.filter(pk=by.organisation).first()
        if own is not None:
            self.names[keyring.reference(own.pk)] = own.name

    def lines(self, found: Sequence[AuditEvent]) -> list[Line]:
        """The rows of one page."""
        self._read_roles({row.actor for row in found})
        return [Line(row.at, self.sentence(row), row.denied, self._thing(row), row.seq is not None) for row in found]

    def _read_roles(self, actors: Iterable[uuid.UUID]) -> None:
        for row in RoleHeld.objects.filter(staff__in=set(actors)).order_by("since", "pk"):
            self.held.setdefault(row.staff_id, []).append(row)

    def sentence(self, row: AuditEvent) -> str:
        """One row in words."""
        who, what = self._who(row), self._what(row)
        if row.verb.startswith("open."):
            name = sentences.DOOR_NAMES.get(row.verb.removeprefix("open."), row.verb)
            whole = sentences.KEPT_OUT if row.detail.get("why") == "Door" else sentences.NOT_THERE
            return str(whole).format(who=who, page=name)
        known = sentences.SENTENCES.get(row.verb)
        if known is None:
            return str(sentences.UNKNOWN).format(who=who, verb=row.verb, what=what)
        if row.denied and known.refused:
            return str(sentences.REFUSED).format(who=who, doing=known.refused)
        return str(known.done).format_map(_Told(self._details(row), who=who, what=what))

    def _who(self, row: AuditEvent) -> str:
        if row.actor == access.operator().id:
            return _("The operator")
        if row.actor == access.stranger().id:
            return _("a login that is no account")
        name = self.staff.get(row.actor)
        if name is None:
            return _("somebody ·%(short)s") % {"short": row.actor.hex[:SHORT]}
        day = clock.local_day(row.at, self.timezone)
        held = [
            one.role for one in self.held.get(row.actor, []) if one.since <= day and (not one.until or one.until >= day)
        ]
        words = ", ".join(_inside(label) for label in roles.labels(held))
        return f"{name} ({words})" if words else name

    def _what(self, row: AuditEvent) -> str:
        name = sentences.OBJECTS.get(row.object_type, row.object_type)
        known = self.names.get(row.object_ref)
        return f"{name} {known}" if known else f"{name} ·{row.object_ref[:SHORT]}"

    def _thing(self, row: AuditEvent) -> str:
        """What the rows about the same thing can be asked by: a keyed reference, which says nothing by itself."""
        return row.object_ref if row.object_type in sentences.OBJECTS else ""

    def _details(self, row: AuditEvent) -> dict[str, str]:
        """The detail of a row in words; of the operator's doings elsewhere nothing is told."""
        told = {key: str(value) for key, value in row.detail.items()}
        if "parts" in row.detail:
            told["parts"] = ", ".join(str(sentences.PARTS.get(part, part)) for part in row.detail["parts"])
        if row.organisation is None and row.object_ref not in self.names:
            return {}
        return told | {key: words(self, told[key]) for key, words in _WORDS.items() if key in told}


def _inside(label: str) -> str:
    """A word as it stands inside a sentence: 'outreach worker', but 'M&E officer'."""
    return label[:1].lower() + label[1:] if label[1:2].islower() else label


class _Told(dict[str, str]):
    """A detail that a row does not hold is an ellipsis, not a fault: old rows may hold less."""

    def __init__(self, details: Mapping[str, str], **more: str) -> None:
        super().__init__(details, **more)

    def __missing__(self, key: str) -> str:
        return "…"


def _role(_reader: Reader, value: str) -> str:
    return roles.label(value) if value in {str(role) for role in roles.WORDS} else value


def _site(reader: Reader, value: str) -> str:
    pk = ids.parse(value)
    return reader.sites.get(pk, value) if pk else value


def _holder(reader: Reader, value: str) -> str:
    pk = ids.parse(value)
    return reader.staff.get(pk, "…") if pk else _("nobody")


def _item(_reader: Reader, value: str) -> str:
    found = supplies().by_code().get(value)
    return found.label(get_language() or "en") if found else value


def _offered(_reader: Reader, value: str) -> str:
    return _("yes") if value == "True" else _("no")


_WORDS = {"role": _role, "site": _site, "holder": _holder, "item": _item, "offered": _offered}
