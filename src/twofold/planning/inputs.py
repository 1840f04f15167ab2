"""What the model is asked with, as data: each input with its words, bounds, default and source. No database, no model run."""

import datetime as dt
import functools
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from django.utils.translation import get_language
from pydantic import BaseModel, ConfigDict

from twofold import epi

_FILE = Path(__file__).parent / "data" / "inputs.toml"
_STRICT = ConfigDict(frozen=True, extra="forbid")
COST = "cost_"
PLAN = "plan_"

type Values = Mapping[str, float]


class Words(BaseModel):
    """An input in one language."""

    model_config = _STRICT
    name: str
    help: str
    source: str


class Input(BaseModel):
    """One question. A service that is `planned` is asked twice: what there is now, and what there might be."""

    model_config = _STRICT
    code: str
    group: Literal["place", "service", "cost"]
    planned: bool = False
    unit: Literal["people", "percent", "money"]
    value: float
    low: float
    high: float
    verified: bool
    en: Words
    hi: Words

    @property
    def words(self) -> Words:
        return self.hi if (get_language() or "").startswith("hi") else self.en


class Inputs(BaseModel):
    """All of them, with version, effective date and source."""

    model_config = _STRICT
    version: str
    effective: dt.date
    source: str
    currency: str
    input: tuple[Input, ...]


@functools.cache
def inputs() -> Inputs:
    """The inputs in force."""
    return Inputs.model_validate(tomllib.loads(_FILE.read_text(encoding="utf-8")))


@functools.cache
def by_code() -> dict[str, Input]:
    return {one.code: one for one in inputs().input}


def of(group: str) -> list[Input]:
    """The inputs of a group, in the order of the page."""
    return [one for one in inputs().input if one.group == group]


def services() -> list[Input]:
    """What can be moved."""
    return [one for one in of("service") if one.planned]


def defaults() -> dict[str, float]:
    """Every value where nothing better is known; what might be is what is."""
    now = {one.code: one.value for one in inputs().input}
    return now | {PLAN + one.code: one.value for one in services()}


def scenario(values: Values, *, people: int, seeds: int, years: int, name: str = "", budget: float = 0) -> epi.Scenario:
    """The model's question: shares as shares, money as it is. Raises epi.Wrong for what cannot be."""
    # What was kept before an input was asked for has no value of it
    place = {one.code: values.get(one.code, one.value) / 100 for one in of("place") if one.code != "size"}
    now = {one.code: values[one.code] / 100 for one in of("service")}
    plan = {one.code: values[PLAN + one.code] / 100 for one in services()}
    costs = {one.code.removeprefix(COST): values[one.code] for one in of("cost")}
    return epi.Scenario(
        name=name or "planned",
        people=people,
        size=values["size"],
        years=years,
        seeds=seeds,
        currency=inputs().currency,
        budget=budget,
        place=epi.Place(**place),
        now=epi.Services(**now),
        planned=epi.Services(**now | plan),
        costs=epi.Costs(**costs),
    )
