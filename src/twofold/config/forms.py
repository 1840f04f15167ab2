"""Forms of one's own account."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from twofold.programme.models import Staff


class PasswordForm(forms.Form):
    """The old password and a new one."""

    old = forms.CharField(label=_("Password now"), strip=False, widget=forms.PasswordInput)
    new = forms.CharField(label=_("New password"), strip=False, widget=forms.PasswordInput, min_length=12)
    again = forms.CharField(label=_("New password once more"), strip=False, widget=forms.PasswordInput)

    def __init__(self, *args: Any, staff: Staff, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.staff = staff

    def clean_old(self) -> str:
        old: str = self.cleaned_data["old"]
        if not self.staff.check_password(old):
            raise forms.ValidationError(_("This is not your password."))
        return old

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("new") and found.get("again") and found["new"] != found["again"]:
            self.add_error("again", _("The two differ."))
        return found
