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


class Listed(BaseModel):
    """The words for a kind where a bystander may look on: lists, filters, addresses."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    code: str
    en: str
    hi: str

    def label(self, language: str) -> str:
        return self.hi if language.startswith("hi") else self.en


class Kind(BaseModel):
    """One kind: its code, its words, the compartment it belongs to, its words on lists (none: it stands on no list)."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    code: str
    en: str
    hi: str
    compartment: Compartment
    listed: Listed | None = None

    @property
    def filterable(self) -> bool:
        """Whether lists may be filtered by it."""
        return self.listed is not None

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
