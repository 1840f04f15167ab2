"""What one may ask of the figures: report, period, place, split. Checked here as far as it can be without counting."""

import datetime as dt
from collections.abc import Sequence
from itertools import combinations
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from twofold.core.errors import Invalid
from twofold.indicators import categories, periods, report
from twofold.indicators.definitions import DIMENSIONS
from twofold.indicators.periods import Calendar, Length, Period
from twofold.indicators.reports import Report, reports

SPLITS = [names for count in range(len(DIMENSIONS) + 1) for names in combinations(DIMENSIONS, count)]


def words(period: Period) -> str:
    """A period as people say it: September 2026, July to September 2026, 2026."""
    if period.length is Length.YEAR and period.calendar is Calendar.JANUARY:
        return period.code
    last = date_format(period.end, "F Y")
    if period.length is Length.MONTH:
        return last
    if period.start.year != period.end.year:
        return _("%(first)s to %(last)s") % {"first": date_format(period.start, "F Y"), "last": last}
    return _("%(first)s to %(last)s") % {"first": date_format(period.start, "F"), "last": last}


def split_words(names: Sequence[str]) -> str:
    """Dimensions as people say them: sex and age."""
    said = [str(categories.DIMENSION_WORDS[name]).lower() for name in names]
    if len(said) > 1:
        said[-2:] = [_("%(first)s and %(second)s") % {"first": said[-2], "second": said[-1]}]
    return ", ".join(said).capitalize() if said else _("Nothing")


class AskForm(forms.Form):
    """Lives in the address: every table has an address of its own."""

    report = forms.CharField(label=gettext_lazy("Report"), max_length=10, required=False, widget=forms.Select)
    period = forms.CharField(label=gettext_lazy("Period"), max_length=12, widget=forms.Select)
    place = forms.CharField(label=gettext_lazy("Place"), max_length=40, required=False, widget=forms.Select)
    by = forms.CharField(label=gettext_lazy("Split by"), max_length=40, required=False, widget=forms.Select)

    def __init__(
        self, data: Any, *, today: dt.date, places: list[tuple[str, str]], published_only: bool, **kwargs: Any
    ) -> None:
        """`published_only`: quarters and years that are over, of the organisation as a whole."""
        self.today, self.published_only = today, published_only
        choices = [period for period in periods.recent(today) if self._may_show(period)]
        super().__init__(self._whole(data, choices[0].code), **kwargs)
        language = get_language() or "en"
        self._offer("report", [(one.code, one.label(language)) for one in reports().report])
        self._offer("period", [(period.code, words(period)) for period in choices])
        self._offer("place", [("", _("All sites")), *places])
        self._offer("by", [(",".join(names), split_words(names)) for names in SPLITS])
        if published_only:
            del self.fields["place"]

    def _whole(self, data: Any, period: str) -> dict[str, Any]:
        """What was asked; what was left out is this month, everywhere, in one number."""
        split = ",".join(name for name in data.getlist("by") if name)
        first = reports().report[0].code
        return {
            "report": data.get("report") or first,
            "period": data.get("period") or period,
            "place": data.get("place", ""),
            "by": split,
        }

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        asked = self.data[name]
        if asked not in dict(choices):
            choices = [*choices, (asked, asked)]
        self.fields[name].widget.choices = choices

    def _may_show(self, period: Period) -> bool:
        return not self.published_only or (period.is_long and period.end < self.today)

    def address(self, place: str | None) -> dict[str, str]:
        """What was asked, for addresses of the same and of its parts."""
        told = {"report": self.cleaned_data["report"].code, "period": self.cleaned_data["period"].code}
        told |= {"place": place or "", "by": ",".join(self.cleaned_data["by"])}
        return {name: value for name, value in told.items() if value}

    def clean_report(self) -> Report:
        found = reports().by_code().get(self.cleaned_data["report"])
        if found is None:
            raise forms.ValidationError(_("Choose a report from the list."))
        return found

    def clean_period(self) -> Period:
        try:
            period = periods.parse(self.cleaned_data["period"])
        except Invalid as problem:
            raise forms.ValidationError(str(problem.message)) from None
        if not self._may_show(period):
            raise forms.ValidationError(_("Choose a quarter or a year that is over."))
        return period

    def clean_by(self) -> list[str]:
        try:
            return report.dimensions(self.cleaned_data["by"] or None)
        except Invalid as problem:
            raise forms.ValidationError(str(problem.message)) from None
