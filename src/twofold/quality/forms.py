"""What is asked about findings."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from twofold.core.errors import Problem
from twofold.quality.models import Settlement


class SettleForm(forms.Form):
    """What became of a finding."""

    finding = forms.UUIDField(widget=forms.HiddenInput, label=_("Finding"))
    how = forms.ChoiceField(label=_("What became of it"), choices=Settlement.How.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Why it is right as it is"),
        max_length=500,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound and self.initial.get("finding"):
            self.auto_id = f"id_{str(self.initial['finding'])[:8]}_%s"  # several of these stand on one page

    def blame(self, problem: Problem) -> None:
        self.add_error(problem.field if problem.field in self.fields else None, problem.message)
