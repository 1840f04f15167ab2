"""Pages that belong to no app: language, quick exit, one's own account, signing out."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from twofold.config.forms import PasswordForm
from twofold.core.errors import Invalid
from twofold.programme import actions


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
    response = redirect(_local(request, request.POST.get("next", "")))
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, chosen, samesite="Strict", secure=settings.HTTPS, httponly=True)
    return response


def _local(request: HttpRequest, url: str) -> str:
    own = {request.get_host()}
    return url if url_has_allowed_host_and_scheme(url, own, require_https=request.is_secure()) else "/"


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("account_login")


@require_safe
def closed(request: HttpRequest) -> HttpResponse:
    """An account that was closed signs in to the same page as a wrong password."""
    return redirect("account_login")


@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """One's own account: language, password, second factor."""
    return render(request, "config/account.html", {"actor": request.actor})


def change_password(request: HttpRequest) -> HttpResponse:
    """Choose a new password; asks for the old one."""
    form = PasswordForm(request.POST or None, staff=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            worker = actions.change_password(
                by=request.actor, staff=request.actor.id, password=form.cleaned_data["new"]
            )
        except Invalid as problem:
            form.add_error("new", problem.message)
        else:
            update_session_auth_hash(request, worker)
            messages.success(request, _("Your password is changed."))
            return redirect("mfa_index")
    return render(request, "config/password.html", {"form": form}, status=400 if form.errors else 200)
