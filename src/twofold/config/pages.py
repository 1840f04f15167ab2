"""Pages that belong to no app: language, quick exit, one's own account, signing out."""

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from twofold.config import signin
from twofold.config.forms import PasswordForm
from twofold.core.errors import Invalid
from twofold.programme import actions, roles


@require_safe
def weather(request: HttpRequest) -> HttpResponse:
    """Where quick exit goes: a page about nothing."""
    return render(request, "shell/exit.html")


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Choose the language of this browser, and of this worker where one is signed in."""
    chosen = request.POST.get("language", "")
    if chosen not in dict(settings.LANGUAGES):
        chosen = settings.LANGUAGE_CODE
    if request.actor is not None:
        actions.change_language(by=request.actor, language=chosen)
    response = redirect(_local(request, request.POST.get("next", "")) or "/")
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, chosen, samesite="Strict", secure=settings.HTTPS, httponly=True)
    return response


def _local(request: HttpRequest, url: str) -> str:
    own = {request.get_host()}
    return url if url_has_allowed_host_and_scheme(url, own, require_https=request.is_secure()) else ""


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session; quick exit asks to go on to the page about nothing."""
    signin.sign_out(request)
    return redirect(_local(request, request.POST.get("next", "")) or "account_login")


@require_safe
def closed(request: HttpRequest) -> HttpResponse:
    """An account that was closed signs in to the same page as a wrong password."""
    return redirect("account_login")


@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """One's own account: language, password, second factor."""
    if not request.actor.second_factor:
        return redirect("mfa_activate_totp")
    return render(request, "config/account.html", {"actor": request.actor, "roles": roles.labels(request.actor.roles)})


@require_http_methods(["GET", "HEAD", "POST"])
def change_password(request: HttpRequest) -> HttpResponse:
    """Choose a new password; asks for the old one, and ends every other session."""
    if not request.actor.second_factor:
        return redirect("mfa_activate_totp")
    form = PasswordForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _is_own(request, form):
        try:
            worker = actions.change_password(by=request.actor, password=form.cleaned_data["new"])
        except Invalid as problem:
            form.add_error("new", problem.message)
        else:
            update_session_auth_hash(request, worker)
            messages.success(request, _("Your password is changed. Other sessions are ended."))
            return redirect("mfa_index")
    return render(request, "config/password.html", {"form": form}, status=400 if form.errors else 200)


def _is_own(request: HttpRequest, form: PasswordForm) -> bool:
    """Asked like a sign-in, so that wrong ones are counted: an open session is no place to guess in."""
    if get_adapter(request).reauthenticate(request.user, form.cleaned_data["old"]):
        return True
    form.add_error("old", _("This is not your password."))
    return False
