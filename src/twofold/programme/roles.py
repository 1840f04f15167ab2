"""Roles held together: which combinations are refused is data, with the reason in words. What a role may do: `core.access`."""

import datetime as dt
import functools
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from twofold.core.access import Role

_FILE = Path(__file__).parent / "data" / "role_combinations.toml"


class Refused(BaseModel):
    """A pair of roles ('*' is any other) that nobody holds at once, and why."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    roles: tuple[str, str]
    en: str
    hi: str

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
