"""What is asked about sites, staff and supplies. Questions and their words only: rules are in actions."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from twofold.core.access import Role
from twofold.core.errors import Problem
from twofold.programme.models import Facility, Place, Site
from twofold.programme.roles import WORDS


class Asked(forms.Form):
    """A form whose action may find a problem that the form cannot know of."""

    def blame(self, problem: Problem) -> None:
        """Put what an action said beside its field, or at the top where it is about none of them."""
        self.add_error(problem.field if problem.field in self.fields else None, problem.message)


class Name(forms.CharField):
    """A name of something of the programme."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 120, "label": _("Name"), **kwargs})

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return super().widget_attrs(widget) | {"dir": "auto", "autocomplete": "off"}


def place_choices(places: Iterable[Place]) -> list[tuple[str, str]]:
    """Places to choose from, each set in under the one that it is part of."""
    return [(place.code, "– " * getattr(place, "depth", 0) + place.name) for place in places]


class SiteForm(Asked):
    """A site's name and kind."""

    name = Name()
    kind = forms.ChoiceField(label=_("Kind"), choices=Site.Kind.choices, widget=forms.RadioSelect)


class NewSiteForm(SiteForm):
    """A new site: also where it is, and the code that reports name it by."""

    place = forms.ChoiceField(label=_("Place"))
    code = forms.CharField(
        label=_("Code"),
        max_length=39,
        help_text=_(
            "Small letters, digits and hyphens, such as east-centre. Reports name the site by it, so it stays."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    field_order = ("name", "code", "place", "kind")

    def __init__(self, *args: Any, places: Iterable[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = [("", _("Choose")), *place_choices(places)]


def role_choices() -> list[tuple[str, Any]]:
    """Roles that an account can hold, each with what it is for."""
    return [
        (role.value, format_html("{}<br><small>{}</small>", name, what))
        for role, (name, what) in WORDS.items()
        if role is not Role.OPERATOR
    ]


class StaffForm(Asked):
    """Who somebody is here: name, roles, sites."""

    name = Name()
    held = forms.MultipleChoiceField(
        label=_("Roles"), choices=role_choices, widget=forms.CheckboxSelectMultiple, required=False
    )
    sites = forms.TypedMultipleChoiceField(
        label=_("Sites"), widget=forms.CheckboxSelectMultiple, required=False, coerce=str
    )

    def __init__(self, *args: Any, sites: Iterable[Site], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sites"].choices = [(str(site.pk), site.name) for site in sites]

    def roles(self) -> list[Role]:
        """The roles that were ticked."""
        return [Role(role) for role in self.cleaned_data["held"]]


class NewStaffForm(StaffForm):
    """A new worker: also the login, and the language to begin with."""

    login = forms.CharField(
        label=_("Login"),
        max_length=60,
        help_text=_("Small letters, digits, dots and hyphens. It need not be a name."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    field_order = ("name", "login", "language", "held", "sites")


class StaffFilter(forms.Form):
    """Which workers to list."""

    role = forms.ChoiceField(label=_("Role"), required=False)
    site = forms.ChoiceField(label=_("Site"), required=False)
    closed = forms.BooleanField(label=_("Closed accounts too"), required=False)

    def __init__(self, *args: Any, sites: Iterable[Site], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [
            ("", _("Every role")),
            *((role.value, words[0]) for role, words in WORDS.items()),
        ]
        self.fields["site"].choices = [("", _("Every site")), *((str(site.pk), site.name) for site in sites)]


class SuppliesForm(Asked):
    """Which items are offered."""

    items = forms.MultipleChoiceField(required=False)

    def __init__(self, *args: Any, codes: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["items"].choices = [(code, code) for code in codes]


class FacilityForm(Asked):
    """A place to which clients are referred, and what a slip may say of it."""

    name = Name()
    kind = forms.ChoiceField(label=_("Kind"), choices=Facility.Kind.choices)
    services = forms.MultipleChoiceField(
        label=_("What one can go there for"), required=False, widget=forms.CheckboxSelectMultiple
    )
    address = Name(label=_("Where it is"), max_length=240, required=False)
    phone = Name(label=_("Phone"), max_length=60, required=False)
    hours = Name(label=_("Open"), required=False, help_text=_("Such as: Monday to Saturday, 9 to 2."))
    slip_name = Name(
        label=_("Name on a slip"),
        required=False,
        help_text=_(
            "What a paper in a client’s pocket may say: 'District hospital'. Left empty, a slip names no place."
        ),
    )
    slip_where = Name(
        label=_("Where to go, on a slip"),
        required=False,
        help_text=_("A room, a floor or a person: 'Room 12, ask for Sister Rani'. Never what is treated there."),
    )

    def __init__(self, *args: Any, services: Iterable[tuple[str, list[tuple[str, str]]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["services"].choices = [choice for _group, some in services for choice in some]
