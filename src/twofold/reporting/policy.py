"""Who outside the programme reads what was handed in: a decision, kept as data."""

import datetime as dt
import functools
import tomllib
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

_FILE = Path(__file__).parent / "data" / "policy.toml"


class Policy(BaseModel):
    """The decision, with version, effective date and source."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    version: str
    effective: dt.date
    source: str
    status: Literal["verified", "unverified"]
    donors_read_submitted: bool


@functools.cache
def policy() -> Policy:
    """The policy in force."""
    return Policy.model_validate(tomllib.loads(_FILE.read_text(encoding="utf-8")))
