"""What every phone of an organisation needs besides cards: catalogue, topics, kinds, forms, words, policies. Data, versioned.

A piece carries a version made from its content, so that any change reaches the phones, and only a change does.
"""

import functools
import hashlib
import json
import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import override

from twofold.core.access import Actor
from twofold.core.prepared import prepared
from twofold.fieldwork import along, asking
from twofold.fieldwork.entries import ENTRIES
from twofold.fieldwork.policy import policy
from twofold.fieldwork.whereabouts import caseloads, usual_site
from twofold.outreach import reads as outreach
from twofold.outreach import rules
from twofold.outreach.grouping import group_kinds
from twofold.outreach.models import Beneficiary, Mode
from twofold.outreach.topics import topics
from twofold.people import reach
from twofold.people.actions.register import AT_REGISTRATION
from twofold.people.kinds import kinds
from twofold.people.models import Gender, Standing
from twofold.programme.actors import organisation as organisation_of
from twofold.programme.catalogue import supplies
from twofold.programme.models import Site

CHOICES = {"mode": Mode, "beneficiary": Beneficiary, "gender": Gender, "why": Standing.Status, **reach.CHOICES}


def version(piece: Any) -> int:
    """A number made from the content: 48 bits, so that every language can hold it."""
    text = json.dumps(piece, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:6])


@dataclass(frozen=True)
class Piece:
    """One piece and its version. Every pull asks for the version of each, so that most are worked out once."""

    told: Any
    version: int


def _piece(told: Any) -> Piece:
    return Piece(told, version(told))


def pieces(by: Actor) -> dict[str, Piece]:
    """All pieces for this worker, by name, in one order."""
    return {
        "supplies": _offered(tuple(item.code for item in outreach.offered(by))),
        "topics": _topics(),
        "kinds": _kinds(),
        "groups": _groups(),
        **{name: _piece(told) for name, told in _places(by).items()},
        "choices": _choices(),
        "entries": _entries(),
        "along": _along(along.directory(by)),
        "forms": _forms(),
        "due": _piece(_due()),
        "limits": _piece(
            {**policy().push.model_dump(include={"most_entries", "most_bytes"}), **policy().pull.model_dump()}
        ),
    }


def _label(en: str, hi: str) -> dict[str, dict[str, str]]:
    return {"label": {"en": en, "hi": hi}}


@functools.cache
def _supplies() -> dict[str, dict[str, Any]]:
    """Every item of the catalogue, as a phone shows it. Made once: files change with a release only."""
    return {item.code: item.model_dump(exclude={"en", "hi"}) | _label(item.en, item.hi) for item in supplies().item}


@functools.lru_cache(64)
def _offered(codes: tuple[str, ...]) -> Piece:
    """Of these items; organisations choose few different ones."""
    return _piece([_supplies()[code] for code in codes])


@functools.lru_cache(64)
def _along(places: tuple[tuple[str, str], ...]) -> Piece:
    """With these places to choose from."""
    return _piece(along.forms_with(places))


@functools.cache
def _topics() -> Piece:
    return _piece([{"code": code} | _label(words["en"], words["hi"]) for code, words in topics().items()])


@functools.cache
def _kinds() -> Piece:
    offered = [kind for kind in kinds().kind if kind.compartment in AT_REGISTRATION]
    return _piece([{"code": kind.code} | _label(kind.en, kind.hi) for kind in offered])


@functools.cache
def _groups() -> Piece:
    return _piece([{"code": code} | _label(words["en"], words["hi"]) for code, words in group_kinds().items()])


@prepared
def _open(sites: tuple[uuid.UUID, ...]) -> QuerySet:
    return Site.objects.filter(pk__in=sites, closed_on=None).order_by("name", "pk")


def _places(by: Actor) -> dict[str, Any]:
    own, organisation = caseloads(tuple(by.caseloads)), organisation_of(by.organisation)
    where = usual_site(by, [row.site_id for row in own])
    return {
        "organisation": {
            "name": organisation.name,
            "timezone": organisation.timezone,
            "uic_scheme": organisation.uic_scheme,
        },
        "site": str(where) if where else None,
        "sites": [{"id": str(row.pk), "name": row.name} for row in _open(tuple(by.sites))],
        "caseloads": [{"id": str(row.pk), "site": str(row.site_id), "name": row.name} for row in own],
    }


@functools.cache
def _choices() -> Piece:
    found: dict[str, list[dict[str, Any]]] = {}
    for name, choices in CHOICES.items():
        words = {}
        for language in ("en", "hi"):
            with override(language):
                words[language] = {value: str(label) for value, label in choices.choices}
        found[name] = [{"code": code} | _label(words["en"][code], words["hi"][code]) for code in choices.values]
    return _piece(found)


@functools.cache
def _entries() -> Piece:
    """The kinds that the office understands, by version: a phone sends what is here."""
    return _piece([{"kind": kind.name, "v": kind.v} for kind in ENTRIES])


@functools.cache
def _forms() -> Piece:
    return _piece(asking.forms())


def _due() -> dict[str, Any]:
    return rules.policy().model_dump(include={"contact_every_days", "full_consent_by_contact", "soonest_days"})
