"""Populations that size estimates are about, as data. No table stands here."""

import datetime as dt
import functools
import tomllib
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

_FILE = Path(__file__).parent / "data" / "populations.toml"


class Population(BaseModel):
    """One population: its code and its words."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    code: str
    en: str
    hi: str

    def label(self, language: str) -> str:
        return self.hi if language.startswith("hi") else self.en


class Populations(BaseModel):
    """All populations, with version, effective date and source."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    version: str
    effective: dt.date
    source: str
    status: Literal["verified", "unverified"]
    population: tuple[Population, ...]

    def by_code(self) -> dict[str, Population]:
        return {one.code: one for one in self.population}


@functools.cache
def populations() -> Populations:
    """The populations in force."""
    return Populations.model_validate(tomllib.loads(_FILE.read_text(encoding="utf-8")))
