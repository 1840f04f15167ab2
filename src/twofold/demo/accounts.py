"""The accounts of the demonstration: second factors that nobody has to set up, and the codes that they show now."""

import time

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth

from twofold.core.access import Role
from twofold.demo.programme import Built
from twofold.demo.world import world
from twofold.programme.models import Staff


def open_all(built: Built) -> None:
    """Give every account a second factor. Its secret is stored as every other's: under the installation's key."""
    for worker in built.staff.values():
        auth.TOTP.activate(worker, auth.generate_totp_secret())


def current_code(login: str) -> str | None:
    """The code that a phone would show now for this account, or None where there is no such account or factor."""
    worker = Staff.objects.filter(login__iexact=login).first()
    if worker is None:
        return None
    factor = Authenticator.objects.filter(user=worker.pk, type=Authenticator.Type.TOTP).first()
    if factor is None:
        return None
    secret = get_adapter().decrypt(factor.data["secret"])
    return auth.format_hotp_value(auth.hotp_value(secret, int(time.time()) // 30))


def logins() -> list[dict[str, str]]:
    """For each organisation and role the first account: what a visitor needs to look at that role's pages."""
    told = world()
    found: dict[tuple[str, str], dict[str, str]] = {}
    for worker in sorted(told.staff, key=lambda row: len(row.roles)):
        organisation = told.employer(worker)
        for role in worker.roles:
            found.setdefault(
                (organisation.code, role.value),
                {
                    "organisation": organisation.name,
                    "role": role.value,
                    "login": worker.login,
                    "password": told.password,
                    "code": current_code(worker.login) or "",
                },
            )
    order = [role.value for role in Role]
    first = told.organisation[0].name
    return sorted(found.values(), key=lambda row: (row["organisation"] != first, order.index(row["role"])))
