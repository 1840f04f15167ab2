"""What is asked about caseloads, and about which clients move where."""

import re
import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from twofold.core import ids
from twofold.home.caseloads import MOST_AT_ONCE, NOWHERE, Asked
from twofold.programme.forms import Asked as AskedForm
from twofold.programme.forms import Name
from twofold.programme.models import Caseload, Site, Staff


def _caseload_choices(caseloads: Iterable[Caseload]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Caseloads to choose from, under their sites, each with its holder."""
    by_site: dict[str, list[tuple[str, str]]] = {}
    for row in caseloads:
        words = f"{row.name} ({row.holder.name})" if row.holder else row.name
        by_site.setdefault(row.site.name, []).append((str(row.pk), words))
    return list(by_site.items())


class HolderForm(AskedForm):
    """Who holds a caseload from now on."""

    holder = forms.ChoiceField(label=_("Held by"), required=False)

    def __init__(self, *args: Any, workers: Iterable[Staff], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["holder"].choices = [("", _("Nobody yet")), *((str(row.pk), row.name) for row in workers)]

    def clean_holder(self) -> uuid.UUID | None:
        return ids.parse(self.cleaned_data["holder"])


class NewCaseloadForm(HolderForm):
    """A new caseload at a site."""

    name = Name()
    site = forms.ChoiceField(label=_("Site"))
    field_order = ("name", "site", "holder")

    def __init__(self, *args: Any, sites: Iterable[Site], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["site"].choices = [("", _("Choose")), *((str(row.pk), row.name) for row in sites)]

    def clean_site(self) -> uuid.UUID | None:
        return ids.parse(self.cleaned_data["site"])


class NameForm(AskedForm):
    """Another name for a caseload."""

    name = Name()


class WhichForm(forms.Form):
    """Which clients to list for moving."""

    source = forms.ChoiceField(label=_("From"), required=False)
    quiet = forms.DateField(
        label=_("Not met since"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
    )

    def __init__(self, *args: Any, caseloads: Iterable[Caseload], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = [
            ("", _("Every caseload")),
            (NOWHERE, _("In no caseload yet")),
            *_caseload_choices(caseloads),
        ]

    def asked(self) -> Asked:
        """What was asked for; all, where it could not be understood."""
        told = self.cleaned_data if self.is_valid() else {}
        source = told.get("source", "")
        return Asked(ids.parse(source), source == NOWHERE, told.get("quiet"))


class MoveForm(forms.Form):
    """Which clients to move, and where to: ticked, or by the codes on their cards."""

    codes = forms.CharField(
        label=_("Or write their codes"),
        required=False,
        max_length=20_000,
        help_text=_("One on each line, or with commas between them."),
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off", "spellcheck": "false"}),
    )
    target = forms.ChoiceField(label=_("Move to"), error_messages={"required": _("Choose where they go.")})

    def __init__(self, *args: Any, caseloads: Iterable[Caseload], ticked: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ticked = [found for text in ticked if (found := ids.parse(text))]
        self.fields["target"].choices = [("", _("Choose a caseload")), *_caseload_choices(caseloads)]

    def typed(self) -> list[str]:
        """The codes that were written, each once."""
        written = re.split(r"[\s,;]+", self.cleaned_data.get("codes", ""))
        return list(dict.fromkeys(code for code in written if code))

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        count = len(self.ticked) + len(self.typed())
        if not count:
            raise forms.ValidationError(_("Tick clients in the list, or write their codes."))
        if count > MOST_AT_ONCE:
            words = _("Move at most %(n)d clients in one step.") % {"n": MOST_AT_ONCE}
            raise forms.ValidationError(words)
        return found
