"""The lines of the monthly report, as data: what stands on the page, in the PDF and in the example workbook."""

import datetime as dt
import functools
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Literal

from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, Field, model_validator

from twofold.indicators import categories
from twofold.indicators.definitions import DIMENSIONS, Definition, definitions
from twofold.reporting.contents import key

_FILE = Path(__file__).parent / "data" / "monthly.toml"
_STRICT = ConfigDict(frozen=True, extra="forbid")


class Line(BaseModel):
    """One line: its code on the form, the figure, the part of it."""

    model_config = _STRICT
    code: str
    indicator: str
    by: dict[str, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _is_counted(self) -> "Line":
        if self.indicator not in definitions() or set(self.by) - set(DIMENSIONS):
            raise ValueError(f"{self.code}: no such figure")
        return self

    @property
    def key(self) -> str:
        return key(self.indicator, self.by)

    @property
    def definition(self) -> Definition:
        return definitions()[self.indicator]

    def words(self, language: str) -> str:
        """What the line says."""
        return words(self.indicator, self.by, language)


def words(indicator: str, by: Mapping[str, str], language: str) -> str:
    """A figure and its part in words: Reached: Woman, Under 25."""
    found = definitions().get(indicator)
    name = found.words(language).name if found else indicator
    parts = ", ".join(categories.label(dimension, code) for dimension, code in by.items())
    return _("%(figure)s: %(part)s") % {"figure": name, "part": parts} if parts else name


class Section(BaseModel):
    """Lines that belong together."""

    model_config = _STRICT
    en: str
    hi: str
    lines: tuple[Line, ...]

    def words(self, language: str) -> str:
        return self.hi if language.startswith("hi") else self.en


class Form(BaseModel):
    """The whole form, with version, effective date and source."""

    model_config = _STRICT
    version: str
    effective: dt.date
    source: str
    source_hi: str
    status: Literal["verified", "unverified"]
    section: tuple[Section, ...]

    def told_source(self, language: str) -> str:
        """Where it is from, in the reader's language."""
        return self.source_hi if language.startswith("hi") else self.source

    def lines(self) -> Iterator[Line]:
        return (line for section in self.section for line in section.lines)


@functools.cache
def form() -> Form:
    """The form in force."""
    return Form.model_validate(tomllib.loads(_FILE.read_text(encoding="utf-8")))
