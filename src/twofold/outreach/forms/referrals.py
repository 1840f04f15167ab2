"""What is asked on the pages of referrals. Questions and words only: rules are in actions."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from twofold.core import ids
from twofold.outreach.actions import NewReferral, NewStep
from twofold.outreach.forms.contacts import HiddenId
from twofold.outreach.pathways import choices, pathway
from twofold.people.forms import DatedForm, Told

# What is asked about each step besides the day and a note.
FIELDS: dict[str, tuple[str, ...]] = {
    "agreed": (),
    "appointment": ("on", "at", "ask_for"),
    "accompanied": ("with_whom", "colleague"),
    "arrived": (),
    "seen": (),
    "broken": ("why",),
    "outcome": ("outcome",),
    "stopped": ("why",),
}
COMPANIONS = [
    ("self", _("I do")),
    ("colleague", _("A colleague")),
    ("own", _("Somebody of their own")),
    ("nobody", _("Nobody: they go alone")),
]


class OnDay(forms.DateField):
    """A day that may still be to come."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d"], **kwargs)
        self.error_messages["invalid"] = _("Write the day as year, month, day: 2026-11-20.")


class AppointmentQuestions(forms.Form):
    """A day, a time, whom to ask for: all of it may stand on a slip."""

    on = OnDay(label=_("Day of the appointment"), required=False)
    at = Told(label=_("Time"), max_length=60, help_text=_("Such as: 10 o’clock. It stands on the slip."))
    ask_for = Told(
        label=_("Whom to ask for"),
        max_length=120,
        help_text=_("A person or a room. It stands on the slip, so nothing of what is treated there."),
    )


class OfferForm(AppointmentQuestions, DatedForm):
    """A service that is offered, and perhaps a day at once."""

    id = HiddenId()
    service = forms.ChoiceField(label=_("What for"))
    facility = forms.ChoiceField(label=_("Where"), required=False)
    place = Told(label=_("Or another place, in words"), max_length=200)
    agreed = forms.BooleanField(label=_("They say yes"), required=False)
    note = Told(label=_("Note"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
    field_order = ["service", "facility", "place", "agreed", "on", "at", "ask_for", "day", "note"]

    def __init__(
        self, *args: Any, services: Sequence, facilities: Sequence[tuple[str, str]], author: uuid.UUID, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._author = author
        self.fields["service"].choices = [("", _("Choose")), *services]
        self.fields["facility"].choices = [("", _("Not said")), *facilities]

    def clean_id(self) -> uuid.UUID:
        return ids.entry_as_sent(self.cleaned_data["id"], self._author)

    def new_for(self, client: uuid.UUID, moment: dt.datetime | None) -> NewReferral:
        """The answers as the action takes them."""
        told = self.cleaned_data
        words = {name: told[name] for name in ("id", "service", "place", "note", "agreed", "on", "at", "ask_for")}
        return NewReferral(client=client, facility=ids.parse(told["facility"]), occurred_at=moment, **words)


class StepForm(AppointmentQuestions, DatedForm):
    """One step: only what belongs to it is asked."""

    id = HiddenId()
    with_whom = forms.ChoiceField(label=_("Who goes along"), choices=COMPANIONS, widget=forms.RadioSelect)
    colleague = forms.ChoiceField(label=_("Which colleague"), required=False)
    why = forms.ChoiceField(label=_("Why"), widget=forms.RadioSelect)
    outcome = forms.ChoiceField(label=_("What came of it"), widget=forms.RadioSelect)
    note = Told(label=_("Note"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
    field_order = ["on", "at", "ask_for", "with_whom", "colleague", "why", "outcome", "day", "note"]

    def __init__(
        self, *args: Any, step: str, colleagues: Sequence[tuple[str, str]], author: uuid.UUID, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._author, self._step = author, step
        self.fields["colleague"].choices = [("", _("Choose a colleague")), *colleagues]
        self.fields["why"].choices = choices(pathway().why)
        self.fields["outcome"].choices = choices(pathway().outcome)
        for name in [name for name in self.fields if name not in {"id", "day", "note", *FIELDS[step]}]:
            del self.fields[name]
        if "on" in self.fields:
            self.fields["on"].required = True

    def clean_id(self) -> uuid.UUID:
        return ids.entry_as_sent(self.cleaned_data["id"], self._author)

    def new_for(self, referral: uuid.UUID, moment: dt.datetime | None, moves: uuid.UUID | None) -> NewStep:
        """The answers as the action takes them; `moves` is the appointment that gets another day."""
        told = {name: answer for name, answer in self.cleaned_data.items() if name not in ("day", "colleague")}
        colleague = ids.parse(self.cleaned_data.get("colleague"))
        return NewStep(
            referral=referral, step=self._step, colleague=colleague, occurred_at=moment, corrects=moves, **told
        )
