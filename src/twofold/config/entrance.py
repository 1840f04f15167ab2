"""The pages of signing in and of the second factor: allauth's views, answering bad input with 400 and odd requests calmly."""

from typing import Any

from allauth.account.views import LoginView, ReauthenticateView
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.base.views import ReauthenticateView as CodeAgainView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

METHODS = ["get", "head", "post", "options"]


class _Asks:
    """A page that asks something: what was not understood is answered with 400."""

    http_method_names = METHODS

    def form_invalid(self, form: Any) -> HttpResponse:
        response = super().form_invalid(form)
        response.status_code = 400
        return response


class _NeedsFactor:
    """Before there is a second factor there is one page only: the one that sets it up."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.actor.second_factor:
            return redirect("mfa_activate_totp")
        return super().dispatch(request, *args, **kwargs)


class SignIn(_Asks, LoginView):
    """Login and password. After a refusal the form is empty, so that every refusal is the same page."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "blank": self.get_form_class()(request=self.request)}


class Code(_Asks, AuthenticateView):
    """The code that follows the password."""

    def _build_forms(self) -> Any:
        posted = self.request.POST if self.request.method == "POST" else None
        self.webauthn_form = None
        self.auth_form = self.get_form_class()(user=self.stage.login.user, data=posted)
        return self.auth_form


class Again(_Asks, ReauthenticateView):
    """The password once more."""


class CodeAgain(_Asks, CodeAgainView):
    """The code once more."""


class SetUp(_Asks, ActivateTOTPView):
    """Set up a second factor. Once there is one, there is nothing to set up."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.actor.second_factor:
            return redirect("mfa_index")
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = super().get_context_data(**kwargs)
        secret = found["form"].secret
        return {**found, "spelled": [secret[i : i + 4] for i in range(0, len(secret), 4)]}


class RecoveryCodes(_NeedsFactor, ViewRecoveryCodesView):
    """Codes for the day the phone is lost; shown once. Whoever has none yet is asked to make some."""

    http_method_names = METHODS

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        made = Authenticator.objects.filter(type=Authenticator.Type.RECOVERY_CODES, user_id=request.user.pk)
        return super().get(request, *args, **kwargs) if made.exists() else redirect("mfa_generate_recovery_codes")


class NewRecoveryCodes(_NeedsFactor, _Asks, GenerateRecoveryCodesView):
    """New recovery codes; the old ones stop working."""
