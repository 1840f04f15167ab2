"""Going along, as a phone shows it: what is open on a card, the places and services to choose from, and the forms."""

import datetime as dt
import functools
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from twofold.core.access import Actor, Compartment, Verb, allow
from twofold.core.prepared import prepared
from twofold.outreach.forms.referrals import COMPANIONS, FIELDS, OfferForm, StepForm
from twofold.outreach.models import ReferralState, ReferralStep
from twofold.outreach.pathways import CLOSED, Told, pathway, shown
from twofold.outreach.referred import told
from twofold.people.models import Client
from twofold.people.reads import opened
from twofold.programme.models import Facility
from twofold.programme.services import services

_REFER = _("Refer")


@prepared
def _open_referrals(clients: tuple[uuid.UUID, ...]) -> QuerySet:
    states = ReferralState.objects.unscoped("of clients that came by visible_to").filter(client__in=clients)
    return states.exclude(step__in=CLOSED).select_related("referral").order_by("due_on", "pk")


def of_cards(by: Actor, rows: Sequence[Client]) -> dict[uuid.UUID, list[dict[str, Any]]]:
    """The open referrals of these clients, for whoever may read that part of each file. A few queries, however many."""
    readable = [row.pk for row in rows if allow(by, Verb.READ, Compartment.IDENTITY, row.case_for(by))]
    found: dict[uuid.UUID, list[dict[str, Any]]] = defaultdict(list)
    open_ones = _open_referrals(tuple(readable))
    places = dict(directory(by)) if open_ones else {}
    standing = _standing(open_ones)
    for state in open_ones:
        body = opened(state.referral) or {}
        found[state.client_id].append(
            {
                "id": str(state.pk),
                "label": _label(body, places),
                "step": state.step,
                "visit": state.visit,
                "on": _day(state.on),
                "due_on": _day(state.due_on),
                "next": _to_come(state.step),
                "appointment": standing.get(state.pk),
            }
        )
    return found


def _standing(states: Iterable[ReferralState]) -> dict[uuid.UUID, str]:
    """The appointment that each of these waits for: what is told of another day supersedes it, and is no second one."""
    waiting = {state.pk: state.visit for state in states if state.step == "appointment"}
    if not waiting:
        return {}
    steps: dict[uuid.UUID, list[Told]] = defaultdict(list)
    rows = ReferralStep.objects.unscoped("of referrals that came by visible_to").filter(referral__in=waiting)
    for row in rows.filter(step="appointment").defer("body"):
        if row.visit == waiting[row.referral_id]:
            steps[row.referral_id].append(told(row))
    return {referral: str(one.id) for referral, family in steps.items() for one in shown(family)}


def _label(body: dict[str, Any], places: Mapping[str, str]) -> dict[str, str]:
    """What for and where, in every language."""
    service = services().by_code().get(body.get("service", ""))
    where = places.get(body.get("facility") or "", body.get("place", ""))
    return {
        language: " · ".join(filter(None, (service and service.label(language), where))) for language in ("en", "hi")
    }


def _to_come(step: str) -> list[str]:
    """Every step that may follow before the phone hears of the office again: a whole visit may be told without signal."""
    order = pathway().order
    return [code for code in FIELDS if order(code) > order(step) or code == "appointment"]


def _day(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


@prepared
def _open(organisation: uuid.UUID | None) -> QuerySet:
    rows = Facility.objects.filter(organisation=organisation, closed_on=None)
    return rows.order_by("name", "pk").values_list("pk", "name")


def directory(by: Actor) -> tuple[tuple[str, str], ...]:
    """Places to choose from: id and name."""
    return tuple((str(pk), name) for pk, name in _open(by.organisation))


def _place(code: str, name: str) -> dict[str, Any]:
    return {"code": code, "label": {"en": name, "hi": name}}


def said(words: str | Promise | Any) -> dict[str, str]:
    """Words in every language."""
    found = {}
    for language in ("en", "hi"):
        with override(language):
            found[language] = str(words)
    return found


def _question(name: str, words: Any, choices: Iterable[tuple[str, Any]] = (), **more: Any) -> dict[str, Any]:
    offered = [{"code": code, "label": label if isinstance(label, dict) else said(label)} for code, label in choices]
    return {"name": name, "label": said(words), "choices": offered, **more}


def forms(by: Actor) -> list[dict[str, Any]]:
    """What a phone asks: one form to offer, one for each step. Made from what the office's own pages ask."""
    return forms_with(directory(by))


def forms_with(known: Sequence[tuple[str, str]]) -> list[dict[str, Any]]:
    """The forms, with these places to choose from."""
    offering, *following = _forms()
    places = [_place(*place) for place in known]
    where = [{**one, "choices": places} if one["name"] == "facility" else one for one in offering["questions"]]
    shown = [one for one in where if one["name"] != "facility" or places]
    return [{**offering, "questions": shown}, *following]


@functools.cache
def _forms() -> list[dict[str, Any]]:
    return [_offering(), *(_following(step) for step in FIELDS)]


def _offering() -> dict[str, Any]:
    asked = OfferForm.base_fields
    questions = [
        _question("service", asked["service"].label, needed=True) | {"choices": _services()},
        _question("facility", asked["facility"].label),
        _question("agreed", asked["agreed"].label, [("yes", asked["agreed"].label)], type="yes"),
        _question("on", asked["on"].label, type="date"),
        _question("at", asked["at"].label),
        _question("ask_for", asked["ask_for"].label),
        _question("note", asked["note"].label),
    ]
    return {
        "kind": "referral.made",
        "v": 1,
        "of": "offer",
        "label": said(_REFER),
        "first": None,
        "questions": questions,
    }


def _services() -> list[dict[str, Any]]:
    """What somebody can be referred to, with what can be said of it at once, where there is something."""
    offered = []
    for one in services().service:
        about = {"about": {"en": list(one.about_en), "hi": list(one.about_hi)}} if one.about_en else {}
        offered.append({"code": one.code, "label": {"en": one.en, "hi": one.hi}} | about)
    return offered


def _following(step: str) -> dict[str, Any]:
    asked, known = StepForm.base_fields, pathway()
    answers = {"why": known.why, "outcome": known.outcome}
    questions = []
    for name in FIELDS[step]:
        if name == "with_whom":
            some: list[tuple[str, Any]] = [pair for pair in COMPANIONS if pair[0] != "colleague"]
            questions.append(_question(name, asked[name].label, some, needed=True, value="self"))
        elif name in answers:
            told = [(one.code, {"en": one.en, "hi": one.hi}) for one in answers[name]]
            questions.append(_question(name, asked[name].label, told, needed=True))
        elif name != "colleague":
            more = {"type": "date", "needed": True} if name == "on" else {}
            questions.append(_question(name, asked[name].label, **more))
    questions.append(_question("note", asked["note"].label))
    one = known.by_code()[step]
    label = {"en": one.en, "hi": one.hi}
    return {"kind": "referral.followed", "v": 1, "of": step, "label": label, "first": None, "questions": questions}
