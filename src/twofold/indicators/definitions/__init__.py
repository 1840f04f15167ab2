"""What each figure means, as data: one TOML file each, loaded and validated here. How it is counted: `engine`.

The vocabulary is closed. What it cannot say is a reason to extend it, in the engine and in the reference, with a spec.
"""

import datetime as dt
import functools
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ConfigDict, Field, model_validator

from twofold.core.errors import Invalid
from twofold.people.kinds import kinds
from twofold.programme.populations import populations

DIMENSIONS = ("sex", "age", "kind")
_STRICT = ConfigDict(frozen=True, extra="forbid")
Dimension = Literal["sex", "age", "kind"]
Ages = Literal["25", "15-20-25", "15-20-25-50"]
Pieces = Literal["needles_out", "needles_returned", "condoms", "condoms_external", "condoms_internal", "naloxone"]
Calendar = Literal["jan-dec", "apr-mar", "oct-sep"]


class Words(BaseModel):
    """A definition in plain words of one language."""

    model_config = _STRICT
    name: str = Field(min_length=1)
    short: str = Field(min_length=1)
    meaning: str = Field(min_length=1)
    boundaries: tuple[str, ...] = Field(min_length=1)


class Filters(BaseModel):
    """Which facts count. Of a contact: `own_right` (of a known client), `kinds` (of one of these on that day), `received`
    (one of these handed out). Of a person, over the contacts that count: `at_least` so many, one in `each_30_days`, as many
    as there are 30 days (`monthly`), a `need` that is met, known or unknown, `first_of_year` (the first in a year that
    begins in October), `one_kind` (counted under the first of the kinds only). Of the register: `met` so often.
    """

    model_config = _STRICT
    own_right: bool = False
    kinds: tuple[str, ...] = ()
    received: tuple[Pieces, ...] = ()
    at_least: int = Field(default=1, ge=1)
    each_30_days: bool = False
    monthly: bool = False
    need: Literal["met", "known", "unknown"] | None = None
    first_of_year: bool = False
    one_kind: bool = False
    met: int = Field(default=0, ge=0)

    @model_validator(mode="after")
    def _kinds_there_are(self) -> "Filters":
        if set(self.kinds) - set(kinds().by_code()):
            raise ValueError("no such kind")
        if self.one_kind and len(self.kinds) < 2:
            raise ValueError("one of which kinds?")
        return self

    @property
    def of_persons(self) -> bool:
        """Whether the facts of a whole period decide, not each by itself."""
        by_person = self.at_least > 1 or self.each_30_days or self.monthly or self.need is not None
        return by_person or self.first_of_year or self.met > 0


class Measure(BaseModel):
    """What is counted: distinct people, pieces, contacts or registrations, from which facts, by which ages."""

    model_config = _STRICT
    count: Literal["people", "pieces", "contacts", "registrations"]
    fact: Literal["contact", "register", "registration"]
    sum: Pieces | None = None
    filters: Filters = Filters()
    ages: Ages = "25"

    @model_validator(mode="after")
    def _is_one_thing(self) -> "Measure":
        if (self.count == "pieces") != (self.sum is not None):
            raise ValueError("pieces are summed over a column, people are not")
        if self.count in ("pieces", "contacts") and (self.fact != "contact" or self.filters != Filters()):
            raise ValueError("pieces and contacts are summed over all contacts")
        if (self.count == "registrations") != (self.fact == "registration"):
            raise ValueError("registrations are counted from registrations")
        of_contacts = self.filters.model_copy(update={"kinds": (), "met": 0})
        if self.fact != "contact" and of_contacts != Filters():
            raise ValueError("only contacts are filtered by what happened at a contact")
        if self.fact == "contact" and self.filters.met:
            raise ValueError("only the register is filtered by how often people were met")
        if self.fact == "registration" and self.filters != Filters():
            raise ValueError("registrations are not filtered")
        return self

    @property
    def column(self) -> str:
        """What an engine adds up for it."""
        return self.sum or ("meetings" if self.count == "contacts" else "people")


class Levels(BaseModel):
    """From where to where a figure is called low, medium or high; of a year only, where it says so."""

    model_config = _STRICT
    low_below: float
    high_above: float
    year_only: bool = False
    source: str


class Component(BaseModel):
    """One part of a package that a standard asks for. Without `any` of these it is recorded nowhere here."""

    model_config = _STRICT
    en: str
    hi: str
    any: tuple[Pieces, ...] = ()

    def label(self, language: str) -> str:
        return self.hi if language.startswith("hi") else self.en


class Definition(Measure):
    """One indicator: what is counted, over what (`over`, or the size estimate of a population), by what it may be split.

    `number` is its place on pages, and its name in addresses: those tell a bystander nothing. `package` is what a
    standard asks for; parts that nobody records here make the figure an upper bound.
    """

    model_config = _STRICT
    id: str = Field(pattern=r"^[a-z][a-z0-9_]{1,38}$")
    number: int = Field(ge=1)
    version: str
    effective: dt.date
    status: Literal["verified", "unverified"]
    source: str = Field(min_length=1)
    calendar: Calendar
    unit: Literal["people", "pieces", "contacts", "percent", "pieces per person"]
    over: Measure | None = None
    estimate: str | None = None
    estimate_only: bool = False
    levels: Levels | None = None
    package: tuple[Component, ...] = ()
    additive_over_sites: bool
    by: tuple[Dimension, ...]
    en: Words
    hi: Words

    @model_validator(mode="after")
    def _is_a_figure(self) -> "Definition":
        if self.over and self.estimate:
            raise ValueError(f"{self.id}: one denominator")
        if self.estimate is not None and self.estimate not in populations().by_code():
            raise ValueError(f"{self.id}: no such population")
        rate = bool(self.over or self.estimate) and not self.estimate_only
        if rate != (self.unit in ("percent", "pieces per person")):
            raise ValueError(f"{self.id}: a rate has a denominator and a unit that says so")
        if not rate and (self.unit == "pieces") != (self.count == "pieces"):
            raise ValueError(f"{self.id}: pieces have the unit of pieces, people have not")
        if rate and "kind" in self.by:
            raise ValueError(f"{self.id}: a person may be of several kinds, and a rate is of one")
        if self.over and self.over.ages != self.ages:
            raise ValueError(f"{self.id}: numerator and denominator are split by the same ages")
        if self.package and [part.any for part in self.package if part.any] != [self.filters.received]:
            raise ValueError(f"{self.id}: of its package one part is counted, by what was handed out")
        return self

    @property
    def lacks(self) -> tuple[Component, ...]:
        """What the standard asks for and nothing here records."""
        return tuple(part for part in self.package if not part.any)

    @property
    def measure(self) -> Measure:
        """The numerator alone."""
        return Measure(count=self.count, fact=self.fact, sum=self.sum, filters=self.filters, ages=self.ages)

    @property
    def measures(self) -> tuple[Measure, ...]:
        """What an engine has to count for it."""
        return (self.measure, self.over) if self.over else (self.measure,)

    @property
    def is_rate(self) -> bool:
        return self.unit in ("percent", "pieces per person")

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


def chosen(names: Iterable[str]) -> list[Definition]:
    """The definitions of these ids, or all. Raises Invalid with the ids that there are."""
    known, names = definitions(), list(names)
    unknown = [name for name in names if name not in known]
    if unknown:
        words = _("There is no such indicator. There are: %(known)s.") % {"known": ", ".join(known)}
        raise Invalid(words, field="indicator")
    return [known[name] for name in dict.fromkeys(names)] if names else list(known.values())


def named(name: str) -> Definition | None:
    """The definition of this number or id, as an address names it."""
    return next((one for one in definitions().values() if name in (one.id, str(one.number))), None)
