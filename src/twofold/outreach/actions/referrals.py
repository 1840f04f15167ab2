"""How referrals come in: offered, followed step by step, a step taken back. What happened is taken in, in whatever order."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from twofold.core import clock, ids
from twofold.core.access import Actor, Compartment, Door, Verb
from twofold.core.actions import action, note, nothing_to_do, require
from twofold.core.crypto import keyring
from twofold.core.errors import Invalid, NotThere
from twofold.outreach import referred
from twofold.outreach.actions.contacts import TEXT_LENGTH
from twofold.outreach.models import Referral, ReferralState, ReferralStep
from twofold.outreach.pathways import MOST_VISITS, pathway, visit_of
from twofold.people import state as people
from twofold.people.actions.record import open_files
from twofold.people.actions.register import when
from twofold.programme.models import Facility, Organisation, Staff
from twofold.programme.services import services
from twofold.programme.slips import is_neutral

# Who goes along: the worker who tells it, a colleague, somebody of the client's own, nobody.
COMPANIONS = ("self", "colleague", "own", "nobody")
FURTHEST = dt.timedelta(days=730)
_WORDS = ("at", "ask_for", "with_whom", "why", "outcome", "note")


@dataclass(frozen=True)
class NewReferral:
    """A service that was offered. `agreed` and `on` (the day of an appointment) are told in the same breath, or later."""

    client: uuid.UUID
    service: str
    facility: uuid.UUID | None = None
    place: str = ""
    note: str = ""
    agreed: bool = False
    on: dt.date | None = None
    at: str = ""
    ask_for: str = ""
    occurred_at: dt.datetime | None = None
    recorded_at: dt.datetime | None = None
    id: uuid.UUID | None = None


@dataclass(frozen=True)
class NewStep:
    """One step of a referral. Without `visit` it belongs to the visit that is under way, or begins the next one.

    `corrects` names the step that this one supersedes; with `void` it takes that one back. `client`, where it is told, must be
    whose referral it is.
    """

    referral: uuid.UUID
    step: str
    visit: int | None = None
    on: dt.date | None = None
    at: str = ""
    ask_for: str = ""
    with_whom: str = ""
    colleague: uuid.UUID | None = None
    why: str = ""
    outcome: str = ""
    note: str = ""
    occurred_at: dt.datetime | None = None
    recorded_at: dt.datetime | None = None
    client: uuid.UUID | None = None
    id: uuid.UUID | None = None
    corrects: uuid.UUID | None = None
    void: bool = False


@action("referral.offered")
def offer_referrals(*, by: Actor, referrals: Sequence[NewReferral]) -> list[Referral]:
    """Append referrals with their first steps, all or none. The same id by the same author again changes nothing."""
    require(by, Door.REFERRALS)
    referrals = _fresh(by, Referral, referrals)
    if not referrals:
        nothing_to_do()
        return []
    files = open_files(by, [new.client for new in referrals], Verb.WRITE, Compartment.IDENTITY)
    keyring.load(files, Compartment.IDENTITY, make=True)
    organisation = Organisation.objects.get(pk=by.organisation)
    _check_services(by, referrals)
    made, steps = [], []
    for new in referrals:
        row = _referral(by, organisation, new)
        made.append(row)
        steps += _first_steps(by, organisation, row, new)
    Referral.objects.unscoped("appends referrals").bulk_create(made)
    ReferralStep.objects.unscoped("appends steps").bulk_create(steps)
    referred.refold_referrals(row.pk for row in made)
    people.move({row.client_id for row in made})
    for row in made:
        note("referral.offered", "referral", row.pk)
    return made


@action("referral.followed")
def follow_referrals(*, by: Actor, steps: Sequence[NewStep]) -> list[ReferralStep]:
    """Append steps, all or none. A referral that is not there and one that is not this worker's are the same."""
    require(by, Door.REFERRALS)
    steps = _fresh(by, ReferralStep, steps)
    if not steps:
        nothing_to_do()
        return []
    rows = _referrals(by, steps)
    steps = [_upon_the_offer(by, rows[new.referral], new) for new in steps]
    keyring.load({row.client_id for row in rows.values()}, Compartment.IDENTITY, make=True)
    organisation = Organisation.objects.get(pk=by.organisation)
    olds = _corrected(by, steps)
    made = [_told(by, organisation, rows[new.referral], new, olds.get(new.corrects)) for new in steps]
    ReferralStep.objects.unscoped("appends steps").bulk_create(made)
    referred.refold_referrals({row.referral_id for row in made})
    people.move({row.client_id for row in made})
    for row in made:
        note("referral.followed", "referral", row.referral_id, step=row.step)
    return made


@action("referral.taken_back")
def take_step_back(*, by: Actor, step: uuid.UUID) -> ReferralStep:
    """Take a step back: it stops showing, and stays in the record as taken back. Twice is once."""
    require(by, Door.REFERRALS)
    old = ReferralStep.objects.visible_to(by).filter(pk=step).first()
    if old is None:
        raise NotThere
    open_files(by, [old.client_id], Verb.WRITE, Compartment.IDENTITY)
    family = ReferralStep.objects.unscoped("one step, told several times").filter(root=old.root)
    if family.filter(corrects=old).exists() or old.void:
        nothing_to_do()
        return old
    follow_referrals(by=by, steps=[NewStep(old.referral_id, old.step, visit=old.visit, corrects=old.pk, void=True)])
    note("referral.taken_back", "referral", old.referral_id, step=old.step)
    return old


def _fresh(by: Actor, model: Any, told: Sequence[Any]) -> list[Any]:
    """Those that are not there yet. An id that stands on somebody else's row is not used, and not spoken of."""
    given = [new.id for new in told if new.id]
    rows = model.objects.unscoped("same entry again").filter(pk__in=given)
    authors = dict(rows.values_list("pk", "author")) if given else {}
    fresh = [new for new in told if new.id is None or authors.get(new.id) != by.id]
    return [replace(new, id=None) if new.id in authors else new for new in fresh]


def _referrals(by: Actor, steps: Iterable[NewStep]) -> dict[uuid.UUID, Referral]:
    told = Referral.objects.unscoped("their files are opened next")
    rows: dict[uuid.UUID, Referral] = told.in_bulk([new.referral for new in steps])
    if any(new.referral not in rows or new.client not in (None, rows[new.referral].client_id) for new in steps):
        raise NotThere
    open_files(by, [row.client_id for row in rows.values()], Verb.WRITE, Compartment.IDENTITY)
    return rows


def _corrected(by: Actor, steps: Iterable[NewStep]) -> dict[uuid.UUID | None, ReferralStep]:
    named = {new.corrects: new.referral for new in steps if new.corrects}
    olds = ReferralStep.objects.unscoped("of referrals whose files are open").in_bulk(list(named)) if named else {}
    if any(pk not in olds or olds[pk].referral_id != referral for pk, referral in named.items()):
        raise NotThere
    return dict(olds)


def _check_services(by: Actor, referrals: Sequence[NewReferral]) -> None:
    known = services().by_code()
    wanted = {new.facility for new in referrals if new.facility}
    there = set(Facility.objects.visible_to(by).filter(pk__in=wanted).values_list("pk", flat=True))
    for new in referrals:
        if new.service not in known:
            raise Invalid(_("Choose a service from the list."), field="service")
        if new.facility and new.facility not in there:
            raise Invalid(_("Choose a facility from the list."), field="facility")
        for name in ("place", "note"):
            if len(getattr(new, name)) > TEXT_LENGTH:
                raise Invalid(_("Keep this to %(n)s characters.") % {"n": TEXT_LENGTH}, field=name)


def _referral(by: Actor, organisation: Organisation, new: NewReferral) -> Referral:
    moment = when(new.occurred_at, organisation.timezone)
    body = {
        "service": new.service,
        "facility": str(new.facility) if new.facility else None,
        "place": new.place,
        "note": new.note,
        **_times(moment, new.recorded_at),
    }
    return Referral(
        id=new.id or ids.new_entry_id(), client_id=new.client, body=body, **_common(by, organisation, moment)
    )


def _times(moment: dt.datetime, recorded_at: dt.datetime | None) -> dict[str, str]:
    return {"occurred_at": moment.isoformat(), "recorded_at": (recorded_at or clock.now()).isoformat()}


def _common(by: Actor, organisation: Organisation, moment: dt.datetime) -> dict[str, Any]:
    day = clock.local_day(moment, organisation.timezone)
    return {"day": day, "received_at": clock.now(), "author": by.id, "device": by.device}


def _first_steps(by: Actor, organisation: Organisation, row: Referral, new: NewReferral) -> list[ReferralStep]:
    """That it was offered, and what was said in the same breath: each under an id that the referral's own leads to."""
    said = ["offered", *(["agreed"] if new.agreed or new.on else []), *(["appointment"] if new.on else [])]
    told = {"occurred_at": new.occurred_at, "recorded_at": new.recorded_at}
    found = []
    for step in said:
        words = {"on": new.on, "at": new.at, "ask_for": new.ask_for} if step == "appointment" else {}
        one = NewStep(row.pk, step, visit=1, id=_first_id(row.pk, step), **told, **words)
        found.append(_told(by, organisation, row, one, None))
    return found


def _first_id(referral: uuid.UUID, step: str) -> uuid.UUID:
    return ids.named(keyring.index("referral", f"{referral}|{step}"))


def _upon_the_offer(by: Actor, row: Referral, new: NewStep) -> NewStep:
    """A phone cannot name the appointment that it made together with an offer: the office gave it its number. Another day
    that the same phone tells for that visit moves it, and is no rival beside it.
    """
    unnamed = new.step == "appointment" and new.corrects is None and by.device is not None and by.device == row.device
    if not unnamed or (new.visit or _visit(row, new.step)) != 1:
        return new
    first = _first_id(row.pk, new.step)
    there = ReferralStep.objects.unscoped("of a referral whose file is open").filter(pk=first).exists()
    return replace(new, corrects=first) if there else new


def _told(by: Actor, organisation: Organisation, row: Referral, new: NewStep, old: ReferralStep | None) -> ReferralStep:
    moment = when(new.occurred_at, organisation.timezone)
    _check_step(by, new, clock.local_day(moment, organisation.timezone))
    entry = new.id or ids.new_entry_id()
    taken_back = old if new.void else None
    body = {name: getattr(new, name) for name in _WORDS}
    body |= {"colleague": str(new.colleague) if new.colleague else None, **_times(moment, new.recorded_at)}
    return ReferralStep(
        id=entry,
        referral=row,
        client_id=row.client_id,
        step=old.step if old else new.step,
        visit=old.visit if old else new.visit or _visit(row, new.step),
        on=taken_back.on if taken_back else new.on,
        corrects=old,
        root=old.root if old else entry,
        void=taken_back is not None,
        body=body,
        **_common(by, organisation, moment),
    )


def _visit(row: Referral, step: str) -> int:
    state = ReferralState.objects.unscoped("of a referral whose file is open").filter(pk=row.pk).first()
    return visit_of(step, state) if state else 1


def _check_step(by: Actor, new: NewStep, day: dt.date) -> None:
    known = pathway()
    if new.step not in known.by_code():
        raise Invalid(_("Choose a step from the list."), field="step")
    if new.void:
        return
    if new.visit is not None and not 1 <= new.visit <= MOST_VISITS:
        raise Invalid(_("Write a whole number of visits."), field="visit")
    if new.step == "appointment":
        _check_appointment(new, day)
    if new.step == "accompanied" and new.with_whom not in COMPANIONS:
        raise Invalid(_("Say who goes along."), field="with_whom")
    if new.with_whom == "colleague" and not Staff.objects.visible_to(by).filter(pk=new.colleague).exists():
        raise Invalid(_("Choose a colleague from the list."), field="colleague")
    if new.step in ("broken", "stopped") and new.why not in {why.code for why in known.why}:
        raise Invalid(_("Say why."), field="why")
    if new.step == "outcome" and new.outcome not in {one.code for one in known.outcome}:
        raise Invalid(_("Say what came of it."), field="outcome")
    for name in ("at", "ask_for", "note"):
        if len(getattr(new, name)) > TEXT_LENGTH:
            raise Invalid(_("Keep this to %(n)s characters.") % {"n": TEXT_LENGTH}, field=name)


def _check_appointment(new: NewStep, day: dt.date) -> None:
    if new.on is None:
        raise Invalid(_("Write the day of the appointment."), field="on")
    if not day - FURTHEST < new.on < day + FURTHEST:
        raise Invalid(_("This day lies too far off. Check the year."), field="on")
    for name in ("at", "ask_for"):
        if not is_neutral(getattr(new, name)):
            raise Invalid(
                _("This stands on the slip: choose words that say nothing of an illness, of drugs or of violence."),
                field=name,
            )
