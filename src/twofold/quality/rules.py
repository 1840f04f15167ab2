"""The rules of data quality, as data: what is looked for, from which threshold on, who mends it. No database."""

import datetime as dt
import functools
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from twofold.core.access import Compartment

_FILE = Path(__file__).parent / "data" / "rules.toml"
_STRICT = ConfigDict(frozen=True, extra="forbid")
Group = Literal["completeness", "timeliness", "outliers", "sequences", "heaping", "copies", "order"]


class Words(BaseModel):
    """A rule in plain words: its name, what was found (with the evidence in braces), how it is mended."""

    model_config = _STRICT
    name: str = Field(min_length=1)
    found: str = Field(min_length=1)
    mend: str = Field(min_length=1)


class Rule(BaseModel):
    """One rule. `part` is the part of the file that it speaks of; `to` is who can mend what it finds."""

    model_config = _STRICT
    code: str
    group: Group
    to: Literal["worker", "data_manager", "manager"]
    part: Compartment = Compartment.SERVICE
    at: dict[str, float] = Field(default_factory=dict)
    en: Words
    hi: Words

    def words(self, language: str) -> Words:
        return self.hi if language.startswith("hi") else self.en


class Rules(BaseModel):
    """All rules, with version, effective date and source; `months` is how far back they look."""

    model_config = _STRICT
    version: str
    effective: dt.date
    source: str
    source_hi: str
    status: Literal["verified", "unverified"]
    months: int = Field(ge=1, le=36)
    rule: tuple[Rule, ...]

    def told_source(self, language: str) -> str:
        """Where it is from, in the reader's language."""
        return self.source_hi if language.startswith("hi") else self.source

    def by_code(self) -> dict[str, Rule]:
        return {one.code: one for one in self.rule}

    def going_to(self, *whom: str) -> list[str]:
        """The rules whose findings go to these."""
        return [one.code for one in self.rule if one.to in whom]

    def by_part(self) -> dict[Compartment, list[str]]:
        """Part of the file -> the rules that speak of it."""
        found: dict[Compartment, list[str]] = {}
        for one in self.rule:
            found.setdefault(one.part, []).append(one.code)
        return found


@functools.cache
def rules() -> Rules:
    """The rules in force."""
    return Rules.model_validate(tomllib.loads(_FILE.read_text(encoding="utf-8")))


def share(part: int, whole: int) -> int:
    """Percent, for evidence."""
    return round(100 * part / whole) if whole else 0


def ends_round(numbers: Iterable[int]) -> int:
    """How many of these end in 0 or 5."""
    return sum(1 for number in numbers if number % 5 == 0)
