"""What is asked on the pages of a client's facts. Questions and their words only: rules are in actions."""

from typing import Any

from django import forms
from django.core.validators import ProhibitNullCharactersValidator
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from twofold.core.access import Consent
from twofold.core.errors import Problem
from twofold.people import reach
from twofold.people.actions.register import EARLIEST, MOST_INJECTIONS_A_DAY, OLDEST_BIRTH_YEAR, TEXT_LENGTH
from twofold.people.kinds import Kind
from twofold.people.models import Gender, Standing

UNSAID = [("", _("Not said"))]


def sent(request: HttpRequest) -> QueryDict | None:
    """What was sent; None where nothing was. A form that was sent empty was sent."""
    return request.POST if request.method == "POST" else None


class Told(forms.CharField):
    """Words of a person: kept exactly as they were written."""

    def __init__(self, *, max_length: int = TEXT_LENGTH, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, strip=False, **{"required": False, **kwargs})
        self.validators = [v for v in self.validators if not isinstance(v, ProhibitNullCharactersValidator)]

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        found = super().widget_attrs(widget) | {"dir": "auto", "autocomplete": "off", "spellcheck": "false"}
        found.pop("maxlength", None)  # a browser counts otherwise, and cuts without a word
        return found


class Day(forms.DateField):
    """A day that is not in the future. `until` is today, where the programme works."""

    widget = forms.DateInput(attrs={"type": "date", "min": EARLIEST.isoformat()}, format="%Y-%m-%d")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d"], **kwargs)
        self.error_messages["invalid"] = _("Write the day as year, month, day: 2026-11-20.")


class Faced(forms.Form):
    """A form on a page of its own; problems of the action come back beside the question they are about."""

    def blame(self, problem: Problem) -> None:
        """Put what an action said beside its field, or at the top where it is about none of them."""
        self.add_error(problem.field if problem.field in self.fields else None, problem.message)


class DatedForm(Faced):
    """A form that asks on which day something was so."""

    day = Day(label=_("Day"), help_text=_("Today, or the earlier day on which it was."))

    def __init__(self, *args: Any, today: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["day"].initial = today
        self.fields["day"].widget.attrs["max"] = today.isoformat()

    def clean_day(self) -> Any:
        day = self.cleaned_data["day"]
        if day > self.today:
            raise forms.ValidationError(_("This day is still to come. Write today or an earlier day."))
        if day < EARLIEST:
            raise forms.ValidationError(_("This day lies too far back. Check the year."))
        return day


class ProfileQuestions(forms.Form):
    """How a client wants to be known and reached. Nothing here has to be answered."""

    nickname = Told(label=_("Nickname"), help_text=_("Any word they answer to. Not the name on their papers."))
    gender = forms.ChoiceField(label=_("Gender"), choices=Gender.choices, initial=Gender.NOT_SAID, required=False)
    birth_year = forms.IntegerField(
        label=_("Year of birth"),
        required=False,
        min_value=OLDEST_BIRTH_YEAR,
        help_text=_("In four digits. Supplies never depend on age."),
        error_messages={
            name: _("Write the year of birth in four digits, or leave it empty.") for name in ("invalid", "min_value")
        },
        widget=forms.NumberInput(attrs={"data-plain": True, "inputmode": "numeric", "autocomplete": "off"}),
    )
    where = Told(label=_("Where to reach them"))
    when = Told(label=_("When"))
    never = Told(label=_("Never"), help_text=_("Where, when or how nobody should ever try."))
    channel = forms.ChoiceField(label=_("How"), choices=[*UNSAID, *reach.Channel.choices], required=False)
    by = forms.ChoiceField(label=_("By whom"), choices=[*UNSAID, *reach.By.choices], required=False)

    def profile(self) -> dict[str, Any]:
        """The answers as the action takes them."""
        told = self.cleaned_data
        return {
            "gender": told["gender"] or Gender.NOT_SAID,
            "birth_year": told["birth_year"],
            "nickname": told["nickname"],
            "reach": {key: told[key] for key in reach.KEYS if told[key]},
        }


class ProfileForm(ProfileQuestions, Faced):
    """The same on a page of its own."""


class FrequencyQuestions(forms.Form):
    """How often somebody injects; not knowing is a fine answer."""

    times = forms.FloatField(
        label=_("Injects how often"),
        required=False,
        min_value=0,
        max_value=MOST_INJECTIONS_A_DAY * 7,
        help_text=_("Leave it empty where it is not known: unknown is not nought."),
        widget=forms.NumberInput(attrs={"step": "any", "inputmode": "decimal", "autocomplete": "off"}),
    )
    per = forms.ChoiceField(
        label=_("Times"), choices=[("day", _("a day")), ("week", _("a week"))], initial="day", required=False
    )

    def times_a_day(self) -> float | None:
        """The answer as times a day."""
        times = self.cleaned_data["times"]
        return times / 7 if times is not None and self.cleaned_data["per"] == "week" else times


class FrequencyForm(FrequencyQuestions, DatedForm):
    """The same on a page of its own."""

    field_order = ["times", "per", "day"]


class KindsForm(DatedForm):
    """Which kinds hold. A kind that the worker may write and not read is asked without showing what stands there."""

    def __init__(self, *args: Any, known: list[Kind], told: list[Kind], language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(kind.code, kind.label(language)) for kind in known]
        self.fields["kinds"] = forms.MultipleChoiceField(
            label=_("What holds now"), choices=choices, required=False, widget=forms.CheckboxSelectMultiple
        )
        for kind in told:
            self.fields[f"told_{kind.code}"] = forms.ChoiceField(
                label=kind.label(language),
                choices=[("", _("Nothing new")), ("yes", _("Yes")), ("no", _("No longer"))],
                required=False,
                help_text=_("You may note this; what was noted before is not shown to you."),
            )
        self.told = [kind.code for kind in told]
        self.order_fields(["kinds", *(f"told_{code}" for code in self.told), "day"])

    def changes(self, held: set[str]) -> list[tuple[str, bool]]:
        """What is different now, as (kind, holds)."""
        chosen = set(self.cleaned_data["kinds"])
        answered = [(code, self.cleaned_data[f"told_{code}"]) for code in self.told]
        found = [(code, True) for code in sorted(chosen - held)] + [(code, False) for code in sorted(held - chosen)]
        return found + [(code, answer == "yes") for code, answer in answered if answer]


class ConsentForm(DatedForm):
    """What the client agreed to, and how it was asked."""

    stage = forms.ChoiceField(
        label=_("What they agree to"),
        choices=[
            (Consent.CARD, _("A card under a code, and no more")),
            (Consent.FULL, _("Records in full, so that care can follow them")),
            (Consent.WITHDRAWN, _("No longer: they take their agreement back")),
        ],
        widget=forms.RadioSelect,
    )
    how = forms.ChoiceField(
        label=_("How it was asked"),
        choices=[("spoken", _("Spoken")), ("written", _("Written"))],
        widget=forms.RadioSelect,
        initial="spoken",
    )
    field_order = ["stage", "how", "day"]


class StandingForm(DatedForm):
    """That a client left, or came back."""

    status = forms.ChoiceField(label=_("What happened"), widget=forms.RadioSelect)
    field_order = ["status", "day"]

    def __init__(self, *args: Any, here: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        back = [(Standing.Status.ACTIVE.value, _("Came back"))]
        left = [(value, words) for value, words in Standing.Status.choices if value != Standing.Status.ACTIVE]
        self.fields["status"].choices = left if here else back + left


class WordForm(DatedForm):
    """The client's own word. It is asked anew each time: nobody can look it up."""

    word = Told(label=_("The word they choose"), required=True)
    field_order = ["word", "day"]


class BlockForm(Faced):
    """Which worker never sees the file."""

    staff = forms.ChoiceField(label=_("Worker"))
    blocked = forms.ChoiceField(
        label=_("What the client wishes"),
        choices=[("yes", _("This worker never sees the file")), ("no", _("This worker may see it again"))],
        widget=forms.RadioSelect,
        initial="yes",
    )

    def __init__(self, *args: Any, staff: list[tuple[Any, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["staff"].choices = [("", _("Choose a worker")), *staff]
