"""Who looks, as words of the hand-written tables: what each may know of A is asked there, never of the software."""

from dataclasses import dataclass

from tests import universe
from tests.proofs.authorisation import evaluator, harness
from tests.proofs.authorisation.evaluator import PARTS
from twofold.core.access import Role

# Besides the named world: the whole staff of A's own site, and the office of the other organisation.
MORE: dict[str, tuple[str, tuple[str, ...], tuple[Role, ...]]] = {
    "wangoi": ("asha", ("imphal-west",), (Role.NURSE,)),
    "prem": ("asha", ("imphal-west",), (Role.PHYSICIAN,)),
    "waris": ("asha", ("imphal-west",), (Role.COUNSELLOR,)),
    "wilson": ("asha", ("imphal-west",), (Role.FACILITATOR,)),
    "wahida": ("asha", ("imphal-west",), (Role.PEER,)),
    "tara": ("asha", ("imphal-east",), (Role.COUNSELLOR, Role.NURSE)),
    "bashir": ("beacon", (), (Role.AUDITOR,)),
    "beena": ("beacon", ("patna",), (Role.ME_OFFICER,)),
    "binod": ("beacon", ("patna",), (Role.ADMINISTRATOR,)),
    "bela": ("beacon", (), (Role.DONOR,)),
    "brij": ("beacon", ("patna",), (Role.COUNSELLOR,)),
}
EVERYBODY = universe.STAFF | MORE
# Whose client B is: Tomba's, and a second B for the peer, so that every role at their site has a B and no A.
HOLDERS = {"bhola": "tomba", "bhim": "peter"}


@dataclass(frozen=True)
class Place:
    """Where a file stands, what its client agreed to, and to whom it is closed."""

    organisation: str
    site: str
    holder: str
    agreed: str = "card"
    closed_to: frozenset[str] = frozenset()


EAST, WEST = ("asha", "imphal-east"), ("asha", "imphal-west")


def roles_of(login: str) -> frozenset[str]:
    return harness.roles_in_words(frozenset(EVERYBODY[login][2]))


def _asks(login: str, place: Place, verb: str, part: str) -> bool:
    organisation, sites, _roles = EVERYBODY[login]
    near = "elsewhere"
    if organisation == place.organisation:
        near = "caseload" if place.holder == login else "site" if place.site in sites else "organisation"
    return evaluator.may(roles_of(login), verb, part, near, place.agreed, blocked=login in place.closed_to)


def finds(login: str, place: Place | None) -> bool:
    """May this worker know that the file exists?"""
    return place is not None and _asks(login, place, "find", "supplies")


def reads(login: str, place: Place) -> frozenset[str]:
    """The parts of the file that this worker may read. That it is there, where, and the agreement are 'supplies'."""
    return frozenset(part for part in PARTS if _asks(login, place, "read", part))


def own_client(login: str) -> str:
    """The B that this worker looks at: their own, else Tomba's."""
    return next((client for client, holder in HOLDERS.items() if holder == login), "bhola")


def other_client(login: str) -> str:
    """A second B, of the same worker or at the same site."""
    return {"tomba": "biren", "peter": "basu"}.get(login, "bhim")


def sees_b(login: str) -> bool:
    client = own_client(login)
    return finds(login, Place(*EAST, HOLDERS[client]))


def counts_people(login: str) -> bool:
    """Does this worker see totals of A's whole organisation, small counts hidden?"""
    return EVERYBODY[login][0] == "asha" and evaluator.opens("reports", roles_of(login))
