"""Reports: which figures stand together on a page, as data. No database."""

import datetime as dt
import functools
import tomllib
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, model_validator

from twofold.indicators.definitions import Definition, definitions

_FILE = Path(__file__).parent / "data" / "reports.toml"


class Report(BaseModel):
    """One report: its code, its words, its figures in their order."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    code: str
    en: str
    hi: str
    figures: tuple[str, ...]

    @model_validator(mode="after")
    def _of_figures_there_are(self) -> "Report":
        if unknown := set(self.figures) - set(definitions()):
            raise ValueError(f"{self.code}: no such figures: {unknown}")
        return self

    def label(self, language: str) -> str:
        return self.hi if language.startswith("hi") else self.en

    @property
    def definitions(self) -> list[Definition]:
        return [definitions()[one] for one in self.figures]


class Reports(BaseModel):
    """All reports, with version, effective date and source."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    version: str
    effective: dt.date
    source: str
    status: Literal["verified", "unverified"]
    report: tuple[Report, ...]

    def by_code(self) -> dict[str, Report]:
        return {one.code: one for one in self.report}


@functools.cache
def reports() -> Reports:
    """The reports in force."""
    return Reports.model_validate(tomllib.loads(_FILE.read_text(encoding="utf-8")))
