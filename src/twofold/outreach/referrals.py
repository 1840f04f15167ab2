"""What pages read of referrals: which are due, one with its steps, those of a client, the time between steps."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from twofold.core.access import Actor, Compartment
from twofold.core.crypto import keyring
from twofold.core.errors import NotThere
from twofold.core.paging import Page, cut
from twofold.outreach.models import Referral, ReferralState, ReferralStep
from twofold.outreach.pathways import CLOSED, Told, next_steps, pathway, shown, spans
from twofold.outreach.referred import told
from twofold.people import reads as people
from twofold.people.models import Client
from twofold.people.rules import ACTIVE
from twofold.programme.models import Facility, Staff
from twofold.programme.services import services

SPANS_OF_DAYS = 365
_WHY = "of referrals that came by visible_to"
_LONG_AGO = dt.date(2000, 1, 1)


@dataclass(frozen=True)
class Line:
    """One referral on a list: words for a bystander, and what for only on the page of a client."""

    id: uuid.UUID
    client: uuid.UUID
    code: str | None
    nickname: str
    service: str
    facility: str
    step: str
    visit: int
    on: dt.date | None
    due: str
    due_on: dt.date | None
    is_due: bool
    overdue: bool
    closed: bool


@dataclass(frozen=True)
class StepShown:
    """One step that shows, in words."""

    id: uuid.UUID
    step: str
    visit: int
    title: str
    day: dt.date
    on: dt.date | None
    after: int | None
    by: str
    facts: list[tuple[str, str]] = field(default_factory=list)
    told: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class OneReferral:
    """A referral with its steps. `code` is the step that it has come to."""

    row: Referral
    code: str
    line: Line
    body: dict[str, Any]
    facility: Facility | None
    steps: list[StepShown]
    next: list[str]
    appointment: StepShown | None


def page(by: Actor, where: Mapping[str, str], today: dt.date, *, which: str = "due") -> Page:
    """One page of referrals: what is due, all that are open, or those that are closed."""
    rows = ReferralState.objects.visible_to(by).select_related("referral", "client__state")
    here = rows.filter(client__state__status=ACTIVE)
    if which == "closed":
        return cut(rows.filter(step__in=CLOSED), ("-since", "-referral_id"), where)
    if which == "open":
        return cut(here.exclude(step__in=CLOSED), ("due_on", "referral_id"), where)
    return cut(here.filter(due_on__lte=today), ("due_on", "referral_id"), where)


def due(by: Actor, today: dt.date) -> int:
    """How many referrals of this worker's clients are due."""
    rows: QuerySet = ReferralState.objects.visible_to(by)
    return rows.filter(client__state__status=ACTIVE, due_on__lte=today).count()


def lines(by: Actor, states: Sequence[ReferralState], today: dt.date) -> list[Line]:
    """What stands on each line. A few queries, however many."""
    clients = {state.client_id: state.client for state in states}
    profiles = people.profiles(by, list(clients.values()))
    keyring.load(clients, Compartment.SERVICE, Compartment.IDENTITY)
    bodies = {state.pk: people.opened(state.referral) or {} for state in states}
    places = _facilities(body.get("facility") for body in bodies.values())
    return [_line(state, bodies[state.pk], places, profiles.get(state.client_id, {}), today) for state in states]


def _facilities(named: Iterable[str | None]) -> dict[str, Facility]:
    wanted = {pk for pk in named if pk}
    rows = Facility.objects.filter(pk__in=wanted) if wanted else []
    return {str(row.pk): row for row in rows}


def _line(
    state: ReferralState,
    body: dict[str, Any],
    places: Mapping[str, Facility],
    profile: dict[str, Any],
    today: dt.date,
) -> Line:
    step = pathway().by_code()[state.step]
    service = services().by_code().get(body.get("service", ""))
    facility = places.get(body.get("facility") or "")
    return Line(
        id=state.pk,
        client=state.client_id,
        code=people.opened(state.client, "code"),
        nickname=profile.get("nickname", ""),
        service=service.label(get_language() or "en") if service else "",
        facility=facility.name if facility else body.get("place", ""),
        step=step.words,
        visit=state.visit,
        on=state.on,
        due=step.due.words if step.due else "",
        due_on=state.due_on,
        is_due=state.due_on is not None and state.due_on <= today,
        overdue=(state.on if state.step == "appointment" and state.on else state.due_on or today) < today,
        closed=state.step in CLOSED,
    )


def of_client(by: Actor, client: Client, today: dt.date) -> list[Line]:
    """The referrals of one client, the open ones first. The caller has asked whether this part may be read."""
    rows = ReferralState.objects.unscoped("of a client that came by visible_to").filter(client=client)
    states = list(rows.select_related("referral", "client__state"))
    states.sort(key=lambda state: (state.step in CLOSED, state.due_on or _LONG_AGO, state.pk))
    return lines(by, states, today)


def one(by: Actor, referral: uuid.UUID, today: dt.date) -> OneReferral:
    """A referral with the steps that show. Raises NotThere: also where all of it was taken back."""
    states = ReferralState.objects.visible_to(by).select_related("referral", "client__state")
    state = states.filter(pk=referral).first()
    if state is None:
        raise NotThere
    keyring.load([state.client_id], Compartment.SERVICE, Compartment.IDENTITY)
    rows = {row.pk: row for row in ReferralStep.objects.unscoped(_WHY).filter(referral=referral)}
    steps = _steps([rows[found.id] for found in shown(told(row) for row in rows.values())])
    body = people.opened(state.referral) or {}
    current = [step for step in steps if step.visit == state.visit and step.step == "appointment"]
    return OneReferral(
        row=state.referral,
        code=state.step,
        line=lines(by, [state], today)[0],
        body=body,
        facility=_facilities([body.get("facility")]).get(body.get("facility") or ""),
        steps=steps,
        next=next_steps(state),
        appointment=current[-1] if current else None,
    )


def _steps(rows: Sequence[ReferralStep]) -> list[StepShown]:
    wanted = {row.author for row in rows} | {pk for row in rows if (pk := (people.opened(row) or {}).get("colleague"))}
    names = {str(pk): name for pk, name in Staff.objects.filter(pk__in=wanted).values_list("pk", "name")}
    found: list[StepShown] = []
    for row in rows:
        before = found[-1].day if found else None
        found.append(_step(row, names, (row.day - before).days if before else None))
    return found


def _step(row: ReferralStep, names: Mapping[str, str], after: int | None) -> StepShown:
    body, known = people.opened(row) or {}, pathway()
    facts, words = [], []
    if row.step == "accompanied":
        facts.append((_("Went along"), companion(body, names.get(str(row.author), ""), names)))
    for name, title, answers in (("why", _("Why"), known.why), ("outcome", _("What came of it"), known.outcome)):
        if body.get(name):
            facts.append((title, next((a.words for a in answers if a.code == body[name]), "")))
    for name, title in (("at", _("Time")), ("ask_for", _("Ask for")), ("note", _("Note"))):
        if body.get(name):
            words.append((title, body[name]))
    return StepShown(
        row.pk, row.step, row.visit, known.by_code()[row.step].words, row.day, row.on, after,
        names.get(str(row.author), ""), facts, words,
    )  # fmt: skip


def companion(body: dict[str, Any], teller: str, names: Mapping[str, str]) -> str:
    """Who went along, in words."""
    return {
        "self": teller,
        "colleague": names.get(body.get("colleague") or "", _("a colleague")),
        "own": _("somebody of their own"),
        "nobody": _("nobody: went alone"),
    }.get(body.get("with_whom", ""), "")


def between_steps(by: Actor, today: dt.date) -> list[tuple[str, str, int, float | None]]:
    """The time between steps, over the referrals of the last year that this worker may read: medians, in words."""
    since = today - dt.timedelta(days=SPANS_OF_DAYS)
    rows = ReferralStep.objects.visible_to(by).filter(referral__day__gte=since).defer("body")
    families: dict[uuid.UUID, list[Told]] = defaultdict(list)
    for row in rows:
        families[row.referral_id].append(told(row))
    known = pathway().by_code()
    return [
        (known[start].words, known[end].words, n, days)
        for start, end, n, days in spans(shown(family) for family in families.values())
    ]


def facilities(by: Actor, service: str = "") -> list[tuple[str, str]]:
    """Places to choose from, those that offer the service first."""
    rows = Facility.objects.visible_to(by).filter(closed_on=None)
    found = sorted(rows, key=lambda row: (service not in row.services, row.name.casefold()))
    return [(str(row.pk), row.name) for row in found]


def colleagues(by: Actor) -> list[tuple[str, str]]:
    """Who could go along: everybody with an account here."""
    rows = Staff.objects.visible_to(by).filter(is_active=True).exclude(pk=by.id).order_by("name")
    return [(str(pk), name) for pk, name in rows.values_list("pk", "name")]
