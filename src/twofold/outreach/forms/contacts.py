"""What is asked on the pages of lists, registration and contacts. Questions and words only: rules are in actions."""

import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from django import forms
from django.utils.choices import CallableChoiceIterator
from django.utils.translation import gettext_lazy as _

from twofold.core import ids
from twofold.outreach.actions import MOST_PIECES, TEXT_LENGTH, NewContact, NewCovering
from twofold.outreach.lists import Asked
from twofold.outreach.models import MET, Beneficiary
from twofold.people import uic
from twofold.people.forms import DatedForm, FrequencyQuestions, ProfileQuestions, Told
from twofold.people.kinds import Kind
from twofold.people.models import Gender
from twofold.programme.catalogue import Item

NOT_SAID = ("", "–")
INGREDIENTS = {
    "surname": _("Surname"),
    "first_name": _("First name"),
    "mother": _("Mother's first name"),
    "father": _("Father's first name"),
    "birth_order": _("Birth order: first child, second, …"),
    "birth_region": _("Region of birth"),
}


class HiddenId(forms.UUIDField):
    """The id that makes sending the same form twice the same as once. An unreadable one is replaced, not refused."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> uuid.UUID:
        return ids.parse(value) or ids.new_entry_id()


class FilterForm(forms.Form):
    """What a list is cut by; every answer stands in the address, so every answer is a neutral word."""

    status = forms.ChoiceField(
        label=_("Card"),
        choices=[("here", _("In use")), ("left", _("Left")), ("all", _("All"))],
        required=False,
    )
    site = forms.ChoiceField(label=_("Site"), required=False)
    caseload = forms.ChoiceField(label=_("Caseload"), required=False)
    group = forms.ChoiceField(label=_("Group"), required=False)
    gender = forms.ChoiceField(label=_("Gender"), choices=[("", _("Any")), *Gender.choices], required=False)
    due = forms.ChoiceField(
        label=_("Due"),
        choices=[("", _("Any")), ("supplies", _("Supplies, today or before")), ("card", _("Talk about the card"))],
        required=False,
    )
    quiet = forms.IntegerField(
        label=_("Not met for (days)"),
        required=False,
        min_value=1,
        max_value=5000,
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"), _("Write a whole number between 1 and 5,000.")
        ),
        widget=forms.NumberInput(attrs={"data-plain": True, "inputmode": "numeric"}),
    )

    def __init__(
        self, *args: Any, sites: Sequence, caseloads: Sequence, kinds: Sequence[Kind], language: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._groups = {kind.listed.code: kind for kind in kinds if kind.listed}
        groups = [(code, kind.listed.label(language)) for code, kind in self._groups.items()]
        for name, choices in (("site", sites), ("caseload", caseloads), ("group", groups)):
            if len(choices) > 1:
                self.fields[name].choices = [("", _("All")), *choices]
            else:
                del self.fields[name]
        if not kinds:
            del self.fields["gender"]

    def asked(self) -> Asked:
        """The answers as the list takes them."""
        told = self.cleaned_data
        return Asked(
            status=told["status"] or "here",
            site=ids.parse(told.get("site")),
            caseload=ids.parse(told.get("caseload")),
            group=self._groups.get(told.get("group", "")),
            gender=told.get("gender", ""),
            due=told["due"] == "supplies",
            consent=told["due"] == "card",
            quiet_days=told["quiet"],
        )


class Pieces(forms.IntegerField):
    """A number of pieces."""

    def __init__(self, **kwargs: Any) -> None:
        words = _("Write a whole number between 0 and 10,000.")
        super().__init__(
            required=False,
            min_value=0,
            max_value=MOST_PIECES,
            error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), words),
            widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
            **kwargs,
        )
        self.widget.attrs["aria-label"] = self.label


class SuppliesQuestions(forms.Form):
    """What was given and taken back, a number for each item that the organisation offers."""

    def __init__(self, *args: Any, items: Iterable[Item], language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._items = [(item, item.label(language)) for item in items]
        for item, words in self._items:
            self.fields[f"out_{item.code}"] = Pieces(label=_("Given: %(item)s") % {"item": words})
            if item.returnable:
                self.fields[f"back_{item.code}"] = Pieces(label=_("Taken back: %(item)s") % {"item": words})

    def supply_rows(self) -> Iterator[tuple[str, Any, Any]]:
        """(words, field given, field taken back or None) for each item."""
        for item, words in self._items:
            yield words, self[f"out_{item.code}"], self[f"back_{item.code}"] if item.returnable else None

    def other_fields(self) -> list[Any]:
        """The visible fields that are not in the table of supplies."""
        return [field for field in self.visible_fields() if not field.name.startswith(("out_", "back_"))]

    def pieces(self, way: str) -> dict[str, int]:
        """Item code -> pieces, `way` being 'out' or 'back'; only what is not nought."""
        told = {name: pieces for name, pieces in self.cleaned_data.items() if name.startswith(f"{way}_") and pieces}
        return {name.removeprefix(f"{way}_"): pieces for name, pieces in told.items()}


class SiteField(forms.UUIDField):
    """A site, chosen from a list that is only read where it is shown: whether it may be chosen, the action says."""

    widget = forms.Select

    def __init__(self, *, choices: Callable[[], Sequence[tuple[Any, str]]], **kwargs: Any) -> None:
        words = _("Choose a site from the list.")
        super().__init__(error_messages={"required": words, "invalid": words}, **kwargs)
        self.widget.choices = CallableChoiceIterator(choices)


class StrangerForm(SuppliesQuestions, DatedForm):
    """Supplies for somebody without a card: nothing about the person is asked."""

    id = HiddenId()
    mode = forms.ChoiceField(label=_("Where it took place"), choices=MET, widget=forms.RadioSelect)

    def __init__(
        self, *args: Any, sites: Callable[[], Sequence[tuple[Any, str]]], author: uuid.UUID, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._author = author
        self.fields["site"] = SiteField(label=_("Site"), choices=sites)
        self.order_fields(self.field_order)

    def clean_id(self) -> uuid.UUID:
        return ids.entry_as_sent(self.cleaned_data["id"], self._author)

    def clean(self) -> dict[str, Any]:
        told = super().clean()
        if not self.errors and not self.pieces("out") and not self.pieces("back"):
            raise forms.ValidationError(_("Write how many were given or taken back."))
        return told

    def new(self, moment: dt.datetime | None) -> NewContact:
        """The answers as the action takes them."""
        told = self.cleaned_data
        return NewContact(
            id=told["id"],
            site=told["site"],
            beneficiary=Beneficiary.STRANGER,
            mode=told["mode"],
            supplies=self.pieces("out"),
            returned=self.pieces("back"),
            occurred_at=moment,
        )


class CoverForm(StrangerForm):
    """Supplies for a colleague's client: the code of the card and the client's own word, and nothing else of them."""

    code = Told(label=_("Code of the card"), required=True)
    word = Told(label=_("Their own word"), required=True)
    field_order = ["code", "word", "mode", "site", "day"]

    def covering(self, moment: dt.datetime | None) -> NewCovering:
        """The answers as the action takes them."""
        told = self.cleaned_data
        return NewCovering(
            code=told["code"],
            word=told["word"],
            site=told["site"],
            mode=told["mode"],
            supplies=self.pieces("out"),
            returned=self.pieces("back"),
            occurred_at=moment,
            id=told["id"],
        )


class ContactForm(StrangerForm):
    """A contact with a client."""

    beneficiary = forms.ChoiceField(
        label=_("For whom"),
        choices=[choice for choice in Beneficiary.choices if choice[0] != Beneficiary.STRANGER],
        widget=forms.RadioSelect,
        initial=Beneficiary.CLIENT,
    )
    topics = forms.MultipleChoiceField(label=_("Talked about"), required=False, widget=forms.CheckboxSelectMultiple)
    place = Told(label=_("Place"), max_length=TEXT_LENGTH, help_text=_("In words, and roughly: 'by the market'."))
    note = Told(label=_("Note"), max_length=TEXT_LENGTH, widget=forms.Textarea(attrs={"rows": 3}))
    field_order = ["beneficiary", "mode", "topics", "site", "day", "place", "note"]

    def __init__(self, *args: Any, topics: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topics"].choices = topics

    def clean(self) -> dict[str, Any]:
        return forms.Form.clean(self)  # a talk without supplies is a contact

    def new_for(self, client: uuid.UUID | None, moment: dt.datetime | None) -> NewContact:
        """The answers as the action takes them."""
        told = self.cleaned_data
        return NewContact(
            id=told["id"],
            site=told["site"],
            client=client,
            beneficiary=told["beneficiary"] if client else Beneficiary.STRANGER,
            mode=told["mode"],
            supplies=self.pieces("out"),
            returned=self.pieces("back"),
            topics=told["topics"],
            place=told["place"],
            note=told["note"],
            occurred_at=moment,
        )


class IngredientQuestions(forms.Form):
    """What a recipe for codes is made of. Used once to find a card again, and not kept."""

    def __init__(self, *args: Any, scheme: uic.Scheme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._scheme = scheme
        for name in scheme.asks():
            self.fields[f"uic_{name}"] = Told(label=INGREDIENTS.get(name, name), max_length=200)
        if scheme.asks_born():
            widget = forms.DateInput(attrs={"type": "date", "autocomplete": "off"}, format="%Y-%m-%d")
            self.fields["uic_born"] = forms.DateField(
                label=_("Date of birth"), required=False, widget=widget, input_formats=["%Y-%m-%d"]
            )

    def ingredient_fields(self) -> list[Any]:
        """The fields of the recipe."""
        return [field for field in self if field.name.startswith("uic_")]

    def ingredients(self, gender: str) -> uic.Ingredients:
        """The answers as the recipe takes them."""
        told = self.cleaned_data
        texts = {name: told.get(f"uic_{name}", "") for name in self._scheme.asks()}
        return uic.Ingredients(texts=texts, gender=gender, born=told.get("uic_born"))


class AnswersForm(IngredientQuestions):
    """Look for a card by what the client answers, where the organisation's recipe asks for answers."""

    gender = forms.ChoiceField(label=_("Gender"), choices=[NOT_SAID, *Gender.choices], required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self._scheme.asks_gender():
            del self.fields["gender"]

    def given(self) -> uic.Ingredients:
        return self.ingredients(self.cleaned_data.get("gender", ""))


class RegisterForm(IngredientQuestions, ProfileQuestions, FrequencyQuestions, SuppliesQuestions, DatedForm):
    """A new card: supplies first, then the spoken sentence, then whatever the client wants to say."""

    id = HiddenId()
    contact = HiddenId()
    where_served = forms.ChoiceField(label=_("Caseload"))
    mode = forms.ChoiceField(label=_("Where it took place"), choices=MET, widget=forms.RadioSelect)
    kinds = forms.MultipleChoiceField(
        label=_("What holds for them"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self,
        *args: Any,
        served: Sequence,
        kinds: Sequence[tuple[str, str]],
        sites: dict[str, tuple],
        author: uuid.UUID,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._author = author
        self.fields["where_served"].choices = served
        self.fields["kinds"].choices = kinds
        self._sites = sites

    def clean_id(self) -> uuid.UUID:
        return ids.person_as_sent(self.cleaned_data["id"], self._author)

    def clean_contact(self) -> uuid.UUID:
        return ids.entry_as_sent(self.cleaned_data["contact"], self._author)

    def has_places(self) -> bool:
        """Whether there is a place from which this worker serves clients."""
        return bool(self._sites)

    def where(self) -> tuple[uuid.UUID, uuid.UUID | None]:
        """(site, caseload) that was chosen."""
        return self._sites[self.cleaned_data["where_served"]]
