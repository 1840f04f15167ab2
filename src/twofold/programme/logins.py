"""Logins: how one is looked up, and how it is named where failures are counted. Passwords and pages live elsewhere."""

from twofold.core.crypto import keyring
from twofold.programme.models import Staff


def reference(login: str) -> str:
    """The keyed reference of a login, the same however it is written: capitals open the same account."""
    return keyring.index("login", login.strip().upper().lower())


def find(login: str) -> Staff | None:
    """The worker with this login, or None."""
    return Staff.objects.filter(login__iexact=login.strip()).first()
