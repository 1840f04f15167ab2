"""What changes around signing in that is not the programme's own: a code of the second factor is used up."""

from typing import Any

from allauth.mfa.models import Authenticator

from twofold.core import clock
from twofold.core.access import Actor
from twofold.core.actions import action, note, nothing_to_do
from twofold.core.crypto import keyring

# How long a code that was used is remembered: longer than any clock could make it right once more.
SPENT_SECONDS = 180


@action("signin.code_accepted")
def spend_code(*, by: Actor, authenticator: Any, code: str) -> bool:
    """True the first time: a code seen over a shoulder opens nothing once more, whichever process it reaches."""
    mark, now = keyring.index("code", code), clock.now().timestamp()
    row = Authenticator.objects.select_for_update().get(pk=authenticator.pk)
    spent = [[m, at] for m, at in row.data.get("spent", []) if at > now - SPENT_SECONDS]
    if any(m == mark for m, _at in spent):
        nothing_to_do()
        return False
    row.data["spent"] = [*spent, [mark, now]]
    row.save(update_fields=["data"])
    note("signin.code_accepted", "staff", by.id)
    return True
