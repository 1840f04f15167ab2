"""Kinds of client as data: many-valued, dated, each in a compartment of the file. No table stands here."""

import datetime as dt
import functools
import tomllib
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from twofold.core.access import Compartment

_FILE = Path(__file__).parent / "data" / "kinds.toml"
INJECTS = "injects"
PARTNER = "partner"


class Kind(BaseModel):
    """One kind: its code, its words, the compartment it belongs to, whether lists may be filtered by it."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    code: str
    en: str
    hi: str
    compartment: Compartment
    filterable: bool = True

    def label(self, language: str) -> str:
        return self.hi if language.startswith("hi") else self.en


class Kinds(BaseModel):
    """All kinds, with version, effective date and source."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    version: str
    effective: dt.date
    source: str
    status: Literal["verified", "unverified"]
    kind: tuple[Kind, ...]

    def by_code(self) -> dict[str, Kind]:
        return {kind.code: kind for kind in self.kind}


@functools.cache
def kinds() -> Kinds:
    """The kinds in force."""
    return Kinds.model_validate(tomllib.loads(_FILE.read_text(encoding="utf-8")))
