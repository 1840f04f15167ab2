"""The kinds of entry in their one order. Each has a version, a body, and exactly one action of one app.

Entries of a push are applied in this order, so that a client who was registered in it is there for what follows. To add a
kind, add it here, its body above or in a file of its room: the published description, the checks and the phone's forms are
made from this list.
"""

import datetime as dt
import uuid
from typing import Annotated, Any, Literal

from pydantic import Field

from twofold.core.access import Compartment, Consent
from twofold.fieldwork.covering_entries import COVERING
from twofold.fieldwork.entry import Body, Kind, Line, Told, Word
from twofold.fieldwork.group_entries import GROUPS
from twofold.fieldwork.partner_entries import PARTNER
from twofold.fieldwork.referral_entries import REFERRALS
from twofold.fieldwork.visit_entries import VISITS
from twofold.outreach import actions as outreach
from twofold.outreach.actions import MOST_PIECES, NewContact
from twofold.outreach.actions import TEXT_LENGTH as NOTE_LENGTH
from twofold.outreach.models import Beneficiary, Contact, Mode
from twofold.people import actions as people
from twofold.people import uic
from twofold.people.actions import NewClient
from twofold.people.actions.register import MOST_INJECTIONS_A_DAY, OLDEST_BIRTH_YEAR
from twofold.people.models import ConsentGiven, Gender, Profile, Standing
from twofold.people.reach import By, Channel

Pieces = Annotated[int, Field(ge=0, le=MOST_PIECES)]
# The item that a count without a kind stands for, in the catalogue of supplies.
PLAIN_ITEMS = {"needles_out": "syringe_1ml", "condoms": "condom_external", "naloxone_kits": "naloxone_kit"}
PLAIN_RETURNED = {"needles_in": "syringe_1ml"}


class Reach(Body):
    """Where, when and never how to reach somebody, in their own words."""

    where: Line = ""
    when: Line = ""
    never: Line = ""
    channel: Literal["", *Channel.values] = ""
    by: Literal["", *By.values] = ""


class Answers(Body):
    """What a recipe code is made from, where the programme uses one. Only the code's keyed image is kept."""

    texts: dict[Word, Line] = Field(default_factory=dict, max_length=12)
    born: dt.date | None = None


class ClientRegistered(Body):
    """A card under a code. `client` is a random id made on the phone."""

    client: uuid.UUID
    site: uuid.UUID | None = None
    caseload: uuid.UUID | None = None
    gender: Literal[*Gender.values] = Gender.NOT_SAID.value
    birth_year: Annotated[int, Field(ge=OLDEST_BIRTH_YEAR, le=2200)] | None = None
    kinds: list[Word] = Field(default_factory=list, max_length=20)
    nickname: Line = ""
    reach: Reach = Reach()
    injections_a_day: Annotated[float, Field(ge=0, le=MOST_INJECTIONS_A_DAY)] | None = None
    answers: Answers = Answers()
    consent: Literal[*[stage.value for stage in Consent]] = Consent.CARD.value


class ClientUpdated(Body):
    """What has changed of a client; what is left out stays as the phone saw it. `corrects` of the entry names the profile that
    the phone saw (the card's `profile`). `kinds` says of each whether it holds.
    """

    client: uuid.UUID
    gender: Literal[*Gender.values] | None = None
    birth_year: Annotated[int, Field(ge=OLDEST_BIRTH_YEAR, le=2200)] | None = None
    nickname: Line | None = None
    reach: Reach | None = None
    kinds: dict[Word, bool] = Field(default_factory=dict, max_length=20)
    injections_a_day: Annotated[float, Field(ge=0, le=MOST_INJECTIONS_A_DAY)] | None = None


class ConsentRecorded(Body):
    """What a client agreed to, or withdrew, and how it was asked."""

    client: uuid.UUID
    stage: Literal[*[stage.value for stage in Consent]]
    how: Literal["spoken", "written"] = "spoken"


class ClientLeft(Body):
    """That a client left the register, and why."""

    client: uuid.UUID
    why: Literal[*[status for status in Standing.Status.values if status != Standing.Status.ACTIVE]]


class ClientReturned(Body):
    """That a client is on the register again."""

    client: uuid.UUID


class ContactMade(Body):
    """A contact: what was given, taken back and talked about. Without a client, supplies for a stranger.

    Plain counts and counts by item of the catalogue may stand side by side; they add up. `taken_back` with `corrects` says that
    the earlier contact is not to count.
    """

    client: uuid.UUID | None = None
    site: uuid.UUID | None = None
    mode: Literal[*Mode.values] = Mode.OUTREACH.value
    beneficiary: Literal[*Beneficiary.values] | None = None
    needles_out: Pieces = 0
    needles_in: Pieces = 0
    condoms: Pieces = 0
    naloxone_kits: Pieces = 0
    supplies: dict[Word, Pieces] = Field(default_factory=dict, max_length=60)
    returned: dict[Word, Pieces] = Field(default_factory=dict, max_length=60)
    topics: list[Word] = Field(default_factory=list, max_length=40)
    place: Annotated[str, Field(max_length=NOTE_LENGTH)] = ""
    note: Annotated[str, Field(max_length=NOTE_LENGTH)] = ""
    taken_back: bool = False


def _add(into: dict[str, int], body: ContactMade, plain: dict[str, str]) -> dict[str, int]:
    found = dict(into)
    for name, item in plain.items():
        if pieces := getattr(body, name):
            found[item] = found.get(item, 0) + pieces
    return found


def _registered(told: list[Told]) -> dict[str, Any]:
    return {"clients": [_new_client(one) for one in told]}


def _new_client(told: Told) -> NewClient:
    body: ClientRegistered = told.body
    site, caseload = told.where.for_new(body.site, body.caseload)
    return NewClient(
        id=body.client,
        site=site,
        caseload=caseload,
        gender=body.gender,
        birth_year=body.birth_year,
        kinds=body.kinds,
        nickname=body.nickname,
        reach={name: text for name, text in body.reach.model_dump().items() if text},
        injections_a_day=body.injections_a_day,
        ingredients=uic.Ingredients(texts=body.answers.texts, gender=body.gender, born=body.answers.born),
        consent=Consent(body.consent),
        occurred_at=told.occurred_at,
    )


def _contacts(told: list[Told]) -> dict[str, Any]:
    return {"contacts": [_new_contact(one) for one in told]}


def _new_contact(told: Told) -> NewContact:
    body: ContactMade = told.body
    usual = Beneficiary.CLIENT if body.client else Beneficiary.STRANGER
    return NewContact(
        id=told.id,
        corrects=told.corrects,
        void=body.taken_back,
        client=body.client,
        site=body.site or told.where.site_of(body.client),
        mode=body.mode,
        beneficiary=body.beneficiary or usual,
        supplies=_add(body.supplies, body, PLAIN_ITEMS),
        returned=_add(body.returned, body, PLAIN_RETURNED),
        topics=body.topics,
        place=body.place,
        note=body.note,
        occurred_at=told.occurred_at,
        recorded_at=told.recorded_at,
    )


def _updated(told: Told) -> dict[str, Any]:
    body: ClientUpdated = told.body
    said = body.model_dump(include=body.model_fields_set - {"client"})
    for name in ("gender", "nickname", "reach"):
        if name in said and said[name] is None:
            del said[name]
    if "reach" in said:
        said["reach"] = {name: text for name, text in said["reach"].items() if text}
    return {"client": body.client, "said": said, **_as_one(told)}


def _as_one(told: Told) -> dict[str, Any]:
    return {"entry": told.id, "corrects": told.corrects, "occurred_at": told.occurred_at}


def _consent(told: Told) -> dict[str, Any]:
    body: ConsentRecorded = told.body
    return {
        "consents": [(body.client, Consent(body.stage))],
        "how": body.how,
        **_as_one(told),
    }


def _standing(told: Told) -> dict[str, Any]:
    status = getattr(told.body, "why", Standing.Status.ACTIVE.value)
    moment = told.where.not_before(told.body.client, told.occurred_at)
    return {"standings": [(told.body.client, status)], **_as_one(told), "occurred_at": moment}


_IDENTITY = (Compartment.IDENTITY,)
ENTRIES: tuple[Kind, ...] = (
    Kind(
        "client.registered",
        1,
        ClientRegistered,
        people.register_clients,
        _registered,
        many=True,
        opens_file=True,
        used_once=frozenset({"answers"}),
    ),
    Kind("client.updated", 1, ClientUpdated, people.update_client, _updated, parts=_IDENTITY, facts=Profile),
    Kind("consent.recorded", 1, ConsentRecorded, people.record_consents, _consent, facts=ConsentGiven),
    Kind("client.left", 1, ClientLeft, people.record_standings, _standing, facts=Standing),
    Kind("client.returned", 1, ClientReturned, people.record_standings, _standing, facts=Standing),
    Kind("contact.made", 1, ContactMade, outreach.record_contacts, _contacts, many=True, facts=Contact),
    *REFERRALS,
    *PARTNER,
    *VISITS,
    *COVERING,
    *GROUPS,
)
BY_NAME = {(kind.name, kind.v): kind for kind in ENTRIES}
NAMES = frozenset(kind.name for kind in ENTRIES)
