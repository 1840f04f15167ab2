"""What is asked on the way to a partner. Questions and their words only: rules are in actions and rules."""

import uuid
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from twofold.couples.actions import NewStep, Statement
from twofold.couples.models import OUTCOMES, WAYS, How, PartnerKind, Safe, Step
from twofold.people.forms import DatedForm, Day, Told

NAMED = "named"
YES_NO = [("", _("Not said")), ("yes", _("Yes")), ("no", _("No"))]
_SAID = {"": None, "yes": True, "no": False}
# What a page is called, by the step that it asks about.
TITLES = {
    NAMED: _("Name a partner"),
    Step.DECIDED: _("Decide together"),
    Step.INVITED: _("Invited"),
    Step.VISITED: _("First visit"),
    Step.ENROLLED: _("A card of their own"),
}


class NamedForm(DatedForm):
    """Who the partner is, in the client's own words. Nothing has to be answered."""

    field_order = ["kind", "nickname", "cohabiting", "injects_together", "day"]
    id = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label=_("What they are to the client"), choices=PartnerKind.choices, initial=PartnerKind.NOT_SAID
    )
    nickname = Told(label=_("What the client calls them"), help_text=_("Any word. Not the name on their papers."))
    cohabiting = forms.ChoiceField(label=_("Do they live together?"), choices=YES_NO, required=False)
    injects_together = forms.ChoiceField(label=_("Do they inject together?"), choices=YES_NO, required=False)

    def statement(self, client: uuid.UUID, moment: Any) -> Statement:
        told = self.cleaned_data
        return Statement(
            client=client,
            kind=told["kind"],
            nickname=told["nickname"],
            cohabiting=_SAID[told["cohabiting"]],
            injects_together=_SAID[told["injects_together"]],
            occurred_at=moment,
            entry=told["id"],
        )


class StepForm(DatedForm):
    """What happened in one step."""

    field_order = ["partner", "safe", "outcome", "how", "planned", "card", "note", "day"]
    id = forms.UUIDField(widget=forms.HiddenInput)
    partner = Told(
        label=_("Which partner"), help_text=_("The word the client uses. Leave it empty where there is only one.")
    )
    safe = forms.ChoiceField(
        label=_("How does it feel to the client that the partner is met?"),
        choices=Safe.choices,
        widget=forms.RadioSelect,
        help_text=_("Asked alone, before anything else. If it does not feel safe, nobody is invited."),
    )
    outcome = forms.ChoiceField(label=_("What came of it"), widget=forms.RadioSelect)
    how = forms.ChoiceField(label=_("How"), initial=How.NOT_SAID)
    planned = Day(
        label=_("When next"),
        required=False,
        help_text=_("The day the client chose: for the invitation, the visit, or to be asked again."),
    )
    card = Told(
        label=_("Code of their own card"), help_text=_("Only where you look after both. Nothing is written there.")
    )
    note = Told(label=_("Note"), help_text=_("What was agreed on. Never a name or an address."))

    def __init__(self, *args: Any, step: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.step = step
        for name, choices in (("outcome", OUTCOMES[step]), ("how", WAYS[step])):
            field = cast("forms.ChoiceField", self.fields[name])
            field.choices = [(choice.value, choice.label) for choice in choices]
        if step == Step.ENROLLED:
            self.fields["outcome"].initial = OUTCOMES[step][0]
            self.fields["how"].label = _("Who looks after them")
        unasked = {Step.ENROLLED: ("safe", "planned")}.get(Step(step), ("card",))
        for name in unasked:
            del self.fields[name]
        if "planned" in self.fields:
            del self.fields["planned"].widget.attrs["min"]

    def new(self, client: uuid.UUID, moment: Any, card: uuid.UUID | None) -> NewStep:
        told = self.cleaned_data
        return NewStep(
            client=client,
            step=self.step,
            partner=told["partner"],
            outcome=told["outcome"],
            how=told["how"],
            safe=told.get("safe") or Safe.NOT_ASKED,
            planned=told.get("planned"),
            card=card,
            note=told["note"],
            occurred_at=moment,
            entry=told["id"],
        )
