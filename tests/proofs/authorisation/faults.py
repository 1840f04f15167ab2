"""Faults to be planted in the software, as data: what is wrong, which walk must find it, and how it is planted.

The walks are the unchanged ones; a fault that none of them finds says that they prove nothing.
"""

import dataclasses
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.http import HttpResponse, HttpResponseForbidden
from django.urls import path

from twofold.config import urls
from twofold.core import access, doors
from twofold.core.access import Case, Compartment, Consent, Door, Grant, Relation, Role
from twofold.core.crypto import keyring
from twofold.core.errors import Denied, NotThere
from twofold.outreach.models import ContactQuerySet
from twofold.outreach.views import clients
from twofold.people import models as people
from twofold.people import reads
from twofold.programme.models import CaseloadQuerySet, SiteQuerySet, StaffQuerySet

Patch = pytest.MonkeyPatch
_C = Compartment


@dataclass(frozen=True)
class Fault:
    """`walk` names a function of `test_faults`; `at` and `by` keep the walk over HTTP short."""

    name: str
    walk: str
    plant: Callable[[Patch], None]
    at: tuple[str, ...] = ()
    by: tuple[str, ...] = ()


def grant(role: Role, **changes: Any) -> Callable[[Patch], None]:
    def plant(patch: Patch) -> None:
        old = access.GRANTS.get(role, Grant(Relation.ORGANISATION, frozenset()))
        added = {
            name: getattr(old, name) | value if isinstance(value, set) else value for name, value in changes.items()
        }
        patch.setitem(access.GRANTS, role, dataclasses.replace(old, **added))

    return plant


def floor(part: Compartment, *agreed: Consent) -> Callable[[Patch], None]:
    return lambda patch: patch.setitem(access.CONSENT_NEEDED, part, frozenset(agreed))


def door_to(door: Door, *, more: set[Role] = frozenset(), less: set[Role] = frozenset()) -> Callable[[Patch], None]:
    return lambda patch: patch.setitem(access.DOORS, door, access.DOORS[door] - less | more)


def case(change: Callable[[Case], Case]) -> Callable[[Patch], None]:
    """The policy sees another case than the one there is."""

    def plant(patch: Patch) -> None:
        asked = access.allow
        patch.setattr(access, "allow", lambda actor, verb, part, told: asked(actor, verb, part, change(told)))

    return plant


def actor(**changes: Any) -> Callable[[Patch], None]:
    def plant(patch: Patch) -> None:
        asked = access.allow
        patch.setattr(
            access,
            "allow",
            lambda who, verb, part, told: asked(dataclasses.replace(who, **changes), verb, part, told),
        )

    return plant


def lent_reach(patch: Patch) -> None:
    """The widest reach of all roles together, with everything that any of them reads."""
    alone = access._granted

    def granted(role: Role, verb: Any, part: Any, told: Case) -> bool:
        return alone(role, verb, part, dataclasses.replace(told, relation=Relation.CASELOAD))

    def allow(who: Any, verb: Any, part: Any, told: Case) -> bool:
        if told.blocked or not who.second_factor or told.relation is Relation.ELSEWHERE:
            return False
        near = any(alone(role, access.Verb.FIND, _C.SERVICE, told) for role in who.roles)
        return near and any(granted(role, verb, part, told) for role in who.roles)

    patch.setattr(access, "allow", allow)


def writing_is_reading(patch: Patch) -> None:
    asked = access.allow
    reading = {access.Verb.WRITE: access.Verb.READ}
    patch.setattr(access, "allow", lambda who, verb, part, told: asked(who, reading.get(verb, verb), part, told))


def ever_blocked(who: access.Actor) -> set[Any]:
    """A wish that was taken back is kept for ever."""
    reference = keyring.person_ref(who.id, _C.BLOCKS)
    rows = people.StaffBlock.objects.unscoped("planted").filter(staff_ref=reference)
    return {uuid.UUID(row.body["client"]) for row in rows if row.body["blocked"]}


def on(target: object, name: str, value: Any) -> Callable[[Patch], None]:
    return lambda patch: patch.setattr(target, name, value)


def forbidden(patch: Patch) -> None:
    """403 for what is hidden, 404 for what is not there."""

    def answer(ask: Callable[[], HttpResponse], who: Any, which: Door) -> HttpResponse:
        try:
            return ask()
        except NotThere:
            return HttpResponseForbidden()

    def client(by: Any, client_id: Any) -> Any:
        if people.Client.objects.unscoped("planted").filter(pk=client_id).exists():
            return real(by, client_id)
        raise doors.Http404

    real = reads.client
    patch.setattr(doors, "_answer", answer)
    patch.setattr(reads, "client", client)


def telling(patch: Patch) -> None:
    """The page that is not there says whether it is really not there."""

    def answer(ask: Callable[[], HttpResponse], who: Any, which: Door) -> HttpResponse:
        try:
            return ask()
        except (NotThere, Denied):
            return HttpResponse("There is nothing here.", status=404, headers={"X-Seen": "yes"})

    def client(by: Any, client_id: Any) -> Any:
        if people.Client.objects.unscoped("planted").filter(pk=client_id).exists():
            return real(by, client_id)
        raise doors.Http404

    real = reads.client
    patch.setattr(doors, "_answer", answer)
    patch.setattr(reads, "client", client)


def undeclared(patch: Patch) -> None:
    patch.delattr(clients.index, "door")


def unlisted(patch: Patch) -> None:
    urls.urlpatterns.append(path("planted/", clients.index, name="planted"))  # the test takes it away again


def everything(self: Any, actor: Any) -> Any:
    return self.all()


def broken(*_: Any, **__: Any) -> Any:
    raise RuntimeError("planted")


def without_caseload(patch: Patch) -> None:
    """A worker with a caseload sees the whole site."""
    patch.setattr(access, "reaches", lambda actor: frozenset({Relation.SITE}))


_ALL = frozenset(Compartment)
POLICY = [
    Fault("a peer reads clinical results", "files", grant(Role.PEER, reads={_C.CLINICAL})),
    Fault("a nurse reads violence", "files", grant(Role.NURSE, reads={_C.SAFETY})),
    Fault("a manager reads identity", "files", grant(Role.MANAGER, reads={_C.IDENTITY})),
    Fault("a facilitator writes couples", "files", grant(Role.FACILITATOR, writes={_C.COUPLE})),
    Fault("a supervisor assigns", "files", grant(Role.SUPERVISOR, assigns=True)),
    Fault("an outreach worker reads back sex work", "files", grant(Role.OUTREACH_WORKER, reads={_C.SEX_WORK})),
    Fault("an outreach worker reaches the site", "files", grant(Role.OUTREACH_WORKER, reach=Relation.SITE)),
    Fault("a nurse reaches the organisation", "files", grant(Role.NURSE, reach=Relation.ORGANISATION)),
    Fault("a counsellor reaches the caseload only", "files", grant(Role.COUNSELLOR, reach=Relation.CASELOAD)),
    Fault("an administrator holds files", "files", grant(Role.ADMINISTRATOR, reads=set(_ALL))),
    Fault("an auditor finds files", "files", grant(Role.AUDITOR)),
    Fault("a donor holds files", "files", grant(Role.DONOR, reads={_C.SERVICE})),
    Fault("results need no consent", "files", floor(_C.CLINICAL, *Consent)),
    Fault("results need a card only", "files", floor(_C.CLINICAL, Consent.CARD, Consent.FULL)),
    Fault("identity outlives a withdrawal", "files", floor(_C.IDENTITY, Consent.CARD, Consent.FULL, Consent.WITHDRAWN)),
    Fault("violence needs no consent", "files", floor(_C.SAFETY, *Consent)),
    Fault("supplies wait for consent", "files", floor(_C.SERVICE, Consent.CARD, Consent.FULL)),
    Fault("a block waits for consent", "files", floor(_C.BLOCKS, Consent.FULL)),
    Fault("a block is ignored", "files", case(lambda told: dataclasses.replace(told, blocked=False))),
    Fault("another organisation is near", "files", case(lambda told: dataclasses.replace(told, relation=Relation.CASELOAD))),
    Fault("no consent is a card", "files", case(lambda told: dataclasses.replace(told, consent=Consent.CARD))),
    Fault("the second factor is ignored", "files", actor(second_factor=True)),
    Fault("nobody is somebody", "files", actor(roles=frozenset({Role.OUTREACH_WORKER}))),
    Fault("roles lend each other their reach", "files", lent_reach),
    Fault("who reads may write", "files", writing_is_reading),
    Fault("readable forgets consent", "readable",
          on(access, "readable", lambda who, told: frozenset(access.GRANTS[next(iter(who.roles))].reads)
             if who.roles & set(access.GRANTS) and len(who.roles) == 1 else frozenset())),
    Fault("the log opens to a manager", "doors", door_to(Door.AUDIT, more={Role.MANAGER})),
    Fault("exact figures open to a manager", "doors", door_to(Door.EXACT, more={Role.MANAGER})),
    Fault("clients open to a donor", "doors", door_to(Door.CLIENTS, more={Role.DONOR})),
    Fault("duplicates open to a peer", "doors", door_to(Door.DUPLICATES, more={Role.PEER})),
    Fault("clients are closed to a nurse", "doors", door_to(Door.CLIENTS, less={Role.NURSE})),
    Fault("doors open before the second factor", "doors", on(access, "WITHOUT_SECOND_FACTOR", frozenset(Door))),
    Fault("an address declares no door", "declared", undeclared),
    Fault("an address declares an open door", "declared", on(clients.index, "door", Door.OPEN)),
    Fault("an address declares another door", "declared", on(clients.page, "door", Door.HOME)),
    Fault("an address stands in no table", "declared", unlisted),
]  # fmt: skip
SCOPE = [
    Fault("everybody sees every file", "scopes", on(people.ClientQuerySet, "visible_to", everything)),
    Fault("blocks are forgotten", "scopes", on(people, "blocked_clients", lambda actor: set())),
    Fault("a caseload is a site", "scopes", without_caseload),
    Fault("an organisation is no wall", "scopes", on(people, "scope", lambda actor, reaches, at="state__": people.Q())),
    Fault("a block taken back still holds", "scopes", on(people, "blocked_clients", ever_blocked)),
]  # fmt: skip
FILE = ("client",)
KNOCK = [
    Fault("everybody opens every file", "statuses", on(people.ClientQuerySet, "visible_to", everything), FILE, ("marta", "sara")),
    Fault("a blocked worker opens the file", "statuses", on(people, "blocked_clients", lambda actor: set()), FILE, ("nina",)),
    Fault("a page does not ask for the part it writes", "statuses", on(reads, "allow", lambda *_: True),
          ("client_profile", "client_need"), ("gopal", "peter")),
    Fault("a page forgets its door", "statuses", on(doors, "may_enter", lambda *_, **__: True),
          ("duplicates", "staff", "caseloads"), ("marta", "omar")),
    Fault("contacts are not scoped", "statuses", on(ContactQuerySet, "visible_to", everything), ("contact_correct",), ("sara",)),
    Fault("staff are not scoped", "statuses", on(StaffQuerySet, "visible_to", everything), ("staff_change",), ("bina",)),
    Fault("sites are not scoped", "statuses", on(SiteQuerySet, "visible_to", everything), ("site_change",), ("bina",)),
    Fault("caseloads are not scoped", "statuses", on(CaseloadQuerySet, "visible_to", everything), ("caseload",), ("bina",)),
    Fault("a page breaks", "statuses", on(reads, "client", broken), FILE, ("tomba",)),
    Fault("403 for what is hidden", "same_answers", forbidden, FILE, ("marta",)),
    Fault("the answer says that the file was seen", "same_answers", telling, FILE, ("marta",)),
    Fault("the answer repeats the address", "same_answers",
          on(urls, "handler404", lambda request, exception=None: HttpResponse(request.path, status=404)), FILE, ("marta",)),
]  # fmt: skip
