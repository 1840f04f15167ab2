"""Signing in: lock-out, one answer for every refusal, the second factor's secrets. Flows are allauth's, pages `entrance`.

Failures are counted by login and address together, in the database, under keyed references: whoever steals the disk
learns neither what was typed nor from where.
"""

import base64
import ipaddress
import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from axes.backends import AxesStandaloneBackend
from axes.handlers.database import AxesDatabaseHandler
from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.hashers import make_password
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from twofold.core import audit
from twofold.core.access import Actor, stranger
from twofold.core.crypto import cipher, keyring
from twofold.programme import logins
from twofold.programme.actors import actor_for
from twofold.programme.models import Staff


class LockingBackend(AxesStandaloneBackend):
    """Refuses a locked login at the same cost as a wrong password, so that the time says nothing."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> None:
        try:
            return super().authenticate(request, username=username, password=password, **kwargs)
        except PermissionDenied:
            make_password(password)
            raise


def login_reference(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """What the counter keeps in place of a login."""
    told = credentials or {}
    return logins.reference(told.get("login") or told.get("username") or "")


def address_reference(request: HttpRequest) -> str:
    """What the counter keeps in place of an address. One household counts as one: the last 64 bits are its own to choose."""
    address = request.META.get("REMOTE_ADDR") or ""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        found = ipaddress.ip_address("0.0.0.0")  # noqa: S104 - no address is known (a socket); nothing is bound
    prefix = found.packed[:8] if found.version == 6 else found.packed
    return str(ipaddress.IPv6Address(int(keyring.index("address", prefix.hex())[:32], 16)))


class FailureCounter(AxesDatabaseHandler):
    """Counts failures, and keeps nothing of the request: no browser, no path, no form."""

    def user_login_failed(self, sender: Any, credentials: Any, request: Any = None, **kwargs: Any) -> None:
        bare = HttpRequest()
        for name, value in vars(request).items():
            if name.startswith("axes_"):
                setattr(bare, name, value)
        bare.axes_user_agent = bare.axes_path_info = bare.axes_http_accept = ""
        super().user_login_failed(sender, credentials, bare, **kwargs)


def may_try(request: HttpRequest, worker: Staff) -> bool:
    """Whether this worker's login is open to another try from here."""
    return AxesProxyHandler.is_allowed(request, {"login": worker.login})


def count_failure(request: HttpRequest, worker: Staff, what: str) -> None:
    """Count a wrong code like a wrong password, and write it down."""
    AxesProxyHandler.user_login_failed("twofold", {"login": worker.login}, request)
    audit.record_denial(Actor(worker.id, worker.organisation_id, frozenset()), "signin.refused", what)


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are opened by the programme, never by a visitor; nothing is mailed; every refusal is the same."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _("The login or the password is not right."),
        "incorrect_password": _("This is not your password."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_ajax(self, request: HttpRequest) -> bool:
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Staff | None:
        """The worker, or None: unknown, wrong, locked, closed and without any role are one answer at one cost."""
        worker = authenticate(request, **credentials)
        if worker is not None and not actor_for(worker, second_factor=False).roles:
            AxesProxyHandler.user_login_failed("twofold", credentials, request)
            worker = None
        if worker is None:
            self.authentication_failed(request, **credentials)
        return worker

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """One row in the log: whose account, if it is one; never what was typed."""
        worker = logins.find(credentials.get("username", ""))
        who = Actor(worker.id, worker.organisation_id, frozenset()) if worker else stranger()
        audit.record_denial(who, "signin.refused", "Password")

    def login(self, request: HttpRequest, user: Staff) -> None:
        login(request, user, backend="allauth.account.auth_backends.AuthenticationBackend")

    def post_login(self, request: HttpRequest, user: Staff, **kwargs: Any) -> HttpResponse:
        audit.record_event(actor_for(user, second_factor=False), "signin.done", "staff", user.id)
        return super().post_login(request, user, **kwargs)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Signing in counts as showing who one is; ten minutes later it is asked again."""
        request = context.request
        records = get_authentication_records(request, request.user)
        return not records or time.time() - records[-1]["at"] > settings.ACCOUNT_REAUTHENTICATION_TIMEOUT

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Mail about an account would tell whoever reads the mailbox that the account exists."""

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """The pages say what happened; allauth's own news would name accounts."""


def sign_out(request: HttpRequest) -> None:
    """End this session, and write it down."""
    if request.actor is not None:
        audit.record_event(request.actor, "signin.ended", "staff", request.actor.id)
    logout(request)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets of second factors are stored under the installation's key; a factor is not removed by its owner."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This code is not right. Wait for the next one and try again."),
    }

    def encrypt(self, text: str) -> str:
        key = keyring.ring().keys[keyring.SECOND_FACTOR]
        return cipher.encrypt(key, text.encode(), "second factor").hex()

    def decrypt(self, encrypted_text: str) -> str:
        key = keyring.ring().keys[keyring.SECOND_FACTOR]
        return cipher.decrypt(key, bytes.fromhex(encrypted_text), "second factor").decode()

    def build_totp_svg(self, url: str) -> str:
        """Dark on a white ground, whatever the page's own ground."""
        import qrcode
        from qrcode.image.svg import SvgPathFillImage

        return qrcode.make(url, image_factory=SvgPathFillImage).to_string(encoding="unicode")

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        return False

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """See AccountAdapter."""


def secret_to_set_up(request: HttpRequest) -> str:
    """The secret that this session offers for a second factor. Derived, not stored: it never lies on a disk in the clear."""
    key = keyring.ring().keys[keyring.SECOND_FACTOR]
    salt = f"{request.user.pk}|{request.session.session_key}".encode()
    return base64.b32encode(cipher.derive_from_key(key, salt, "second factor to set up")[:20]).decode()
