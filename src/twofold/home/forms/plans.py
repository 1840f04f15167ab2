"""What is asked about targets and size estimates."""

import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from twofold.core import ids
from twofold.indicators.definitions import definitions
from twofold.people.models import Gender
from twofold.programme.actions import NewEstimate, NewTarget
from twofold.programme.actions.checks import MOST
from twofold.programme.actions.plans import SOURCE_LENGTH, YEARS
from twofold.programme.forms import Asked, place_choices
from twofold.programme.models import Place, Site
from twofold.programme.populations import populations


class Count(forms.IntegerField):
    """A number of people or things, typed rather than stepped."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"data-plain": "", "inputmode": "numeric", "autocomplete": "off"}
        super().__init__(min_value=0, max_value=MOST, widget=forms.NumberInput(attrs=attrs), **kwargs)


class Day(forms.DateField):
    """A day of the calendar."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=widget, input_formats=["%Y-%m-%d"], **kwargs)


class Source(forms.CharField):
    """Where a number comes from: it never stands bare."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label=_("Source"), max_length=SOURCE_LENGTH, **kwargs)


class TargetForm(Asked):
    """What is to be reached, where, from when until when, and who set it."""

    indicator = forms.ChoiceField(label=_("Figure"))
    site = forms.ChoiceField(label=_("Site"), required=False)
    start = Day(label=_("First day"))
    end = Day(label=_("Last day"))
    value = Count(label=_("Target"))
    source = Source(help_text=_("Who set it, and where it is written: the grant, its page."))

    def __init__(self, *args: Any, sites: Iterable[Site], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hindi = (get_language() or "").startswith("hi")
        named = [(one.id, one.hi.name if hindi else one.en.name) for one in definitions().values()]
        self.fields["indicator"].choices = [("", _("Choose")), *named]
        self.fields["site"].choices = [("", _("All sites together")), *((str(site.pk), site.name) for site in sites)]

    def target(self, replaces: uuid.UUID | None) -> NewTarget:
        """What was said, as the action takes it."""
        told = self.cleaned_data
        return NewTarget(**{**told, "site": ids.parse(told["site"])}, replaces=replaces)


class EstimateForm(Asked):
    """How many people there are to reach: with place, year, interval and source."""

    place = forms.ChoiceField(label=_("Place"))
    population = forms.ChoiceField(label=_("Who is counted"))
    gender = forms.ChoiceField(
        label=_("Gender"), required=False, choices=[("", _("Everybody")), *((g.value, g.label) for g in Gender)]
    )
    year = forms.IntegerField(
        label=_("Year"),
        min_value=YEARS[0],
        max_value=YEARS[1],
        widget=forms.NumberInput(attrs={"data-plain": "", "inputmode": "numeric"}),
    )
    value = Count(label=_("Estimate"))
    low = Count(
        label=_("Lower bound"), required=False, help_text=_("As it was published; leave it empty if it was not.")
    )
    high = Count(label=_("Upper bound"), required=False)
    source = Source(help_text=_("Author, title, year: so that somebody else finds it."))

    def __init__(self, *args: Any, places: Iterable[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "en"
        self.fields["place"].choices = [("", _("Choose")), *place_choices(places)]
        self.fields["population"].choices = [
            ("", _("Choose")),
            *((one.code, one.label(language)) for one in populations().population),
        ]

    def estimate(self, replaces: uuid.UUID | None) -> NewEstimate:
        """What was said, as the action takes it."""
        return NewEstimate(**self.cleaned_data, replaces=replaces)
