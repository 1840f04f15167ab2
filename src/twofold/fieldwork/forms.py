"""What is asked about phones. Questions and their words only."""

import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from twofold.programme.forms import Asked


class EnrolForm(Asked):
    """Whose phone it is."""

    worker = forms.TypedChoiceField(label=_("Whose phone is it?"), coerce=uuid.UUID)

    def __init__(self, *args: Any, workers: Iterable[tuple[uuid.UUID, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["worker"].choices = [("", _("Choose")), *((str(pk), name) for pk, name in workers)]
