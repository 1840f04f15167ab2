"""The supplies catalogue as data: what can be given and taken back, and how much of it counts. No table stands here."""

import datetime as dt
import functools
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ConfigDict

# The groups in which items are listed, with their words.
GROUPS = {
    "needles": _("Needles and syringes"),
    "condoms": _("Condoms"),
    "lubricant": _("Lubricant"),
    "naloxone": _("Naloxone"),
    "safer_injecting": _("Other things for safer injecting"),
}
Counts = Literal["syringes", "condoms", "condoms_internal", "naloxone"]
_FILE = Path(__file__).parent / "data" / "supplies.toml"


class Item(BaseModel):
    """One supply: its code, its words, its group, and what one piece counts as."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    code: str
    en: str
    hi: str
    group: Literal["needles", "condoms", "lubricant", "naloxone", "safer_injecting"]
    syringes: int = 0
    condoms: int = 0
    condoms_internal: int = 0
    naloxone: int = 0
    returnable: bool = False

    def label(self, language: str) -> str:
        return self.hi if language.startswith("hi") else self.en


class Catalogue(BaseModel):
    """All items, with version, effective date and source."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    version: str
    effective: dt.date
    source: str
    status: Literal["verified", "unverified"]
    item: tuple[Item, ...]

    def by_code(self) -> dict[str, Item]:
        return {item.code: item for item in self.item}


@functools.cache
def supplies() -> Catalogue:
    """The catalogue in force."""
    return Catalogue.model_validate(tomllib.loads(_FILE.read_text(encoding="utf-8")))


def counted(quantities: Mapping[str, int], what: Counts) -> int:
    """How many syringes (condoms, naloxone kits) these quantities amount to by the catalogue's counting rule."""
    worth = _worth(what)
    return sum(worth.get(code, 0) * n for code, n in quantities.items())


def counted_each(quantities: Sequence[Mapping[str, int]], what: Counts) -> list[int]:
    """The same of many, one after the other."""
    worth = _worth(what)
    return [sum([worth[code] * n for code, n in told.items() if code in worth]) if told else 0 for told in quantities]


@functools.cache
def _worth(what: Counts) -> dict[str, int]:
    """What one piece of each item counts as. Asked five times for every contact."""
    return {item.code: worth for item in supplies().item if (worth := getattr(item, what))}
