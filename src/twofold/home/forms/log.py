"""What is asked about the log: by whom, when, of what kind."""

import datetime as dt
import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from twofold.core import access, ids
from twofold.home.log import Asked
from twofold.home.sentences import GROUPS
from twofold.programme.models import Staff

YEARS = (2000, 2200)
REFERENCE = re.compile(r"\A[0-9a-f]{32}\Z")


class LogForm(forms.Form):
    """Which rows of the log to show."""

    worker = forms.ChoiceField(label=_("By"), required=False)
    day = forms.DateField(
        label=_("Day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
    )
    group = forms.ChoiceField(
        label=pgettext_lazy("of the log", "About"), required=False, choices=[("", _("Everything")), *GROUPS.items()]
    )
    denied = forms.BooleanField(label=_("Refusals only"), required=False)
    thing = forms.RegexField(REFERENCE, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, workers: list[Staff], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["worker"].choices = [
            ("", _("Everybody")),
            *((str(row.pk), row.name) for row in workers),
            (str(access.operator().id), _("The operator")),
            (str(access.stranger().id), _("Logins that are no account")),
        ]

    def clean_day(self) -> dt.date | None:
        day: dt.date | None = self.cleaned_data["day"]
        if day and not YEARS[0] <= day.year <= YEARS[1]:
            raise forms.ValidationError(_("There is no log of that day. Check the year."))
        return day

    def asked(self) -> Asked:
        """What was asked for; everything, where it could not be understood."""
        told = self.cleaned_data if self.is_valid() else {}
        return Asked(
            worker=ids.parse(told.get("worker", "")),
            day=told.get("day"),
            group=told.get("group", ""),
            denied=bool(told.get("denied")),
            thing=told.get("thing", ""),
        )
