"""What is asked about reports. Questions and their words only: rules are in actions."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from twofold.core.errors import Invalid, Problem
from twofold.indicators import categories, periods
from twofold.indicators.definitions import DIMENSIONS, definitions
from twofold.indicators.forms import words
from twofold.indicators.periods import Period
from twofold.reporting import mapping


class Asked(forms.Form):
    """A form whose action may find a problem that the form cannot know of."""

    def blame(self, problem: Problem) -> None:
        self.add_error(problem.field if problem.field in self.fields else None, problem.message)


class WhichForm(forms.Form):
    """Which report: lives in the address. What is left out is the last month that is over, of the whole organisation."""

    period = forms.CharField(label=_("Period"), max_length=10, widget=forms.Select)
    place = forms.CharField(label=_("Place"), max_length=40, required=False, widget=forms.Select)

    def __init__(self, data: Any, *, today: dt.date, places: list[tuple[str, str]], **kwargs: Any) -> None:
        last = periods.last_months(today, 2)[0]
        super().__init__({"period": data.get("period") or last.code, "place": data.get("place", "")}, **kwargs)
        listed = [(one.code, words(one)) for one in periods.recent(today)]
        self._offer("period", listed)
        self._offer("place", [("", _("All sites")), *places])

    def _offer(self, name: str, choices: list[Any]) -> None:
        asked = self.data[name]
        self.fields[name].widget.choices = choices if asked in dict(choices) else [*choices, (asked, asked)]

    def clean_period(self) -> Period:
        try:
            return periods.parse(self.cleaned_data["period"])
        except Invalid as problem:
            raise forms.ValidationError(str(problem.message)) from None


class SubmitForm(Asked):
    """Handing a report in; once more needs a reason."""

    reason = forms.CharField(
        label=_("Why once more"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
        help_text=_("Whoever reads the report sees it. No client’s name or code."),
    )

    def __init__(self, *args: Any, again: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not again:
            del self.fields["reason"]


class BringForm(Asked):
    """A workbook to be brought in."""

    file = forms.FileField(
        label=_("Your workbook"),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        help_text=_("An Excel file (.xlsx) of up to 2 MB, without macros."),
    )


class MappingForm(Asked):
    """The mapping as text."""

    text = forms.CharField(
        label=_("The mapping as text (TOML)"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "false", "class": "code", "dir": "ltr"}),
    )


class CellForm(Asked):
    """One cell, and the figure that goes into it."""

    sheet = forms.ChoiceField(label=_("Sheet"))
    cell = forms.CharField(
        label=_("Cell"), max_length=12, widget=forms.TextInput(attrs={"autocomplete": "off", "size": 6})
    )
    figure = forms.ChoiceField(label=_("Figure"))
    sex = forms.ChoiceField(label=_("Sex"), required=False)
    age = forms.ChoiceField(label=_("Age"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    period = forms.ChoiceField(label=_("Period"), choices=list(mapping.PERIODS.items()))

    def __init__(self, *args: Any, sheets: list[str], language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sheet"].choices = [(name, name) for name in sheets]
        self.fields["figure"].choices = [
            *((one.id, one.words(language).name) for one in definitions().values()),
            *((f"text:{code}", name) for code, name in mapping.TEXTS.items()),
        ]
        for name in DIMENSIONS:
            codes = [(code, categories.label(name, code)) for code in categories.codes(name)]
            self.fields[name].choices = [("", _("All")), *codes]

    def cell_told(self) -> mapping.Cell:
        """The cell as the mapping writes it. Raises Invalid."""
        said = self.cleaned_data
        found = {"sheet": said["sheet"], "cell": said["cell"], "period": said["period"]}
        if said["figure"].startswith("text:"):
            return mapping.cell({**found, "period": "month", "text": said["figure"].removeprefix("text:")})
        by = {name: said[name] for name in DIMENSIONS if said[name]}
        return mapping.cell({**found, "figure": said["figure"], "by": by})
