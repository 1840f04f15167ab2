"""A small named world, built only by the software's own actions. Tests ask for its members by name.

Two organisations. 'Asha' runs two sites in Imphal, 'Beacon' one in Patna. At Asha's drop-in centre Marta and Tomba are
outreach workers with a caseload each; Bilal injects and is on Tomba's, Aisha (his wife, a client in her own right) is on
Marta's; neither file knows of the other. Chandra is at Asha's second site; Deepa is a client of Beacon.
"""

import datetime as dt
import uuid
from dataclasses import dataclass, field

from twofold.core import access, clock
from twofold.core.access import Actor, Consent, Role
from twofold.outreach import actions as outreach
from twofold.outreach.actions import NewContact
from twofold.people import actions as people
from twofold.people.actions import NewClient
from twofold.people.models import Client
from twofold.programme import actions as programme
from twofold.programme.actors import actor_for
from twofold.programme.models import Caseload, Organisation, Site, Staff

PASSWORD = "four plain quiet words"
TODAY = dt.datetime(2026, 11, 20, 6, 30, tzinfo=dt.UTC)  # noon in Imphal
REGISTERED = dt.datetime(2026, 9, 1, 6, 30, tzinfo=dt.UTC)


@dataclass
class Universe:
    """The members of the world, by name."""

    organisations: dict[str, Organisation] = field(default_factory=dict)
    sites: dict[str, Site] = field(default_factory=dict)
    staff: dict[str, Staff] = field(default_factory=dict)
    caseloads: dict[str, Caseload] = field(default_factory=dict)
    clients: dict[str, uuid.UUID] = field(default_factory=dict)
    contacts: dict[str, uuid.UUID] = field(default_factory=dict)
    referrals: dict[str, uuid.UUID] = field(default_factory=dict)  # none in the world itself: proofs make some

    def actor(self, name: str, *, second_factor: bool = True) -> Actor:
        """The worker `name` as an actor, as of now."""
        return actor_for(Staff.objects.select_related("organisation").get(login=name), second_factor=second_factor)

    def client(self, name: str) -> Client:
        """The row of client `name`, whoever may see it."""
        return Client.objects.unscoped("tests").select_related("state", "service").get(pk=self.clients[name])


# login -> (organisation, sites, roles); each role of the programme has somebody
STAFF: dict[str, tuple[str, tuple[str, ...], tuple[Role, ...]]] = {
    "marta": ("asha", ("imphal-east",), (Role.OUTREACH_WORKER,)),
    "tomba": ("asha", ("imphal-east",), (Role.OUTREACH_WORKER,)),
    "ibemhal": ("asha", ("imphal-west",), (Role.OUTREACH_WORKER,)),
    "peter": ("asha", ("imphal-east",), (Role.PEER,)),
    "nina": ("asha", ("imphal-east",), (Role.NURSE,)),
    "faisal": ("asha", ("imphal-east",), (Role.PHYSICIAN,)),
    "lata": ("asha", ("imphal-east",), (Role.COUNSELLOR,)),
    "sushila": ("asha", ("imphal-east", "imphal-west"), (Role.SUPERVISOR,)),
    "gopal": ("asha", ("imphal-east",), (Role.FACILITATOR,)),
    "dev": ("asha", ("imphal-east",), (Role.DATA_MANAGER,)),
    "meera": ("asha", ("imphal-east",), (Role.ME_OFFICER,)),
    "priya": ("asha", ("imphal-east",), (Role.MANAGER,)),
    "arun": ("asha", ("imphal-east",), (Role.ADMINISTRATOR,)),
    "omar": ("asha", (), (Role.AUDITOR,)),
    "dora": ("asha", (), (Role.DONOR,)),
    "sara": ("beacon", ("patna",), (Role.OUTREACH_WORKER,)),
    "bina": ("beacon", ("patna",), (Role.MANAGER,)),
    "ravi": ("beacon", ("patna",), (Role.DATA_MANAGER,)),
}


def build(*, uic_scheme: str = "random") -> Universe:
    """Build the world. Takes the actions' own time only; the clock stands at TODAY when it is done."""
    world = Universe()
    with clock.held(REGISTERED):
        _programme(world, uic_scheme)
        _staff(world)
        _clients(world)
    _contacts(world)
    return world


def _programme(world: Universe, uic_scheme: str) -> None:
    by = access.operator()
    programme.create_places(
        by=by,
        places=[
            ("in", "India", "country", None),
            ("in-mn", "Manipur", "state", "in"),
            ("in-br", "Bihar", "state", "in"),
            ("in-mn-imphal", "Imphal", "district", "in-mn"),
            ("in-br-patna", "Patna", "district", "in-br"),
        ],
    )
    for code, name in (("asha", "Asha"), ("beacon", "Beacon")):
        world.organisations[code] = programme.create_organisation(by=by, code=code, name=name, uic_scheme=uic_scheme)
    for code, name, place, owner in (
        ("imphal-east", "Imphal East centre", "in-mn-imphal", "asha"),
        ("imphal-west", "Imphal West centre", "in-mn-imphal", "asha"),
        ("patna", "Patna centre", "in-br-patna", "beacon"),
    ):
        world.sites[code] = programme.open_site(
            by=by, organisation=world.organisations[owner].id, place=place, code=code, name=name
        )


def _staff(world: Universe) -> None:
    by = access.operator()
    for login, (organisation, sites, held) in STAFF.items():
        world.staff[login] = programme.create_staff(
            by=by,
            organisation=world.organisations[organisation].id,
            login=login,
            name=login.title(),
            password=PASSWORD,
            held=held,
            sites=[world.sites[code].id for code in sites],
        )
    for name, site, holder in (
        ("marta", "imphal-east", "marta"),
        ("tomba", "imphal-east", "tomba"),
        ("peter", "imphal-east", "peter"),
        ("ibemhal", "imphal-west", "ibemhal"),
        ("sara", "patna", "sara"),
    ):
        world.caseloads[name] = programme.open_caseload(
            by=by, site=world.sites[site].id, name=f"{name.title()}'s clients", holder=world.staff[holder].id
        )


def _clients(world: Universe) -> None:
    def new(caseload: str, **said: object) -> NewClient:
        row = world.caseloads[caseload]
        return NewClient(site=row.site_id, caseload=row.id, **said)  # type: ignore[arg-type]

    told = {
        ("tomba", "bilal"): new("tomba", gender="man", birth_year=1990, kinds=["injects"], nickname="Bil",
                                injections_a_day=2, reach={"where": "tea stall", "when": "mornings", "never": "at home"}),
        ("marta", "aisha"): new("marta", gender="woman", birth_year=1993, kinds=["partner"], nickname="Ai",
                                reach={"where": "clinic", "when": "Tuesdays", "never": "by phone"}),
        ("tomba", "esha"): new("tomba", gender="trans_woman", birth_year=2001, kinds=["injects"]),
        ("ibemhal", "chandra"): new("ibemhal", gender="man", birth_year=1985, kinds=["injects"], injections_a_day=3),
        ("sara", "deepa"): new("sara", gender="woman", birth_year=1988, kinds=["injects", "partner"]),
    }  # fmt: skip
    for (worker, name), client in told.items():
        world.clients[name] = people.register_clients(by=world.actor(worker), clients=[client])[0].id
    with clock.held(REGISTERED + dt.timedelta(hours=1)):  # of two facts of one moment neither is the later
        people.record_consents(
            by=world.actor("marta"), consents=[(world.clients["aisha"], Consent.FULL)], how="written"
        )


def _contacts(world: Universe) -> None:
    """Bilal is met twice in October and once in November; Aisha once a month; a stranger takes ten syringes."""
    told = [
        ("bilal-1", "tomba", "bilal", dt.datetime(2026, 10, 5, 5, tzinfo=dt.UTC), {"syringe_1ml": 20}, {"syringe_1ml": 12}),
        ("bilal-2", "tomba", "bilal", dt.datetime(2026, 10, 19, 5, tzinfo=dt.UTC), {"syringe_1ml": 14}, {}),
        ("bilal-3", "tomba", "bilal", dt.datetime(2026, 11, 9, 5, tzinfo=dt.UTC), {"syringe_1ml": 10}, {"needle_24g": 3}),
        ("aisha-1", "marta", "aisha", dt.datetime(2026, 10, 6, 5, tzinfo=dt.UTC), {"condom_external": 12}, {}),
        ("aisha-2", "marta", "aisha", dt.datetime(2026, 11, 3, 5, tzinfo=dt.UTC), {"condom_external": 10}, {}),
        ("deepa-1", "sara", "deepa", dt.datetime(2026, 11, 4, 5, tzinfo=dt.UTC), {"syringe_2ml": 5, "needle_24g": 5}, {}),
        ("stranger", "tomba", None, dt.datetime(2026, 11, 10, 5, tzinfo=dt.UTC), {"syringe_1ml": 10}, {}),
    ]  # fmt: skip
    for name, worker, client, moment, out, back in told:
        with clock.held(moment):
            made = outreach.record_contacts(
                by=world.actor(worker),
                contacts=[
                    NewContact(
                        site=world.caseloads[worker].site_id,
                        client=world.clients[client] if client else None,
                        beneficiary="client" if client else "stranger",
                        supplies=out,
                        returned=back,
                        topics=["safer_injecting"],
                        occurred_at=moment,
                    )
                ],
            )
        world.contacts[name] = made[0].id
