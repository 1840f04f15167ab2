"""The worlds: one story that all share, and A's secrets, by which they differ and by nothing else. Built by actions only.

A secret says in which part of A's file it stands; who may read that part may see it on A's pages, and on no page of B.
"""

import datetime as dt
import json
import random
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django.test import Client as Browser
from django.urls import reverse

from tests import universe
from tests.proofs.twin_worlds import people as who
from tests.proofs.twin_worlds.stillness import draw_anew
from tests.proofs.twin_worlds.ways import attends, chooses, is_covered, meets, walks
from tests.signing import signed_in
from tests.universe import PASSWORD, REGISTERED, TODAY, Universe
from twofold.core import access, audit, clock
from twofold.core.access import Consent
from twofold.couples import actions as couples
from twofold.couples.actions import Statement
from twofold.couples.models import PartnerKind
from twofold.fieldwork import actions as fieldwork
from twofold.outreach import actions as outreach
from twofold.outreach.actions import NewContact, NewReferral
from twofold.people import actions as people
from twofold.people.actions import NewClient
from twofold.people.models import Client
from twofold.people.uic import Ingredients
from twofold.programme import actions as programme
from twofold.quality import actions as quality

A = uuid.UUID("a0a0a0a0-5ec2-4e70-8a0a-a0a0a0a0a0a0")
A_CONTACTS = [uuid.UUID(f"019a0000-0000-7000-8000-00000000a00{n}") for n in range(4)]
A_REFERRAL, A_STEP = (uuid.UUID(f"019a0000-0000-7000-8000-00000000a01{n}") for n in range(2))
NOBODY = uuid.UUID("7c0ffee0-0000-4000-8000-000000000000")
# What B answered at registration; in some worlds A's answers make the same code.
ANSWERS = {"surname": "Singh", "born": dt.date(1990, 5, 4), "gender": "man"}
# What A answers; nobody else does.
DEVI = Ingredients(texts={"surname": "Devi"}, gender="woman", born=dt.date(1992, 3, 2))
SINGH = Ingredients(texts={"surname": ANSWERS["surname"]}, gender=ANSWERS["gender"], born=ANSWERS["born"])
MORE_CLIENTS = {
    "biren": "tomba", "boby": "tomba", "bhim": "peter", "basu": "peter",
    "amita": "marta", "chitra": "wahida", "dipu": "sara", "bhola": "tomba",
}  # fmt: skip
Act = Callable[[Universe], object]


@dataclass(frozen=True)
class Secret:
    """One thing about A: the part of the file it stands in, how it comes about, whether a table of figures counts it.

    `moves`, `agreed` and `closed_to` say in the words of the tables what it does to who may read.
    """

    name: str
    part: str
    act: Act
    counted: bool = False
    moves: tuple[str, str, str] | None = None
    agreed: str = ""
    closed_to: tuple[str, ...] = ()


@dataclass(frozen=True)
class World:
    """A name, and A's secrets in it. None: A is nobody here."""

    name: str
    secrets: tuple[Secret, ...] = ()

    @property
    def place(self) -> who.Place | None:
        """Where A's file stands in this world."""
        if not self.secrets:
            return None
        where, agreed, closed = (*who.WEST, "ibemhal"), "card", set()
        for secret in self.secrets:
            where, agreed = secret.moves or where, secret.agreed or agreed
            closed |= set(secret.closed_to)
        return who.Place(*where, agreed, frozenset(closed))

    def play(self, found: Universe) -> None:
        """A's secrets, one after the other, then what happens in every world: B's life goes on."""
        for minute, secret in enumerate(self.secrets):
            draw_anew("secret", secret.name)
            with clock.held(REGISTERED + dt.timedelta(days=30, minutes=minute)):
                secret.act(found)
        look_through(found, TODAY - dt.timedelta(hours=1))
        afterwards(found)


def differing(one: World, other: World) -> set[Secret]:
    """The secrets by which two worlds differ."""
    return set(one.secrets) ^ set(other.secrets)


# ------------------------------------------------------------------------------------------- what all worlds share
def base() -> Universe:
    """The named world with more staff and more clients, everybody signed in."""
    draw_anew("base")
    found = universe.build(uic_scheme="pasmo")
    with clock.held(REGISTERED):
        for login, (organisation, sites, held) in who.MORE.items():
            draw_anew("staff", login)
            found.staff[login] = programme.create_staff(
                by=access.operator(), organisation=found.organisations[organisation].pk, login=login,
                name=login.title(), password=PASSWORD, held=held, sites=[found.sites[code].pk for code in sites],
            )  # fmt: skip
        found.caseloads["wahida"] = programme.open_caseload(
            by=access.operator(), site=found.sites["imphal-west"].pk, name="Wahida's clients",
            holder=found.staff["wahida"].pk,
        )  # fmt: skip
    for day, (name, holder) in enumerate(MORE_CLIENTS.items()):
        _register(found, name, holder, REGISTERED + dt.timedelta(days=day + 1))
    _meet(found, "bhola", "tomba", dt.datetime(2026, 10, 20, 5, tzinfo=dt.UTC), {"syringe_1ml": 20})
    _meet(found, "bhola", "tomba", dt.datetime(2026, 11, 2, 5, tzinfo=dt.UTC), {"syringe_1ml": 20})
    _meet(found, "bhim", "peter", dt.datetime(2026, 11, 3, 5, tzinfo=dt.UTC), {"syringe_1ml": 10})
    for name, worker in who.HOLDERS.items():
        _refer(found, name, worker)
    with clock.held(REGISTERED + dt.timedelta(days=20)):
        people.record_consents(by=found.actor("tomba"), consents=[(found.clients["bhola"], Consent.FULL)])
        people.block_staff(by=found.actor("marta"), client=found.clients["aisha"], staff=found.staff["gopal"].pk)
        kinds = [(found.clients[name], "sells_sex", True) for name in ("bhola",)]
        people.state_kinds(by=found.actor("lata"), statements=kinds)
        meets(found)
    look_through(found, TODAY - dt.timedelta(hours=3))
    return found


def _register(found: Universe, name: str, holder: str, moment: dt.datetime) -> None:
    caseload = found.caseloads[holder]
    new = NewClient(
        site=caseload.site_id, caseload=caseload.pk, gender="man", birth_year=1990, kinds=["injects"],
        nickname=name.title(), injections_a_day=2, reach={"where": "tea stall", "when": "mornings", "never": "at home"},
        ingredients=SINGH if name == "bhola" else Ingredients(),
    )  # fmt: skip
    draw_anew("registers", name)
    with clock.held(moment):
        found.clients[name] = people.register_clients(by=found.actor(holder), clients=[new])[0].pk


def _meet(found: Universe, name: str, worker: str, moment: dt.datetime, supplies: dict[str, int]) -> None:
    draw_anew("meets", name, moment)
    new = NewContact(
        site=found.caseloads[worker].site_id, client=found.clients[name], supplies=supplies, occurred_at=moment
    )
    with clock.held(moment):
        found.contacts[f"{name} {moment:%m-%d}"] = outreach.record_contacts(by=found.actor(worker), contacts=[new])[
            0
        ].pk


def _refer(found: Universe, name: str, worker: str) -> None:
    draw_anew("refers", name)
    new = NewReferral(found.clients[name], "treatment", agreed=True, on=dt.date(2026, 11, 21))
    with clock.held(REGISTERED + dt.timedelta(days=12)):
        made = outreach.offer_referrals(by=found.actor(worker), referrals=[new])
    found.referrals[name] = made[0].pk


def afterwards(found: Universe) -> None:
    """What happens after A's secrets in every world: B is met, says something new; somebody registers with B's answers."""
    _meet(found, "bhola", "tomba", dt.datetime(2026, 11, 16, 5, tzinfo=dt.UTC), {"syringe_1ml": 20})
    _meet(found, "bhim", "peter", dt.datetime(2026, 11, 17, 5, tzinfo=dt.UTC), {"syringe_1ml": 10})
    with clock.held(TODAY - dt.timedelta(days=2)):
        told = {"gender": "man", "birth_year": 1990, "nickname": "Bho", "reach": {"where": "tea stall"}}
        draw_anew("afterwards")
        people.change_profiles(by=found.actor("tomba"), profiles=[(found.clients["bhola"], told)])
        people.record_injecting(by=found.actor("tomba"), statements=[(found.clients["bhola"], 3)])
        site = found.caseloads["tomba"]
        new = NewClient(site=site.site_id, caseload=site.pk, ingredients=SINGH, kinds=["injects"])
        found.clients["zoya"] = people.register_clients(by=found.actor("tomba"), clients=[new])[0].pk
    audit.seal_pending()


def look_through(found: Universe, moment: dt.datetime) -> None:
    """Every organisation's records are looked through for what may be wrong. The second time, what is new is about A."""
    for organisation in found.organisations.values():
        draw_anew("looks through", organisation.code, moment)
        with clock.held(moment):
            quality.look_through(by=access.operator(), organisation=organisation.pk)


# ------------------------------------------------------------------------------------------------ A's secrets
def _a_registers(found: Universe, **said: object) -> None:
    """A's card. The luck is the same however much is said, so that A's code is the same in every world."""
    draw_anew("A")
    caseload = found.caseloads["ibemhal"]
    told = {
        "gender": "woman",
        "birth_year": 1992,
        "kinds": ["injects"],
        "nickname": "Anju",
        "ingredients": DEVI,
        **said,
    }
    people.register_clients(
        by=found.actor("ibemhal"),
        clients=[NewClient(id=A, site=caseload.site_id, caseload=caseload.pk, **told)],  # type: ignore[arg-type]
    )


def _a_agrees(stage: Consent, found: Universe) -> None:
    people.record_consents(by=found.actor("sushila"), consents=[(A, stage)])


def _a_is(kind: str, found: Universe) -> None:
    people.state_kinds(by=found.actor("waris"), statements=[(A, kind, True)])


def _a_injects(found: Universe) -> None:
    people.record_injecting(by=found.actor("waris"), statements=[(A, 1)])


def _a_shuts_out(logins: tuple[str, ...], found: Universe) -> None:
    for login in logins:
        people.block_staff(by=found.actor("sushila"), client=A, staff=found.staff[login].pk)


def _a_stands(status: str, found: Universe) -> None:
    people.record_standings(by=found.actor("waris"), standings=[(A, status)])


def _a_is_met(found: Universe) -> None:
    """Twice, with supplies for longer than the longest gap: the day of the next contact says nothing of the need."""
    for contact, day in zip(A_CONTACTS, (3, 5), strict=False):
        moment = dt.datetime(2026, 11, day, 5, tzinfo=dt.UTC)
        new = NewContact(id=contact, site=found.sites["imphal-west"].pk, client=A, supplies={"syringe_1ml": 300},
                         note="with Bhola", place="Bhola's house", occurred_at=moment)  # fmt: skip
        with clock.held(moment):
            outreach.record_contacts(by=found.actor("waris"), contacts=[new])


def _a_is_corrected(found: Universe) -> None:
    site = found.sites["imphal-west"].pk
    new = NewContact(id=A_CONTACTS[2], site=site, client=A, supplies={"syringe_1ml": 301}, occurred_at=clock.now())
    outreach.correct_contact(by=found.actor("waris"), contact=A_CONTACTS[0], new=new)
    outreach.undo_contact(by=found.actor("waris"), contact=A_CONTACTS[1])


def _a_moves(holder: str, found: Universe) -> None:
    people.place_clients(by=found.actor("priya"), clients=[A], caseload=found.caseloads[holder].pk)


def _a_tells(found: Universe) -> None:
    told = {"gender": "woman", "birth_year": 1992, "nickname": "Bhola's wife",
            "reach": {"where": "not where Bhola is", "never": "with Bhola"}}  # fmt: skip
    people.change_profiles(by=found.actor("waris"), profiles=[(A, told)])


def _a_is_referred(found: Universe) -> None:
    """To the same place on the same day as B, and B's own worker goes along."""
    new = NewReferral(A, "legal", agreed=True, on=dt.date(2026, 11, 21), id=A_REFERRAL, place="Bhola's lawyer")
    outreach.offer_referrals(by=found.actor("waris"), referrals=[new])
    step = outreach.NewStep(
        A_REFERRAL, "accompanied", with_whom="colleague", colleague=found.staff["tomba"].pk, id=A_STEP
    )
    outreach.follow_referrals(by=found.actor("waris"), steps=[step])


def _a_names(kind: str, resolved: bool, found: Universe) -> None:
    """A says who B is to her; where `resolved`, a worker entitled to both files says which file is meant."""
    said = Statement(client=A, kind=kind, cohabiting=True, injects_together=True, nickname="Bhola",
                     resolved=found.clients["bhola"] if resolved else None)  # fmt: skip
    couples.name_partners(by=found.actor("sushila"), statements=[said])


_AT_TOMBAS = (*who.EAST, "tomba")
BS_WORKERS = ("tomba", "peter", "nina", "faisal", "lata", "gopal", "tara")
PLAIN = Secret("has a card", "supplies", _a_registers, counted=True)
_BS = {"gender": "man", "birth_year": 1990, "nickname": "Bhola", "ingredients": SINGH}
ALIKE = Secret("has a card and B's details", "supplies", partial(_a_registers, **_BS), counted=True)
AGREED = Secret("agreed in full", "supplies", partial(_a_agrees, Consent.FULL), agreed="full")
WITHDREW = Secret("took the agreement back", "supplies", partial(_a_agrees, Consent.WITHDRAWN), agreed="withdrawn")
PARTNER = Secret("is a partner", "identity", partial(_a_is, "partner"), counted=True)
FAMILY = Secret("is of a family", "identity", partial(_a_is, "family"), counted=True)
SELLS = Secret("sells sex", "sexwork", partial(_a_is, "sells_sex"), counted=True)
INJECTS = Secret("says how often", "drugs", _a_injects)
TELLS = Secret("speaks of B", "identity", _a_tells)
REFERRED = Secret("is referred", "identity", _a_is_referred)
ATTENDS = Secret("attends B's group", "identity", partial(attends, A))
NAMES = Secret("names a husband", "couple", partial(_a_names, PartnerKind.SPOUSE, False))
NAMES_B = Secret("names B", "couple", partial(_a_names, PartnerKind.SPOUSE, True))
NAMES_B_OTHERWISE = Secret("names B a former partner", "couple", partial(_a_names, PartnerKind.FORMER, True))
DUE = Secret("decides on a day that has come", "couple", partial(walks, A, outcome="not_now"))
WALKS = Secret("walks the way to B", "couple", partial(walks, A))
NEVER = Secret("decides that B is never asked", "couple", partial(walks, A, outcome="never"))
SHUTS_OUT = Secret("keeps out all of B's workers", "blocks", partial(_a_shuts_out, BS_WORKERS), closed_to=BS_WORKERS)
SHUTS_OUT_OWN = Secret("keeps out two of her own site and the manager", "blocks",
                       partial(_a_shuts_out, ("wangoi", "wilson", "priya")), closed_to=("wangoi", "wilson", "priya"))  # fmt: skip
LEFT = Secret("left", "supplies", partial(_a_stands, "chose"), counted=True)
BACK = Secret("came back", "supplies", partial(_a_stands, "active"), counted=True)
MET = Secret("is met", "supplies", _a_is_met, counted=True)
CHOOSES = Secret("chose a word", "supplies", partial(chooses, A))
COVERED = Secret("is covered by B's worker", "supplies", partial(is_covered, A), counted=True)
CORRECTED = Secret("contacts are corrected", "supplies", _a_is_corrected, counted=True)
AT_PEERS = Secret("is a peer's client", "supplies", partial(_a_moves, "wahida"), moves=(*who.WEST, "wahida"))
AT_TOMBAS = Secret(
    "is on B's worker's own list", "supplies", partial(_a_moves, "tomba"), counted=True, moves=_AT_TOMBAS
)

ABSENT, UNLINKED = World("A is nobody"), World("A has a card", (PLAIN,))
IN_FULL = World("A agreed in full", (PLAIN, AGREED))
WORLDS = [
    UNLINKED,
    IN_FULL,
    World("A's details are B's", (ALIKE,)),
    World("A is a partner", (PLAIN, PARTNER)),
    World("A is of a family", (PLAIN, FAMILY)),
    World("A sells sex", (PLAIN, AGREED, SELLS)),
    World("A says how often", (PLAIN, AGREED, INJECTS)),
    World("A speaks of B", (PLAIN, TELLS)),
    World("A is referred", (PLAIN, REFERRED)),
    World("A attends B's group", (PLAIN, ATTENDS)),
    World("A names a husband", (PLAIN, AGREED, NAMES)),
    World("A names B", (PLAIN, AGREED, NAMES_B)),
    World("A names B, and again otherwise", (PLAIN, AGREED, NAMES_B, NAMES_B_OTHERWISE)),
    World("A walks the way to B", (PLAIN, AGREED, WALKS)),
    World("A never wants B asked", (PLAIN, AGREED, NEVER)),
    World("A is to be asked again today", (PLAIN, AGREED, DUE)),
    World("A, a peer's client, walks the way to B", (PLAIN, AGREED, WALKS, AT_PEERS)),
    World("A took the agreement back", (PLAIN, AGREED, SELLS, INJECTS, WITHDREW)),
    World("A keeps B's workers out", (PLAIN, SHUTS_OUT)),
    World("A keeps her own workers out", (PLAIN, AGREED, SHUTS_OUT_OWN)),
    World("A is B's worker's client, and keeps that worker out", (PLAIN, SHUTS_OUT, AT_TOMBAS)),
    World("A chose a word", (PLAIN, CHOOSES)),
    World("A is covered by B's worker", (PLAIN, CHOOSES, COVERED)),
    World("A left and came back", (PLAIN, LEFT, BACK)),
    World("A left", (PLAIN, LEFT)),
    World("A is met", (PLAIN, MET)),
    World("A's contacts are corrected", (PLAIN, MET, CORRECTED)),
    World("A is a peer's client", (PLAIN, AT_PEERS)),
    World(
        "A, and all of it",
        (
            ALIKE,
            AGREED,
            PARTNER,
            SELLS,
            INJECTS,
            TELLS,
            REFERRED,
            ATTENDS,
            NAMES_B,
            WALKS,
            MET,
            CORRECTED,
            SHUTS_OUT,
            LEFT,
            BACK,
        ),
    ),
]


def drawn(number: int, seed: int) -> list[World]:
    """Worlds with a handful of secrets that nobody has thought of together; the order of the list is kept."""
    dice, found = random.Random(seed), []
    some = [PARTNER, FAMILY, SELLS, INJECTS, TELLS, REFERRED, ATTENDS, NAMES_B, WALKS, MET, LEFT, BACK, AT_PEERS,
            SHUTS_OUT, SHUTS_OUT_OWN]  # fmt: skip
    for turn in range(number):
        chosen = set(dice.sample(range(len(some)), dice.randint(2, 6)))
        secrets = [secret for place, secret in enumerate(some) if place in chosen]
        found.append(World(f"drawn {seed}.{turn}", (dice.choice([PLAIN, ALIKE]), AGREED, *secrets)))
    return found


# ------------------------------------------------------------------------------------------------ looking in
def desks(found: Universe) -> dict[str, object]:
    """Everybody signed in, each in a browser of their own."""
    made = {}
    for login in who.EVERYBODY:
        draw_anew("signs in", login)
        made[login] = signed_in(found.staff[login], raise_request_exception=False)
        made[login].get(reverse("mfa_index"))  # the first request of a session writes when it began
    return made


def phones(found: Universe) -> dict[str, tuple[str, str]]:
    """Workers' phones, let in as they are: device and token."""
    made = {}
    for login in ("tomba", "peter", "nina", "gopal", "marta", "ibemhal", "wangoi", "sara"):
        draw_anew("phone", login)
        _enrolment, secret = fieldwork.offer_enrolment(by=access.operator(), staff=found.staff[login].pk)
        told = json.dumps({"secret": secret, "name": f"{login}'s phone", "public_key": None})
        answer = Browser().post("/api/v1/devices", told, content_type="application/json").json()
        made[login] = (answer["device"], answer["token"])
    return made


def code_of(client: uuid.UUID) -> str:
    """The code on a card, whoever may see it."""
    return Client.objects.unscoped("tests").get(pk=client).code
