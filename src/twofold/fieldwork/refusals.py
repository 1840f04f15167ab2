"""How a phone is refused: one shape, with what to do. A phone that is shut out for good is told to wipe."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext_lazy as _

from twofold.fieldwork.policy import policy

WORDS = {
    "unreadable": _("This could not be read. Nothing was kept; send it again as described."),
    "too_large": _("This is too large. Send it in smaller parts."),
    "too_many": _("These are too many entries at once. Send them in smaller parts."),
    "secret": _("This secret is not known, was used, or is too old. Ask the office for a new one."),
    "unknown_device": _("This phone is not known here. Enrol it anew."),
    "signature": _("This was not signed by the phone's own key."),
    "suspended": _("This phone is suspended. Ask the office."),
    "revoked": _("This phone is no longer in use. Everything on it is to be wiped."),
    "method": _("This address is not asked this way. What it takes is named under Allow."),
    "not_there": _("There is nothing at this address. /api/v1/openapi.json says what there is."),
    "broken": _("Something went wrong in the office. Nothing was kept; send it again later."),
    "busy": _("Many phones send at this moment. Try again a little later."),
}
WIPED = frozenset({"revoked"})


def refusal(
    status: int,
    code: str,
    message: str = "",
    field: str | None = None,
    headers: Mapping[str, str] = MappingProxyType({}),
    **more: Any,
) -> HttpResponse:
    """The answer with this status. `wipe` is said aloud only where it is meant."""
    told = {"code": code, "message": message or str(WORDS[code]), "field": field}
    answer = JsonResponse({"error": told, "wipe": code in WIPED, **more}, status=status, headers=headers)
    if status == 429:
        answer.headers["Retry-After"] = str(policy().push.retry_after_seconds)
    if status == 401:
        answer.headers["WWW-Authenticate"] = "Bearer"
    return answer
