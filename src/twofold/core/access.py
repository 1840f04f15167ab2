"""Who may do what: one pure policy, default deny. No I/O, no framework; every page, action, report and command asks here.

`GRANTS` is about a person's file, `DOORS` about pages. A client's own block of a staff member beats every grant.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    """What somebody does in the programme. Small organisations combine roles; refused combinations are data."""

    OUTREACH_WORKER = "outreach_worker"
    PEER = "peer"
    NURSE = "nurse"
    PHYSICIAN = "physician"
    COUNSELLOR = "counsellor"
    SUPERVISOR = "supervisor_counsellor"
    FACILITATOR = "facilitator"
    DATA_MANAGER = "data_manager"
    ME_OFFICER = "me_officer"
    MANAGER = "manager"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"
    OPERATOR = "operator"
    DONOR = "donor"


class Compartment(StrEnum):
    """The parts of a person's file, each under its own key."""

    SERVICE = "C0"
    IDENTITY = "C1"
    CLINICAL = "C2"
    DRUG_USE = "C3"
    SAFETY = "C4"
    SEX_WORK = "C5"
    COUPLE = "C6"
    BLOCKS = "C7"


class Verb(StrEnum):
    """What one may do with a compartment of a file; FIND is knowing that the person is a client at all."""

    FIND = "find"
    READ = "read"
    WRITE = "write"
    ASSIGN = "assign"


class Relation(StrEnum):
    """How near the actor stands to the person, nearest first."""

    CASELOAD = "caseload"
    SITE = "site"
    ORGANISATION = "organisation"
    ELSEWHERE = "elsewhere"


class Consent(StrEnum):
    """What the client has agreed to: nothing yet, a card under a code, records in full, or no longer."""

    NONE = "none"
    CARD = "card"
    FULL = "full"
    WITHDRAWN = "withdrawn"


_DISTANCE = {relation: step for step, relation in enumerate(Relation)}
_C = Compartment
_PAGE_COMPARTMENTS = {c.value: c for c in Compartment}


@dataclass(frozen=True)
class Grant:
    """One role's hold on files: how far it reaches, what it reads, what it writes, whether it assigns caseloads."""

    reach: Relation
    reads: frozenset[Compartment]
    writes: frozenset[Compartment] = frozenset()
    assigns: bool = False


def _compartments(text: str) -> frozenset[Compartment]:
    return frozenset(_PAGE_COMPARTMENTS[f"C{digit}"] for digit in text.split())


GRANTS: dict[Role, Grant] = {
    Role.OUTREACH_WORKER: Grant(Relation.CASELOAD, _compartments("0 1 3"), _compartments("0 1 3 5 7")),
    Role.PEER: Grant(Relation.CASELOAD, _compartments("0 1"), _compartments("0 1 7")),
    Role.NURSE: Grant(Relation.SITE, _compartments("0 1 2 3"), _compartments("0 1 2 3 7")),
    Role.PHYSICIAN: Grant(Relation.SITE, _compartments("0 1 2 3"), _compartments("0 1 2 3 7")),
    Role.COUNSELLOR: Grant(Relation.SITE, _compartments("0 1 2 3 4 5 6"), _compartments("0 1 2 3 4 5 6 7")),
    Role.SUPERVISOR: Grant(Relation.ORGANISATION, _compartments("0 1 2 3 4 5 6 7"), _compartments("0 1 4 6 7")),
    Role.FACILITATOR: Grant(Relation.SITE, _compartments("0 1 6"), _compartments("0")),
    Role.DATA_MANAGER: Grant(Relation.ORGANISATION, _compartments("0 1 3"), _compartments("0 1 3")),
    Role.MANAGER: Grant(Relation.ORGANISATION, _compartments("0"), frozenset(), assigns=True),
}

# What the client must have agreed to before a compartment may be used. Supplies never wait for consent.
CONSENT_NEEDED: dict[Compartment, frozenset[Consent]] = {
    _C.SERVICE: frozenset(Consent),
    _C.IDENTITY: frozenset({Consent.CARD, Consent.FULL}),
    _C.DRUG_USE: frozenset({Consent.CARD, Consent.FULL}),
    _C.CLINICAL: frozenset({Consent.FULL}),
    _C.SAFETY: frozenset({Consent.FULL}),
    _C.SEX_WORK: frozenset({Consent.FULL}),
    _C.COUPLE: frozenset({Consent.FULL}),
    _C.BLOCKS: frozenset(Consent),
}


@dataclass(frozen=True)
class Case:
    """What the policy needs to know of one person, seen from one actor."""

    relation: Relation
    consent: Consent
    blocked: bool = False


class Door(StrEnum):
    """Pages and commands, by what they are for. Every URL names one."""

    OPEN = "open"
    ACCOUNT = "account"
    HOME = "home"
    CLIENTS = "clients"
    REGISTER = "register"
    CONTACTS = "contacts"
    STRANGERS = "strangers"
    REFERRALS = "referrals"
    VISITS = "visits"
    ALARMS = "alarms"
    TALKS = "talks"
    DUPLICATES = "duplicates"
    CASELOADS = "caseloads"
    PROGRAMME = "programme"
    SITES = "sites"
    PLANS = "plans"
    STAFF = "staff"
    DEVICES = "devices"
    HELD = "held"
    AUDIT = "audit"
    REPORTS = "reports"
    MONTHS = "months"
    SUBMIT = "submit"
    QUALITY = "quality"
    CHECKS = "checks"
    PLANNING = "planning"
    BRIEFS = "briefs"
    EXACT = "exact"
    IMPORTS = "imports"


_FIELD = {Role.OUTREACH_WORKER, Role.PEER, Role.NURSE, Role.PHYSICIAN, Role.COUNSELLOR, Role.SUPERVISOR}
_OFFICE = set(Role) - {Role.DONOR, Role.OPERATOR}
DOORS: dict[Door, frozenset[Role]] = {
    Door.OPEN: frozenset(Role),
    Door.ACCOUNT: frozenset(Role) - {Role.OPERATOR},
    Door.HOME: frozenset(Role) - {Role.OPERATOR},
    Door.CLIENTS: frozenset(_FIELD | {Role.FACILITATOR, Role.DATA_MANAGER, Role.MANAGER}),
    Door.REGISTER: frozenset(_FIELD | {Role.DATA_MANAGER}),
    Door.CONTACTS: frozenset(_FIELD | {Role.FACILITATOR, Role.DATA_MANAGER}),
    Door.STRANGERS: frozenset(_FIELD | {Role.DATA_MANAGER}),
    Door.REFERRALS: frozenset(_FIELD | {Role.DATA_MANAGER}),
    Door.VISITS: frozenset(_FIELD),
    Door.ALARMS: frozenset({Role.SUPERVISOR, Role.MANAGER}),
    Door.TALKS: frozenset({Role.COUNSELLOR, Role.SUPERVISOR}),
    Door.DUPLICATES: frozenset({Role.DATA_MANAGER}),
    Door.CASELOADS: frozenset({Role.MANAGER, Role.OPERATOR}),
    Door.PROGRAMME: frozenset(_OFFICE),
    Door.SITES: frozenset({Role.MANAGER, Role.ADMINISTRATOR, Role.OPERATOR}),
    Door.PLANS: frozenset({Role.MANAGER, Role.ME_OFFICER, Role.OPERATOR}),
    Door.STAFF: frozenset({Role.MANAGER, Role.ADMINISTRATOR, Role.OPERATOR}),
    Door.DEVICES: frozenset({Role.ADMINISTRATOR, Role.OPERATOR}),
    Door.HELD: frozenset({Role.DATA_MANAGER}),
    Door.AUDIT: frozenset({Role.AUDITOR}),
    Door.REPORTS: frozenset(
        {Role.MANAGER, Role.ME_OFFICER, Role.DONOR, Role.DATA_MANAGER, Role.SUPERVISOR, Role.OPERATOR}
    ),
    Door.MONTHS: frozenset({Role.MANAGER, Role.ME_OFFICER, Role.DATA_MANAGER, Role.OPERATOR}),
    Door.SUBMIT: frozenset({Role.MANAGER, Role.ME_OFFICER, Role.OPERATOR}),
    Door.QUALITY: frozenset(_FIELD | {Role.DATA_MANAGER, Role.ME_OFFICER, Role.MANAGER}),
    Door.CHECKS: frozenset({Role.DATA_MANAGER, Role.ME_OFFICER, Role.OPERATOR}),
    Door.PLANNING: frozenset({Role.MANAGER, Role.ME_OFFICER}),
    Door.BRIEFS: frozenset({Role.MANAGER, Role.ME_OFFICER, Role.DONOR}),
    Door.EXACT: frozenset({Role.OPERATOR}),
    Door.IMPORTS: frozenset({Role.DATA_MANAGER}),
}
# Doors that open before the second factor is set up: signing in and setting it up.
WITHOUT_SECOND_FACTOR = frozenset({Door.OPEN, Door.ACCOUNT})


@dataclass(frozen=True)
class Actor:
    """Who asks. Made from the session (or the command line) once per request, never from a form.

    `device` is the phone that speaks for a worker. `witnessed` are the clients whose card that phone held: what happened
    with them may still be written, whatever has changed since.
    """

    id: uuid.UUID
    organisation: uuid.UUID | None
    roles: frozenset[Role]
    sites: frozenset[uuid.UUID] = frozenset()
    caseloads: frozenset[uuid.UUID] = frozenset()
    second_factor: bool = False
    name: str = field(default="", compare=False)
    device: uuid.UUID | None = field(default=None, compare=False)
    witnessed: frozenset[uuid.UUID] = field(default=frozenset(), compare=False)


def allow(actor: Actor, verb: Verb, compartment: Compartment, case: Case) -> bool:
    """May `actor` do `verb` with `compartment` of the person described by `case`? Pure; default no."""
    if case.blocked or not actor.second_factor or case.relation is Relation.ELSEWHERE:
        return False
    return any(_granted(role, verb, compartment, case) for role in actor.roles)


def _granted(role: Role, verb: Verb, compartment: Compartment, case: Case) -> bool:
    grant = GRANTS.get(role)
    if grant is None or _DISTANCE[case.relation] > _DISTANCE[grant.reach]:
        return False
    if verb is Verb.FIND:
        return compartment is Compartment.SERVICE
    if verb is Verb.ASSIGN:
        return grant.assigns and compartment is Compartment.SERVICE
    if case.consent not in CONSENT_NEEDED[compartment]:
        return False
    return compartment in (grant.reads if verb is Verb.READ else grant.writes)


def operator() -> Actor:
    """The person at the command line, who holds the files and the phrase already. Has no account and no session."""
    return Actor(uuid.UUID(int=0), None, frozenset({Role.OPERATOR}), second_factor=True, name="operator")


def stranger() -> Actor:
    """Whoever knocks and is nobody here: a sign-in with a login that is no account."""
    return Actor(uuid.UUID(int=1), None, frozenset(), name="stranger")


def readable(actor: Actor, case: Case) -> frozenset[Compartment]:
    """The compartments of this person's file that `actor` may read."""
    return frozenset(c for c in Compartment if allow(actor, Verb.READ, c, case))


def reaches(actor: Actor) -> frozenset[Relation]:
    """How far the actor's roles reach; what `visible_to` turns into a query."""
    if not actor.second_factor:
        return frozenset()
    return frozenset(GRANTS[role].reach for role in actor.roles if role in GRANTS)


def reaches_reading(actor: Actor, compartment: Compartment) -> frozenset[Relation]:
    """How far the actor's roles reach that read this compartment; what `readable_to` turns into a query."""
    reading = (GRANTS[role] for role in actor.roles if role in GRANTS)
    return frozenset(g.reach for g in reading if compartment in g.reads) if actor.second_factor else frozenset()


def may_enter(roles: Iterable[Role], door: Door, *, second_factor: bool) -> bool:
    """May somebody with these roles open this page?"""
    if door is Door.OPEN:
        return True
    if not second_factor and door not in WITHOUT_SECOND_FACTOR:
        return False
    return any(role in DOORS[door] for role in roles)
