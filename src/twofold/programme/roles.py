"""Roles held together: which combinations are refused is data, with the reason in words. What a role may do: `core.access`."""

import datetime as dt
import functools
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ConfigDict

from twofold.core.access import Role

# What a role is called, and what it is for, in words that a manager reads when giving it.
WORDS: dict[Role, tuple[str | Promise, str | Promise]] = {
    Role.OUTREACH_WORKER: (_("Outreach worker"), _("Meets clients of a caseload of their own.")),
    Role.PEER: (_("Peer educator"), _("Meets clients of a caseload of their own; sees no health records.")),
    Role.NURSE: (_("Nurse"), _("Cares for the clients of a site; keeps health records.")),
    Role.PHYSICIAN: (_("Physician"), _("Treats the clients of a site; keeps health records.")),
    Role.COUNSELLOR: (_("Counsellor"), _("Talks with clients of a site in private; keeps what is said there.")),
    Role.SUPERVISOR: (_("Supervising counsellor"), _("Stands by the counsellors of every site.")),
    Role.FACILITATOR: (_("Couple facilitator"), _("Runs sessions with couples at a site.")),
    Role.DATA_MANAGER: (_("Data manager"), _("Mends records and settles possible duplicates.")),
    Role.ME_OFFICER: (_("M&E officer"), _("Reads figures and keeps targets and estimates.")),
    Role.MANAGER: (_("Programme manager"), _("Figures, sites, staff and caseloads; no client's name or health.")),
    Role.ADMINISTRATOR: (_("Administrator"), _("Keeps accounts and sites; sees no client.")),
    Role.AUDITOR: (_("Auditor"), _("Reads the log of what accounts did; sees no client.")),
    Role.DONOR: (_("Donor"), _("Reads published tables only.")),
    Role.OPERATOR: (_("Operator"), _("Works on the command line; holds no account.")),
}


def label(role: str) -> str:
    """What a role is called, in the reader's language."""
    return str(WORDS[Role(role)][0])


def labels(held: Iterable[str]) -> list[str]:
    """The names of these roles, in the order in which roles are listed."""
    chosen = {Role(role) for role in held}
    return [label(role) for role in WORDS if role in chosen]


_FILE = Path(__file__).parent / "data" / "role_combinations.toml"


class Refused(BaseModel):
    """A pair of roles ('*' is any other) that nobody holds at once, and why."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    roles: tuple[str, str]
    en: str
    hi: str

    def reason(self) -> str:
        """Why, in the reader's language."""
        return self.hi if (get_language() or "").startswith("hi") else self.en

    def applies_to(self, held: frozenset[str]) -> bool:
        first, second = self.roles
        return first in held and (len(held) > 1 if second == "*" else second in held)


class Combinations(BaseModel):
    """The refused combinations in force."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    version: str
    effective: dt.date
    source: str
    status: Literal["verified", "unverified"]
    refused: tuple[Refused, ...]


@functools.cache
def combinations() -> Combinations:
    """The rules in force."""
    return Combinations.model_validate(tomllib.loads(_FILE.read_text(encoding="utf-8")))


def refusal(roles: Iterable[Role]) -> Refused | None:
    """The first rule that these roles break together, or None."""
    held = frozenset(str(role) for role in roles)
    return next((rule for rule in combinations().refused if rule.applies_to(held)), None)
