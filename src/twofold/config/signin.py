"""Signing in: lock-out, the second factor's secrets, and no way to sign up. Forms and flows are allauth's."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from axes.backends import AxesStandaloneBackend
from django.contrib.auth.hashers import make_password
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from twofold.core.crypto import cipher, keyring


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


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are opened by the programme, never by a visitor; nothing is mailed."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Mail about an account would tell whoever reads the mailbox that the account exists."""

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """'Signed in as ...' on a screen is a name that nobody needs to see."""


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets of second factors are stored under the installation's key; a factor is not removed by its owner."""

    def encrypt(self, text: str) -> str:
        key = keyring.ring().keys[keyring.SECOND_FACTOR]
        return cipher.encrypt(key, text.encode(), "second factor").hex()

    def decrypt(self, encrypted_text: str) -> str:
        key = keyring.ring().keys[keyring.SECOND_FACTOR]
        return cipher.decrypt(key, bytes.fromhex(encrypted_text), "second factor").decode()

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        return False

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """See AccountAdapter."""
