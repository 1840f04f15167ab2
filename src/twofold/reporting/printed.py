"""A report as lines to be read: what the page, the spreadsheet, the text file and the sheet of paper all show."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from twofold.indicators import disclosure, forms
from twofold.indicators.definitions import Definition
from twofold.indicators.periods import Period
from twofold.reporting import changing, mapping
from twofold.reporting.contents import HIDDEN, Contents, Told
from twofold.reporting.files import workbook
from twofold.reporting.lines import form
from twofold.reporting.models import Submission
from twofold.shell.numbers import UNKNOWN


@dataclass(frozen=True)
class Printed:
    """A report of a period and place: as it was handed in (`row`), or as it stands now, which is a draft."""

    period: Period
    place: str
    contents: Contents
    made_at: dt.datetime
    row: Submission | None = None

    @property
    def title(self) -> str:
        """What stands at its head."""
        return f"{self.place}, {forms.words(self.period)}"

    @property
    def state(self) -> str:
        """What the reader must know of it, in one sentence."""
        if self.row is None:
            return _("A draft: these figures have not been handed in.")
        told = {"n": self.row.version, "name": self.row.author_name, "day": self.row.submitted_at.date().isoformat()}
        return _("Version %(n)s, handed in on %(day)s by %(name)s.") % told

    @property
    def reason(self) -> str:
        return self.row.reason if self.row else ""


@dataclass(frozen=True)
class Printline:
    """One line of it. `told` None: this report does not have the figure."""

    section: str
    code: str
    words: str
    definition: Definition
    told: Told | None
    by: Mapping[str, str]

    @property
    def hidden(self) -> bool:
        return bool(self.told and self.told.get(HIDDEN))

    @property
    def shown(self) -> str:
        return changing.shown(self.told, self.definition.id) if self.told else UNKNOWN

    @property
    def value(self) -> int | float | None:
        return self.told["value"] if self.told else None


def lines(printed: Printed, language: str) -> Iterator[Printline]:
    """Line by line, in the order of the form."""
    for section in form().section:
        for line in section.lines:
            told = printed.contents.told(printed.period.code, line.key)
            yield Printline(section.words(language), line.code, line.words(language), line.definition, told, line.by)


def why_hidden() -> str:
    """Why a count is hidden."""
    words = _("A count below %(n)s, or one that would give such a count away, is hidden. It is not nought.")
    return words % {"n": disclosure.policy().threshold}


def values(printed: Printed, cells: mapping.Cells) -> dict[tuple[str, str], workbook.Value]:
    """What goes into each cell of the programme's own workbook."""
    texts = {
        "period": forms.words(printed.period),
        "place": printed.place,
        "version": str(printed.row.version) if printed.row else _("draft"),
        "submitted": printed.row.submitted_at.date().isoformat() if printed.row else _("not handed in"),
        "author": printed.row.author_name if printed.row else "",
    }
    found: dict[tuple[str, str], workbook.Value] = {}
    for one in cells.cells:
        if one.text:
            found[one.sheet, one.cell] = texts[one.text]
            continue
        told = printed.contents.told(mapping.other(printed.period, one.period).code, one.key)
        if told is None:
            found[one.sheet, one.cell] = _("not in this report")
        else:
            found[one.sheet, one.cell] = workbook.hidden_words() if told.get(HIDDEN) else told["value"]
    return found
