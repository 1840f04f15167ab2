"""Limits and rules of devices as data. No table stands here."""

import datetime as dt
import functools
import tomllib
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

_FILE = Path(__file__).parent / "data" / "devices.toml"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Push(_Part):
    """How much a phone may send at once."""

    most_bytes: int
    most_entries: int
    wait_seconds: float
    retry_after_seconds: int
    most_entries_after_revoke: int


class Pull(_Part):
    """How many cards an answer holds."""

    usual_cards: int
    most_cards: int


class Policy(_Part):
    """All of it, with version, effective date and source."""

    version: str
    effective: dt.date
    source: str
    status: Literal["verified", "unverified"]
    enrolment_minutes: int
    keys_required: bool
    push: Push
    pull: Pull


@functools.cache
def policy() -> Policy:
    """The policy in force."""
    return Policy.model_validate(tomllib.loads(_FILE.read_text(encoding="utf-8")))
