"""What every phone of an organisation needs besides cards: catalogue, topics, kinds, forms, words, policies. Data, versioned.

A piece carries a version made from its content, so that any change reaches the phones, and only a change does.
"""

import functools
import hashlib
import json
from typing import Any

from twofold.core.access import Actor
from twofold.fieldwork.entries import ENTRIES
from twofold.fieldwork.policy import policy
from twofold.outreach import reads as outreach
from twofold.outreach import rules
from twofold.outreach.models import Beneficiary, Mode
from twofold.outreach.topics import topics
from twofold.people import reach
from twofold.people.actions.register import AT_REGISTRATION
from twofold.people.kinds import kinds
from twofold.people.models import Gender, Standing
from twofold.programme.models import Caseload, Organisation, Site

CHOICES = {"mode": Mode, "beneficiary": Beneficiary, "gender": Gender, "why": Standing.Status, **reach.CHOICES}


def version(piece: Any) -> int:
    """A number made from the content: 48 bits, so that every language can hold it."""
    text = json.dumps(piece, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:6])


def pieces(by: Actor) -> list[dict[str, Any]]:
    """All pieces for this worker, in one order."""
    told = {
        "supplies": [item.model_dump() for item in outreach.offered(by)],
        "topics": list(topics().values()),
        "kinds": [
            {"code": kind.code, "en": kind.en, "hi": kind.hi}
            for kind in kinds().kind
            if kind.compartment in AT_REGISTRATION
        ],
        "places": _places(by),
        "choices": _choices(),
        "entries": _entries(),
        "policy": _policy(),
    }
    return [{"kind": "reference", "id": name, "version": version(data), "data": data} for name, data in told.items()]


def _places(by: Actor) -> dict[str, Any]:
    sites = Site.objects.filter(pk__in=by.sites, closed_on=None).order_by("name", "pk")
    own = Caseload.objects.filter(pk__in=by.caseloads).order_by("name", "pk")
    organisation = Organisation.objects.get(pk=by.organisation)
    return {
        "organisation": organisation.name,
        "timezone": organisation.timezone,
        "uic_scheme": organisation.uic_scheme,
        "sites": [{"id": str(row.pk), "name": row.name} for row in sites],
        "caseloads": [{"id": str(row.pk), "site": str(row.site_id), "name": row.name} for row in own],
    }


def _choices() -> dict[str, list[dict[str, str]]]:
    from django.utils.translation import override

    found: dict[str, list[dict[str, str]]] = {}
    for name, choices in CHOICES.items():
        words = {}
        for language in ("en", "hi"):
            with override(language):
                words[language] = {value: str(label) for value, label in choices.choices}
        found[name] = [{"code": code, "en": words["en"][code], "hi": words["hi"][code]} for code in choices.values]
    return found


@functools.cache
def _entries() -> list[dict[str, Any]]:
    """The kinds that the office understands, by version: a phone sends what is here."""
    return [{"kind": kind.name, "v": kind.v} for kind in ENTRIES]


def _policy() -> dict[str, Any]:
    due = rules.policy()
    return {
        "contact_every_days": due.contact_every_days,
        "full_consent_by_contact": due.full_consent_by_contact,
        "soonest_days": due.soonest_days,
        "most_entries": policy().push.most_entries,
        "most_bytes": policy().push.most_bytes,
        "usual_cards": policy().pull.usual_cards,
    }
