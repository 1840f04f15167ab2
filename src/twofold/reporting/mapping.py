"""Which figure goes into which cell: a small TOML text, read and checked here, and written again. No workbook is opened.

```toml
[[cell]]
sheet = "Monthly"
cell = "D7"
figure = "reached"
by = { sex = "woman" }     # left out: everybody
period = "month"           # month, previous, quarter, year

[[cell]]
sheet = "Monthly"
cell = "B2"
text = "period"            # period, place, version, submitted, author
```
"""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from twofold.core.errors import Invalid
from twofold.indicators import categories, periods
from twofold.indicators.definitions import DIMENSIONS, definitions
from twofold.indicators.periods import Length, Period
from twofold.reporting import contents

MOST_CELLS, MOST_TEXT = 2_000, 200_000
CELL = re.compile(r"[A-Z]{1,3}[1-9][0-9]{0,6}")
PERIODS = {
    "month": gettext_lazy("The month itself"),
    "previous": gettext_lazy("The month before"),
    "quarter": gettext_lazy("The quarter"),
    "year": gettext_lazy("The calendar year"),
}
TEXTS = {
    "period": gettext_lazy("Period"),
    "place": gettext_lazy("Place"),
    "version": gettext_lazy("Version"),
    "submitted": gettext_lazy("Handed in on"),
    "author": gettext_lazy("Handed in by"),
}


class Cell(BaseModel):
    """One cell, and the figure or text that goes into it."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    sheet: str = Field(min_length=1, max_length=31)
    cell: str
    figure: str = ""
    by: dict[str, str] = Field(default_factory=dict)
    period: Literal["month", "previous", "quarter", "year"] = "month"
    text: Literal["", "period", "place", "version", "submitted", "author"] = ""

    @field_validator("cell")
    @classmethod
    def _is_a_cell(cls, value: str) -> str:
        value = value.strip().upper().replace("$", "")
        if not CELL.fullmatch(value):
            raise ValueError("cell")
        return value

    @model_validator(mode="after")
    def _says_one_thing(self) -> "Cell":
        if bool(self.figure) == bool(self.text):
            raise ValueError("figure")
        if self.figure and self.figure not in definitions():
            raise ValueError("figure")
        for dimension, code in self.by.items():
            if dimension not in DIMENSIONS or code not in (*categories.codes(dimension), categories.STRANGER):
                raise ValueError("by")
        return self

    @property
    def key(self) -> str:
        return contents.key(self.figure, self.by)

    @property
    def at(self) -> str:
        return f"{self.sheet}!{self.cell}"


@dataclass(frozen=True)
class Cells:
    """A whole mapping, each cell once, in the order of sheets."""

    cells: tuple[Cell, ...] = ()

    def with_cell(self, new: Cell) -> "Cells":
        """With this cell, in place of what stood for it."""
        return Cells((*self.without(new.at).cells, new))

    def without(self, at: str) -> "Cells":
        return Cells(tuple(one for one in self.cells if one.at != at))


def parse(text: str) -> Cells:
    """The mapping in a TOML text. Raises Invalid, saying which cell is wrong and what may stand there."""
    if len(text) > MOST_TEXT:
        raise Invalid(_("This mapping is too long."), field="text")
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise Invalid(_("This is not TOML: %(problem)s.") % {"problem": problem}, field="text") from None
    listed = found.get("cell", [])
    if set(found) - {"cell"} or not isinstance(listed, list) or len(listed) > MOST_CELLS:
        raise Invalid(_("A mapping is a list of [[cell]], %(n)s at most.") % {"n": MOST_CELLS}, field="text")
    cells = Cells(tuple(_cell(number, said) for number, said in enumerate(listed, start=1)))
    if len({one.at for one in cells.cells}) < len(cells.cells):
        raise Invalid(_("One cell stands in the mapping twice."), field="text")
    return cells


def _cell(number: int, said: Any) -> Cell:
    if not isinstance(said, dict):
        raise Invalid(_("A mapping is a list of [[cell]], %(n)s at most.") % {"n": MOST_CELLS}, field="text")
    return cell(said, name=_("Cell %(n)s of the mapping") % {"n": number})


def cell(said: dict[str, Any], *, name: str = "") -> Cell:
    """One cell as it was told. Raises Invalid."""
    try:
        return Cell.model_validate(said)
    except ValidationError as problem:
        words = _(
            "%(cell)s cannot be read (%(where)s). It needs sheet, cell and figure (or text); figures are %(known)s."
        )
        first = problem.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or str(first.get("ctx", {}).get("error", ""))
        told = {"cell": name or _("This cell"), "where": where, "known": ", ".join(definitions())}
        raise Invalid(words % told, field="text" if name else "cell") from None


def write(cells: Iterable[Cell]) -> str:
    """The mapping as a TOML text."""
    return "\n".join(_toml(one) for one in cells)


def _toml(one: Cell) -> str:
    lines = ["[[cell]]", f"sheet = {_quoted(one.sheet)}", f"cell = {_quoted(one.cell)}"]
    if one.text:
        return "\n".join([*lines, f"text = {_quoted(one.text)}", ""])
    lines.append(f"figure = {_quoted(one.figure)}")
    if one.by:
        lines.append(f"by = {{ {', '.join(f'{name} = {_quoted(code)}' for name, code in one.by.items())} }}")
    return "\n".join([*lines, f"period = {_quoted(one.period)}", ""])


def _quoted(text: str) -> str:
    steering = {code: f"\\u{code:04x}" for code in (*range(0x20), 0x7F)}
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').translate(steering) + '"'


def other(period: Period, which: str) -> Period:
    """The period that a cell asks for, seen from the period of the report. Of a quarter or year it is that itself."""
    if period.length is not Length.MONTH or which == "month":
        return period
    if which == "previous":
        return periods.last_months(period.start, 2)[0]
    if which == "quarter":
        return periods.quarter(period.start.year, (period.start.month + 2) // 3)
    return periods.parse(str(period.start.year))
