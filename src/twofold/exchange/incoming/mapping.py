"""How a list is read: which sheet, which line of headings, what each column means. Kept as a small TOML file beside the list.

A mapping speaks of columns by their headings, so that next month's file with its added columns is read by the same one.
"""

import json
import tomllib
from typing import Literal

from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from twofold.core.errors import Invalid
from twofold.exchange.incoming.words import codes
from twofold.people.kinds import INJECTS
from twofold.people.kinds import kinds as known_kinds
from twofold.people.models import Gender
from twofold.programme.catalogue import supplies

VERSION = 1
NAMED = "named"
ITEMS = {
    "needles_out": "syringe_1ml",
    "needles_in": "syringe_1ml",
    "condoms": "condom_external",
    "naloxone": "naloxone_kit",
    "lubricant": "lubricant",
    "wipes": "wipe",
}


class ListMapping(BaseModel):
    """One sheet: lines of headings, and the heading of each column by what it means."""

    model_config = ConfigDict(extra="forbid")
    what: Literal["clients", "contacts"] = "clients"
    sheet: str
    heading_row: int = Field(ge=1)
    heading_rows: int = Field(default=1, ge=1, le=3)
    month_first: bool = False  # dates as month/day/year
    year: int | None = Field(default=None, ge=2000, le=2100)  # of the first month, where headings name none
    # of all columns, where headings name no month: 2026-09, or NAMED for the one that each sheet speaks of
    month: str = Field(default="", pattern=r"^(20\d\d-(0[1-9]|1[0-2])|named)?$")
    columns: dict[str, str]
    measures: dict[str, str] = Field(default_factory=dict)


class Mapping(BaseModel):
    """A whole file: its sheets, and what the words in its cells stand for."""

    model_config = ConfigDict(extra="forbid")
    version: Literal[1] = 1
    kind: str = INJECTS  # what people on this list are, where no column says it
    default_site: str = ""  # code of the site of rows that name none
    sites: dict[str, str] = Field(default_factory=dict)
    sex: dict[str, str] = Field(default_factory=dict)
    items: dict[str, str] = Field(default_factory=lambda: dict(ITEMS))
    list: tuple[ListMapping, ...]


def load(text: str) -> Mapping:
    """A mapping from TOML. Raises Invalid with the place that is wrong."""
    try:
        found = Mapping.model_validate(tomllib.loads(text))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        raise Invalid(
            _("The mapping is no TOML file. Let the page or the command write one, and change that.")
        ) from None
    except ValidationError as problem:
        place = ".".join(str(part) for part in problem.errors()[0]["loc"])
        raise Invalid(
            _("The mapping is not understood at “%(place)s”. Compare it with the manual.") % {"place": place}
        ) from None
    _check_codes(found)
    return found


def _check_codes(found: Mapping) -> None:
    wrong = set(found.sex.values()) - set(Gender.values) | set(found.items.values()) - set(supplies().by_code())
    wrong |= {found.kind} - set(known_kinds().by_code())
    for one in found.list:
        wrong |= set(one.columns) - codes("field") | set(one.measures) - codes("measure")
    if wrong:
        place = ", ".join(sorted(wrong))
        raise Invalid(_("The mapping is not understood at “%(place)s”. Compare it with the manual.") % {"place": place})


def dump(mapping: Mapping) -> str:
    """The mapping as TOML, with a line for whoever opens it."""
    lines = ["# How this list is read. Columns are named by their headings. `twofold import FILE --mapping THIS`."]
    lines += [f"version = {VERSION}", f"kind = {_text(mapping.kind)}", f"default_site = {_text(mapping.default_site)}"]
    for name, table in (("sites", mapping.sites), ("sex", mapping.sex), ("items", mapping.items)):
        lines += _table(name, table)
    for one in mapping.list:
        lines += ["", "[[list]]", f"what = {_text(one.what)}", f"sheet = {_text(one.sheet)}"]
        lines += [f"heading_row = {one.heading_row}", f"heading_rows = {one.heading_rows}"]
        lines += [f"month_first = {str(one.month_first).lower()}"]
        lines += [f"year = {one.year}"] if one.year else []
        lines += [f"month = {_text(one.month)}"] if one.month else []
        lines += _table("list.columns", one.columns) + _table("list.measures", one.measures)
    return "\n".join(lines) + "\n"


def _table(name: str, table: dict[str, str]) -> list[str]:
    return ["", f"[{name}]", *(f"{_text(key)} = {_text(value)}" for key, value in table.items())] if table else []


def _text(text: str) -> str:
    """A basic string: JSON's escapes are TOML's, but for a sign that JSON leaves bare."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
