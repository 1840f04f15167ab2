"""Forms of signing in and of one's own account: allauth's, in our words, with wrong codes counted like wrong passwords."""

from typing import Any

from allauth.account.forms import LoginForm
from allauth.account.forms import ReauthenticateForm as PasswordAgain
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from twofold.config import actions, signin
from twofold.programme.actors import actor_for

CODE = {"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True, "spellcheck": "false"}


class SignInForm(LoginForm):
    """Login and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = forms.CharField(
            label=_("Login"),
            max_length=60,
            widget=forms.TextInput(
                attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false", "autofocus": True}
            ),
        )
        _plain_password(self)


class AgainForm(PasswordAgain):
    """The password once more, before something that matters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain_password(self)


def _plain_password(form: forms.Form) -> None:
    field = form.fields["password"]
    field.label, field.help_text = _("Password"), ""
    field.widget.attrs.pop("placeholder", None)


class _CountedCode:
    """A wrong code counts towards the lock; a right one works once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["code"]
        field.label, field.max_length = _("Code"), 40
        field.widget.attrs = {**field.widget.attrs, **CODE}
        field.widget.attrs.pop("placeholder", None)

    def clean_code(self) -> str:
        request = context.request
        if not signin.may_try(request, self.user):
            raise get_adapter().validation_error("incorrect_code")
        try:
            code: str = super().clean_code()
        except ValidationError:
            signin.count_failure(request, self.user, "Code")
            raise
        if self.authenticator.type == Authenticator.Type.TOTP and not self._spend(code):
            raise get_adapter().validation_error("incorrect_code")
        return code

    def _spend(self, code: str) -> bool:
        by = actor_for(self.user, second_factor=False)
        return actions.spend_code(by=by, authenticator=self.authenticator, code=code)


class CodeForm(_CountedCode, AuthenticateForm):
    """The second factor's code, or one of the recovery codes, at sign-in."""


class AgainCodeForm(_CountedCode, ReauthenticateForm):
    """The code once more, before something that matters."""


class SetUpForm(ActivateTOTPForm):
    """The first code of a new second factor."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.user = kwargs.pop("user")
        forms.Form.__init__(self, *args, **kwargs)
        self.secret = signin.secret_to_set_up(context.request)
        field = self.fields["code"]
        field.label, field.max_length, field.widget.attrs = _("The six digits that the app shows now"), 40, dict(CODE)


class PasswordForm(forms.Form):
    """The old password and a new one."""

    old = forms.CharField(
        label=_("Password now"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label=_("New password"),
        strip=False,
        help_text=_("At least 12 characters; four plain words do well."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("New password once more"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("new") and found.get("again") and found["new"] != found["again"]:
            self.add_error("again", _("The two differ."))
        return found
