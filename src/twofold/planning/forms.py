"""What a manager asks: the place, services now and planned, costs, years, money. Questions and their words only."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from twofold import epi
from twofold.core.errors import Problem
from twofold.planning import fitting, inputs, words
from twofold.planning.actions import YEARS
from twofold.planning.inputs import PLAN, Input
from twofold.planning.models import NAME_LENGTH
from twofold.planning.prefill import SAID

SOURCE_LENGTH = 120
MOST_MONEY = 10**13


class Amount(forms.FloatField):
    """A number as people write it: 1,00,00,000 or ₹1,00,00,000 is one too."""

    def to_python(self, value: Any) -> float | None:
        if isinstance(value, str):
            value = value.replace(inputs.inputs().currency, "").replace(",", "").strip()
        return super().to_python(value)


class AskForm(forms.Form):
    """One question to the model."""

    name = forms.CharField(
        label=_("Name"),
        max_length=NAME_LENGTH,
        required=False,
        help_text=_("So that you find it again, such as: Ten million more, mostly for women."),
    )
    years = forms.IntegerField(
        label=_("Years"),
        min_value=YEARS[0],
        max_value=YEARS[1],
        widget=forms.NumberInput(attrs={"data-plain": "", "inputmode": "numeric"}),
    )
    budget = Amount(
        label=_("Money beyond today’s"),
        min_value=0,
        max_value=MOST_MONEY,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text=_("In rupees, for all the years together. The best mix for it is looked for when you save."),
    )

    known_source = forms.CharField(
        label=_("Where these figures come from"),
        max_length=SOURCE_LENGTH,
        required=False,
        help_text=_("Such as: a survey and its year. It is shown with every answer that uses them."),
    )

    def __init__(self, data: Any = None, *, initial: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial=dict(initial or {}))
        for one in inputs.inputs().input:
            self.fields[one.code] = _number(one, one.words.name)
        for one in inputs.services():
            planned = _number(one, _("%(service)s, planned") % {"service": one.words.name})
            planned.widget.attrs["data-slider"] = slider(one.code)
            self.fields[PLAN + one.code] = planned
        for measure in fitting.MEASURES:
            for end in fitting.ENDS:
                self.fields[fitting.code(measure, end)] = _known(measure, end)

    def clean(self) -> dict[str, Any]:
        """What the model itself refuses is said beside the field that it is about."""
        told = super().clean() or self.cleaned_data
        if self.errors:
            return told
        for measure in fitting.MEASURES:
            self._interval(measure, told)
        if fitting.targets(_said(told)) and not told["known_source"]:
            self.add_error(
                "known_source", _("Say where these figures come from: every answer that uses them names it.")
            )
        try:
            inputs.scenario(told, people=20, seeds=1, years=told["years"], budget=told.get("budget") or 0)
        except epi.Wrong as wrong:
            self.blame_model(wrong)
        return told

    def _interval(self, measure: str, told: dict[str, Any]) -> None:
        """Both ends or none; the lower first; and what is said of HIV above lies between."""
        names = [fitting.code(measure, end) for end in fitting.ENDS]
        low, high = (told[name] for name in names)
        if low is None and high is None:
            return
        if low is None or high is None:
            self.add_error(names[high is None], _("Write both ends, or leave both empty."))
        elif low >= high:
            self.add_error(names[1], _("This should be more than the lower end."))
        elif measure in told and not low <= told[measure] <= high:
            words_ = _(
                "Above you wrote %(value)s of 100. It should lie between the two: put right the one or the other."
            )
            self.add_error(names[0], words_ % {"value": words.plain(told[measure])})

    def blame_model(self, wrong: epi.Wrong) -> None:
        """The model's refusal in the reader's words."""
        group, _dot, rest = wrong.where.partition(".")
        half, _dot, code = rest.partition(".")
        field = {"services": (PLAN if half == "planned" else "") + code, "costs": f"cost_{rest}"}.get(
            group, rest or group
        )
        words = _(
            "This cannot be. As services reach women and men, it would mean more of one of the two than any programme "
            "reaches: write less, or close the gap between women and men."
        )
        if group != "services" or code not in ("nsp", "ost", "prep"):
            words = _("This cannot be. Write a number between the least and the most.")
        self.add_error(field if field in self.fields else None, words)

    def blame(self, problem: Problem) -> None:
        self.add_error(problem.field if problem.field in self.fields else None, problem.message)

    def values(self) -> dict[str, float]:
        """What was said, by input."""
        told = {name: float(self.cleaned_data[name]) for name in inputs.defaults()}
        return told | _said(self.cleaned_data)

    def known_ground(self) -> dict[str, Any]:
        """The ground on which all that is known of HIV here stands; nothing where nothing is."""
        if fitting.targets(_said(self.cleaned_data)) is None:
            return {}
        return {fitting.SAID_OF: {"kind": SAID, "source": self.cleaned_data["known_source"]}}

    @property
    def known_is_said(self) -> bool:
        return any(self[fitting.code(measure, "low")].value() for measure in fitting.MEASURES)

    def known_fields(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """What may be known of HIV here, each measure with the two ends of its interval."""
        return [(words.MEASURES[m], [self[fitting.code(m, end)] for end in fitting.ENDS]) for m in fitting.MEASURES]

    def place_fields(self) -> list[forms.BoundField]:
        return [self[one.code] for one in inputs.of("place")]

    def cost_fields(self) -> list[forms.BoundField]:
        return [self[one.code] for one in inputs.of("cost")]

    def levers(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Services that can be moved: as they are now, and as planned."""
        return [(self[one.code], self[PLAN + one.code]) for one in inputs.services()]

    def fixed_fields(self) -> list[forms.BoundField]:
        """Services that stay as they are."""
        return [self[one.code] for one in inputs.of("service") if not one.planned]


def _said(told: Mapping[str, Any]) -> dict[str, float]:
    """What was said to be known."""
    return {name: float(value) for name, value in told.items() if _is_end(name) and value is not None}


def _is_end(name: str) -> bool:
    return name.startswith(fitting.KNOWN) and name.rsplit("_", 1)[-1] in fitting.ENDS


def _known(measure: str, end: str) -> forms.FloatField:
    attrs = {"data-plain": "", "inputmode": "decimal", "autocomplete": "off", "step": "any"}
    label = words.ENDS[end] % {"measure": words.MEASURES[measure]}
    widget = forms.NumberInput(attrs=attrs)
    return forms.FloatField(label=label, min_value=0, max_value=fitting.MOST[measure], required=False, widget=widget)


def slider(code: str) -> str:
    """The id of the slider beside the number planned: the two move together."""
    return f"slide_{code}"


def _number(one: Input, label: Any) -> forms.FloatField:
    attrs = {"data-plain": "", "inputmode": "decimal", "autocomplete": "off", "step": "any"}
    widget = forms.NumberInput(attrs=attrs)
    return forms.FloatField(label=label, min_value=one.low, max_value=one.high, help_text=one.words.help, widget=widget)
