"""What is asked of a sheet: a few numbers for each line. Questions and words only: rules are in actions."""

import datetime as dt
import uuid
from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from twofold.core import clock
from twofold.outreach.actions import NewContact
from twofold.outreach.forms.contacts import Pieces
from twofold.outreach.sheets import BACK, GIVEN, Line
from twofold.people.forms import Faced

COLUMNS = (("out", _("Out")), ("back", _("Back")), ("condoms", _("C")), ("naloxone", _("N")))


def _box(line: Line, column: str) -> forms.TextInput:
    """A box of the grid, named by the code of its line and the head of its column."""
    named = f"line-{line.client} column-{column}"
    return forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "size": 4, "aria-labelledby": named})


class SheetForm(Faced):
    """All lines of a sheet. A line without a day was not met, and has no numbers."""

    def __init__(self, *args: Any, lines: Sequence[Line], week: dt.date, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._lines, self._week, self._today = [line for line in lines if not line.keyed], week, today
        words = _("Write the day as a number: 1 is Monday, 7 is Sunday.")
        for line in self._lines:
            day = self.fields[f"{line.client}_day"] = forms.IntegerField(
                label=_("Day"), required=False, min_value=1, max_value=7,
                error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), words),
            )  # fmt: skip
            day.widget = _box(line, "day")
            for name, title in COLUMNS:
                pieces = self.fields[f"{line.client}_{name}"] = Pieces(label=title)
                pieces.widget = _box(line, name)

    def rows(self) -> Iterator[tuple[Line, list[Any], list[str]]]:
        """(line, its fields, what is wrong with it)."""
        for line in self._lines:
            fields = [self[f"{line.client}_{name}"] for name in ("day", *(name for name, _title in COLUMNS))]
            yield line, fields, list(dict.fromkeys(str(error) for field in fields for error in field.errors))

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        for line in self._lines:
            name = f"{line.client}_day"
            if name in self.errors:
                continue
            day = told.get(name)
            if day is None and any(told.get(f"{line.client}_{column}") for column, _title in COLUMNS):
                self.add_error(name, _("Write on which day they were met."))
            if day and self._on(day) > self._today:
                self.add_error(name, _("This day is still to come. Write today or an earlier day."))
        return told

    def _on(self, day: int) -> dt.date:
        return self._week + dt.timedelta(days=day - 1)

    def contacts(self, site: uuid.UUID, timezone: str) -> list[NewContact]:
        """The lines with a day, as the action takes them."""
        found = []
        for line in self._lines:
            told = {name: self.cleaned_data[f"{line.client}_{name}"] for name in ("day", *dict(COLUMNS))}
            if told["day"] is None:
                continue
            on = self._on(told["day"])
            found.append(
                NewContact(
                    site=site, client=line.client, id=line.entry,
                    supplies={item: told[name] or 0 for name, item in GIVEN.items()},
                    returned={item: told[name] or 0 for name, item in BACK.items()},
                    occurred_at=None if on == self._today else clock.at_local(on, timezone),
                )
            )  # fmt: skip
        return found
