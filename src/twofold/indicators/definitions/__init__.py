"""What each figure means, as data: one TOML file each, loaded and validated here. How it is counted: `engine`.

The vocabulary is closed. What it cannot say is a reason to extend it, in the engine and in the reference, with a spec.
"""

import datetime as dt
import functools
import tomllib
from pathlib import Path
from typing import Literal

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ConfigDict, Field, model_validator

from twofold.core.errors import Invalid
from twofold.people.kinds import kinds

DIMENSIONS = ("sex", "age", "kind")
_STRICT = ConfigDict(frozen=True, extra="forbid")
Dimension = Literal["sex", "age", "kind"]


class Words(BaseModel):
    """A definition in plain words of one language."""

    model_config = _STRICT
    name: str = Field(min_length=1)
    short: str = Field(min_length=1)
    meaning: str = Field(min_length=1)
    boundaries: tuple[str, ...] = Field(min_length=1)


class Filters(BaseModel):
    """Which facts count. `own_right`: a known client's own contact. `kind`: of this kind on that day.

    `at_least`: people with so many facts that count.
    """

    model_config = _STRICT
    own_right: bool = False
    kind: str | None = None
    at_least: int = Field(default=1, ge=1)


class Definition(BaseModel):
    """One indicator: what is counted, from which facts, with which filters, by what it may be split.

    `number` is its place on pages, and its name in addresses: those tell a bystander nothing.
    """

    model_config = _STRICT
    id: str = Field(pattern=r"^[a-z][a-z_]{1,38}$")
    number: int = Field(ge=1)
    version: str
    effective: dt.date
    status: Literal["verified", "unverified"]
    source: str = Field(min_length=1)
    unit: Literal["people", "pieces"]
    count: Literal["people", "pieces", "registrations"]
    fact: Literal["contact", "register", "registration"]
    sum: Literal["needles_out", "needles_returned", "condoms"] | None = None
    additive_over_sites: bool
    by: tuple[Dimension, ...]
    filters: Filters = Filters()
    en: Words
    hi: Words

    @model_validator(mode="after")
    def _is_one_thing(self) -> "Definition":
        if (self.count == "pieces") != (self.sum is not None) or (self.count == "pieces") != (self.unit == "pieces"):
            raise ValueError(f"{self.id}: pieces are summed over a column, people are not")
        if self.sum and (self.fact != "contact" or self.filters != Filters()):
            raise ValueError(f"{self.id}: pieces are summed over all contacts")
        if (self.count == "registrations") != (self.fact == "registration"):
            raise ValueError(f"{self.id}: registrations are counted from registrations")
        if self.fact != "contact" and self.filters != Filters():
            raise ValueError(f"{self.id}: only contacts are filtered")
        if self.filters.kind is not None and self.filters.kind not in kinds().by_code():
            raise ValueError(f"{self.id}: no such kind")
        return self

    def words(self, language: str) -> Words:
        """The definition in this language, or in English."""
        return self.hi if language.startswith("hi") else self.en


def load(folder: Path) -> dict[str, Definition]:
    """Every definition of a folder by id, in the order of pages."""
    found: list[Definition] = []
    for path in sorted(folder.glob("*.toml")):
        found.append(Definition.model_validate(tomllib.loads(path.read_text(encoding="utf-8"))))
        if found[-1].id != path.stem:
            raise ValueError(f"{path.name} defines {found[-1].id}")
    if len({one.number for one in found}) < len(found):
        raise ValueError("two definitions have one number")
    return {one.id: one for one in sorted(found, key=lambda one: one.number)}


@functools.cache
def definitions() -> dict[str, Definition]:
    """The definitions in force."""
    return load(Path(__file__).parent)


def chosen(names: list[str]) -> list[Definition]:
    """The definitions of these ids, or all. Raises Invalid with the ids that there are."""
    known = definitions()
    unknown = [name for name in names if name not in known]
    if unknown:
        words = _("There is no such indicator. There are: %(known)s.") % {"known": ", ".join(known)}
        raise Invalid(words, field="indicator")
    return [known[name] for name in dict.fromkeys(names)] if names else list(known.values())


def named(name: str) -> Definition | None:
    """The definition of this number or id, as an address names it."""
    return next((one for one in definitions().values() if name in (one.id, str(one.number))), None)
