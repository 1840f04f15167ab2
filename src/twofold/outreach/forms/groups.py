"""What is asked about groups. Questions and words only: rules are in actions."""

import datetime as dt
import re
import uuid
from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from twofold.core import ids
from twofold.outreach import grouping
from twofold.outreach.actions import NewGroup
from twofold.outreach.actions.groups import MOST_PEOPLE
from twofold.outreach.forms.contacts import HiddenId, SiteField
from twofold.people.forms import DatedForm, Faced, Told

MOST_TEXT = 20_000
Find = Callable[[Sequence[str]], tuple[list[uuid.UUID], list[str]]]


class CodesQuestions(forms.Form):
    """Codes of cards. A code that is nobody's and one of somebody whom the worker may not know of are the same."""

    codes = Told(
        label=_("Codes of those who were there"),
        max_length=MOST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4, "class": "code"}),
        help_text=_("Those with a card, one to a line. Only who may know of a client sees that they were there."),
    )
    find: Find

    def clean_codes(self) -> list[uuid.UUID]:
        codes = [code for code in re.split(r"[\s,;]+", self.cleaned_data["codes"]) if code]
        found, missing = self.find(codes) if codes else ([], [])
        if missing:
            raise forms.ValidationError(
                _("No client of yours has this code: %(codes)s. Mend it or leave it out, and count them all the same.")
                % {"codes": ", ".join(missing[:10])}
            )
        return found


class WhoForm(CodesQuestions, Faced):
    """Who attended, on a page of its own."""

    def __init__(self, *args: Any, find: Find, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.find = find


class GroupForm(CodesQuestions, DatedForm):
    """A group that was held. Told anew, it does not ask who attended."""

    id = HiddenId()
    kind = forms.ChoiceField(label=_("Kind of group"))
    topics = forms.MultipleChoiceField(label=_("Talked about"), required=False, widget=forms.CheckboxSelectMultiple)
    facilitator = forms.ChoiceField(label=_("Facilitator"))
    people = forms.IntegerField(
        label=_("How many were there"),
        min_value=1,
        max_value=MOST_PEOPLE,
        help_text=_("Everybody, with a card or without. The facilitator is not counted."),
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), _("Write how many were there: between 1 and 1,000.")
        ),
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    field_order = ["kind", "topics", "people", "codes", "facilitator", "site", "day"]

    def __init__(
        self,
        *args: Any,
        sites: Callable[[], Sequence[tuple[Any, str]]],
        topics: Sequence[tuple[str, str]],
        staff: Sequence[tuple[str, str]],
        author: uuid.UUID,
        find: Find | None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._author = author
        self.fields["site"] = SiteField(label=_("Site"), choices=sites)
        kinds = [(code, grouping.words(found)) for code, found in grouping.group_kinds().items()]
        self.fields["kind"].choices = [("", _("Choose")), *kinds]
        self.fields["topics"].choices = topics
        self.fields["facilitator"].choices = staff
        if find is None:
            del self.fields["codes"]
        else:
            self.find = find
        self.order_fields(self.field_order)

    def clean_id(self) -> uuid.UUID:
        return ids.entry_as_sent(self.cleaned_data["id"], self._author)

    def new_for(self, moment: dt.datetime | None, corrects: uuid.UUID | None = None) -> NewGroup:
        """The answers as the action takes them."""
        told = self.cleaned_data
        return NewGroup(
            site=told["site"],
            kind=told["kind"],
            people=told["people"],
            topics=told["topics"],
            facilitator=ids.parse(told["facilitator"]),
            clients=told.get("codes"),
            occurred_at=moment,
            id=told["id"],
            corrects=corrects,
        )
