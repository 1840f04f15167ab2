"""Signing in, for tests: give a worker a second factor, and make a client that is signed in as somebody of the world."""

import time
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core.cache import cache
from django.test import Client

from twofold.programme.models import Staff

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def give_factor(staff: Staff) -> str:
    """Set up a second factor, as the page does; its secret. Codes that earlier tests used are forgotten."""
    cache.clear()
    if not Authenticator.objects.filter(user=staff.pk, type=Authenticator.Type.TOTP).exists():
        TOTP.activate(staff, SECRET)
        RecoveryCodes.activate(staff)
    return SECRET


def code(secret: str = SECRET, *, steps: int = 0) -> str:
    """The code that an app shows now, or some half minutes later."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def signed_in(staff: Staff, *, factor: bool = True, **options: Any) -> Client:
    """A browser in which this worker is signed in."""
    if factor:
        give_factor(staff)
    client = Client(**options)
    client.force_login(Staff.objects.get(pk=staff.pk), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client
