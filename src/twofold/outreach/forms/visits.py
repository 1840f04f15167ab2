"""What is asked before a home visit. Questions and words only: rules are in actions."""

import uuid
from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from twofold.core import ids
from twofold.outreach.forms.contacts import HiddenId, SiteField
from twofold.people.forms import Faced, Told

HOURS = [
    (30, _("in half an hour")),
    (60, _("in one hour")),
    (120, _("in two hours")),
    (180, _("in three hours")),
    (300, _("in five hours")),
]


class VisitForm(Faced):
    """Setting out: when one means to be back, and where to, in words for whoever would look."""

    id = HiddenId()
    minutes = forms.TypedChoiceField(label=_("Back"), choices=HOURS, coerce=int, initial=60, widget=forms.RadioSelect)
    where = Told(
        label=_("Where to, in words"),
        max_length=200,
        help_text=_("An area, not a house and not a person. It is shown to whoever hears the alarm."),
    )

    def __init__(
        self, *args: Any, sites: Callable[[], Sequence[tuple[Any, str]]], author: uuid.UUID, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._author = author
        self.fields["site"] = SiteField(label=_("Site"), choices=sites)

    def clean_id(self) -> uuid.UUID:
        return ids.entry_as_sent(self.cleaned_data["id"], self._author)
