"""Knocks at addresses over HTTP as everybody of the named world, and compares each answer with the hand-written tables.

What a request changes is taken back, so that no answer depends on an earlier one.
"""

import copy
import datetime as dt
import itertools
import random
import uuid
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from django.apps import apps
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.proofs.authorisation import evaluator, harness
from tests.proofs.authorisation.harness import Address, Walk
from tests.signing import signed_in
from tests.universe import REGISTERED, STAFF, Universe
from twofold.core import access, clock
from twofold.core.access import Consent
from twofold.exchange import actions as exchange
from twofold.fieldwork import actions as fieldwork
from twofold.fieldwork import reading, release
from twofold.outreach import actions as outreach
from twofold.outreach.actions import NewCovering, NewGroup, NewReferral, NewVisit
from twofold.outreach.models import Contact, Referral, ReferralStep
from twofold.people import actions as people
from twofold.people.actions import NewClient
from twofold.people.models import Client as File
from twofold.planning import actions as planning
from twofold.planning.actions import NewVersion
from twofold.planning.inputs import defaults
from twofold.programme import actions as programme
from twofold.programme.actions import NewEstimate, NewFacility, NewTarget
from twofold.programme.models import Caseload

METHODS = ("get", "post")
ALL_METHODS = ("get", "post", "head", "put", "patch", "delete", "options")
NOT_THERE = uuid.UUID("7c0ffee0-0000-4000-8000-000000000000")


@dataclass(frozen=True)
class Where:
    """Where a file stands, as the world was built: read here from the facts, not from the software's own state."""

    organisation: str
    site: str
    holder: str
    agreed: str
    blocked: bool = False


def populate(universe: Universe) -> dict[str, Where]:
    """The named world and four more on Tomba's list: every consent, and one who wants nobody to see the file."""
    for name, said in (
        ("farid", Consent.WITHDRAWN),
        ("gita", Consent.NONE),
        ("hari", Consent.FULL),
        ("indu", Consent.FULL),
    ):
        caseload = universe.caseloads["tomba"]
        new = NewClient(site=caseload.site_id, caseload=caseload.id, kinds=["injects"], nickname=name)
        with clock.held(REGISTERED):
            universe.clients[name] = people.register_clients(by=universe.actor("tomba"), clients=[new])[0].id
        people.record_consents(by=universe.actor("tomba"), consents=[(universe.clients[name], said)])
    refer(universe)
    for login, (organisation, *_) in STAFF.items():
        if organisation == "asha" and login != "tomba":
            people.block_staff(
                by=universe.actor("tomba"), client=universe.clients["indu"], staff=universe.staff[login].pk
            )
    people.block_staff(by=universe.actor("tomba"), client=universe.clients["indu"], staff=universe.staff["tomba"].pk)
    east, west = ("asha", "imphal-east"), ("asha", "imphal-west")
    return {
        "bilal": Where(*east, "tomba", "card"), "esha": Where(*east, "tomba", "card"),
        "aisha": Where(*east, "marta", "full"), "chandra": Where(*west, "ibemhal", "card"),
        "deepa": Where("beacon", "patna", "sara", "card"), "farid": Where(*east, "tomba", "withdrawn"),
        "gita": Where(*east, "tomba", "none"), "hari": Where(*east, "tomba", "full"),
        "indu": Where(*east, "tomba", "full", blocked=True),
    }  # fmt: skip


def refer(universe: Universe) -> None:
    """One referral with an appointment for everybody whose file may be written, and a facility for each organisation."""
    for worker, name in (
        ("tomba", "bilal"),
        ("tomba", "hari"),
        ("tomba", "indu"),
        ("marta", "aisha"),
        ("sara", "deepa"),
    ):
        new = NewReferral(universe.clients[name], "legal", agreed=True, on=dt.date(2026, 11, 27))
        made = outreach.offer_referrals(by=universe.actor(worker), referrals=[new])
        universe.referrals[name] = made[0].pk
    for manager in ("priya", "bina"):
        by = universe.actor(manager)
        worker = universe.actor({"priya": "tomba", "bina": "sara"}[manager])
        site = universe.sites[{"priya": "imphal-east", "bina": "patna"}[manager]].pk
        outreach.begin_visits(by=worker, visits=[NewVisit(site, 60)])
        outreach.hold_groups(by=worker, groups=[NewGroup(site, "women", 7)])
        outreach.cover_clients(by=worker, coverings=[NewCovering("none", "none", site, supplies={"naloxone_kit": 1})])
        new = NewFacility(name="Hospital", kind="hospital")
        programme.add_facilities(by=by, organisation=by.organisation, facilities=[new])


def plan(universe: Universe) -> None:
    """A target, an estimate, a planning question, a phone and a list for each organisation: rows that addresses name."""
    first, last = dt.date(2026, 1, 1), dt.date(2026, 12, 31)
    for organisation in universe.organisations.values():
        target = NewTarget(indicator="reached", start=first, end=last, value=100, source="plan")
        programme.set_targets(by=access.operator(), organisation=organisation.pk, targets=[target])
        estimate = NewEstimate(place="in-mn-imphal", population="injects", year=2025, value=900, source="survey")
        programme.record_estimates(by=access.operator(), organisation=organisation.pk, estimates=[estimate])
    for manager in ("priya", "bina"):
        new = NewVersion(name="More", values=defaults())
        kept = planning.save_versions(by=universe.actor(manager), versions=[new])[0].scenario_id
        planning.ask_runs(by=universe.actor(manager), scenarios=[kept])
        planning.open_to_funders(by=universe.actor(manager), scenarios=[kept], is_open=True)
    for worker in ("tomba", "sara"):
        phone(universe, worker)
    sheet = b"Client ID,Sex,Age\nMN1,F,30\nMN2,M,31\n"
    for bringer in ("dev", "ravi"):
        exchange.open_import(by=universe.actor(bringer), name="list.csv", content=sheet)


def phone(universe: Universe, worker: str) -> None:
    """A phone of this worker, with an entry that is held."""
    offer, _ = fieldwork.offer_enrolment(by=access.operator(), staff=universe.staff[worker].pk)
    by = universe.actor(worker)
    device, _ = fieldwork.enrol(by=by, enrolment=offer.pk, name="", public_key=None)
    told = {"id": str(uuid.uuid4()), "kind": "tea.drunk"}
    fieldwork.receive(
        by=replace(by, device=device.pk), device=device.pk, entries=[reading.read(told)], sent_at=None, unsent=None
    )


@dataclass
class Town:
    """The world with somebody signed in at every desk."""

    universe: Universe
    files: dict[str, Where]
    desks: dict[str, Client]

    @classmethod
    def build(cls, universe: Universe) -> "Town":
        files = populate(universe)
        plan(universe)
        desks = {login: signed_in(universe.staff[login], raise_request_exception=False) for login in STAFF}
        for desk in desks.values():
            desk.get(reverse("mfa_index"))  # the first request of a session writes when it began
        return cls(universe, files, desks)

    def knock(self, login: str, method: str, url: str) -> HttpResponse:
        """One request, whose changes are taken back."""
        desk = self.desks[login]
        kept = copy.deepcopy(desk.cookies)
        with transaction.atomic():
            answer = getattr(desk, method)(url)
            transaction.set_rollback(True)
        desk.cookies = kept
        return answer

    def may(self, login: str, verb: str, part: str, client: str) -> bool:
        """What the table says of this worker and this file."""
        where = self.files[client]
        organisation, sites, roles = STAFF[login]
        near = "elsewhere"
        if organisation == where.organisation:
            near = "caseload" if where.holder == login else "site" if where.site in sites else "organisation"
        told = harness.roles_in_words(frozenset(roles))
        return evaluator.may(told, verb, part, near, where.agreed, blocked=where.blocked)


@dataclass(frozen=True)
class Row:
    """A row that an address can name: its id, what it is called here, and the file it belongs to (if any)."""

    kind: str
    name: str
    id: uuid.UUID
    client: str = ""
    organisation: str = ""
    author: str = ""


def rows(town: Town, kind: str) -> list[Row]:
    """Rows of a kind that addresses name: of everywhere, and one that is not there."""
    found = [Row(kind, "not there", NOT_THERE)]
    universe = town.universe
    if kind == "client":
        found += [Row(kind, name, universe.clients[name], client=name) for name in town.files]
    elif kind == "contact":
        owners = {pk: name for name, pk in universe.clients.items()}
        for name, pk in universe.contacts.items():
            contact = Contact.objects.unscoped("tests").get(pk=pk)
            found.append(Row(kind, name, pk, client=owners.get(contact.client_id, ""), author="tomba"))
    elif kind == "referral":
        found += [Row(kind, name, pk, client=name) for name, pk in universe.referrals.items()]
    elif kind == "referralstep":
        owners = {pk: name for name, pk in universe.clients.items()}
        told = ReferralStep.objects.unscoped("tests").filter(step="agreed").order_by("pk")
        found += [Row(kind, owners[row.client_id], row.pk, client=owners[row.client_id]) for row in told]
    else:
        for model in tables_named(kind):
            known = model._base_manager.select_related("site" if model is Caseload else "organisation")
            found += [
                Row(kind, getattr(row, "login", str(row.pk)), row.pk, organisation=_owner(universe, row))
                for row in known
            ]
    return found


def _owner(universe: Universe, row: object) -> str:
    pk = row.site.organisation_id if isinstance(row, Caseload) else row.organisation_id
    return next(name for name, organisation in universe.organisations.items() if organisation.pk == pk)


def within_reach(town: Town, login: str, page: evaluator.Page, row: Row | None) -> bool:
    """Does the table let this worker do with the row what the page needs?"""
    if row is None:
        return True
    if row.id == NOT_THERE:
        return False
    if page.needs in (("own",), ("other",)):
        return row.organisation == STAFF[login][0] and (page.needs == ("own",) or row.name != login)
    if not row.client:
        return row.author == login
    verb, part = (*page.needs, "supplies")[:2]
    return town.may(login, "find", "supplies", row.client) and town.may(login, verb, part, row.client)


def expected(town: Town, login: str, name: str, method: str, row: Row | None) -> set[int]:
    """The statuses that the tables allow."""
    page = evaluator.pages()[name]
    roles = harness.roles_in_words(frozenset(STAFF[login][2]))
    if not evaluator.opens(page.door, roles):
        return {404}
    answers = page.answers(method, roles)
    if answers in ({405}, {404}) or within_reach(town, login, page, row):
        return answers
    return {404}


Knock = tuple[str, str, Address, Row | None]
Names = Collection[str]


def picked[T](everything: Iterable[T], size: int | None, seed: int) -> list[T]:
    """All of it, or a sample."""
    found = list(everything)
    return found if size is None or size >= len(found) else random.Random(seed).sample(found, size)


def listed(at: Names = ()) -> list[Address]:
    """The addresses that the table knows (those that it does not know fail elsewhere), or only some."""
    return [
        address
        for address in harness.addresses()
        if address.name in evaluator.pages() and (not at or address.name in at)
    ]


def knocks(town: Town, at: Names = (), by: Names = ()) -> Iterator[Knock]:
    """Everybody (or only some) at every address (or only some) with every row."""
    for address, login, method in itertools.product(listed(at), by or STAFF, METHODS):
        kind = evaluator.pages()[address.name].about
        for row in rows(town, kind) if kind else [None]:
            yield login, method, address, row


# Addresses of a shape of their own, with something in it that is there.
SHAPED = {"field_file": {"hash": release.current().hash, "name": next(iter(release.current().files))}}


WORDS = {"step": "seen"}  # what else an address may name


def url_of(address: Address, row: Row | None) -> str:
    """The address with the row's id in its place (or one that is nobody's), and a 1 for anything else."""
    nobody = row.id if row else NOT_THERE
    named = {name: nobody if kind == "UUIDConverter" else WORDS.get(name, 1) for name, kind in address.converters}
    return reverse(address.name, kwargs=named or SHAPED.get(address.name))


def statuses(walk: Walk, town: Town, chosen: Iterable[Knock]) -> None:
    """The right status at every address, and never a fault of ours."""
    for login, method, address, row in chosen:
        wanted = expected(town, login, address.name, method, row)
        status = town.knock(login, method, url_of(address, row)).status_code
        cell = ("status", login, method, address.name, row.name if row else "")
        walk.compare(cell, sorted(wanted), sorted(wanted) if status in wanted else status)


def tables_named(*words: str) -> list[type]:
    """The tables whose rows an address may mean: found by its words, so that a new address is found too."""
    ours = [model for model in apps.get_models() if model.__module__.startswith("twofold.")]
    exact = [model for model in ours if model._meta.model_name in words]
    return exact or [model for model in ours if model._meta.model_name.endswith(words)]


def hidden_ids(town: Town, login: str, address: Address, converter: str) -> list[uuid.UUID]:
    """Rows that are there and that this worker may not know of."""
    organisation = town.universe.organisations[STAFF[login][0]].pk
    found: list[uuid.UUID] = []
    for model in tables_named(converter, address.name.partition("_")[0]):
        if model is File:
            found += [pk for name, pk in town.universe.clients.items() if not town.may(login, "find", "supplies", name)]
        elif model in (Referral, ReferralStep):
            kind = model._meta.model_name
            found += [
                row.id for row in rows(town, kind) if row.client and not town.may(login, "read", "identity", row.client)
            ]
        elif model is Contact:
            found += [
                row.id
                for row in rows(town, "contact")
                if row.client and not town.may(login, "find", "supplies", row.client)
            ]
        else:
            owner = "site__organisation" if model is Caseload else "organisation"
            found += list(model._base_manager.exclude(**{owner: organisation}).values_list("pk", flat=True))
    return found


Pair = tuple[str, str, Address, str, uuid.UUID]


def pairs(town: Town, at: Names = (), by: Names = ()) -> Iterator[Pair]:
    """Every hidden row at every address that takes an id, by every method."""
    for address in harness.addresses():
        for converter, kind in address.converters:
            if kind == "UUIDConverter" and (not at or address.name in at):
                for login in by or STAFF:
                    for hidden, method in itertools.product(hidden_ids(town, login, address, converter), ALL_METHODS):
                        yield login, method, address, converter, hidden


def same_answers(walk: Walk, town: Town, chosen: Iterable[Pair]) -> None:
    """What is hidden and what is not there: the same status, the same bytes, the same headers, for every method."""
    for login, method, address, converter, hidden in chosen:
        others = {name: WORDS.get(name, 1) for name, _ in address.converters}
        urls = [reverse(address.name, kwargs={**others, converter: pk}) for pk in (hidden, NOT_THERE)]
        one, other = (content_of(town.knock(login, method, url)) for url in urls)
        walk.compare(("same", login, method, address.name, hidden), other, one)


def content_of(answer: HttpResponse) -> tuple[int, bytes, dict[str, str]]:
    return answer.status_code, answer.content, {**answer.headers, "cookies": answer.cookies.output()}


def strangers(walk: Walk, town: Town) -> None:
    """Whoever is not signed in is sent to sign in, whoever has no second factor to set it up; nothing else is said."""
    nobody = Client(raise_request_exception=False)
    bare = signed_in(town.universe.staff["tomba"], factor=False, raise_request_exception=False)
    with transaction.atomic():
        bare_factors(town.universe)
        for address in harness.addresses():
            page = evaluator.pages().get(address.name)
            if page is None or page.door == "open":
                continue
            row = next((row for row in rows(town, page.about) if row.name != "not there"), None) if page.about else None
            url = url_of(address, row)
            answer = nobody.get(url)
            walk.compare(("stranger", address.name), (302, "/sign-in/"), (answer.status_code, _to(answer)))
            if page.door != "account":
                answer = bare.get(url)
                walk.compare(("no key", address.name), (302, "/account/code/"), (answer.status_code, _to(answer)))
        transaction.set_rollback(True)


def bare_factors(universe: Universe) -> None:
    from allauth.mfa.models import Authenticator

    Authenticator.objects.filter(user=universe.staff["tomba"].pk).delete()


def _to(answer: HttpResponse) -> str:
    return answer.headers.get("Location", "").partition("?")[0]
